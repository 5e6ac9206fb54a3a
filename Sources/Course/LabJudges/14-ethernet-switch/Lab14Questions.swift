public import GradeKit
import Wire

extension LabCourse {
    /// Lab 14. Each key is worked out from the capture of all cables: alice is ...:01, bob ...:02.
    public static let ethernetSwitch = LabCourse("14", "ethernet-switch", exercises: [.forwarder, .frameCheck], personal: { random in Evidence(capture: try PersonalMorning(&random).capture()) }) { evidence in
        let capture = try evidence.frames(), frames = capture.captured
        func source(_ index: Int) -> UInt64 { frames[index].bytes.count > 12 ? frames[index].bytes[6..<12].reduce(0) { $0 << 8 | UInt64($1) } : 0 }
        func isUDP(_ index: Int) -> Bool { capture.frames[index].udpPayloadLength != nil }
        let alice: UInt64 = 0x0200_0000_0001, bob: UInt64 = 0x0200_0000_0002
        guard let fromAlice = frames.indices.first(where: { source($0) == alice }), let fromBob = frames.indices.first(where: { source($0) == bob }),
            let damaged = frames.indices.first(where: { CRC32.of(frames[$0].bytes) != CRC32.residue }), let last = frames.indices.last(where: { source($0) == alice && isUDP($0) })
        else { throw EvidenceError("\(capture.name) is not the capture of lab 14: there is no frame of alice's, of bob's, or none that is damaged") }
        // The same message once more: the same payload, undamaged.
        guard let again = frames.indices.first(where: { $0 > damaged && source($0) == alice && isUDP($0) }), let longest = frames.map(\.bytes.count).max() else { throw EvidenceError("\(capture.name): what was damaged is not sent again") }
        let copies = frames.indices.filter { frames[$0].bytes == frames[fromAlice].bytes && $0 < fromBob }.count
        let flooded = frames.indices.filter { frames[$0].bytes == frames[last].bytes }
        let gaps = zip(frames, frames.dropFirst()).map { ($1.timestamp.nanoseconds - $0.timestamp.nanoseconds) / 1_000_000_000 }
        func n(_ number: Int) -> Question.Key { .number(Int64(number)) }
        func q(_ number: Int, _ points: Int, _ section: String, _ wanted: String, _ key: Question.Key, _ misconceptions: [Question.Misconception]) -> Question {
            Question("Q\(number)", points: points, wanted: wanted, section: "worksheet section \(section)", key: key, misconceptions: misconceptions)
        }
        return [
            q(1, 1, "5.1", "the frame that teaches the switch where bob is", n(fromBob + 1), [
                .init(n(fromAlice + 2), isReally: "a frame that goes to bob", likely: "a switch learns from the source address only: when does bob first send?"), .init(n(fromBob + 2), isReally: "the copy that leaves the switch", likely: "the switch learns from what comes in"),
            ]),
            q(2, 2, "5.1", "the frame from which the switch knows where alice is", n(fromAlice + 1), [
                .init(n(fromBob + 1), isReally: "bob's answer", likely: "that one goes to alice: it teaches nothing about her"), .init(n(0), isReally: "no frame", likely: "nobody has told the switch: it has read a source address"),
            ]),
            q(3, 2, "5.1", "how many whole seconds the longest silence lasts", .number(gaps.max() ?? 0), [
                .init(.number(300), isReally: "the time after which the switch forgets", likely: "the silence is a little longer: that is why it has forgotten"),
            ]),
            q(4, 1, "5.2", "the destination address of alice's first frame", .text(["ff:ff:ff:ff:ff:ff", "ffffffffffff", "ff-ff-ff-ff-ff-ff", "broadcast"]), [
                .init(.text(["02:00:00:00:00:02"]), isReally: "bob's address", likely: "she does not know it yet: that is what she asks for"), .init(.text(["10.0.0.2"]), isReally: "bob's IP address", likely: "it stands inside the ARP message; the frame has addresses of its own"),
            ]),
            q(5, 2, "5.2", "how many bytes alice's first question takes on all cables together, with check sequences", n(copies * frames[fromAlice].bytes.count), [
                .init(n(frames[fromAlice].bytes.count), isReally: "one frame", likely: "the switch makes copies: it crosses four cables"), .init(n(copies * (frames[fromAlice].bytes.count - 4)), isReally: "the frames without check sequences", likely: "the check sequence travels, too: four bytes each"), .init(n((copies - 1) * frames[fromAlice].bytes.count), isReally: "the copies alone", likely: "alice's own cable carries it, too"),
            ]),
            q(6, 2, "5.2", "how many microseconds the longest frame takes at 10 Mbit/s, with its preamble of 8 bytes", .number(Int64((Double(longest + 8) * 0.8).rounded())), [
                .init(.number(Int64((Double(longest) * 0.8).rounded())), isReally: "the frame without its preamble", likely: "8 bytes go before it"), .init(n(longest + 8), isReally: "its bytes", likely: "a byte is eight bits, and a bit takes a tenth of a microsecond"),
            ]),
            q(7, 2, "5.3", "the frame that arrives damaged", n(damaged + 1), [
                .init(n(again + 1), isReally: "the frame that carries the message again", likely: "the damaged one comes before it: look for a wrong check sequence"),
            ]),
            q(8, 2, "5.3", "the frame that carries the same message again", n(again + 1), [
                .init(n(damaged + 1), isReally: "the damaged one", likely: "whoever gets no answer asks again"), .init(n(again + 2), isReally: "the copy behind the switch", likely: "alice's own frame was asked for"),
            ]),
            q(9, 1, "5.3", "which box drops the damaged frame", .text(["switch", "the switch"]), [
                .init(.text(["bob"]), isReally: "whom it was for", likely: "it never gets so far: who hears it first?"), .init(.text(["alice"]), isReally: "who sent it", likely: "she does not hear of it"),
            ]),
            q(10, 2, "5.4", "how many frames of the capture carry alice's last question", n(flooded.count), [
                .init(n(2), isReally: "there and on", likely: "the switch has forgotten bob: it floods"), .init(n(flooded.count - 1), isReally: "the copies alone", likely: "alice's own cable carries it, too"), .init(n(1), isReally: "alice's own frame", likely: "each cable that it passes counts"),
            ]),
        ]
    }
}
