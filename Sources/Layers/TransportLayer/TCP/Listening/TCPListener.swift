public import Wire

/// A port in LISTEN: answers SYNs, remembers half-open connections in a bounded backlog, and beyond that answers with SYN cookies.
///
/// How a host drives it: segments for the port that belong to no connection go to ``receive(_:pair:segmentSize:at:)``; then, and
/// when ``nextDeadline`` has come, ``nextSegment(at:)`` is called until it returns nil.
public struct TCPListener: Sendable {
    /// What to do with a segment.
    public enum Verdict: Sendable {
        /// Nothing (an answer, if any, comes from ``nextSegment(at:)``).
        case none
        /// Send this reset.
        case reset(TCPSegment)
        /// The handshake is done: make a ``TCPConnection/init(accepting:configuration:observer:at:)`` and hand it this segment.
        case open(TCPPassiveOpen)
    }

    public let configuration: TCPConfiguration
    private let secrets: TCPSecrets
    /// The most connections that may wait for the program's accept (POSIX's `listen(backlog)`).
    public let acceptLimit: Int
    /// Connections that wait for the program's accept: the host counts down with ``accepted()``.
    public private(set) var waiting = 0
    /// SYNs dropped because backlog or accept queue were full; SYN cookies sent, and those that came back.
    public private(set) var dropped = 0
    public private(set) var cookiesSent = 0
    public private(set) var cookiesAccepted = 0

    /// Half-open connections in the order of their SYNs.
    private var halfOpen: [HalfOpenConnection] = []
    /// Answers that nothing is remembered of: cookies, and acknowledgments of segments that do not fit.
    private var answers: [(pair: SocketPair, segment: TCPSegment)] = []
    private static let answerLimit = 64
    /// When a cookie was last sent: as long ago as a cookie lives, an acknowledgment cannot bring one back.
    private var cookieSentAt: Instant?
    /// The earliest `dueAt` of `halfOpen`.
    private var earliest = Instant.distantFuture

    public init(configuration: TCPConfiguration, secrets: TCPSecrets, acceptLimit: Int = 128) {
        self.configuration = configuration
        self.secrets = secrets
        self.acceptLimit = acceptLimit
    }

    /// Connections in SYN-RECEIVED.
    public var halfOpenCount: Int { halfOpen.count }

    /// The program has taken a connection, or one that was waiting has ended.
    public mutating func accepted() { waiting = max(0, waiting - 1) }

    /// A segment for the port, from `pair.remote`, that belongs to no connection. `segmentSize` is what this end takes in a segment on
    /// the path that it came by (the MTU less 40 or 60 bytes). The RFC's order for LISTEN (RFC 9293 section 3.10.7.2): RST, ACK, SYN.
    public mutating func receive(_ segment: TCPSegment, pair: SocketPair, segmentSize: Int, at now: Instant) -> Verdict {
        let index = halfOpen.firstIndex { $0.open.pair == pair }
        if segment.flags.contains(.rst) {
            if let index, segment.sequence == halfOpen[index].open.peerSequenceNumber + 1 { remove(index) }
            return .none
        }
        if segment.flags.contains(.ack) {
            if segment.flags.contains(.syn) { return segment.resetInReply.map(Verdict.reset) ?? .none }
            if let index { return complete(index, segment, at: now) }
            return redeem(segment, pair: pair, segmentSize: segmentSize, at: now)
        }
        guard segment.flags.contains(.syn), !segment.flags.contains(.fin) else { return .none }
        if let index {
            repeated(index, segment, at: now)
        } else {
            begin(segment, pair: pair, segmentSize: segmentSize, at: now)
        }
        return .none
    }

    // MARK: SYN

    private mutating func begin(_ segment: TCPSegment, pair: SocketPair, segmentSize: Int, at now: Instant) {
        guard waiting < acceptLimit else {
            dropped += 1
            return
        }
        let number = secrets.initialSequenceNumber(for: pair, at: now)
        let open = TCPPassiveOpen(answering: segment, pair: pair, initialSequenceNumber: number, timestampOffset: secrets.timestampOffset(for: pair), segmentSize: segmentSize, configuration: configuration)
        if halfOpen.count < configuration.synBacklog {
            halfOpen.append(HalfOpenConnection(open: open, dueAt: now, timeout: configuration.initialRTO))
            earliest = min(earliest, now)
        } else if configuration.usesSYNCookies {
            let cookie = SYNCookie(for: open, secrets: secrets, at: now)
            answer(pair, open.synAck(sequence: cookie.sequence, timestamp: cookie.timestamp, configuration: configuration))
            cookieSentAt = now
            cookiesSent += 1
        } else {
            dropped += 1
        }
    }

