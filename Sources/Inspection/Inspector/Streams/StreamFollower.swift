import Wire

/// Which conversation of a capture: `tcp:0`, as its `tcp.stream` says.
public struct StreamName: Sendable, Equatable, CustomStringConvertible {
    /// `tls` is a TCP conversation with what TLS hides in it; `http` one with HTTP's messages, their bodies as they were before they were sent.
    public enum Transport: String, Sendable { case tcp, udp, tls, http }
    public let transport: Transport
    public let number: Int

    public init(_ transport: Transport, _ number: Int) {
        self.transport = transport
        self.number = number
    }

    /// Reads `tcp:0`, `udp:3`, `tls:1` and `http:0`; nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let transport = Transport(rawValue: String(parts[0])), let number = Int(parts[1]), number >= 0 else { return nil }
        self.init(transport, number)
    }

    public var description: String { "\(transport.rawValue):\(number)" }
}

/// What one end of a followed conversation sent, piece by piece.
public enum StreamPiece: Sendable, Equatable {
    case bytes([UInt8], fromClient: Bool, frame: Int)
    /// So many bytes that were sent are not in the capture.
    case gap(Int, fromClient: Bool)
}

/// Follows one conversation: what each end sent, in the order of its sequence numbers, each byte once.
///
/// TCP's segments may be lost, repeated, overlap or overtake one another. Of bytes that came twice the first stay.
/// What is behind a hole waits until the hole is filled, or until it is plain that it will not be: the other end has
/// acknowledged bytes that the capture doesn't have, too much waits, or the capture ends. Then the hole is a gap.
public struct StreamFollower {
    public let name: StreamName
    /// The ends, as far as seen: the client is the one that began.
    public private(set) var client: Endpoint = .none
    public private(set) var server: Endpoint = .none
    public private(set) var frames = 0
    /// Bytes that wait for holes to be filled, both ways.
    var waitingBytes: Int { fromClient.waitingBytes + fromServer.waitingBytes }
    /// Bytes that waited for a hole to be filled, at most; more, and the hole is given up.
    public static let waitingLimit = 4 << 20
    private static let waitingSegments = 4096

    private struct Direction: Sendable {
        /// The relative number of the next byte; nil before the first segment.
        var next: UInt32?
        var waiting: [(sequence: UInt32, bytes: [UInt8], frame: Int)] = []
        var waitingBytes = 0
    }
    private var fromClient = Direction()
    private var fromServer = Direction()
    private var pieces: [StreamPiece] = []
    private let plaintext: TLSPlaintext?
    private let http: HTTPPlaintext?
    private var isFinished = false

    /// - Parameter decryptor: what opens the records of a `tls` or `http` conversation.
    public init(_ name: StreamName, decryptor: (any TLSDecryptor)? = nil) {
        self.name = name
        plaintext = name.transport == .tls ? decryptor.map { TLSPlaintext($0) } : nil
        http = name.transport == .http ? HTTPPlaintext(decryptor) : nil
    }

    /// Whether any record of a `tls` conversation could be opened.
    public var hasOpenedTLS: Bool { plaintext?.hasOpened ?? false }

    /// Of an `http` conversation: why bodies are not as they were or not whole, and how many bytes belong to no message.
    public var httpFaults: [String] { http?.faults ?? [] }
    public var bytesBesideHTTP: Int { http?.skipped ?? 0 }

    /// What has become known since the last call.
    public mutating func takePieces() -> [StreamPiece] {
        defer { pieces.removeAll(keepingCapacity: true) }
        if let http {
            let told = pieces.flatMap { http.take($0) }
            if isFinished { http.finish() }
            return told
        }
        guard let plaintext else { return pieces }
        return pieces.flatMap { plaintext.take($0) }
    }

    /// Looks at the next frame of the capture. Needs a dissection with recorded fields.
    public mutating func see(_ d: borrowing Dissection) {
        switch name.transport {
        case .tcp, .tls, .http:
            guard let tcp = d.tcp, tcp.stream == name.number else { return }
            note(d.summaryEnds, isFromClient: tcp.isFromClient)
            see(tcp, d.payloadBytes(tcp.payload), frame: d.packet.number)
        case .udp:
            guard d.packet.udpStream == name.number, let length = d.packet.udpPayload else { return }
            let ends = d.summaryEnds
            // Whoever sent the first datagram is the client.
            note(ends, isFromClient: client == .none || ends.source == client)
            let start = d.packet.udpPayloadStart, bytes = d.payloadBytes(start..<start + max(0, length))
            if !bytes.isEmpty { pieces.append(.bytes(bytes, fromClient: ends.source == client, frame: d.packet.number)) }
            // A capture may have kept only the front of a datagram.
            if bytes.count < length { pieces.append(.gap(length - bytes.count, fromClient: ends.source == client)) }
        }
    }

