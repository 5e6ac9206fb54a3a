import InspectorVectors
import Testing
import Wire
@testable import Inspector

/// Bodies that come in chunks (RFC 9112 section 7.1): where they end, and what they were before.
@Suite struct ChunkTests {
    private static let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/plain\r\n\r\n"
    /// Sizes of one and two digits, in both cases of letters, and with an extension; one chunk holds what looks like an end.
    private static let body = "3\r\nabc\r\n2A;a=\"b\"\r\n0\r\n\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n\r\nxyz0123456789\r\n0c8\r\n" + String(repeating: "0123456789", count: 20) + "\r\n1\r\n\n\r\n0\r\n\r\n"
    private static let next = "HTTP/1.1 204 No Content\r\n\r\n"

    /// The frames in which a question is answered with yes.
    private func frames(_ question: String, _ frames: [[UInt8]], keeping limit: Int) throws -> [Int] {
        var limits = DissectionSession.Limits()
        limits.oneMessageBytes = limit
        let filter = try DisplayFilter(question)
        var session = DissectionSession(limits: limits), dissection = Dissection(), found: [Int] = []
        for (index, frame) in frames.enumerated() {
            session.dissect(frame, linkType: 1, time: Instant(nanoseconds: Int64(index) * 1_000_000), number: index + 1, into: &dissection)
            if filter.matches(dissection) { found.append(index) }
        }
        return found
    }

    private func segments(_ text: String, each size: Int) -> [[UInt8]] {
        let bytes = Array(text.utf8)
        return stride(from: 0, to: bytes.count, by: size).map { Build.tcp(40000, 80, seq: 9_001 + UInt32($0), ack: 5_001, flags: 0x18, Array(bytes[$0..<min(bytes.count, $0 + size)]), fromServer: true) }
    }

    /// However it is cut into segments, and however little of it is kept, the message is read in the frame in which it ends, and the one behind it in its own.
    @Test(arguments: [1, 2, 3, 7, 20, 50, 99, 250, 400], [100, 1 << 20]) func theEndIsFound(_ size: Int, _ kept: Int) throws {
        let message = segments(Self.head + Self.body, each: size), last = (Self.head + Self.body).utf8.count
        let behind = Build.tcp(40000, 80, seq: 9_001 + UInt32(last), ack: 5_001, flags: 0x18, Array(Self.next.utf8), fromServer: true)
        #expect(try frames("http.response.code", message + [behind], keeping: kept) == [message.count - 1, message.count])
        #expect(try frames("tcp.reassembled.length", message + [behind], keeping: kept) == (message.count == 1 ? [] : [message.count - 1]))
    }

    /// A segment that has been overtaken fills a hole: of what was not kept nobody knows where a chunk ends, but what comes behind is read all the same.
    @Test(arguments: 0..<12, [100, 1 << 20]) func overtaken(_ place: Int, _ kept: Int) throws {
        var message = segments(Self.head + Self.body, each: 26)
        let last = (Self.head + Self.body).utf8.count
        guard place + 1 < message.count else { return }
        message.swapAt(place, place + 1)
        let behind = Build.tcp(40000, 80, seq: 9_001 + UInt32(last), ack: 5_001, flags: 0x18, Array(Self.next.utf8), fromServer: true)
        #expect(try frames("http.response.code == 204", message + [behind], keeping: kept) == [message.count])
    }

    /// Lines that are none, sizes beyond all bounds and lines without an end: the message is looked at, and that is that.
    @Test(arguments: ["xyz\r\n", "ffffffff\r\n", "\r\n\r\n", "-1\r\n", "7fffffff\r\nabc", String(repeating: "0", count: 9_000)]) func damagedChunks(_ chunks: String) throws {
        for size in [1, 5, 64] { _ = try frames("http", segments(Self.head + "3\r\nabc\r\n" + chunks + Self.body, each: size), keeping: 100) }
    }

    /// What both ends said by HTTP: `client:` and `server:` before each turn, gaps as dots.
    private func follow(_ frames: [[UInt8]]) -> (said: String, faults: [String], beside: Int) {
        var session = DissectionSession(), dissection = Dissection(), follower = StreamFollower(StreamName(.http, 0)), said = "", last: Bool?
        func take() {
            for piece in follower.takePieces() {
                switch piece {
                case .bytes(let bytes, let isFromClient, _):
                    if last != isFromClient { said += isFromClient ? "client:" : "server:" }
                    last = isFromClient
                    said += String(decoding: bytes, as: UTF8.self)
                case .gap(let count, _): said += String(repeating: ".", count: count)
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
        return (said, follower.httpFaults, follower.bytesBesideHTTP)
    }

    @Test func bodiesAreFollowedAsTheyWere() {
        var talk = TransferTests.Talk(client: 40000, server: 80)
        talk.client("GET /a HTTP/1.1\r\n\r\n")
        talk.server("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r")
        talk.server("\n4\r\ndefg\r\n0\r\nX-Sum: 1\r\n\r\n")
        talk.client("HEAD /b HTTP/1.1\r\n\r\n")
        talk.server("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n")
        talk.client("POST /c HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi")
        // "hello\\n", by gzip.
        let body = hex("1f 8b 08 00 00 00 00 00 00 03 cb 48 cd c9 c9 e7 02 00 20 30 3a 36 06 00 00 00")
        talk.server(Array("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(body.count)\r\n\r\n".utf8) + body)
        let outcome = follow(talk.frames)
        #expect(outcome.said == """
            client:GET /a HTTP/1.1\r\n\r\nserver:HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nabcdefg\
            client:HEAD /b HTTP/1.1\r\n\r\nserver:HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n\
            client:POST /c HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi\
            server:HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 26\r\n\r\nhello\n
            """)
        #expect(outcome.faults.isEmpty && outcome.beside == 0)
    }

    @Test func whatIsMissingAndWhatIsNoHTTPIsTold() {
        var talk = TransferTests.Talk(client: 40000, server: 80)
        talk.client("GET /a HTTP/1.1\r\n\r\n")
        talk.server("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")
        talk.serverLost("def")
        talk.server("ghi")
        talk.client("GET /b HTTP/1.1\r\nUpgrade: x\r\n\r\n")
        talk.server("HTTP/1.1 101 Switching Protocols\r\n\r\n")
        talk.server("\u{1}\u{2}\u{3}")
        let outcome = follow(talk.frames)
        #expect(outcome.said.contains("...server:ghi") && outcome.said.hasSuffix("101 Switching Protocols\r\n\r\n"), "\(outcome.said)")
        #expect(outcome.faults == ["3 bytes are missing in the capture"] && outcome.beside == 3, "\(outcome.faults) \(outcome.beside)")
    }
}
