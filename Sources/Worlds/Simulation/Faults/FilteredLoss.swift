public import Capture
public import Wire

/// Loses the frames that a capture filter (pcap-filter(7)) matches: `tcp port 12345 and tcp[tcpflags] & tcp-fin != 0`.
public struct FilteredLoss: LinkFault {
    /// The filter as it was written.
    public let expression: String
    /// How many frames it takes at most; nil: every one.
    public let limit: Int?
    private let filter: CaptureFilter
    private var taken = 0

    /// - Throws: `CaptureError` for an expression that is no filter.
    public init(_ expression: String, limit: Int? = nil) throws(CaptureError) {
        self.expression = expression
        self.limit = limit
        filter = try CaptureFilter(expression, linkType: .ethernet)
    }

    public var name: String { "loss of \"\(expression)\"" }

    public mutating func apply(to frame: inout FaultyFrame, at now: Instant, random: inout RandomStream) {
        if let limit, taken >= limit { return }
        let header = FrameHeader(timestamp: now, capturedLength: frame.bytes.count, originalLength: frame.bytes.count, linkType: .ethernet)
        guard filter.matches(header, frame.bytes.span.bytes) else { return }
        taken += 1
        frame.lose(name)
    }
}
