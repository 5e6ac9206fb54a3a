public import Wire
public import Capture

/// A frame as a run saw it on a wire: its number, its cause and its bytes.
public struct FrameRecord: Sendable {
    /// Counts from 1 in the order of the capture file.
    public var number: Int
    public var id: EventID
    /// The event that led to it; `.none` where the world cannot know (the kernel's).
    public var cause: EventID
    public var time: Instant
    /// What was seen of it.
    public var bytes: [UInt8]
    /// How long it was on the wire; more than `bytes.count` where the capture cut it.
    public var originalLength: Int
    public var linkType: LinkType
    /// Who put it on the wire and who is at the other end, where the world knows that.
    public var from: String?
    public var to: String?
    /// Whether the last four bytes are the frame check sequence, as on a wire; a kernel's capture has none.
    public var hasFCS: Bool
    /// What befell it, where something did: "lost", "bit 113 flipped".
    public var fate: String?

    public init(number: Int, id: EventID = .none, cause: EventID = .none, time: Instant, bytes: [UInt8], originalLength: Int? = nil, linkType: LinkType, from: String? = nil, to: String? = nil, hasFCS: Bool = false, fate: String? = nil) {
        self.number = number
        self.id = id
        self.cause = cause
        self.time = time
        self.bytes = bytes
        self.originalLength = originalLength ?? bytes.count
        self.linkType = linkType
        self.from = from
        self.to = to
        self.hasFCS = hasFCS
        self.fate = fate
    }
}
