import ArgumentParser
import Capture
import Inspector
import LabKit
import Wire

/// `layerlab compare A B`: two captures of the same exchange side by side.
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Put two captures side by side: which frames agree, which differ, in which fields and why that may be.",
        discussion: HelpText.laidOut("""
            Made for one lab in two worlds: the same program's frames from the kernel and from the simulator. Addresses, ports, clocks and random numbers \
            differ as they must; they are told apart from what ought to be the same.

            Exits with 0 when the captures tell the same story, 1 when they don't, 2 when one cannot be read.

            Try:
              swift run tcp-echo --on kernel --write kernel.pcap
              swift run tcp-echo --on simulator --write simulator.pcap
              layerlab compare kernel.pcap simulator.pcap
            """)
    )

    @Argument(help: "One capture.")
    var a: String

    @Argument(help: "The other.")
    var b: String

    @Option(help: ArgumentHelp("Only frames of both that match this capture filter (pcap-filter(7)).", valueName: "bpf"))
    var filter: String?

    @Option(name: .customLong("where"), help: ArgumentHelp("Only frames of both whose fields answer to this.", valueName: "expression"))
    var question: String?

    @Flag(help: "Show every difference under its frame, those that may be too.")
    var all = false

    func run() throws {
        do {
            let question = try question.map { try DisplayFilter($0) }
            let comparison = CaptureComparison(try read(a, question), try read(b, question))
            var output = StandardOutput(isColoured: StandardOutput.wantsColour)
            comparison.write(left: a, right: b, all: all, into: &output.buffer)
            try output.finish()
            guard comparison.agree else { throw ExitCode(1) }
        } catch let code as ExitCode {
            throw code
        } catch {
            standardError("layerlab compare: \(error)\n")
            throw ExitCode(2)
        }
    }

    private func read(_ path: String, _ question: DisplayFilter?) throws -> CaptureComparison.Side {
        var reader = try CaptureFile.Reader(path: path)
        var bpf: FileFilter?
        if let filter { bpf = try FileFilter(filter, linkType: reader.linkType, snapLength: max(1, reader.snapLength)) }
        var session = DissectionSession(), dissection = Dissection(), side = CaptureComparison.Side(), number = 0, isTooLong = false
        try reader.forEach { (header: FrameHeader, bytes: RawSpan) throws(CaptureError) -> Bool in
            number += 1
            session.dissect(header, bytes, number: number, into: &dissection)
            if let bpf, try !bpf.matches(header, bytes) { return true }
            if let question, !question.matches(dissection) { return true }
            isTooLong = !side.add(dissection)
            return !isTooLong
        }
        if isTooLong { throw CaptureError(.damaged, "compare", path, "more than \(CaptureComparison.Side.limit) frames", advice: "choose some with --filter or --where") }
        return side
    }
}
