import TransportLayer
import Wire

/// Keeps the story of a connection, for failures to tell.
final class Story: TCPObserver, @unchecked Sendable {
    private(set) var lines: [String] = []
    private(set) var transitions: [(TCPState, TCPState, TCPTrigger)] = []
    var onOccurrence: ((TCPOccurrence, TCPVariables, Instant) -> Void)?
    let name: String
    let keepsLines: Bool

    init(_ name: String, keepsLines: Bool) {
        self.name = name
        self.keepsLines = keepsLines
    }

    func connection(_ pair: SocketPair, at now: Instant, did occurrence: TCPOccurrence, variables: TCPVariables) {
        if case .stateChanged(let from, let to, let trigger) = occurrence { transitions.append((from, to, trigger)) }
        onOccurrence?(occurrence, variables, now)
        guard keepsLines else { return }
        lines.append("\(now) \(name) \(occurrence) [cwnd \(variables.congestionWindow) pipe \(variables.pipe) flight \(variables.flight) wnd \(variables.sendWindow) rto \(variables.retransmissionTimeout) \(variables.recovery.rawValue)]")
    }
}

/// One end: a connection or a listener that makes one, and the program's side of it.
final class TestEnd {
    let number: Int
    let pair: SocketPair
    var configuration: TCPConfiguration
    var connection: TCPConnection?
    var listener: TCPListener?
    let story: Story
    let secrets: TCPSecrets

    /// Bytes that the program has handed over, and what has come out.
    var written = 0
    var received: [UInt8] = []
    var events: TCPEvents = []

    init(_ number: Int, pair: SocketPair, configuration: TCPConfiguration, keepsStory: Bool, isnBase: UInt32) {
        self.number = number
        self.pair = pair
        self.configuration = configuration
        story = Story("AB".map(String.init)[number], keepsLines: keepsStory)
        secrets = TCPSecrets { pair, salt in
            // Enough for tests: what the numbers are is the seed's choice.
            if salt == 0 { return UInt64(isnBase) }
            var z = salt &+ UInt64(pair.remote.port) &* 0x9e37_79b9_7f4a_7c15
            z = (z ^ z >> 31) &* 0xbf58_476d_1ce4_e5b9
            return z ^ z >> 29
        }
    }

    var pseudoHeader: PseudoHeader {
        switch (pair.local.address, pair.remote.address) {
        case (.v4(let a), .v4(let b)): PseudoHeader(source: a, destination: b, protocolNumber: 6)
        case (.v6(let a), .v6(let b)): PseudoHeader(source: a, destination: b, protocolNumber: 6)
        default: fatalError("both ends are of one version")
        }
    }

    func connect(at now: Instant) {
        connection = TCPConnection(connecting: pair, configuration: configuration, initialSequenceNumber: secrets.initialSequenceNumber(for: pair, at: now), timestampOffset: secrets.timestampOffset(for: pair), observer: story, at: now)
    }

    func listen(acceptLimit: Int = 128) {
        listener = TCPListener(configuration: configuration, secrets: secrets, acceptLimit: acceptLimit)
    }

    /// Hands over up to `count` bytes of this end's pattern; returns how many were taken.
    @discardableResult
    func write(_ count: Int, at now: Instant) -> Int {
        // One more than there is room for, so that the connection knows that there was more.
        let bytes = (written..<written + min(count, (connection?.sendCapacity ?? 0) + 1)).map { pattern(number, $0) }
        let taken = connection?.send(bytes, at: now) ?? 0
        written += taken
        return taken
    }

    @discardableResult
    func read(_ maximum: Int = .max, at now: Instant) -> Int {
        let bytes = connection?.read(atMost: maximum, at: now) ?? []
        received += bytes
        return bytes.count
    }

    /// What is wrong with the bytes that have arrived from `peer`, of which there should be `count`; nil when nothing is.
    func fault(from peer: TestEnd, count: Int? = nil) -> String? {
        if let count, received.count != count { return "\(story.name) has \(received.count) bytes instead of \(count)" }
        for (index, byte) in received.enumerated() where byte != pattern(peer.number, index) { return "\(story.name)'s byte \(index) is wrong" }
        return nil
    }

    var state: TCPState { connection?.state ?? (listener == nil ? .closed : .listen) }
    var deadline: Instant { min(connection?.nextDeadline ?? .distantFuture, listener?.nextDeadline ?? .distantFuture) }
}
