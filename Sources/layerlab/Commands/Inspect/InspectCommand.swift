import ArgumentParser
import Capture
import Inspector
import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// `layerlab inspect FILE`: what is in a capture.
struct InspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show what is in a capture file: a line per frame, every layer, or every byte.",
        discussion: """
            Reads pcap and pcapng files. "-" reads standard input, so that a capture can be piped in:
              tcpdump -i lo -w - | layerlab inspect -
            """
    )

    /// How much is shown of a frame.
    enum Detail: String, ExpressibleByArgument, CaseIterable {
        case summary, layers, fields, bytes
    }

    @Argument(help: "The capture file, or - for standard input.")
    var file: String

    @Option(help: ArgumentHelp("How much of each frame: summary, layers, fields or bytes.", valueName: "depth"))
    var detail: Detail?

    @Option(help: ArgumentHelp("Only this frame.", valueName: "number"))
    var frame: Int?

    @Option(help: ArgumentHelp("Only frames that match this capture filter (pcap-filter(7)): \"tcp port 80\".", valueName: "bpf"))
    var filter: String?

    @Option(name: .customLong("where"), help: ArgumentHelp("Only frames whose fields answer to this: \"tcp.flags.syn == 1 and ip.ttl < 64\".", valueName: "expression"))
    var question: String?

    @Option(help: ArgumentHelp("These fields of each frame, comma-separated: \"frame.number,ip.src,tcp.seq\".", valueName: "names"))
    var fields: String?

    @Flag(help: "One JSON object per frame, with Wireshark's field names.")
    var json = false

    mutating func validate() throws {
        if let frame, frame < 1 { throw ValidationError("--frame counts from 1") }
        if let fields, let unknown = FieldColumns.named(fields.split(separator: ",").map(String.init)).unknown { throw ValidationError("--fields: there is no field called \"\(unknown)\"") }
    }

    mutating func run() async throws {
        do {
            try inspect()
        } catch {
            var message = "layerlab inspect: \(error)\n"
            message.withUTF8 { _ = write(2, $0.baseAddress, $0.count) }
            throw ExitCode.failure
        }
    }

    private func inspect() throws {
        let displayFilter = try question.map { try DisplayFilter($0) }
        let columns = fields.flatMap { FieldColumns.named($0.split(separator: ",").map(String.init)).columns }
        var output = StandardOutput(isColoured: !json && StandardOutput.wantsColour)
        defer { output.flush() }
        var reader = try CaptureFile.Reader(path: file)
        var bpf: CaptureFilter?
        if let filter { bpf = try CaptureFilter(filter, linkType: reader.linkType, snapLength: max(1, reader.snapLength)) }
        let detail = detail ?? (frame == nil ? .summary : .layers)
        var session = DissectionSession()
        var dissection = Dissection(depth: json || detail != .summary || displayFilter != nil || columns != nil ? .fields : .summary)
        var number = 0
        var start: Instant?
        let only = frame
        let json = json
        columns?.writeHeading(into: &output.buffer)
        try reader.forEach { (header: FrameHeader, bytes: RawSpan) throws(CaptureError) -> Bool in
            number += 1
            let since = start ?? header.timestamp
            start = since
            session.dissect(header, bytes, number: number, into: &dissection)
            if let only, number != only { return true }
            if let bpf, !bpf.matches(header, bytes) { return only == nil }
            if let displayFilter, !displayFilter.matches(dissection) { return only == nil }
            if let columns {
                columns.write(dissection, into: &output.buffer)
            } else if json {
                dissection.writeJSONLine(into: &output.buffer)
            } else {
                switch detail {
                case .summary: dissection.writeSummaryLine(since: since, into: &output.buffer)
                case .layers: dissection.writeLayers(since: since, into: &output.buffer)
                case .fields: dissection.writeFields(since: since, into: &output.buffer)
                case .bytes:
                    dissection.writeLayers(since: since, into: &output.buffer)
                    dissection.writeBytes(into: &output.buffer)
                }
            }
            return output.flushIfFull() && only == nil
        }
        if let only, only > number { throw CaptureError(.notFound, "read", file, "there is no frame \(only): the capture has \(number)") }
    }
}
