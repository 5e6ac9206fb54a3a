import Applications
public import GradeKit
import Inspector
import Sockets
import Wire

extension LabCourse {
    /// Lab 02. Each key is worked out from the question and the answer of port 12345.
    public static let udpMessage = LabCourse("02", "udp-message", exercises: [.reply], own: OwnCapture(.udp(port: 12345), command: "swift run udp-message --on kernel --message MESSAGE --write Labs/02-udp-message/Exercise/lab02-capture.pcap", section: "worksheet section 5.4"), personal: { random in
        let network = PersonalNetwork(&random)
        let message = PersonalMessage.text(&random)
        return Evidence(capture: try network.capture("02-udp-message.pcap", isFresh: true) { client, server in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await MessageServer(address: SocketAddress(.v4(network.server), 12345), service: LengthReply(), datagrams: 1).run(on: server) }
                group.addTask {
                    try await client.clock.sleep(for: .milliseconds(1))
                    try await MessageClient(server: "\(network.server)", port: 12345, message: message).run(on: client)
                }
                try await group.waitForAll()
            }
        })
    }) { evidence in
        let capture = try evidence.frames()
        let datagrams = capture.frames.compactMap(Datagram.init)
        guard let asked = capture.frames.first(where: { $0.arp?.operation == 1 }),
            let question = datagrams.first, let answer = datagrams.first(where: { $0.destinationPort == question.sourcePort && $0.sourcePort == question.destinationPort }),
            let last = capture.frames.last
        else { throw EvidenceError("\(capture.name) holds no ARP exchange with a UDP question and its answer") }

        let client = Int64(question.sourcePort), server = Int64(question.destinationPort)
        return [
            Question("Q1", wanted: "how many datagrams the conversation takes", section: "worksheet section 5.1", key: .number(Int64(datagrams.count)), misconceptions: [
                .init(.number(Int64(capture.frames.count)), isReally: "all frames, ARP's too", likely: "ARP messages are not datagrams: they travel in frames of their own, without IP"),
                .init(.number(10), isReally: "what lab 01's conversation took", likely: "UDP has no handshake and no goodbye"),
            ]),
            Question("Q2", wanted: "the port that the client got", section: "worksheet section 5.1", key: .number(client), evidence: Set(datagrams.map(\.number)), misconceptions: [
                .init(.number(server), isReally: "the server's port", likely: "in the client's datagram the client's own port is the source port"),
            ]),
            Question("Q3", wanted: "the port to which the answer is sent", section: "worksheet section 5.1", key: .number(Int64(answer.destinationPort)), evidence: [answer.number], sharesItsAnswer: true, misconceptions: [
                .init(.number(server), isReally: "the port from which the answer comes", likely: "an answer's ports are the question's, the other way round"),
            ]),
            Question("Q4", wanted: "the length field of the client's datagram", section: "worksheet section 4", key: .number(Int64(question.payload + 8)), evidence: [question.number], misconceptions: [
                .init(.number(Int64(question.payload)), isReally: "the message's length", likely: "header left out: UDP's length counts its own 8 bytes"),
                .init(.number(Int64(question.length)), isReally: "the whole frame's length", likely: "the length field speaks of UDP's header and data only"),
                .init(.number(Int64(question.payload + 28)), isReally: "the IP packet's total length", likely: "the IP header has a length field of its own: look one layer higher"),
            ]),
            Question("Q5", wanted: "how many bytes of message the answer carries", section: "worksheet section 5.2", key: .number(Int64(answer.payload)), evidence: [answer.number], misconceptions: [
                .init(.number(Int64(answer.payload + 8)), isReally: "UDP's length field", likely: "header included: take off 8"),
                .init(.number(Int64(answer.length)), isReally: "the whole frame's length", likely: "header included: take off Ethernet, IP, UDP and the check sequence"),
                .init(.number(Int64(question.payload)), isReally: "the length of the question", likely: "look at the datagram that goes to the client"),
            ]),
            Question("Q6", wanted: "how many bytes of headers stand before the client's message", section: "worksheet section 5.2", key: .number(Int64(question.start)), evidence: [question.number], misconceptions: [
                .init(.number(Int64(question.start - 14)), isReally: "IP's and UDP's headers", likely: "Ethernet's header of 14 bytes stands before them"),
                .init(.number(Int64(question.start + 4)), isReally: "the headers and the check sequence", likely: "the check sequence stands behind the message"),
                .init(.number(8), isReally: "UDP's own header", likely: "count the headers below it, too"),
            ]),
            Question("Q7", wanted: "the protocol that must ask first", section: "worksheet section 4", key: .text(["ARP", "address resolution protocol"]), evidence: [asked.number], misconceptions: [
                .init(.text(["DNS"]), isReally: "who finds the address of a name", likely: "the client was given an address, not a name: what it lacks is the link-layer address"),
                .init(.text(["TCP", "SYN"]), isReally: "what opens lab 01's connection", likely: "UDP opens nothing"),
            ]),
            Question("Q8", wanted: "which end says that the conversation is over: client, server or nobody", section: "worksheet section 5.3", key: .text(["nobody", "no one", "none", "neither"]), evidence: [last.number], misconceptions: [
                .init(.text(["server"]), isReally: "the end that sends last", likely: "the answer does not say that nothing follows it"),
                .init(.text(["client"]), isReally: "the end that is content first", likely: "closing a UDP socket sends nothing"),
            ]),
        ]
    }
}

/// A frame with a UDP datagram.
private struct Datagram {
    let number: Int, length: Int
    let sourcePort: UInt16, destinationPort: UInt16
    /// Bytes of message, and where they begin in the frame.
    let payload: Int, start: Int

    init?(_ frame: FrameSummary) {
        guard let payload = frame.udpPayloadLength, case .socket(_, let source) = frame.source, case .socket(_, let destination) = frame.destination else { return nil }
        (number, length, self.payload, start) = (frame.number, frame.length, payload, frame.udpPayloadStart)
        (sourcePort, destinationPort) = (source, destination)
    }
}
