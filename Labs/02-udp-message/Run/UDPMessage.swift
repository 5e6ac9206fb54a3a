import Applications
import ArgumentParser
import ExerciseKit
import Lab02Exercise
import LabKit
import Sockets
import Wire

/// Lab 02's two ends: a server that says how long each datagram was, and a client that sends one.
struct MessageProgram: TwoEndedProgram {
    let message: String
    let service: any DatagramReply

    func server(on host: some Host, at address: SocketAddress, clients: Int?) async throws {
        try await MessageServer(address: address, service: service, datagrams: clients).run(on: host)
    }

    func client(on host: some Host, to server: String, port: UInt16) async throws {
        try await MessageClient(server: server, port: port, message: message).run(on: host)
    }
}

@main
struct UDPMessage: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "udp-message",
        abstract: "Lab 02: one UDP datagram there and one back: no handshake, no acknowledgement, no end.",
        discussion: HelpText.laidOut("""
            Compare the number of frames with lab 01's.

            Try:
              udp-message                          both ends, and what they cause
              udp-message --message ""             a datagram with nothing in it is still a datagram
              udp-message client                   nobody there: what comes back?
              udp-message --on simulator --loss 50%
              udp-message --mine                   with the answer that you wrote

            Worksheet: Labs/02-udp-message/WORKSHEET.md
            """))

    @Argument(help: "Which end to run: both, server or client.")
    var end: LabEnd = .both

    @OptionGroup var place: PlaceOptions

    @Option(help: "What the client says.")
    var message = "Hello, UDP server!"

    @Flag(help: "Answer with your own reply, from Labs/02-udp-message/Exercise.")
    var mine = false

    @OptionGroup var options: LabOptions

    func run() throws {
        try LabRun(lab: .udpMessage, end: end, place: place, options: options).run(MessageProgram(message: message, service: mine ? MyReply() : LengthReply()))
    }
}

extension UDPMessage {
    /// The grader runs this program to try the exercise; otherwise the first line does nothing.
    static func main() {
        TrialHost.serve(.init(ReplyTrial.self, MyReply()))
        main(nil)
    }
}
