import ExerciseKit
import GradeKit
import Wire

extension Exercise {
    /// Lab 15, E3: an ARP table.
    static let neighbours = Exercise("E3", file: "MyTable.swift", read: "worksheet section 7, RFC 826 \"Packet Reception\"", pieces: [("ARPTrial", "MyTable.self")], steps: [
        step("E3.1", "answers a question for its own address", points: 2, likely: "the answer's sender is you, with your link-layer address; its target is who asked", [.packet(asks(bob, for: me), at: 0), .packet(asks(carol, for: me), at: 1)]),
        step("E3.2", "answers nothing else", points: 1, likely: "only a request, and only one for your own address, is answered", [.packet(asks(bob, for: carol.address), at: 0), .packet(answers(bob), at: 1), .packet(asks(bob, for: bob.address), at: 2)]),
        step("E3.3", "remembers who has answered", points: 1, likely: "sender and sender's address belong together: that is what an answer says", [.ask(bob.address, at: 0), .packet(answers(bob), at: 1), .ask(bob.address, at: 2), .ask(carol.address, at: 3)]),
        step("E3.4", "remembers who has asked it, and nobody else", points: 2, likely: "RFC 826: who asks me will be answered, and is remembered; what others ask each other fills no table", [.packet(asks(bob, for: me), at: 0), .ask(bob.address, at: 1), .packet(asks(carol, for: bob.address), at: 2), .ask(carol.address, at: 3)]),
        step("E3.5", "believes the news", points: 1, likely: "whoever is in the table already is put right by every packet of theirs, whomever it is for", [.packet(answers(bob), at: 0), .packet(answers(newBob), at: 1), .ask(bob.address, at: 2), .packet(asks(bob, for: carol.address), at: 3), .ask(bob.address, at: 4)]),
        step("E3.6", "forgets after 60 seconds", points: 2, likely: "what was not heard for 60 s counts no more; hearing it again begins anew", [.packet(answers(bob), at: 0), .ask(bob.address, at: 59), .ask(bob.address, at: 60), .packet(answers(bob), at: 100), .packet(asks(bob, for: me), at: 150), .ask(bob.address, at: 209), .ask(bob.address, at: 210)]),
        step("E3.7", "a question from 0.0.0.0", points: 1, likely: "that is nobody's address: it asks whether yours is free (RFC 5227). Answer, and remember nothing", [.packet(asks(probe, for: me), at: 0), .ask(0, at: 1)]),
    ])

    private typealias Station = (hardware: UInt64, address: UInt32, name: String)
    private static let bob: Station = (0x0200_0000_0002, 0x0a00_0002, "bob"), carol: Station = (0x0200_0000_0003, 0x0a00_0003, "carol")
    /// bob with another card, and somebody who has no address yet.
    private static let newBob: Station = (0x0200_0000_0022, 0x0a00_0002, "bob's new card"), probe: Station = (0x0200_0000_0004, 0, "somebody without an address")
    private static let me = ARPTrial.address

    private static func asks(_ station: Station, for address: UInt32) -> ARPTrial.Packet { .init(isReply: false, from: station.hardware, station.address, to: 0, address) }
    private static func answers(_ station: Station) -> ARPTrial.Packet { .init(isReply: true, from: station.hardware, station.address, to: ARPTrial.hardware, me) }

    private static func step(_ id: String, _ goal: String, points: Int, likely: String, _ events: [ARPTrial.Event]) -> ExerciseStep {
        ExerciseStep(id, goal, points: points, of: ARPTrial.self, likely: likely, inputs: [events], show: { "\($0.count) events" }) { events, came in
            let wanted = reference(events)
            guard came != wanted else { return nil }
            var story: [Verdict.Line] = []
            for (index, event) in events.enumerated() {
                let found = index < came.count ? came[index] : .nothing, right = wanted[index]
                guard found != right else {
                    story.append(.init("\(index + 1)", "\(show(event))  ->  \(say(found))  ok"))
                    continue
                }
                story.append(.init("\(index + 1)", "\(show(event))  ->  \(say(found))  WRONG, should be: \(say(right))"))
                return Fault(likely: misconception(id, found, right), story: story)
            }
            return Fault(story: story)
        }
    }

    private static func misconception(_ id: String, _ came: ARPTrial.Outcome, _ wanted: ARPTrial.Outcome) -> String? {
        guard case .answer(let found) = came, case .answer(let right) = wanted else { return nil }
        if !found.isReply { return "an answer's operation is 2, reply" }
        if found.senderHardware != right.senderHardware { return "the sender is who answers: your own link-layer address is what was asked for" }
        if found.targetHardware != right.targetHardware { return "the answer's target is who asked: the question's sender" }
        return nil
    }

    /// RFC 826, and the times of the worksheet.
    private static func reference(_ events: [ARPTrial.Event]) -> [ARPTrial.Outcome] {
        var heard: [UInt32: (hardware: UInt64, time: Int)] = [:]
        return events.map { event in
            switch event {
            case .ask(let address, let time):
                guard let known = heard[address], time - known.time < 60 else { return .nothing }
                return .station(known.hardware)
            case .packet(let packet, let time):
                if packet.senderAddress != 0, packet.targetAddress == me || heard[packet.senderAddress] != nil { heard[packet.senderAddress] = (packet.senderHardware, time) }
                guard packet.targetAddress == me, !packet.isReply else { return .nothing }
                return .answer(.init(isReply: true, from: ARPTrial.hardware, me, to: packet.senderHardware, packet.senderAddress))
            }
        }
    }

    private static func show(_ event: ARPTrial.Event) -> String {
        switch event {
        case .packet(let packet, let time): "\(time) s  \(packet.isReply ? "\(name(packet)) says: I have \(text(packet.senderAddress))" : "\(name(packet)) asks for \(text(packet.targetAddress))")"
        case .ask(let address, let time): "\(time) s  who has \(text(address))?"
        }
    }

    private static func name(_ packet: ARPTrial.Packet) -> String { [bob, carol, newBob, probe].first { $0.hardware == packet.senderHardware }?.name ?? "somebody" }

    private static func say(_ outcome: ARPTrial.Outcome) -> String {
        switch outcome {
        case .nothing: "nothing"
        case .station(let hardware): "\(MACAddress(rawValue: hardware))"
        case .answer(let packet): "\(packet.isReply ? "a reply" : "a request"): \(text(packet.senderAddress)) is at \(MACAddress(rawValue: packet.senderHardware)), to \(MACAddress(rawValue: packet.targetHardware))"
        }
    }

    private static func text(_ address: UInt32) -> String { "\(IPv4Address(rawValue: address))" }
}
