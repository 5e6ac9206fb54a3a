public import Wire

/// What a capture knows about a frame besides its bytes.
public struct FrameHeader: Hashable, Sendable, BitwiseCopyable {
    /// When it passed the capture point: nanoseconds since the Unix epoch (in a simulation: since its start).
    public var timestamp: Instant
    /// Bytes that were kept.
    public var capturedLength: Int
    /// Bytes that the frame had on the wire; more than ``capturedLength`` where the snapshot length cut it.
    public var originalLength: Int
    public var linkType: LinkType
    /// Which of the capture's interfaces saw it, from 0. In a pcapng file of several sections they are counted through.
    public var interface: Int

    public init(timestamp: Instant, capturedLength: Int, originalLength: Int, linkType: LinkType, interface: Int = 0) {
        self.timestamp = timestamp
        self.capturedLength = capturedLength
        self.originalLength = originalLength
        self.linkType = linkType
        self.interface = interface
    }

    /// Whether the snapshot length cut the frame.
    public var isCut: Bool { capturedLength < originalLength }
}

/// A frame as a capture saw it.
public struct CapturedFrame: Hashable, Sendable {
    /// When it passed the capture point: nanoseconds since the Unix epoch (in a simulation: since its start).
    public var timestamp: Instant
    /// The bytes that were kept.
    public var bytes: [UInt8]
    /// Bytes that the frame had on the wire.
    public var originalLength: Int
    public var linkType: LinkType
    /// Which of the capture's interfaces saw it, from 0.
    public var interface: Int

    /// A frame; one of which nothing was cut unless `originalLength` says more.
    public init(timestamp: Instant, bytes: [UInt8], originalLength: Int? = nil, linkType: LinkType = .ethernet, interface: Int = 0) {
        self.timestamp = timestamp
        self.bytes = bytes
        self.originalLength = originalLength ?? bytes.count
        self.linkType = linkType
        self.interface = interface
    }

    /// A frame copied from borrowed bytes.
    public init(_ header: FrameHeader, _ bytes: RawSpan) {
        self.init(timestamp: header.timestamp, bytes: bytes.withUnsafeBytes { Array($0) }, originalLength: header.originalLength, linkType: header.linkType, interface: header.interface)
    }

    public var header: FrameHeader {
        FrameHeader(timestamp: timestamp, capturedLength: bytes.count, originalLength: originalLength, linkType: linkType, interface: interface)
    }
}
