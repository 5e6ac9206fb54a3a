import Applications
public import GradeKit
import Sockets
import Wire

extension LabCourse {
    /// Lab 08. Each key is worked out from the connections to port 8888.
    public static let asyncEcho = LabCourse("08", "async-echo", exercises: [.lines], own: OwnCapture(.tcp(port: 8888), command: "swift run async-echo --on kernel --clients 3 --message MESSAGE --write Labs/08-async-echo/Exercise/lab08-capture.pcap", section: "worksheet section 5"), personal: { random in
        let network = PersonalNetwork(&random)
        let message = PersonalMessage.text(&random, length: 10...40), clients = 3 + Int(random.below(3))
        let waits = (0..<clients).map { _ in Int64(1 + random.below(12)) }
        return Evidence(capture: try network.capture("08-async-echo.pcap") { client, server in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await EchoServer(address: SocketAddress(.v4(network.server), 8888), service: PlainEcho(), manner: .concurrent, connections: clients).run(on: server) }
                for (number, wait) in waits.enumerated() {
                    group.addTask {
                        try await client.clock.sleep(for: .milliseconds(wait))
                        let stream = try await client.connect(to: SocketAddress(.v4(network.server), 8888))
                        // Who came first need not speak first.
                        try await client.clock.sleep(for: .milliseconds(waits[(number + 1) % clients] * 3))
                        let text = "\(message) (\(number + 1))"
                        try await stream.send(text)
                        var count = 0
                        while count < text.utf8.count { count += try await stream.receive(atMost: 1000).count }
                        await stream.close()
                    }
                }
                try await group.waitForAll()
            }
        })
    }) { evidence in
        let talk = try Conversation(evidence, port: 8888), all = talk.segments
        let messages = all.filter { $0.tcp.payloadLength > 0 }, syns = all.filter { $0.tcp.flags.contains(.syn) }
        guard let firstWords = messages.first(where: \.tcp.isFromClient), let end = all.last, let firstFIN = all.first(where: { $0.tcp.flags.contains(.fin) }), let lastAnswer = messages.last(where: { !$0.tcp.isFromClient }) else { throw EvidenceError("\(talk.capture.name) holds no whole conversations") }
        func clientPort(_ segment: Conversation.Segment) -> Int { Int(segment.tcp.isFromClient ? segment.tcp.sourcePort : segment.tcp.destinationPort) }
        let connections = Set(all.map(\.tcp.stream)).count, bytes = messages.reduce(0) { $0 + $1.tcp.payloadLength }
        let lastStream = all.filter { $0.tcp.stream == end.tcp.stream }
        func n(_ number: Int) -> Question.Key { .number(Int64(number)) }
        return [
            Question("Q1", points: 1, wanted: "how many connections there are", section: "worksheet section 4", key: n(connections), misconceptions: [
                .init(n(syns.count), isReally: "the segments with SYN", likely: "each connection has two of them, one from either end"), .init(n(1), isReally: "the server's ports", likely: "each client has a connection of its own"),
            ]),
            Question("Q2", points: 1, wanted: "the port of the client that sends its message first", section: "worksheet section 4", key: n(clientPort(firstWords)), evidence: [firstWords.number], misconceptions: [
                .init(.number(8888), isReally: "the server's port", likely: "the client's own port is the source port of its segment"), .init(n(clientPort(firstWords) + 1), isReally: "the port next to it", likely: "look at the segment itself"),
            ]),
            Question("Q3", points: 1, wanted: "how many bytes of message all segments have together", section: "worksheet section 4", key: n(bytes), misconceptions: [
                .init(n(bytes / 2), isReally: "one direction", likely: "what is echoed travels twice"), .init(n(firstWords.tcp.payloadLength), isReally: "one message", likely: "all of them were asked for"),
            ]),
            Question("Q4", points: 1, wanted: "to how many ports of the server segments are sent", section: "worksheet section 4", key: n(Set(all.filter(\.tcp.isFromClient).map(\.tcp.destinationPort)).count), misconceptions: [
                .init(n(connections), isReally: "the number of connections", likely: "those are the clients' ports: the server has one for all"),
            ]),
            Question("Q5", points: 1, wanted: "how many segments the connection takes that is closed last", section: "worksheet section 4", key: n(lastStream.count), evidence: [end.number], misconceptions: [
                .init(n(all.count), isReally: "all segments of all connections", likely: "only one connection's were asked for: tcp.stream tells them apart"),
            ]),
            Question("Q6", points: 1, wanted: "what tells the server's TCP to which connection a segment belongs, besides the addresses and its own port", section: "worksheet section 4", key: .text(["source port", "the source port", "client port", "the client's port", "port of the client", "client's port", "sourceport"]), misconceptions: [
                .init(.text(["sequence number", "the sequence number"]), isReally: "what orders a connection's bytes", likely: "all of them begin at the relative number 1: it cannot be that"), .init(.text(["destination port", "the destination port"]), isReally: "the server's own port", likely: "it is the same for all"),
            ]),
            Question("Q7", points: 1, wanted: "the frame with the first FIN", section: "worksheet section 4", key: n(firstFIN.number), misconceptions: [
                .init(n(all.last { $0.tcp.flags.contains(.fin) }?.number ?? 0), isReally: "the last FIN", likely: "the first was asked for"), .init(n(end.number), isReally: "the last frame", likely: "look at the flags"),
            ]),
            Question("Q8", points: 1, wanted: "the relative acknowledgement number of the last answer with a message", section: "worksheet section 4", key: n(Int(lastAnswer.tcp.acknowledgment)), evidence: [lastAnswer.number], misconceptions: [
                .init(n(Int(lastAnswer.tcp.acknowledgment) - 1), isReally: "the message's length", likely: "it names the next byte that is expected"), .init(n(Int(lastAnswer.tcp.rawAcknowledgment)), isReally: "the raw number", likely: "the relative number was asked for"),
            ]),
        ]
    }
}
