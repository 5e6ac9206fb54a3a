import ArgumentParser
import Capture
import Inspector
import LabKit

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// `layerlab view FILE`: a capture on the whole terminal.
struct ViewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "view",
        abstract: "Walk through a capture on the whole terminal: frames, layers, bytes.",
        discussion: HelpText.laidOut("""
            The keys are those of less, termshark and Wireshark; ? lists them. "-" reads the capture from standard input:
              tcpdump -i lo -c 50 -w - | layerlab view -
            Without a terminal: layerlab inspect.
            """)
    )

    @Argument(help: "The capture file, or - for standard input.")
    var file: String

    @Option(help: ArgumentHelp("Begin with this frame.", valueName: "number"))
    var frame: Int?

    @Option(name: .customLong("where"), help: ArgumentHelp("Begin with only the frames that answer to this: \"tcp.flags.syn == 1\".", valueName: "expression"))
    var question: String?

    mutating func validate() throws {
        if let frame, frame < 1 { throw ValidationError("--frame counts from 1") }
    }

    mutating func run() async throws {
        do {
            let filter = try question.map { try DisplayFilter($0) }
            guard isatty(1) == 1 else { throw TerminalError(description: "standard output is no terminal: layerlab inspect \(file) prints the same") }
            let capture = try LoadedCapture(path: file)
            if let frame, frame > capture.frames.count { throw CaptureError(.notFound, "read", file, "there is no frame \(frame): the capture has \(capture.frames.count)") }
            var model = BrowserModel(capture)
            if let filter { model.narrow(to: filter) }
            if let frame { model.go(toFrame: frame) }
            var session = try ViewSession(model)
            try session.run()
        } catch {
            var message = "layerlab view: \(error)\n"
            message.withUTF8 { _ = write(2, $0.baseAddress, $0.count) }
            throw ExitCode.failure
        }
    }
}
