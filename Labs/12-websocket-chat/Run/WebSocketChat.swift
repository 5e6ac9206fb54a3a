import ArgumentParser
import ExerciseKit
import Lab12Exercise
import LabKit

@main
struct WebSocketChat: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "websocket-chat",
        abstract: "Lab 12: a chat over WebSocket, and what an upgrade and its frames are on the wire.",
        discussion: HelpText.laidOut("""
            Try:
              websocket-chat                     both ends, and what they cause
              websocket-chat --clients 3         three at once: who hears whom?
              websocket-chat server              then open http://localhost:8765/ in two windows of a browser
              websocket-chat client --message Hi
              websocket-chat --mine              every frame as the reader sees it that you wrote
              websocket-chat server --echo       what Autobahn's fuzzing client talks to
              websocket-chat client --echo --port 9001    goes through the cases of Autobahn's fuzzing server

            Worksheet: Labs/12-websocket-chat/WORKSHEET.md
            """))

    @Argument(help: "Which end to run: both, server or client.")
    var end: LabEnd = .both

    @OptionGroup var place: PlaceOptions

    @Option(help: "What each client says.")
    var message = "Hello, everyone!"

    @Option(help: ArgumentHelp("How many clients come at the same time.", valueName: "N"))
    var clients = 1

    @Flag(help: "The server sends each message back to its sender as it came, and to nobody else; a client alone does so in every case of a test suite (/getCaseCount, /runCase, /updateReports).")
    var echo = false

    @Flag(help: "Tell every frame that the client sends or gets as your own reader sees it, from Labs/12-websocket-chat/Exercise.")
    var mine = false

    @OptionGroup var options: LabOptions

    func validate() throws {
        guard (1...10_000).contains(clients) else { throw ValidationError("--clients takes 1 to 10000, and \(clients) is not") }
    }

    func run() throws {
        try LabRun(lab: .webSocketChat, end: end, place: place, options: options).run(ChatProgram(message: message, crowd: clients, isEcho: echo, isAgent: echo && end == .client, reader: mine ? MyFrameReader() : nil))
    }
}

extension WebSocketChat {
    /// The grader runs this program to try the exercise; otherwise the first line does nothing.
    static func main() {
        TrialHost.serve(.init(FrameTrial.self, MyFrameReader()))
        main(nil)
    }
}
