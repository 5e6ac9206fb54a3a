import Applications
public import GradeKit
import Inspector
import Sockets
import Wire

extension LabCourse {
    /// Lab 01. Each key is worked out from the conversation with port 12345.
    public static let tcpEcho = LabCourse("01", "tcp-echo", exercises: [.echo], own: OwnCapture(.tcp(port: 12345), command: "swift run tcp-echo --on kernel --message MESSAGE --write Labs/01-tcp-echo/Exercise/lab01-capture.pcap", section: "worksheet section 5.5"), personal: { random in
        let network = PersonalNetwork(&random)
        let message = PersonalMessage.text(&random), noise = PersonalMessage.text(&random), closesFirst = random.chance(0.5), isLate = random.chance(0.5)
        return Evidence(capture: try network.capture("01-tcp-echo.pcap") { client, server in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await EchoServer(address: SocketAddress(.v4(network.server), 12345), service: OneMessage(length: closesFirst ? message.utf8.count : nil), connections: 1).run(on: server) }
                group.addTask { try await EchoServer(address: SocketAddress(.v4(network.server), 7), service: PlainEcho(), connections: 1).run(on: server) }
                group.addTask {
                    try await client.clock.sleep(for: .milliseconds(isLate ? 30 : 1))
                    try await EchoClient(server: "\(network.server)", port: 7, message: noise).run(on: client)
                }
                group.addTask {
                    try await client.clock.sleep(for: .milliseconds(isLate ? 1 : 30))
                    let stream = try await client.connect(to: SocketAddress(.v4(network.server), 12345))
                    try await stream.send(message)
                    var count = 0
                    while count < message.utf8.count { count += try await stream.receive(atMost: 1000).count }
                    if closesFirst { _ = try await stream.receive(atMost: 1) }
                    await stream.close()
                }
                try await group.waitForAll()
            }
        })
    }) { evidence in
        let capture = try evidence.frames()
        let port: UInt16 = 12345
        let segments = capture.segments.filter { $0.tcp.sourcePort == port || $0.tcp.destinationPort == port }
        guard let syn = segments.first(where: { $0.tcp.flags.contains(.syn) && !$0.tcp.flags.contains(.ack) }),
            let synAck = segments.first(where: { $0.tcp.flags.contains([.syn, .ack]) && $0.tcp.stream == syn.tcp.stream }),
            let handshakeEnd = segments.first(where: { $0.number > synAck.number && $0.tcp.isFromClient && $0.tcp.stream == syn.tcp.stream }),
            let request = segments.first(where: { $0.tcp.isFromClient && $0.tcp.payloadLength > 0 && $0.tcp.stream == syn.tcp.stream }),
            let serverFIN = segments.first(where: { $0.tcp.flags.contains(.fin) && !$0.tcp.isFromClient && $0.tcp.stream == syn.tcp.stream }),
            let firstFIN = segments.first(where: { $0.tcp.flags.contains(.fin) && $0.tcp.stream == syn.tcp.stream })
        else { throw EvidenceError("\(capture.name) holds no TCP conversation from its SYN to its FIN") }

        let handshake = 3, last = Int64(serverFIN.tcp.sequence) + Int64(serverFIN.tcp.payloadLength)
        return [
            Question("Q1", wanted: "how many segments the handshake takes", section: "worksheet section 4", key: .number(Int64(handshake)), misconceptions: [
                .init(.number(2), isReally: "the two segments that carry SYN", likely: "the client must acknowledge the server's SYN too"),
                .init(.number(Int64(segments.count)), isReally: "all segments of the conversation", likely: "the handshake is over when both SYNs are acknowledged"),
            ]),
            Question("Q2", wanted: "the port that the client chose for itself", section: "worksheet section 5.1", key: .number(Int64(syn.tcp.sourcePort)), evidence: Set(segments.map(\.number)), misconceptions: [
                .init(.number(Int64(syn.tcp.destinationPort)), isReally: "the server's port", likely: "a SYN's destination port is the server's: the client's own is the source port"),
            ]),
            Question("Q3", points: 1, wanted: "the relative sequence number of the client's first byte of message", section: "worksheet section 5.2", key: .number(1), evidence: [request.number], misconceptions: [
                .init(.number(0), isReally: "the SYN's own number", likely: "the SYN uses up number 0, so the first byte has the next"),
                .init(.number(Int64(request.tcp.rawSequence)), isReally: "the raw sequence number", likely: "relative numbers count from the initial sequence number in the SYN"),
            ]),
            Question("Q4", points: 1, wanted: "raw acknowledgement number", section: "worksheet section 5.2", key: .number(Int64(synAck.tcp.rawAcknowledgment)), evidence: [synAck.number], misconceptions: [
                .init(.number(Int64(syn.tcp.rawSequence)), isReally: "the client's own sequence number in frame \(syn.number)", likely: "a SYN uses up one sequence number"),
                .init(.number(Int64(synAck.tcp.rawSequence)), isReally: "the server's sequence number", likely: "the acknowledgement number speaks of the other end's bytes"),
                .init(.number(1), isReally: "the relative number", likely: "relative where the raw number was asked"),
                .init(.number(Int64(handshakeEnd.tcp.rawAcknowledgment)), isReally: "what the client acknowledges", likely: "look at the segment that carries SYN and ACK together"),
            ]),
            Question("Q5", points: 1, wanted: "how many bytes of message the client's first data segment carries", section: "worksheet section 5.3", key: .number(Int64(request.tcp.payloadLength)), evidence: [request.number], misconceptions: [
                .init(.number(Int64(request.length)), isReally: "the whole frame's length", likely: "header included: take off Ethernet, IP and TCP"),
                .init(.number(Int64(request.tcp.payloadLength + request.tcp.headerLength)), isReally: "message and TCP header", likely: "header included: the data offset says how long the TCP header is"),
            ]),
            Question("Q6", wanted: "which end closes first: client or server", section: "worksheet section 5.4", key: .text([firstFIN.tcp.isFromClient ? "client" : "server"]), evidence: [firstFIN.number], misconceptions: [
                .init(.text([firstFIN.tcp.isFromClient ? "server" : "client"]), isReally: "the end that answers", likely: "look for the first segment with FIN and see who sent it"),
            ]),
            Question("Q7", wanted: "the relative sequence number that the server's FIN uses up", section: "worksheet section 5.4", key: .number(last), evidence: Set(segments.filter { $0.tcp.flags.contains(.fin) && !$0.tcp.isFromClient && $0.tcp.stream == syn.tcp.stream }.map(\.number)), misconceptions: [
                .init(.number(last - 1), isReally: "how many bytes the server has sent", likely: "the SYN used up number 0, so the first byte had number 1"),
                .init(.number(last + 1), isReally: "the number behind it", likely: "that is what the client acknowledges: the number it expects next"),
            ]),
            Question("Q8", wanted: "whether two calls of send need two calls of receive: yes or no", section: "worksheet section 7", key: .text(["no"]), misconceptions: [
                .init(.text(["yes"]), isReally: "what holds for UDP", likely: "TCP carries a stream of bytes: where one send ended, nobody can see"),
            ]),
        ]
    }

    /// An echo service that has heard enough after so many bytes; nil: when the client has finished.
    private struct OneMessage: EchoService {
        let length: Int?
        func serve(_ stream: some ByteStream) async throws -> Int {
            var echoed = 0
            while echoed < length ?? .max {
                let bytes = try await stream.receive(atMost: 1024)
                if bytes.isEmpty { break }
                try await stream.send(bytes)
                echoed += bytes.count
            }
            return echoed
        }
    }
}
