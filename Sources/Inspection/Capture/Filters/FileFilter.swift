/// A capture filter for the frames of a file, which need not all be of one link type: it is compiled for each that comes.
public final class FileFilter {
    private let text: String
    private let snapLength: Int
    private var filters: [CaptureFilter]

    /// - Throws: ``CaptureError`` of kind `.filter` when the text is no filter for frames of `linkType`.
    public init(_ text: String, linkType: LinkType, snapLength: Int) throws(CaptureError) {
        self.text = text
        self.snapLength = snapLength
        filters = [try CaptureFilter(text, linkType: linkType, snapLength: snapLength)]
    }

    /// Whether the frame matches.
    ///
    /// - Throws: ``CaptureError`` of kind `.filter` when the text is no filter for frames of this link type: one about Ethernet addresses where there are none.
    public func matches(_ header: FrameHeader, _ bytes: RawSpan) throws(CaptureError) -> Bool {
        try filter(for: header.linkType).matches(header, bytes)
    }

    private func filter(for linkType: LinkType) throws(CaptureError) -> CaptureFilter {
        if let index = filters.firstIndex(where: { $0.linkType == linkType }) { return filters[index] }
        let filter = try CaptureFilter(text, linkType: linkType, snapLength: snapLength)
        filters.append(filter)
        return filter
    }
}
