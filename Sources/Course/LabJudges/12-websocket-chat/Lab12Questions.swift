import ApplicationLayer
import Applications
public import GradeKit
import Sockets
import Wire

extension LabCourse {
    /// Lab 12. Each key is worked out from the first conversation with port 8765.
    public static let webSocketChat = LabCourse("12", "websocket-chat", exercises: [.frames], personal: { random in
        let network = PersonalNetwork(&random)
        let message = PersonalMessage.text(&random, length: 15...70)
        return Evidence(capture: try network.capture("12-websocket-chat.pcap") { client, server in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    let http = HTTPServer { request in
                        .webSocket(request, on: server) { socket in
                            while case .text(let text)? = try await socket.receive() { try await socket.send("Someone said: \(text)") }
                        }
                    }
                    try await http.run(on: server, at: SocketAddress(.v4(network.server), 8765), connections: 1) { _ in }
                }
                group.addTask {
                    try await client.clock.sleep(for: .milliseconds(1))
                    try await client.withWebSocket("ws://\(network.server):8765/") { socket in
                        try await socket.send(message)
                        _ = try await socket.receive()
                    }
                }
                try await group.waitForAll()
            }
        })
    }) { evidence in
        let talk = try Conversation(evidence, port: 8765), name = talk.capture.name
        let asked = talk.bytes(fromClient: true), answered = talk.bytes(fromClient: false)
        let request = try HeadFacts(asked, in: name), response = try HeadFacts(answered, in: name)
        let mine = Array(asked[request.length...]), theirs = Array(answered[response.length...])
        guard mine.count > 6, theirs.count > 2, let spoken = Self.frame(mine), let heard = Self.frame(theirs), let key = spoken.key else { throw EvidenceError("\(name) holds no WebSocket message there and back") }
        let upgrade = try talk.segment(ofByte: 0, fromClient: false), speech = try talk.segment(ofByte: request.length, fromClient: true), echo = try talk.segment(ofByte: response.length, fromClient: false)
        let closing = try talk.segment(ofByte: request.length + spoken.length, fromClient: true), answer = try talk.segment(ofByte: 0, fromClient: false)
        func n(_ number: Int) -> Question.Key { .number(Int64(number)) }
        return [
            Question("Q1", points: 1, wanted: "the status code with which the server agrees to speak WebSocket", section: "worksheet section 5.1", key: .number(Int64(response.part(1)) ?? 0), evidence: [upgrade.number], misconceptions: [
                .init(.number(200), isReally: "the code of an ordinary answer", likely: "the connection becomes something else: that has a code of its own"),
            ]),
            Question("Q2", points: 1, wanted: "the value of Sec-WebSocket-Accept", section: "worksheet section 5.1", key: .text([response.value("Sec-WebSocket-Accept")]), evidence: [answer.number], misconceptions: [
                .init(.text([request.value("Sec-WebSocket-Key")]), isReally: "the client's key", likely: "the server's answer is worked out from it"),
            ]),
            Question("Q3", points: 1, wanted: "how many bytes of header the client's first WebSocket frame has, key included", section: "worksheet section 5.2", key: n(spoken.length - spoken.payload), evidence: [speech.number], misconceptions: [
                .init(n(2), isReally: "a server's header", likely: "a client's frame carries four bytes of key"), .init(n(spoken.length), isReally: "the whole frame", likely: "the payload is no header"),
            ]),
            Question("Q4", points: 1, wanted: "how many bytes of payload the client's first frame has", section: "worksheet section 5.2", key: n(spoken.payload), evidence: [speech.number], misconceptions: [
                .init(n(spoken.length), isReally: "header and payload", likely: "header included: take off six bytes"), .init(n(spoken.payload | 128), isReally: "the second byte as it stands", likely: "its highest bit is MASK, and no part of the length"),
            ]),
            Question("Q5", points: 2, wanted: "the masking key of the client's first frame, as one number", section: "worksheet section 5.2", key: .number(Int64(key)), evidence: [speech.number], misconceptions: [
                .init(.number(Int64(key.byteSwapped)), isReally: "its bytes the other way round", likely: "network byte order: the first byte is the highest"),
            ]),
            Question("Q6", points: 1, wanted: "the opcode of a text message", section: "worksheet section 5.2", key: n(1), misconceptions: [
                .init(.number(0x81), isReally: "the first byte as it stands", likely: "its highest bit is FIN: the opcode is the lower half"), .init(n(2), isReally: "a binary message's", likely: "read RFC 6455 section 5.2, or the inspector"),
            ]),
            Question("Q7", points: 1, wanted: "how many bytes the server's first WebSocket frame has in all", section: "worksheet section 5.2", key: n(heard.length), evidence: [echo.number], misconceptions: [
                .init(n(heard.payload), isReally: "its payload", likely: "its header has \(heard.length - heard.payload) bytes"), .init(n(echo.length), isReally: "the Ethernet frame's length", likely: "a WebSocket frame is a part of the stream"),
            ]),
            Question("Q8", points: 1, wanted: "which end masks its frames: client or server", section: "worksheet section 5.2", key: .text(["client", "the client"]), misconceptions: [
                .init(.text(["server", "the server"]), isReally: "the end that does not", likely: "look at MASK, the second byte's highest bit"), .init(.text(["both"]), isReally: "what would be fair", likely: "only what a browser sends could be made to look like something else to a proxy"),
            ]),
            Question("Q9", points: 1, wanted: "the opcode of the client's last frame", section: "worksheet section 5.3", key: n(8), evidence: [closing.number], misconceptions: [
                .init(.number(0x88), isReally: "the first byte as it stands", likely: "its highest bit is FIN: the opcode is the lower half"), .init(n(9), isReally: "a ping's", likely: "it says goodbye"),
            ]),
        ]
    }

    /// A frame at the beginning of `bytes`: its whole length, its payload's, and its key.
    private static func frame(_ bytes: [UInt8]) -> (length: Int, payload: Int, key: UInt32?)? {
        let short = Int(bytes[1] & 0x7f), isMasked = bytes[1] & 0x80 != 0
        guard short <= 126, short < 126 || bytes.count >= 8 else { return nil }
        let extra = short == 126 ? 2 : 0, payload = short == 126 ? Int(bytes[2]) << 8 | Int(bytes[3]) : short, header = 2 + extra + (isMasked ? 4 : 0)
        guard bytes.count >= header + payload else { return nil }
        return (header + payload, payload, isMasked ? bytes[header - 4..<header].reduce(0) { $0 << 8 | UInt32($1) } : nil)
    }
}
