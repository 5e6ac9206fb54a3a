/// What the application above one TCP stream remembers.
final class StreamMessages {
    /// The application that a message of this stream has been recognised as, whatever the ports say.
    var application: Application?
    /// A message under way from the lower and from the higher end.
    var fromLow: Gathering?
    var fromHigh: Gathering?
    private var knownHTTP: HTTPState?
    private var knownWebSocket: WebSocketState?
    private var knownSMTP: SMTPState?
    private var knownTLS: TLSState?
    /// Whether one of the last three is there.
    private var keepsBytes = false
    var socks: SOCKSState?
    var pop: POPState?
    /// The last messages that were put together from pieces.
    private var finished: FinishedMessages?
    /// The other end has agreed to speak TLS from now on.
    var startTLSFrame = 0

    /// What of `heldBytes` the table of streams has counted.
    var accountedBytes = 0

    init() {}

    /// Bytes that wait for the rest of their message.
    var heldBytes: Int {
        var count = (fromLow?.bytes.count ?? 0) + (fromHigh?.bytes.count ?? 0)
        // A request that waits for its answer keeps its method and 200 bytes of its target at most.
        if let knownHTTP { count += knownHTTP.requests.count * 256 }
        if let mail = pop?.mail { count += mail.count }
        guard keepsBytes else { return count }
        count += knownSMTP?.mail?.count ?? 0
        if let knownWebSocket { count += knownWebSocket.compression.heldBytes }
        for side in 0...1 {
            if let knownWebSocket { count += knownWebSocket.fragments[side].count }
            if let knownTLS { count += knownTLS.handshake[side].count + knownTLS.pending[side].count }
        }
        return count
    }

    /// Gives up what waits for the rest of its message; what the stream speaks stays known.
    func forgetUnfinished() {
        fromLow = nil
        fromHigh = nil
        knownWebSocket?.fragments = [[], []]
        knownWebSocket?.compression.forget()
        knownTLS?.handshake = [[], []]
        knownTLS?.pending = [[], []]
        if knownSMTP?.mail?.isEmpty == false { knownSMTP?.mail = nil }
        if pop?.mail?.isEmpty == false { pop?.mail = nil }
        knownHTTP?.requests.removeAll()
        accountedBytes = 0
    }

    /// Remembers where a message in pieces was, for when its pieces come again.
    func noteEnd(of gathering: Gathering, fromLow isFromLow: Bool) {
        if finished == nil { finished = FinishedMessages() }
        finished?.note(gathering.start, gathering.next, fromLow: isFromLow)
    }

    /// Whether the bytes belong to a message that has been put together before.
    func wasPutTogether(_ start: UInt32, _ end: UInt32, fromLow isFromLow: Bool) -> Bool { finished?.holds(start, end, fromLow: isFromLow) ?? false }

    func gathering(fromLow isFromLow: Bool) -> Gathering? { isFromLow ? fromLow : fromHigh }
    func setGathering(_ gathering: Gathering?, fromLow isFromLow: Bool) { if isFromLow { fromLow = gathering } else { fromHigh = gathering } }
}

/// Where the last messages were that were put together from pieces.
private final class FinishedMessages {
    private var places: [(start: UInt32, end: UInt32, isFromLow: Bool)] = []
    private var next = 0
    private static let limit = 16

    func note(_ start: UInt32, _ end: UInt32, fromLow isFromLow: Bool) {
        if places.count < Self.limit { places.append((start, end, isFromLow)) } else { places[next] = (start, end, isFromLow) }
        next = (next + 1) % Self.limit
    }

    func holds(_ start: UInt32, _ end: UInt32, fromLow isFromLow: Bool) -> Bool {
        places.contains { $0.isFromLow == isFromLow && Int32(bitPattern: start &- $0.start) >= 0 && Int32(bitPattern: $0.end &- end) >= 0 }
    }
}

// MARK: - What each application remembers

/// Made when it is first asked for: most streams speak one protocol.
extension StreamMessages {
    var http: HTTPState {
        if let knownHTTP { return knownHTTP }
        let state = HTTPState()
        knownHTTP = state
        return state
    }

    var webSocket: WebSocketState {
        if let knownWebSocket { return knownWebSocket }
        let state = WebSocketState()
        knownWebSocket = state
        keepsBytes = true
        return state
    }

    var smtp: SMTPState {
        if let knownSMTP { return knownSMTP }
        let state = SMTPState()
        knownSMTP = state
        keepsBytes = true
        return state
    }

    var tls: TLSState {
        if let knownTLS { return knownTLS }
        let state = TLSState()
        knownTLS = state
        keepsBytes = true
        return state
    }
}

/// Which application speaks over a stream.
enum Application: Equatable {
    case http, webSocket, dns, smtp, ftp, ftpData, tls
    case foreign(ProtocolName)
}

/// What an application's dissector made of the bytes it was given.
enum Outcome {
    case done
    /// They are not this application's.
    case rejected
    /// From `offset` on they are the front of a message that needs more.
    case needs(offset: Int, More)

    enum More {
        case bytes(Int), segment, untilFIN
        /// Segment by segment, until the last of a body's chunks is there.
        case chunks(ChunkWalk)
    }
}

/// What an application's dissector is told about the bytes it is given.
struct StreamContext {
    let slot: Int
    let isFromLow: Bool
    let sourcePort: Int
    let destinationPort: Int
    /// More segments can be asked for.
    let canReassemble: Bool
    /// The last bytes of this direction.
    let isEnd: Bool
    let frame: Int
    /// The table of streams keeps them for as long as a segment is dissected: that they are handed on from one dissector to the next is not counted.
    unowned(unsafe) let messages: StreamMessages
}
