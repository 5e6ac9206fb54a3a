import Capture
import Inspector
import LabKit
import Wire

/// A whole capture in memory, with a line for each frame; one frame's layers are worked out when it is looked at.
///
/// A frame's meaning depends on those before it (streams, fragments): so the frames up to it are dissected, from the one looked at last or
/// from the first on.
final class LoadedCapture {
    struct Line {
        var time: Instant
        var source: String
        var destination: String
        var protocolTitle: String
        var length: Int
        var info: String
        var layer: Layer
        /// The conversation it belongs to: TCP's stream number, or the two ends.
        var conversation: Conversation?
        var isTroubled: Bool

        /// What a search looks through.
        var text: String { "\(source) \(destination) \(protocolTitle) \(info)" }
    }

    enum Conversation: Hashable {
        case tcp(Int)
        case udp(Endpoint, Endpoint)
    }

    let name: String
    private(set) var frames: [CapturedFrame] = []
    private(set) var lines: [Line] = []
    /// TCP's facts of each frame that has some: for following streams.
    private(set) var segments: [Int: TCPFacts] = [:]
    private(set) var datagrams: [Int: Range<Int>] = [:]
    /// Frames that did not fit.
    private(set) var leftOut = 0

    /// Bytes of frames that are held: a capture of gigabytes is one to filter first.
    private static let byteLimit = 2 << 30

    private var session = DissectionSession()
    private var dissection = Dissection(depth: .fields)
    private var dissected = 0

    init(path: String) throws {
        name = path == "-" ? "standard input" : Printable.line(path.split(separator: "/").last.map(String.init) ?? path, keepingTabs: false)
        var reader = try CaptureFile.Reader(path: path)
        var held = 0, session = DissectionSession(), dissection = Dissection(depth: .summary)
        while let frame = try reader.next() {
            guard held + frame.bytes.count <= Self.byteLimit else {
                leftOut += 1
                continue
            }
            held += frame.bytes.count
            frames.append(frame)
            session.dissect(frame, number: frames.count, into: &dissection)
            add(dissection.summary)
        }
        guard !frames.isEmpty else { throw CaptureError(.notFound, "read", path, "the capture has no frames") }
    }

    private func add(_ summary: FrameSummary) {
        var line = Line(time: summary.time, source: Self.text(summary.source), destination: Self.text(summary.destination), protocolTitle: summary.protocolTitle, length: summary.length, info: Printable.line(summary.info, keepingTabs: false), layer: .link, conversation: nil, isTroubled: !summary.problems.isEmpty)
        if let problem = summary.problems.first { line.info += "  [\(Printable.line(problem.text, keepingTabs: false))]" }
        if let tcp = summary.tcp {
            segments[frames.count - 1] = tcp
            line.conversation = .tcp(tcp.stream)
            line.layer = summary.protocolTitle == "TCP" ? .transport : .application
            line.isTroubled = line.isTroubled || !tcp.analysis.isEmpty
        } else if let length = summary.udpPayloadLength {
            datagrams[frames.count - 1] = summary.udpPayloadStart..<summary.udpPayloadStart + length
            let ends = [summary.source, summary.destination].sorted { Self.text($0) < Self.text($1) }
            line.conversation = .udp(ends[0], ends[1])
            line.layer = summary.protocolTitle == "UDP" ? .transport : .application
        } else if case .host = summary.source {
            line.layer = .network
        }
        lines.append(line)
    }

    static func text(_ end: Endpoint) -> String {
        switch end {
        case .none: "-"
        case .mac(let mac): mac == .broadcast ? "everyone" : "\(mac)"
        case .host(let address): "\(address)"
        case .socket(let address, let port): "\(SocketAddress(address, port))"
        }
    }

    /// A frame's layers, and bytes that were put together from several frames or decoded, with their titles.
    func detail(of index: Int) -> (layers: [LayerTree], sources: [(title: String, bytes: [UInt8])]) {
        advance(to: index)
        return (Array(dissection.layers.dropFirst()), dissection.furtherSources)
    }

    private func advance(to index: Int) {
        if dissected > index { if dissected == index + 1 { return } else { begin() } }
        while dissected <= index {
            session.dissect(frames[dissected], number: dissected + 1, into: &dissection)
            dissected += 1
        }
    }

    private func begin() {
        session = DissectionSession()
        dissected = 0
    }

    /// The frames that answer to a filter.
    func matches(_ filter: DisplayFilter) -> [Int] {
        begin()
        return frames.indices.filter { index in
            advance(to: index)
            return filter.matches(dissection)
        }
    }
}
