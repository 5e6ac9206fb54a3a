public import Wire

/// Frames as they pass an interface: libpcap's own (``LiveCapture``) or a `dumpcap` that may do what we may not (``DumpcapCapture``).
///
/// A source never waits. It lends a descriptor for the program's own loop to watch; when that is readable, ``drain(atMost:_:)`` takes
/// what is there. On one machine a frame is in the source before the program's socket hears of it, so draining before each
/// line of a story keeps frames and calls in their order.
public protocol FrameSource: AnyObject {
    /// The interface's name.
    var interface: String { get }
    var linkType: LinkType { get }
    /// Becomes readable when frames have come, and when the source has ended.
    var selectableDescriptor: Int32 { get }
    /// How often `drain` must be called even if the descriptor is not readable; nil: the descriptor suffices.
    var drainInterval: Nanoseconds? { get }
    /// Whether no frame will come any more.
    var isOver: Bool { get }
    /// Whether frames may have come that `drain` cannot give yet, because the kernel has not handed them over. A source that cannot know says yes.
    var mayHoldMore: Bool { get }
    /// How long a frame may lie with the kernel before `drain` can give it: who wants the last ones drains for so long before `stop`, or until ``mayHoldMore`` is false.
    var longestDelay: Nanoseconds { get }
    /// Frames received and dropped so far, as far as the source knows.
    var statistics: CaptureStatistics { get }

    /// Lends each frame that has come to `body`, at most `maximum` of them, and returns how many there were. Never waits.
    @discardableResult
    func drain(atMost maximum: Int, _ body: (FrameHeader, RawSpan) throws(CaptureError) -> Void) throws(CaptureError) -> Int

    /// Ends the capture; `drain` gives what had been received. A `dumpcap` leaves frames behind that it has not yet taken from the kernel:
    /// stop when a ``ConversationWatch`` is content. A second call does nothing.
    func stop()
}

extension FrameSource {
    /// Takes copies of the frames that have come.
    @discardableResult
    public func drain(into frames: inout [CapturedFrame], atMost maximum: Int = 4096) throws(CaptureError) -> Int {
        var taken: [CapturedFrame] = []
        defer { frames += taken }
        return try drain(atMost: maximum) { header, bytes throws(CaptureError) in
            taken.append(CapturedFrame(header, bytes))
        }
    }
}

/// What a capture has seen and what it has lost.
public struct CaptureStatistics: Hashable, Sendable {
    /// Frames that passed the filter.
    public var received: Int
    /// Frames that the kernel dropped because its buffer was full: they are missing from what was captured.
    public var dropped: Int
    /// Frames that the interface or its driver dropped.
    public var droppedByInterface: Int

    public init(received: Int = 0, dropped: Int = 0, droppedByInterface: Int = 0) {
        self.received = received
        self.dropped = dropped
        self.droppedByInterface = droppedByInterface
    }
}

/// How to capture.
public struct CaptureOptions: Sendable {
    /// Bytes kept of each frame.
    public var snapLength: Int
    /// Whether the interface also takes in frames for others. Off unless asked for: it needs more permission and shows others' traffic.
    public var isPromiscuous: Bool
    /// Whether each frame is handed over at once. Otherwise the kernel packs frames into blocks and hands over each block
    /// within a millisecond or so: for high rates.
    public var isImmediate: Bool
    /// The kernel's buffer in bytes. In immediate mode a frame takes up the room of the longest one possible (64 KiB on a
    /// loopback), whatever its length.
    public var bufferSize: Int
    /// A filter in libpcap's language; empty: every frame.
    public var filter: String

    public init(filter: String = "", snapLength: Int = 262_144, isPromiscuous: Bool = false, isImmediate: Bool = true, bufferSize: Int = 32 << 20) {
        self.filter = filter
        self.snapLength = snapLength
        self.isPromiscuous = isPromiscuous
        self.isImmediate = isImmediate
        self.bufferSize = bufferSize
    }
}
