import Capture
import LabKit
import PhysicalLayer
import Simulation
import Wire

/// The message's way as a story in time, for `--html` and `--view`: each layer's work is given five microseconds, the wire takes what 10 Mbit/s take.
struct MessageScene {
    let message: String
    let descent: Descent
    /// Bits that are turned over on the wire, counted from the preamble's first.
    var damage: [Int]

    private static let work = Nanoseconds.microseconds(5), propagation = Nanoseconds(500), bit = Nanoseconds(100)
    private static let cable = "sender-receiver"

    static let topology = Topology {
        Computer("sender", "\(Descent.sender.address)/24")
        Computer("receiver", "\(Descent.receiver.address)/24")
        Cable("sender", "receiver", rate: .megabits(10), delay: propagation)
    }

    /// The preamble, both addresses and the type.
    private static func manchester(_ frame: [UInt8]) -> String { Waveform(Bits(octets: Preamble.octets + frame.prefix(14)), in: Manchester()).svg(symbolWidth: 9) }

    /// - Parameter changes: what somebody has done to the cable.
    func tell(_ changes: [LiveIntervention] = []) throws -> LabScene {
        var cable = try SceneCable(Self.cable, changes)
        let page = LabPage(.protocolStack, "\"\(Printable.line(message))\" from \(Descent.sender) to \(Descent.receiver)") { Self.manchester($0) }
        page.introduce(["sender", "receiver"])
        var now = Instant.zero, before = now, seen: [(node: String, line: Int, step: Step)] = []
        func tell(_ step: Step, by node: String) {
            cable.tell(on: page, after: before, upTo: now)
            page.tell(step.deed, step.facts, size: step.size.map { "\($0) B" } ?? "", by: node, at: now, floor: step.layer, isMessage: step.layer == .application && !step.isRefusal, isTrouble: step.isRefusal)
            seen.append((node, page.lineCount, step))
            before = now
            now = now + Self.work
        }
        for step in descent.steps { tell(step, by: "sender") }

        let octets = descent.octets.count, end = now + Nanoseconds(Int64(octets * 8) * Self.bit.count), fate = cable.send(from: now, to: end + Self.propagation)
        let preamble = Preamble.octets.count * 8, flipped = damage + fate.flipped.map { preamble + $0 % (descent.frame.count * 8) }
        let wire = WireView(octets: descent.octets, damage: flipped)
        var seenBytes = descent.frame
        for bit in flipped where bit >= preamble { seenBytes[(bit - preamble) / 8] ^= 1 << UInt8((bit - preamble) % 8) }
        let words = fate.isLost ? "LOST (on the cable)" : flipped.isEmpty ? nil : "bit \(flipped.map { "\($0 - preamble)" }.joined(separator: ", ")) turned over on the wire"
        let frame = page.add(FrameRecord(number: 1, time: now, bytes: seenBytes, linkType: .ethernet, from: "sender", to: "receiver", hasFCS: true, fate: words), arriving: end + Self.propagation)
        now = end + Self.propagation
        cable.tell(on: page, after: before, upTo: now)
        before = now
        if fate.isCutOff { cable.tellLoss(of: frame, on: page, at: now) }
        if fate.arrives { for step in Ascent(levels: wire.received).steps { tell(step, by: "receiver") } }
        cable.tell(on: page, after: before, upTo: .distantFuture)
        for picture in wire.pictures { page.add(picture: picture.title, picture.words, svg: picture.wave.svg(), text: picture.wave.text(columns: picture.columns)) }
        return LabScene(page, on: Self.topology) { node, lines in
            let rows = seen.filter { $0.node == node && $0.line <= lines }.map { [$0.step.layer.rawValue, $0.step.deed, $0.step.size.map { "\($0)" } ?? "", $0.step.facts] }
            return [NodeTable("what its layers have done so far", ["layer", "what", "bytes", "details"], rows)]
        }
    }
}
