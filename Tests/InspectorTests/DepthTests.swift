import InspectorVectors
import Testing
import Wire
@testable import Inspector

/// What follows from more than one field, or from more than one frame; that single fields are read right is `SampleTests`' business.
@Suite struct DepthTests {
    private static func sample(_ name: String) throws -> Sample { try #require(samples.first { $0.name == name }) }

    /// The values of all fields of that name, in each of the frames.
    private static func values(_ name: String, _ frames: [[UInt8]], spacing: Nanoseconds = Nanoseconds(1_000_000)) -> [[String]] {
        var session = DissectionSession(), dissection = Dissection(), found: [[String]] = []
        for (index, frame) in frames.enumerated() {
            session.dissect(frame, linkType: 1, time: Instant(nanoseconds: Int64(index) * spacing.count), number: index + 1, into: &dissection)
            var values: [String] = []
            for at in 0..<dissection.records.count where Registry.shared[dissection.records[at].id].name == name { values.append(dissection.valueText(dissection.records[at])) }
            found.append(values)
        }
        return found
    }

    @Test func everyFieldSaysWhatItIs() {
        for field in Registry.shared.fields.joined() {
            #expect(!field.name.isEmpty && !field.title.isEmpty && !field.meaning.isEmpty, "\(field.name)")
            #expect(field.meaning.hasSuffix(".") || field.meaning.hasSuffix("…"), "\(field.name): \(field.meaning)")
        }
    }

    /// A link state advertisement guards itself: one flipped bit in its body is noticed, though the frame reads well.
    @Test func aDamagedAdvertisementIsNoticed() throws {
        var bytes = try Self.sample("OSPF update: router, network, summaries").bytes
        var session = DissectionSession(), dissection = Dissection()
        session.dissect(bytes, linkType: 1, time: .zero, number: 1, into: &dissection)
        #expect(dissection.problems.isEmpty, "\(dissection.problems.map(\.text))")
        // The metric of the first link.
        bytes[97] ^= 1
        session.dissect(bytes, linkType: 1, time: .zero, number: 2, into: &dissection)
        let wrong = dissection.problems.map(\.text)
        #expect(wrong.count == 2, "\(wrong)")
        #expect(wrong.contains { $0.contains("the message was damaged") } && wrong.contains { $0.contains("the advertisement was damaged") })
    }

    /// A question that is asked again, and an answer that comes again, are told from the first ones.
    @Test func questionsAndAnswersThatComeAgain() {
        let question = Build.udp(40000, 53, hex("12 34 01 00 00 01 00 00 00 00 00 00 01 61 00 00 01 00 01"))
        var answer = Build.udp(53, 40000, hex("12 34 81 80 00 01 00 00 00 00 00 00 01 61 00 00 01 00 01"))
        // From the server to the client.
        answer.replaceSubrange(26..<34, with: [10, 0, 0, 12, 10, 0, 0, 11])
        let frames = [question, question, answer, answer]
        #expect(Self.values("dns.retransmit_request_in", frames) == [[], ["1"], [], []])
        #expect(Self.values("dns.response_to", frames) == [[], [], ["1"], []])
        #expect(Self.values("dns.retransmit_response_in", frames) == [[], [], [], ["3"]])
        #expect(Self.values("dns.unsolicited", [answer]) == [["1"]])
        // After five seconds it is a question of its own.
        #expect(Self.values("dns.retransmit_request_in", [question, question], spacing: Nanoseconds(6_000_000_000)) == [[], []])
    }

    @Test func aReplyTellsHowLongItTook() {
        func echo(_ type: UInt8, reversed: Bool) -> [UInt8] { Build.ethernet(0x0800, Build.ipv4(1, [type, 0, 0, 0] + hex("00 07 00 01"), reversed: reversed)) }
        let frames = [echo(8, reversed: false), echo(0, reversed: true)]
        #expect(Self.values("icmp.resp_to", frames) == [[], ["1"]])
        #expect(Self.values("icmp.resptime", frames) == [[], ["1"]])
    }

    @Test(arguments: [(0, "Jan  1, 1970 00:00:00.000000000 UTC"), (951_782_400, "Feb 29, 2000 00:00:00.000000000 UTC"), (1_700_000_000, "Nov 14, 2023 22:13:20.000000000 UTC"), (-1, "Dec 31, 1969 23:59:59.000000000 UTC")])
    func timesAreWrittenAsWiresharkWritesThem(seconds: Int, text: String) {
        #expect(String(utc: seconds) == text)
    }
}
