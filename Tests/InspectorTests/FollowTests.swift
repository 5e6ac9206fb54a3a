import InspectorVectors
import Testing
import Wire
@testable import Inspector

/// Following a conversation: what each end said, however the segments came.
@Suite struct FollowTests {
    /// A piece of "abcdefghijklmnop": from, count.
    struct Part: Sendable {
        let from: Int
        let count: Int
        init(_ from: Int, _ count: Int) {
            self.from = from
            self.count = count
        }
    }
    private static let text = Array("abcdefghijklmnop".utf8)

    private static func segment(_ part: Part) -> [UInt8] {
        Build.tcp(40000, 12345, seq: 5_001 + UInt32(part.from), ack: 9_001, flags: 0x18, Array(text[part.from..<part.from + part.count]))
    }
    private static func ack(_ number: Int) -> [UInt8] { Build.tcp(40000, 12345, seq: 9_001, ack: 5_001 + UInt32(number), flags: 0x10, fromServer: true) }
    private static let handshake = [
        Build.tcp(40000, 12345, seq: 5_000, ack: 0, flags: 2),
        Build.tcp(40000, 12345, seq: 9_000, ack: 5_001, flags: 0x12, fromServer: true),
        Build.tcp(40000, 12345, seq: 5_001, ack: 9_001, flags: 0x10),
    ]

    /// What the client said, gaps as dots.
    private func follow(_ frames: [[UInt8]]) -> String {
        var session = DissectionSession(), dissection = Dissection(), follower = StreamFollower(StreamName(.tcp, 0)), said = ""
        func take() {
            for piece in follower.takePieces() {
                switch piece {
                case .bytes(let bytes, let isFromClient, _): if isFromClient { said += String(decoding: bytes, as: UTF8.self) }
                case .gap(let count, let isFromClient): if isFromClient { said += String(repeating: ".", count: count) }
                }
            }
        }
        for (index, frame) in frames.enumerated() {
            session.dissect(frame, linkType: 1, time: Instant(nanoseconds: Int64(index) * 1_000_000), number: index + 1, into: &dissection)
            follower.see(dissection)
            take()
        }
        follower.finish()
        take()
        return said
    }

    @Test(arguments: [
        ("in order", [Part(0, 8), Part(8, 8)], "abcdefghijklmnop"),
        ("overtaken", [Part(8, 8), Part(0, 8)], "abcdefghijklmnop"),
        ("twice", [Part(0, 8), Part(0, 8), Part(8, 8)], "abcdefghijklmnop"),
        ("overlapping", [Part(0, 6), Part(3, 8), Part(9, 7)], "abcdefghijklmnop"),
        ("overlapping and overtaken", [Part(10, 6), Part(4, 8), Part(0, 6)], "abcdefghijklmnop"),
        ("lost", [Part(0, 4), Part(8, 8)], "abcd....ijklmnop"),
        ("two lost", [Part(0, 4), Part(6, 2), Part(12, 4)], "abcd..gh....mnop"),
        ("the front lost", [Part(4, 12)], "....efghijklmnop"),
    ]) func isPutInOrder(_ name: String, _ parts: [Part], _ expected: String) {
        #expect(follow(Self.handshake + parts.map(Self.segment)) == expected, "\(name)")
    }

    /// What the other end has acknowledged was lost by the capture alone: nobody will send it again, so it isn't waited for.
    @Test func acknowledgedHolesAreGivenUp() {
        let frames = Self.handshake + [Part(0, 4), Part(8, 4)].map(Self.segment) + [Self.ack(12)] + [Part(4, 4), Part(12, 4)].map(Self.segment)
        #expect(follow(frames) == "abcd....ijklmnop")
    }

    @Test func everyOrderOfFourSegmentsIsTheSameText() {
        let parts = [Part(0, 4), Part(4, 4), Part(8, 4), Part(12, 4)]
        for a in 0..<4 { for b in 0..<4 where b != a { for c in 0..<4 where c != a && c != b {
            let order = [a, b, c, 6 - a - b - c]
            #expect(follow(Self.handshake + order.map { Self.segment(parts[$0]) }) == "abcdefghijklmnop", "\(order)")
        } } }
    }

    @Test func datagramsAreFollowed() {
        var session = DissectionSession(), dissection = Dissection(), follower = StreamFollower(StreamName(.udp, 0))
        for (index, frame) in [Build.udp(40000, 9999, Array("hello".utf8)), Build.udp(40001, 9999, Array("other".utf8)), Build.udp(40000, 9999, Array("again".utf8))].enumerated() {
            session.dissect(frame, linkType: 1, time: .zero, number: index + 1, into: &dissection)
            follower.see(dissection)
        }
        #expect(follower.takePieces() == [.bytes(Array("hello".utf8), fromClient: true, frame: 1), .bytes(Array("again".utf8), fromClient: true, frame: 3)])
    }

    @Test(arguments: [("tcp:0", "tcp:0"), ("udp:12", "udp:12"), ("tls:3", "tls:3"), ("http:0", "http:0")]) func aNameIsRead(_ text: String, _ expected: String) { #expect(StreamName(text)?.description == expected) }
    @Test(arguments: ["", "tcp", "tcp:", "tcp:-1", "tcp:x", "sctp:0", "tcp:0:1"]) func anythingElseIsNot(_ text: String) { #expect(StreamName(text) == nil) }

    @Test func textShowsGapsAndHidesWhatATerminalMightActOn() {
        var text = StreamText(.text), out = OutputBuffer()
        text.write(.bytes(Array("a\u{1b}[2Jb\u{202e}\n".utf8), fromClient: true, frame: 1), into: &out)
        text.write(.gap(7, fromClient: false), into: &out)
        text.writeEnd(into: &out)
        #expect(out.takeString() == "── client\na.[2Jb.\n── server\n[7 bytes missing in the capture]\nclient sent 8 bytes, server sent 7 bytes; 1 gap.\n".replacing("8 bytes", with: "10 bytes"))
    }
}
