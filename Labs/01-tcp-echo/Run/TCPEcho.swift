import Applications
import ArgumentParser
import ExerciseKit
import LabKit
import Lab01Exercise

@main
struct TCPEcho: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tcp-echo",
        abstract: "Lab 01: a TCP echo server and its client, and every segment that they cause.",
        discussion: HelpText.laidOut("""
            Without arguments both ends run in this process. "server" or "client" runs one end alone on the kernel's \
            sockets, so that Python's, netcat's or a friend's end can be the other.

            Try:
              tcp-echo                                  both ends, and what they cause
              tcp-echo --on simulator --detail layers   every field of every frame
              tcp-echo --write echo.pcap                the frames for Wireshark
              tcp-echo server                           then, elsewhere: nc localhost 12345
              tcp-echo --mine                           with the echo loop that you wrote

            Worksheet: Labs/01-tcp-echo/WORKSHEET.md
            """))

    @Argument(help: "Which end to run: both, server or client.")
    var end: LabEnd = .both

    @OptionGroup var place: PlaceOptions

    @Option(help: "What the client says.")
    var message = "Hello, server!"

    @Flag(help: "Serve with your own echo loop, from Labs/01-tcp-echo/Exercise.")
    var mine = false

    @OptionGroup var options: LabOptions

    func run() throws {
        let lab = LabRun(lab: .tcpEcho, end: end, place: place, options: options)
        if mine {
            try Attempt.check { _ = try await MyEcho().serve(ScriptedStream(arrivals: [])) }
            try lab.run(EchoProgram(message: message, service: MyEcho()))
        } else {
            try lab.run(EchoProgram(message: message, service: PlainEcho()))
        }
    }
}

extension TCPEcho {
    /// The grader runs this program to try the exercise; otherwise the first line does nothing.
    static func main() {
        TrialHost.serve(.init(EchoTrial.self, MyEcho()))
        main(nil)
    }
}