    private mutating func note(_ ends: (source: Endpoint, destination: Endpoint), isFromClient: Bool) {
        frames += 1
        guard client == .none else { return }
        client = isFromClient ? ends.source : ends.destination
        server = isFromClient ? ends.destination : ends.source
    }

    private mutating func see(_ tcp: TCPFacts, _ bytes: [UInt8], frame: Int) {
        var direction = tcp.isFromClient ? fromClient : fromServer
        let start = tcp.sequence &+ (tcp.flags.contains(.syn) ? 1 : 0)
        // A keep-alive's byte stands before what comes next; it is never new.
        if direction.next == nil { direction.next = tcp.flags.contains(.syn) ? start : start == 0 ? 0 : 1 }
        if !bytes.isEmpty, !tcp.flags.contains(.rst) { add(start, bytes, frame, tcp.isFromClient, &direction) }
        if tcp.isFromClient { fromClient = direction } else { fromServer = direction }
        // What is acknowledged has arrived, so that nobody will send it again.
        guard tcp.flags.contains(.ack) else { return }
        var other = tcp.isFromClient ? fromServer : fromClient
        if let next = other.next, isAfter(tcp.acknowledgment, next), !other.waiting.isEmpty {
            giveUp(upTo: tcp.acknowledgment, !tcp.isFromClient, &other)
            if tcp.isFromClient { fromServer = other } else { fromClient = other }
        }
    }

    private mutating func add(_ sequence: UInt32, _ bytes: [UInt8], _ frame: Int, _ isFromClient: Bool, _ direction: inout Direction) {
        guard let next = direction.next else { return }
        let end = sequence &+ UInt32(truncatingIfNeeded: bytes.count)
        guard isAfter(end, next) else { return }
        guard isAfter(sequence, next) else {
            deliver(Array(bytes.dropFirst(Int(next &- sequence))), frame, isFromClient, &direction)
            return deliverWaiting(isFromClient, &direction)
        }
        let place = direction.waiting.firstIndex { isAfter($0.sequence, sequence) } ?? direction.waiting.count
        direction.waiting.insert((sequence, bytes, frame), at: place)
        direction.waitingBytes += bytes.count
        while direction.waitingBytes > Self.waitingLimit || direction.waiting.count > Self.waitingSegments { skipHole(isFromClient, &direction) }
    }

    private mutating func deliver(_ bytes: [UInt8], _ frame: Int, _ isFromClient: Bool, _ direction: inout Direction) {
        direction.next = (direction.next ?? 0) &+ UInt32(truncatingIfNeeded: bytes.count)
        pieces.append(.bytes(bytes, fromClient: isFromClient, frame: frame))
    }

    private mutating func deliverWaiting(_ isFromClient: Bool, _ direction: inout Direction) {
        while let first = direction.waiting.first, let next = direction.next, !isAfter(first.sequence, next) {
            direction.waiting.removeFirst()
            direction.waitingBytes -= first.bytes.count
            let known = Int(next &- first.sequence)
            if known < first.bytes.count { deliver(Array(first.bytes.dropFirst(known)), first.frame, isFromClient, &direction) }
        }
    }

    /// The hole before what waits will not be filled.
    private mutating func skipHole(_ isFromClient: Bool, _ direction: inout Direction) {
        guard let first = direction.waiting.first, let next = direction.next else { return }
        if isAfter(first.sequence, next) {
            pieces.append(.gap(Int(first.sequence &- next), fromClient: isFromClient))
            direction.next = first.sequence
        }
        deliverWaiting(isFromClient, &direction)
    }

    private mutating func giveUp(upTo end: UInt32, _ isFromClient: Bool, _ direction: inout Direction) {
        while let first = direction.waiting.first, isBefore(first.sequence, end) { skipHole(isFromClient, &direction) }
    }

    /// The capture has ended, or nothing more is to be waited for: what still waits comes out, with the holes as gaps.
    public mutating func finish() {
        isFinished = true
        for isFromClient in [true, false] {
            var direction = isFromClient ? fromClient : fromServer
            while !direction.waiting.isEmpty { skipHole(isFromClient, &direction) }
            if isFromClient { fromClient = direction } else { fromServer = direction }
        }
    }
}

extension Dissection {
    /// Who sent the frame, and to whom.
    var summaryEnds: (source: Endpoint, destination: Endpoint) {
        (endpoint(packet.source, packet.sourcePort), endpoint(packet.destination, packet.destinationPort))
    }

    /// Bytes of TCP's or UDP's payload: from the frame, or from the datagram that was put together.
    func payloadBytes(_ range: Range<Int>) -> [UInt8] { Array(sources.bytes(packet.payloadSource, range.lowerBound, range.count)) }
}
