import Applications
import ArgumentParser
import ExerciseKit
import Lab08Exercise
import LabKit
import Sockets
import Wire

/// Lab 08's two ends: an echo server that serves all its clients at once on one thread, and as many clients as are asked for.
struct CrowdProgram<Service: EchoService>: TwoEndedProgram {
    let message: String
    let crowd: Int
    let service: Service

    var clients: Int { crowd }

    func server(on host: some Host, at address: SocketAddress, clients: Int?) async throws {
        try await EchoServer(address: address, service: service, manner: .concurrent, connections: clients).run(on: host)
    }

    func client(on host: some Host, to server: String, port: UInt16) async throws {
        // One task for each client; all on the one loop. A client that fails ends the rest.
        try await withThrowingDiscardingTaskGroup { group in
            for number in 1...crowd {
                // The number stands before a line's end.
                let text = crowd == 1 ? message : message.hasSuffix("\n") ? "\(message.dropLast()) (\(number))\n" : "\(message) (\(number))"
                group.addTask { try await EchoClient(server: server, port: port, message: text).run(on: host) }
            }
        }
    }
}

@main
struct AsyncEcho: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "async-echo",
        abstract: "Lab 08: one server, many clients at once, one thread.",
        discussion: HelpText.laidOut("""
            Where lab 01's server finishes with one client before it looks at the next, this one has a task for each. None \
            of them blocks the thread: a task that waits for bytes lets the others go on.

            Try:
              async-echo                        one client
              async-echo --clients 3            how their segments mix
              async-echo --clients 100 --quiet --write crowd.pcap
              async-echo server                 then, elsewhere: as many as you like
              async-echo --mine                 line by line, with the assembler that you wrote

            Worksheet: Labs/08-async-echo/WORKSHEET.md
            """))

    @Argument(help: "Which end to run: both, server or client.")
    var end: LabEnd = .both

    @OptionGroup var place: PlaceOptions

    @Option(help: "What each client says.")
    var message = "Hello, async world!"

    @Option(help: ArgumentHelp("How many clients come at the same time.", valueName: "N"))
    var clients = 1

    @Flag(help: "Serve line by line with your own assembler, from Labs/08-async-echo/Exercise.")
    var mine = false

    @OptionGroup var options: LabOptions

    func validate() throws {
        guard (1...10_000).contains(clients) else { throw ValidationError("--clients takes 1 to 10000, and \(clients) is not") }
    }

    func run() throws {
        let lab = LabRun(lab: .asyncEcho, end: end, place: place, options: options)
        if mine {
            var piece = MyLines(limit: 1)
            try Attempt.check { try piece.take([]) }
            // A line has an end; the client waits for as many bytes as it has sent.
            try lab.run(CrowdProgram(message: message + "\n", crowd: clients, service: LineEcho(MyLines.self)))
        } else {
            try lab.run(CrowdProgram(message: message, crowd: clients, service: PlainEcho()))
        }
    }
}

extension AsyncEcho {
    /// The grader runs this program to try the exercise; otherwise the first line does nothing.
    static func main() {
        TrialHost.serve(.init(LineTrial.self, MyLines.self))
        main(nil)
    }
}
