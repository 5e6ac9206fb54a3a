public import Capture
import Inspector
import Report
import Wire

/// A capture as a page: what `layerlab inspect FILE --html PAGE` writes.
///
///     var page = CaptureReport(title: "echo.pcap")
///     for each frame { page.add(header, bytes, number: n, isShown: true) }
///     try page.write(to: "echo.html")
public struct CaptureReport: ~Copyable {
    private let gathered: RunReport
    private var story = FrameStory(detail: .summary, paint: Paint(isOn: false), showsSegments: true, reports: true)
    private let connections = ConnectionWatch { _ in }

    public init(title: String) {
        gathered = RunReport(title: Printable.line(title, keepingTabs: false), subtitle: "")
    }

    /// Takes in a frame: those before it in a stream must have been, whether they are shown or not.
    public mutating func add(_ header: FrameHeader, _ bytes: RawSpan, number: Int, isShown: Bool) {
        let frame = FrameRecord(number: number, time: header.timestamp, bytes: bytes.withUnsafeBytes { Array($0) }, originalLength: header.originalLength, linkType: header.linkType)
        let told = story.tell(frame)
        if let segment = told.segment { connections.saw(segment) }
        if isShown, let reported = told.reported { gathered.add(reported) }
    }

    /// How many frames are on the page.
    public var frameCount: Int { gathered.report.frameCount }

    /// Writes the pictures of the connections that sent most into a folder, as SVG and as text.
    ///
    /// - Returns: what each end sent, and the pictures as text: lines to be printed.
    public func writePictures(into folder: String) throws -> [String] { try connections.closing(writingTo: folder) }

    /// Writes the page.
    public consuming func write(to path: String) throws {
        var report = gathered.report
        report.subtitle = "capture, \(report.frameCount) frame\(report.frameCount == 1 ? "" : "s")"
        report.notes = story.oddities.explained
        report.textTwin = CommandLine.twin("layerlab")
        report.add(connections.worthwhile)
        try report.write(to: path)
    }
}
