public import Wire

/// Knows from frames alone whether a capture has seen the end of the conversations that a program had.
///
/// A program that has closed its sockets is not yet at the end of its capture: the last acknowledgements are still on
/// their way. So a lab goes on draining until every connection that it was told of has ended on the wire (both FINs
/// acknowledged, or a reset), and every datagram has been seen. A frame that was dropped must not make it wait for
/// ever: ``verdict(at:programEnded:limit:)`` gives up after a limit and says what is missing.
///
/// Frames may be shown before or after the connection is expected: program and capture are read at different times.
public struct ConversationWatch: Sendable {
    public enum Verdict: Hashable, Sendable {
        /// Everything was seen.
        case complete
        /// Something is still missing; give up at this time.
        case waiting(until: Instant)
        /// The limit has passed; what is missing, a line each, in the order in which it was expected.
        case incomplete([String])
    }

    /// Connections and datagram flows that are remembered at most; what comes beyond is not waited for.
    public static let mostConversations = 65_536

    fileprivate struct Connection {
        let first: SocketAddress
        let second: SocketAddress
        /// Behind each side's FIN: the acknowledgement that says that it has arrived.
        var finEnds: (UInt32?, UInt32?) = (nil, nil)
        var isAcknowledged = (false, false)
        var isOver = false
        var timesOver = 0
        var timesExpected = 0

        mutating func end() {
            isOver = true
            timesOver += 1
        }
    }

    private struct Datagrams {
        let port: UInt16
        let destination: SocketAddress
        var expected = 0
        var seen = 0
    }

    private struct DatagramKey: Hashable {
        let port: UInt16
        let destination: SocketAddress
    }

    private struct Pair: Hashable {
        let low: SocketAddress
        let high: SocketAddress
    }

    private var connections: [Connection] = []
    private var connectionIndex: [Pair: Int] = [:]
    private var datagrams: [Datagrams] = []
    private var datagramIndex: [DatagramKey: Int] = [:]
    /// Expected connections and datagrams that have not been seen to the end.
    private var missingCount = 0

    public init() {}

    // MARK: - What the program did

    /// The program had a TCP connection between two addresses. Once for each connection, not once for each end.
    public mutating func expectConnection(_ a: SocketAddress, _ b: SocketAddress) {
        guard let index = connection(a.withoutScope, b.withoutScope) else { return }
        connections[index].timesExpected += 1
        if connections[index].timesExpected > connections[index].timesOver { missingCount += 1 }
    }

    /// The program sent a datagram. Its own address need not be known, only its port.
    public mutating func expectDatagram(fromPort port: UInt16, to destination: SocketAddress) {
        guard let index = flow(port, destination.withoutScope) else { return }
        datagrams[index].expected += 1
        if datagrams[index].expected > datagrams[index].seen { missingCount += 1 }
    }

    // MARK: - What the capture saw

    public mutating func see(_ frame: CapturedFrame) { see(frame.header, frame.bytes.span.bytes) }

    public mutating func see(_ header: FrameHeader, _ bytes: RawSpan) {
        guard let glance = TransportGlance(header, bytes) else { return }
        switch glance.transport {
        case .udp:
            guard let index = flow(glance.source.port, glance.destination) else { return }
            datagrams[index].seen += 1
            if datagrams[index].seen <= datagrams[index].expected { missingCount -= 1 }
        case .tcp(let sequence, let acknowledgement, let length, let flags):
            guard let index = connection(glance.source, glance.destination) else { return }
            let wasOver = connections[index].timesOver
            connections[index].see(fromFirst: glance.source == connections[index].first, sequence, acknowledgement, length, flags)
            if connections[index].timesOver > wasOver, connections[index].timesOver <= connections[index].timesExpected { missingCount -= 1 }
        }
    }

    // MARK: - Whether that is all

    /// Whether everything that was expected has been seen to its end.
    public var isComplete: Bool { missingCount == 0 }

    /// What is to be done at `now`, when the program had ended at `programEnded`.
    public func verdict(at now: Instant, programEnded: Instant, limit: Nanoseconds = .milliseconds(500)) -> Verdict {
        if isComplete { return .complete }
        let end = programEnded + limit
        return now < end ? .waiting(until: end) : .incomplete(missing)
    }

    /// What has not been seen, a line each, in the order in which it came up.
    public var missing: [String] {
        let open = connections.filter { $0.timesExpected > $0.timesOver }.map { "the end of the TCP connection \($0.first) to \($0.second)" }
        let lost = datagrams.filter { $0.expected > $0.seen }.map { flow in
            let count = flow.expected - flow.seen
            return "\(count) datagram\(count == 1 ? "" : "s") from port \(flow.port) to \(flow.destination)"
        }
        return open + lost
    }

    private mutating func connection(_ a: SocketAddress, _ b: SocketAddress) -> Int? {
        let pair = a.precedes(b) ? Pair(low: a, high: b) : Pair(low: b, high: a)
        if let index = connectionIndex[pair] { return index }
        guard connections.count < Self.mostConversations else { return nil }
        connectionIndex[pair] = connections.count
        connections.append(Connection(first: a, second: b))
        return connections.count - 1
    }

    private mutating func flow(_ port: UInt16, _ destination: SocketAddress) -> Int? {
        let key = DatagramKey(port: port, destination: destination)
        if let index = datagramIndex[key] { return index }
        guard datagrams.count < Self.mostConversations else { return nil }
        datagramIndex[key] = datagrams.count
        datagrams.append(Datagrams(port: port, destination: destination))
        return datagrams.count - 1
    }
}

extension ConversationWatch.Connection {
    /// RFC 9293, section 3.6: each direction is closed when its FIN has been acknowledged.
    fileprivate mutating func see(fromFirst: Bool, _ sequence: UInt32, _ acknowledgement: UInt32, _ length: UInt32, _ flags: TransportGlance.Flags) {
        if flags.contains(.syn), !flags.contains(.ack), isOver {
            // The same ports again: another connection.
            finEnds = (nil, nil)
            isAcknowledged = (false, false)
            isOver = false
        }
        if isOver { return }
        if flags.contains(.rst) { return end() }
        if flags.contains(.fin) {
            let fin = sequence &+ length &+ (flags.contains(.syn) ? 1 : 0) &+ 1
            if fromFirst { finEnds.0 = fin } else { finEnds.1 = fin }
        }
        if flags.contains(.ack) {
            // "At or behind", in arithmetic modulo 2^32.
            func covers(_ end: UInt32?) -> Bool { end.map { Int32(bitPattern: acknowledgement &- $0) >= 0 } ?? false }
            if fromFirst { isAcknowledged.1 = isAcknowledged.1 || covers(finEnds.1) } else { isAcknowledged.0 = isAcknowledged.0 || covers(finEnds.0) }
        }
        if isAcknowledged.0 && isAcknowledged.1 { end() }
    }
}

extension SocketAddress {
    /// Frames do not say which interface a link-local address belongs to.
    fileprivate var withoutScope: SocketAddress { SocketAddress(address, port) }

    fileprivate func precedes(_ other: SocketAddress) -> Bool { (address, port) < (other.address, other.port) }
}
