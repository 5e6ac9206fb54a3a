public import Wire

/// One TCP connection (RFC 9293), without a network, a clock or a thread: a value that is fed segments, calls and the time.
///
/// How a host drives it:
///
/// 1. Hand it what arrives, ``receive(_:payload:at:)``, and what the program wants: ``send(_:at:)``, ``read(atMost:at:)``,
///    ``finishSending(at:)``, ``close(at:)``, ``abort(at:)``.
/// 2. After each of these, and when ``nextDeadline`` has come, take segments until there are none:
///    `while let segment = connection.nextSegment(at: now) { … connection.write(segment, …) … }`.
///    A segment must be written before the connection is touched again.
/// 3. Look at ``takeEvents()``; let the connection go once it is ``TCPState/closed``.
///
/// What belongs to one topic is in one file: README.md, two folders up, says where.
public struct TCPConnection: ~Copyable, Sendable {
    public let pair: SocketPair
    /// What the connection runs with. Timers and Nagle's algorithm may be changed while it does.
    public var configuration: TCPConfiguration
    public internal(set) var state: TCPState = .closed
    /// Why the connection ended, if not by closing.
    public internal(set) var failure: TCPFailure?
    public internal(set) var counters = TCPCounters()
    /// Told of everything that happens.
    public var observer: (any TCPObserver)?

    var events: TCPEvents = []
    var sender: TCPSender
    var receiver: TCPReceiver
    var timers = TCPTimers()
    var output = TCPOutput()

    /// Opens a connection actively: its SYN is the first of ``nextSegment(at:)``.
    ///
    /// - Parameters:
    ///   - initialSequenceNumber: from ``TCPSecrets/initialSequenceNumber(for:at:)``.
    ///   - timestampOffset: from ``TCPSecrets/timestampOffset(for:)``, so that the timestamps tell nothing about the host.
    public init(connecting pair: SocketPair, configuration: TCPConfiguration, initialSequenceNumber: SequenceNumber, timestampOffset: UInt32 = 0, observer: (any TCPObserver)? = nil, at now: Instant) {
        self.pair = pair
        self.configuration = configuration
        self.observer = observer
        sender = TCPSender(configuration, initialSequenceNumber: initialSequenceNumber)
        receiver = TCPReceiver(configuration, timestampOffset: timestampOffset)
        move(.activeOpen, at: now)
        sender.startedAt = now
        output.handshake = true
    }

    /// Goes on where a ``TCPListener`` left off: in SYN-RECEIVED, its SYN,ACK already sent. The segment that made the listener say
    /// ``TCPListener/Verdict/open(_:)`` is to be handed to ``receive(_:payload:at:)`` next.
    public init(accepting open: TCPPassiveOpen, configuration: TCPConfiguration, observer: (any TCPObserver)? = nil, at now: Instant) {
        pair = open.pair
        self.configuration = configuration
        self.observer = observer
        sender = TCPSender(configuration, initialSequenceNumber: open.initialSequenceNumber)
        receiver = TCPReceiver(configuration, timestampOffset: open.timestampOffset)
        resume(open, at: now)
    }

    /// What has happened since the last call.
    public mutating func takeEvents() -> TCPEvents {
        defer { events = [] }
        return events
    }

    /// Takes the arrow that `trigger` names, if there is one from here.
    mutating func move(_ trigger: TCPTrigger, at now: Instant) {
        guard let next = TCPTransition.next(from: state, on: trigger) else { return }
        let previous = state
        state = next
        switch next {
        case .established: events.insert([.connected, .writable])
        case .closed: events.insert(.closed)
        default: break
        }
        if observer != nil { tell(.stateChanged(from: previous, to: next, trigger: trigger), at: now) }
    }

    /// Tells the observer. Callers ask `observer != nil` first, so that nothing is put together for nobody.
    func tell(_ occurrence: TCPOccurrence, at now: Instant) {
        observer?.connection(pair, at: now, did: occurrence, variables: variables)
    }

    /// Tells the observer something about loss, windows or timers.
    func note(_ text: @autoclosure () -> String, at now: Instant) {
        if observer != nil { tell(.note(text()), at: now) }
    }
}
