import ArgumentParser
import Capture
import Inspector
import Wire

/// `layerlab bench inspect FILE`: how fast captures are read and shown.
struct BenchInspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "How fast a capture is read, filtered, dissected and shown.",
        discussion: """
            Each kind of work goes through the whole file, what it writes goes nowhere:

              read           the frames alone
              filter         a capture filter over each frame: tcp port 80
              conversations  addresses, ports and every checksum, counted
              lines          a line per frame
              fields         every field, none of them written
              where          every field, and a question about them:
                             tcp.flags.syn == 1 and ip.ttl < 64
              json           every field as JSON

            Starting the program is left out. Beside other programs, compare whole
            commands: time layerlab inspect FILE > /dev/null, time tshark -n -r FILE.
            """
    )

    @Argument(help: "A capture, of 50 MB or more for steady figures.") var file: String
    @Option(help: "How often each is measured.") var runs = 5

    mutating func validate() throws {
        if file == "-" { throw ValidationError("a capture is read again and again: name a file, not a pipe") }
        if runs < 1 { throw ValidationError("--runs must be at least 1") }
    }

    func run() throws {
        do {
            try measure()
        } catch {
            standardError("layerlab bench inspect: \(error)\n")
            throw ExitCode.failure
        }
    }

    private func measure() throws {
        let meter = BenchMeter(runs: runs)
        // A capture that cannot be read says so once, before anything is measured.
        var reader = try CaptureFile.Reader(path: file), frames = 0, bytes = 0
        while let frame = try reader.next() {
            frames += 1
            bytes += frame.bytes.count
        }
        guard frames > 0 else { throw CaptureError(.notFound, "read", file, "there are no frames in it") }
        print("\(frames) frames, \(bytes >> 20) MiB; the median of \(runs) runs, processor time\n")
        let filter = try CaptureFilter("tcp port 80", linkType: reader.linkType, snapLength: max(1, reader.snapLength))
        let question = try DisplayFilter("tcp.flags.syn == 1 and ip.ttl < 64")
        let size = Double(bytes) / Double(frames)
        func each(_ key: String, _ body: (FrameHeader, RawSpan, Int) -> UInt64) {
            meter.measure("inspect.\(key)", Double(frames) / 1e6, "Mframes/s", also: [(size, "MB/s")]) {
                var sum: UInt64 = 0, number = 0
                guard var reader = try? CaptureFile.Reader(path: file) else { return 0 }
                try? reader.forEach { (header: FrameHeader, bytes: RawSpan) throws(CaptureError) -> Bool in
                    number += 1
                    sum &+= body(header, bytes, number)
                    return true
                }
                return sum
            }
        }
        func dissected(_ key: String, _ depth: Dissection.Depth, follows: Bool = true, _ body: (inout Dissection, inout OutputBuffer) -> Void) {
            var session = DissectionSession(), dissection = Dissection(depth: depth), out = OutputBuffer()
            each(key) { header, bytes, number in
                if number == 1 {
                    session = DissectionSession()
                    session.readsApplications = follows
                    session.followsStreams = follows
                }
                session.dissect(header, bytes, number: number, into: &dissection)
                body(&dissection, &out)
                var written: UInt64 = 0
                if out.count > 1 << 16 { out.drain { written = UInt64($0.count) } }
                return written
            }
        }
        each("read") { header, _, _ in UInt64(header.capturedLength) }
        each("filter") { header, bytes, _ in filter.matches(header, bytes) ? 1 : 0 }
        let conversations = StatisticsKind.conversations.begin()
        dissected("conversations", .summary, follows: false) { dissection, _ in conversations.see(dissection) }
        dissected("lines", .summary) { $0.writeSummaryLine(since: .zero, into: &$1) }
        dissected("fields", .fields) { _, _ in }
        var matches = 0
        dissected("where", .fields) { dissection, _ in if question.matches(dissection) { matches += 1 } }
        dissected("json", .fields) { $0.writeJSONLine(into: &$1) }
    }
}