    /// A SYN from a peer that is in the backlog already.
    private mutating func repeated(_ index: Int, _ segment: TCPSegment, at now: Instant) {
        let open = halfOpen[index].open
        if segment.sequence == open.peerSequenceNumber {
            // Our answer was lost.
            halfOpen[index].dueAt = now
            earliest = now
            return
        }
        // Another one: an acknowledgment makes a peer that has started anew say so by a reset (RFC 5961 section 4.2).
        var challenge = TCPSegment(sourcePort: open.pair.local.port, destinationPort: open.pair.remote.port, sequence: open.initialSequenceNumber + 1, flags: .ack)
        challenge.acknowledgement = open.peerSequenceNumber + 1
        answer(open.pair, challenge)
    }

    private mutating func answer(_ pair: SocketPair, _ segment: TCPSegment) {
        if answers.count < Self.answerLimit { answers.append((pair, segment)) } else { dropped += 1 }
    }

    // MARK: ACK

    /// The last segment of a handshake.
    private mutating func complete(_ index: Int, _ segment: TCPSegment, at now: Instant) -> Verdict {
        let open = halfOpen[index].open
        guard segment.acknowledgement == open.initialSequenceNumber + 1 else { return segment.resetInReply.map(Verdict.reset) ?? .none }
        let start = open.peerSequenceNumber + 1
        guard segment.sequence.isWithin(min(max(1, configuration.receiveBufferLimit), 0xffff), from: start) else { return .none }
        // No room for it: the peer believes that it is connected and will send again, by which time there may be.
        guard waiting < acceptLimit else {
            dropped += 1
            return .none
        }
        remove(index)
        waiting += 1
        return .open(open)
    }

    /// An acknowledgment of something that nothing is remembered of: a SYN cookie, or nothing.
    private mutating func redeem(_ segment: TCPSegment, pair: SocketPair, segmentSize: Int, at now: Instant) -> Verdict {
        guard let sentAt = cookieSentAt, now - sentAt <= SYNCookie.lifetime else {
            return segment.resetInReply.map(Verdict.reset) ?? .none
        }
        guard let open = SYNCookie.redeem(segment, pair: pair, segmentSize: segmentSize, secrets: secrets, configuration: configuration, at: now) else {
            return segment.resetInReply.map(Verdict.reset) ?? .none
        }
        guard waiting < acceptLimit else {
            dropped += 1
            return .none
        }
        waiting += 1
        cookiesAccepted += 1
        return .open(open)
    }

    // MARK: SYN,ACK

    /// The next segment to be sent, and between which ends.
    public mutating func nextSegment(at now: Instant) -> (pair: SocketPair, segment: TCPSegment)? {
        if !answers.isEmpty { return answers.removeFirst() }
        guard earliest <= now else { return nil }
        while let index = halfOpen.firstIndex(where: { $0.dueAt <= now }) {
            guard halfOpen[index].answers <= configuration.synAckRetries else {
                halfOpen.remove(at: index)
                continue
            }
            let isFirst = halfOpen[index].answers == 0
            halfOpen[index].answers += 1
            halfOpen[index].open.answeredAt = isFirst ? now : nil
            halfOpen[index].dueAt = now + halfOpen[index].timeout
            halfOpen[index].timeout = min(halfOpen[index].timeout * 2, configuration.maximumRTO)
            findEarliest()
            let open = halfOpen[index].open
            let clock = UInt32(truncatingIfNeeded: now.nanoseconds / 1_000_000) &+ open.timestampOffset
            return (open.pair, open.synAck(sequence: open.initialSequenceNumber, timestamp: clock, configuration: configuration))
        }
        findEarliest()
        return nil
    }

    /// When ``nextSegment(at:)`` may have something again.
    public var nextDeadline: Instant { answers.isEmpty ? earliest : .zero }

    private mutating func remove(_ index: Int) {
        halfOpen.remove(at: index)
        findEarliest()
    }

    private mutating func findEarliest() {
        earliest = halfOpen.reduce(.distantFuture) { min($0, $1.dueAt) }
    }
}

/// A connection in SYN-RECEIVED that came from LISTEN: small, because an attacker may make many.
struct HalfOpenConnection: Sendable {
    var open: TCPPassiveOpen
    /// When the SYN,ACK is to be sent next, how long after that again, and how often it was.
    var dueAt: Instant
    var timeout: Nanoseconds
    var answers = 0
}
