import ArgumentParser
import Capture
import Inspector
import Wire

/// `layerlab bench inspect FILE`: how fast captures are read and shown.
struct BenchInspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Reading a capture: its frames alone, conversations with every checksum verified, a line per frame, JSON of every field.",
        discussion: "Whole commands are compared with time(1), beside tcpdump -n and tshark -n; these figures leave out starting and writing."
    )

    @Argument(help: "A capture of at least some megabytes.") var file: String
    @Option(help: "How often each is measured.") var runs = 5

    func run() throws {
        let meter = BenchMeter(runs: runs)
        // A capture that cannot be read says so once, before anything is measured.
        var frames = 0
        var reader = try CaptureFile.Reader(path: file)
        try reader.forEach { _, _ throws(CaptureError) in
            frames += 1
            return true
        }
        let millions = Double(frames) / 1e6, file = file
        func each(depth: Dissection.Depth, _ prepare: (inout DissectionSession) -> Void, _ body: (inout Dissection, inout OutputBuffer) -> Void) -> UInt64 {
            var session = DissectionSession(), dissection = Dissection(depth: depth), out = OutputBuffer(), number = 0, written: UInt64 = 0
            prepare(&session)
            guard var reader = try? CaptureFile.Reader(path: file) else { return 0 }
            try? reader.forEach { (header: FrameHeader, bytes: RawSpan) throws(CaptureError) -> Bool in
                number += 1
                session.dissect(header, bytes, number: number, into: &dissection)
                body(&dissection, &out)
                if out.count > 1 << 16 { out.drain { written &+= UInt64($0.count) } }
                return true
            }
            return written
        }
        meter.measure("inspect.read", millions, "Mframes/s") {
            var bytes: UInt64 = 0
            guard var reader = try? CaptureFile.Reader(path: file) else { return 0 }
            try? reader.forEach { (header: FrameHeader, _: RawSpan) throws(CaptureError) -> Bool in
                bytes &+= UInt64(header.capturedLength)
                return true
            }
            return bytes
        }
        meter.measure("inspect.conversations", millions, "Mframes/s") {
            let statistic = StatisticsKind.conversations.begin()
            return each(depth: .summary, {
                $0.readsApplications = false
                $0.followsStreams = false
            }) { dissection, _ in statistic.see(dissection) }
        }
        meter.measure("inspect.lines", millions, "Mframes/s") { each(depth: .summary, { _ in }) { $0.writeSummaryLine(since: .zero, into: &$1) } }
        meter.measure("inspect.json", millions, "Mframes/s") { each(depth: .fields, { _ in }) { $0.writeJSONLine(into: &$1) } }
    }
}
