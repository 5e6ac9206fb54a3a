import Testing
import Wire

@testable import LabKit

@Suite("What a segment is for") struct TCPStoryTests {
    static let client = SocketAddress(.v4(IPv4Address(10, 0, 0, 11)), 49152)
    static let server = SocketAddress(.v4(IPv4Address(10, 0, 0, 12)), 12345)

    /// A segment of a small script: from the client unless `fromServer`.
    struct Line: Sendable, CustomStringConvertible {
        var fromServer = false
        var flags: SegmentFacts.Flags
        var sequence: UInt32
        var acknowledgement: UInt32 = 0
        var payload = 0
        var window: UInt16 = 65535
        var words: String

        var description: String { "\(fromServer ? "server" : "client") \(flags.names) seq \(sequence) ack \(acknowledgement) len \(payload)" }

        var facts: SegmentFacts {
            SegmentFacts(source: fromServer ? server : client, destination: fromServer ? client : server, sequence: sequence, acknowledgement: acknowledgement, flags: flags, window: window, payload: payload)
        }
    }

    /// The client's numbers begin near the end of the circle, the server's at 5000.
    static let base = UInt32.max - 4

    static let scripts: [[Line]] = [
        // A whole conversation.
        [
            Line(flags: .syn, sequence: base, words: "handshake 1 of 3"),
            Line(fromServer: true, flags: [.syn, .ack], sequence: 5000, acknowledgement: base &+ 1, words: "handshake 2 of 3"),
            Line(flags: .ack, sequence: base &+ 1, acknowledgement: 5001, words: "handshake 3 of 3"),
            Line(flags: [.psh, .ack], sequence: base &+ 1, acknowledgement: 5001, payload: 14, words: "bytes 1-14"),
            Line(fromServer: true, flags: [.psh, .ack], sequence: 5001, acknowledgement: base &+ 15, payload: 14, words: "bytes 1-14; got your 14"),
            Line(flags: .ack, sequence: base &+ 15, acknowledgement: 5015, words: "got your 14"),
            Line(fromServer: true, flags: [.fin, .ack], sequence: 5015, acknowledgement: base &+ 15, words: "server sends no more"),
            Line(flags: .ack, sequence: base &+ 15, acknowledgement: 5016, words: "got your FIN (it counts as 1)"),
            Line(flags: [.fin, .ack], sequence: base &+ 15, acknowledgement: 5016, words: "client sends no more"),
            Line(fromServer: true, flags: .ack, sequence: 5016, acknowledgement: base &+ 16, words: "got your FIN (it counts as 1)"),
        ],
        // Loss: the same bytes again; and an acknowledgement that says nothing new.
        [
            Line(flags: .syn, sequence: 1000, words: "handshake 1 of 3"),
            Line(flags: .syn, sequence: 1000, words: "handshake 1 of 3; again"),
            Line(fromServer: true, flags: [.syn, .ack], sequence: 5000, acknowledgement: 1001, words: "handshake 2 of 3"),
            Line(flags: .ack, sequence: 1001, acknowledgement: 5001, words: "handshake 3 of 3"),
            Line(flags: [.psh, .ack], sequence: 1011, acknowledgement: 5001, payload: 10, words: "bytes 11-20, a gap before them"),
            Line(fromServer: true, flags: .ack, sequence: 5001, acknowledgement: 1001, words: "still waiting for byte 1"),
            Line(flags: [.psh, .ack], sequence: 1001, acknowledgement: 5001, payload: 10, words: "bytes 1-10 again"),
            Line(fromServer: true, flags: .ack, sequence: 5001, acknowledgement: 1021, window: 0, words: "got your 20"),
            Line(fromServer: true, flags: .ack, sequence: 5001, acknowledgement: 1021, window: 0, words: "wait: no room for more"),
            Line(fromServer: true, flags: .ack, sequence: 5001, acknowledgement: 1021, window: 500, words: "room for 500 now"),
            Line(flags: .rst, sequence: 1021, words: "client gives the connection up at once"),
        ],
        // Nobody listens.
        [
            Line(flags: .syn, sequence: 7, words: "handshake 1 of 3"),
            Line(fromServer: true, flags: [.rst, .ack], sequence: 0, acknowledgement: 8, words: "refuses: nobody listens there"),
        ],
        // Bytes and the last word in one segment.
        [
            Line(flags: .syn, sequence: 0, words: "handshake 1 of 3"),
            Line(fromServer: true, flags: [.syn, .ack], sequence: 0, acknowledgement: 1, words: "handshake 2 of 3"),
            Line(flags: .ack, sequence: 1, acknowledgement: 1, words: "handshake 3 of 3"),
            Line(flags: [.fin, .psh, .ack], sequence: 1, acknowledgement: 1, payload: 1, words: "byte 1; client sends no more"),
            Line(fromServer: true, flags: .ack, sequence: 1, acknowledgement: 3, words: "got your 1; and FIN"),
        ],
    ]

    @Test("each segment is told for what it is", arguments: scripts)
    func told(_ script: [Line]) {
        var story = TCPStory()
        var soFar: [String] = []
        for line in script {
            let telling = story.tell(line.facts, sender: line.fromServer ? "server" : "client", receiver: line.fromServer ? "client" : "server")
            soFar.append("\(line): \(telling.words)")
            #expect(telling.words == line.words, "the story so far:\n\(soFar.joined(separator: "\n"))")
        }
    }

    @Test("numbers count from the initial sequence number, across the end of the circle")
    func relative() {
        var story = TCPStory()
        let sequences = Self.scripts[0].map { line in story.tell(line.facts, sender: "a", receiver: "b").sequence }
        #expect(sequences == [0, 0, 1, 1, 1, 15, 15, 15, 15, 16])
    }

    @Test("the same ports again begin a new conversation")
    func again() {
        var story = TCPStory()
        for line in Self.scripts[0] { _ = story.tell(line.facts, sender: "client", receiver: "server") }
        let telling = story.tell(Line(flags: .syn, sequence: 99, words: "").facts, sender: "client", receiver: "server")
        #expect(telling == TCPStory.Telling(sequence: 0, acknowledgement: nil, words: "handshake 1 of 3", newlyAcknowledged: 0))
    }
}
