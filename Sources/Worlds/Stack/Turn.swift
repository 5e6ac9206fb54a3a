public import Wire

/// What one call into a stack begins with, and what it hands back: frames to send, sockets that something has happened to, and
/// notes for the timeline.
///
/// A world (the simulator, or the driver of a TAP device) has one turn, which all its stacks use one after another; it is what
/// makes a stack synchronous and free of I/O. Set ``now`` and ``cause``, call the stack, carry out what is in the
/// lists, empty them.
public struct Turn: Sendable {
    /// The world's time.
    public var now: Instant
    /// What led to this call: the frame that arrived, the timer that fired, the program's call.
    public var cause: EventID
    /// The last event's identifier: one count for all of a world.
    public var lastID: UInt64
    /// Whether anybody reads ``notes``.
    public var takesNotes: Bool

    /// Frames to send, in order.
    public var frames: [OutgoingFrame] = []
    /// Sockets that a waiting program may want to look at again.
    public var ready: [Readiness] = []
    /// What the stack did besides: drops, timers, caches. Empty unless ``takesNotes``.
    public var notes: [StackNote] = []
    /// Buffers of frames that have been dealt with, to be used again.
    public var pool = FramePool()

    public init(now: Instant = .zero, cause: EventID = .none, takesNotes: Bool = false) {
        self.now = now
        self.cause = cause
        self.lastID = 0
        self.takesNotes = takesNotes
    }

    /// The next event's identifier.
    public mutating func nextID() -> EventID {
        lastID &+= 1
        return EventID(rawValue: lastID)
    }

    /// Notes what happened, if anybody wants to know. Returns the note's identifier.
    @discardableResult
    public mutating func note(_ kind: @autoclosure () -> StackNote.Kind) -> EventID {
        let id = nextID()
        if takesNotes { notes.append(StackNote(id: id, cause: cause, kind: kind())) }
        return id
    }
}

/// A frame that a stack wants sent.
public struct OutgoingFrame: Sendable {
    /// From the destination address to the end of the packet: without padding to the minimum length and without FCS, which are
    /// the device's.
    public var bytes: [UInt8]
    /// The index of the stack's interface.
    public var interface: Int32
    /// What its world calls the device behind that interface (``Stack/setDevice(_:of:)``).
    public var device: Int32
    public var id: EventID
    public var cause: EventID

    public init(bytes: consuming [UInt8], interface: Int32, device: Int32 = -1, id: EventID, cause: EventID) {
        self.bytes = bytes
        self.interface = interface
        self.device = device
        self.id = id
        self.cause = cause
    }
}

/// Buffers for frames, used again and again, so that a packet costs no allocation.
public struct FramePool: Sendable {
    private var free: [[UInt8]] = []
    /// Buffers kept; more are let go.
    static let limit = 512
    /// Room in a new buffer: an Ethernet frame of the ordinary size with FCS, rounded up.
    static let capacity = 1536

    public init() {}

    /// An empty buffer with room for a frame.
    public mutating func take() -> [UInt8] {
        if let buffer = free.popLast() { return buffer }
        var buffer: [UInt8] = []
        buffer.reserveCapacity(Self.capacity)
        return buffer
    }

    /// Gives a buffer back. What else refers to it keeps its bytes.
    public mutating func give(_ buffer: consuming [UInt8]) {
        guard free.count < Self.limit, buffer.capacity >= Self.capacity else { return }
        buffer.removeAll(keepingCapacity: true)
        free.append(buffer)
    }
}

/// A socket that something has happened to.
public struct Readiness: Sendable, Hashable {
    public enum Kind: Sendable, Hashable { case stream, listener, datagrams, echo }
    public var kind: Kind
    public var socket: SocketID
    /// What happened: the frame or the timer.
    public var cause: EventID
}

/// Names a socket of one stack. Numbers of closed sockets are used again only after a very long time.
public struct SocketID: Hashable, Sendable, BitwiseCopyable {
    public let rawValue: UInt64
    public init(rawValue: UInt64) { self.rawValue = rawValue }
}
