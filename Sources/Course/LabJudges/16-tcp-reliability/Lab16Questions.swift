public import GradeKit
import Inspector
import Simulation
import Sockets
import TransportLayer
import Wire

extension LabCourse {
    /// Lab 16. Each key is worked out from the first conversation with port 12345, in which a segment is lost and sent again.
    public static let tcpReliability = LabCourse("16", "tcp-reliability", exercises: [.timer, .reassembly, .sequence], personal: { random in
        let network = PersonalNetwork(&random)
        let count = 18_000 + Int(random.below(14_000)), lost = 2 + Int(random.below(5)), delay = Nanoseconds.microseconds(Int64(2_000 + random.below(9_000)))
        return Evidence(capture: try network.capture("16-tcp-reliability.pcap", rate: .megabits(10), delay: delay, faults: [(DataSegmentLoss([lost]), from: "client")]) { client, server in
            try await network.transfer((0..<count).map { UInt8(truncatingIfNeeded: 0x21 + $0 % 89) }, port: 12345, from: client, to: server)
        })
    }) { evidence in
        let talk = try Conversation(evidence, port: 12345), name = talk.capture.name
        let sent = talk.first.filter { $0.tcp.isFromClient && $0.tcp.payloadLength > 0 }
        // What is sent again: its number had been used before.
        guard let again = sent.first(where: { segment in sent.contains { $0.number < segment.number && $0.tcp.sequence == segment.tcp.sequence } }), let lost = sent.first(where: { $0.tcp.sequence == again.tcp.sequence }) else { throw EvidenceError("\(name): no segment is sent twice") }
        let acks = talk.first.filter { !$0.tcp.isFromClient && $0.tcp.flags.contains(.ack) && $0.tcp.payloadLength == 0 }
        let same = acks.filter { $0.tcp.acknowledgment == lost.tcp.sequence }
        guard same.count >= 4, let after = acks.first(where: { $0.number > again.number && $0.tcp.acknowledgment > lost.tcp.sequence }), let synAck = talk.first.first(where: { $0.tcp.flags.contains([.syn, .ack]) }), let last = talk.first.last(where: { !$0.tcp.isFromClient }) else { throw EvidenceError("\(name): the lost segment is not found by duplicate acknowledgments") }
        func time(_ segment: EvidenceCapture.Segment) -> Int64 { talk.capture.captured[segment.number - 1].timestamp.nanoseconds }
        let trip = time(synAck) - time(talk.syn), waited = time(again) - time(lost)
        let full = sent.map(\.tcp.payloadLength).max() ?? 0, moved = Int64(after.tcp.acknowledgment) - Int64(lost.tcp.sequence)
        func n(_ number: Int) -> Question.Key { .number(Int64(number)) }
        return [
            Question("Q1", points: 2, wanted: "the frame whose segment does not arrive", section: "worksheet section 5.1", key: n(lost.number), misconceptions: [
                .init(n(again.number), isReally: "the frame that carries the same bytes again", likely: "that one arrives: which frame carried them first?"),
                .init(n(same[0].number), isReally: "an acknowledgment", likely: "it tells of the loss; the bytes that it asks for were in an earlier frame"),
            ]),
            Question("Q2", points: 1, wanted: "the relative sequence number of what is sent again, and the frame that carries it again", section: "worksheet section 5.1", key: .number(Int64(again.tcp.sequence)), evidence: [again.number], misconceptions: [
                .init(.number(Int64(again.tcp.rawSequence)), isReally: "the raw sequence number", likely: "relative where raw was not asked: count from the SYN"),
                .init(.number(Int64(again.tcp.sequence) + Int64(again.tcp.payloadLength)), isReally: "the number behind it", likely: "a segment's sequence number is that of its first byte"),
            ]),
            Question("Q3", points: 2, wanted: "how many duplicate acknowledgments the server sends", section: "worksheet section 5.2", key: n(same.count - 1), misconceptions: [
                .init(n(same.count), isReally: "all acknowledgments with that number", likely: "the first of them is no duplicate"),
                .init(n(3), isReally: "the number that makes the client send again", likely: "the server does not know when the client has heard enough: it acknowledges each segment beyond the gap"),
            ]),
            Question("Q4", points: 2, wanted: "the frame of the third duplicate acknowledgment", section: "worksheet section 5.2", key: n(same[3].number), misconceptions: [
                .init(n(same[2].number), isReally: "the third acknowledgment with that number", likely: "the first of them is no duplicate"),
                .init(n(again.number), isReally: "the frame that carries the lost bytes again", likely: "that one is the answer to it"),
            ]),
            Question("Q5", points: 1, wanted: "by how many bytes the first new acknowledgment after the retransmission moves on", section: "worksheet section 5.2", key: .number(moved), evidence: [after.number], misconceptions: [
                .init(n(again.tcp.payloadLength), isReally: "the lost segment's bytes", likely: "what had come beyond the gap counts at once, too"),
                .init(.number(Int64(after.tcp.acknowledgment)), isReally: "the acknowledgment number itself", likely: "moves on by: take off the number before"),
            ]),
            Question("Q6", points: 1, wanted: "how many bytes of payload a full-sized segment carries", section: "worksheet section 5.3", key: n(full), evidence: Set(sent.filter { $0.tcp.payloadLength == full }.map(\.number)), misconceptions: [
                .init(n(full + 40), isReally: "payload and headers", likely: "header included: take off 20 bytes of IP and 20 of TCP"),
                .init(n(sent.first { $0.tcp.payloadLength == full }?.length ?? 0), isReally: "the frame's length", likely: "header included: take off Ethernet, IP and TCP"),
            ]),
            Question("Q7", points: 2, wanted: "how many whole milliseconds pass until the lost bytes are sent again", section: "worksheet section 5.3", key: .number(waited / 1_000_000), misconceptions: [
                .init(.number(waited / 1000), isReally: "microseconds", likely: "a millisecond is a thousand of them"),
                .init(.number((time(again) - time(same[0])) / 1_000_000), isReally: "the time from the first acknowledgment of that number on", likely: "from the frame in which the bytes left first"),
            ]),
            Question("Q8", points: 2, wanted: "the retransmission timeout after the first measurement, in whole milliseconds, bounds left aside", section: "worksheet section 5.4", key: .number(trip * 3 / 1_000_000), misconceptions: [
                .init(.number(trip / 1_000_000), isReally: "the round trip itself", likely: "SRTT + 4 RTTVAR, and RTTVAR is half the round trip"),
                .init(.number(trip * 5 / 1_000_000), isReally: "five round trips", likely: "at the first measurement RTTVAR is half the round trip"),
                .init(.number(trip * 3 / 2_000_000), isReally: "one and a half round trips", likely: "RTTVAR counts four times"),
                .init(.number(200), isReally: "the lower bound", likely: "leave the bounds aside"),
            ]),
            Question("Q9", points: 1, wanted: "which end decides that a segment was lost: client or server", section: "worksheet section 5.2", key: .text(["client", "the client", "sender", "the sender"]), misconceptions: [
                .init(.text(["server", "the server", "receiver", "the receiver"]), isReally: "the end that only says what it has", likely: "an acknowledgment says what is expected next, not what is lost: who draws the conclusion?"),
            ]),
            Question("Q10", points: 2, wanted: "how many bytes the client sends, going by the server's last acknowledgment", section: "worksheet section 5.4", key: .number(Int64(last.tcp.acknowledgment) - 2), misconceptions: [
                .init(.number(Int64(last.tcp.acknowledgment)), isReally: "the acknowledgment number itself", likely: "SYN and FIN use up a number each"),
                .init(.number(Int64(last.tcp.acknowledgment) - 1), isReally: "the acknowledgment number less one", likely: "SYN and FIN use up a number each"),
            ]),
        ]
    }
}
