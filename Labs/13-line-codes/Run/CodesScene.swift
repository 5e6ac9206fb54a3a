import LabKit
import PhysicalLayer
import Simulation
import Wire

/// The same bits sent in one code after another, for `--html` and `--view`: what the wire carries, and what the receiver makes of it.
struct CodesScene {
    let bits: Bits
    let codes: [any LineCode]

    private static let bitTime = Nanoseconds(100), propagation = Nanoseconds(500), pause = Nanoseconds.microseconds(2)
    /// Symbols that a picture on a page shows: enough to be scrolled through.
    private static let pictured = 512

    static let topology = Topology {
        Computer("sender")
        Computer("receiver")
        Cable("sender", "receiver", rate: .megabits(10), delay: propagation)
    }

    /// - Parameter changes: what somebody has done to the cable.
    func tell(_ changes: [LiveIntervention] = []) throws -> LabScene {
        var cable = try SceneCable("sender-receiver", changes)
        let page = LabPage(.lineCodes, "\(bits.count) bits at 10 Mbit/s")
        page.introduce(["sender", "receiver"])
        var now = Instant.zero, before = Instant.zero, received: [(line: Int, code: String, text: String)] = []
        for code in codes {
            let levels = code.encode(bits)
            guard levels.count == bits.count * code.symbolsPerBit, !levels.isEmpty else { continue }
            let properties = SignalProperties(of: levels)
            page.chapter("\(code.name): \(code.usedBy)", at: now)
            page.tell("encodes", "\(Bits(bits.prefix(64)).text(group: 8))\(bits.count > 64 ? " …" : "") as \(levels.count) levels", by: "sender", at: now, floor: .physical)
            let end = now + Nanoseconds(Int64(bits.count) * Self.bitTime.count) + Self.propagation, fate = cable.send(from: now, to: end)
            var arriving = levels
            for symbol in fate.flipped { arriving[symbol % levels.count] = Self.turned(levels[symbol % levels.count]) }
            let shown = Array(arriving.prefix(Self.pictured)), labels = (0..<min(bits.count, Self.pictured / code.symbolsPerBit)).map { Waveform.Label(text: bits[$0] ? "1" : "0", start: $0 * code.symbolsPerBit, length: code.symbolsPerBit) }
            let wave = Waveform(name: code.name, levels: shown, labels: labels)
            let harm = fate.flipped.isEmpty ? "" : "; level \(fate.flipped.map { "\($0 % levels.count)" }.joined(separator: ", ")) turned over"
            let words = "sum \(properties.disparity), strays up to \(properties.largestRunningSum); longest run without a change \(properties.longestRun) of \(levels.count) symbols\(harm)"
            let signal = page.add(signal: code.name, words, octets: bits.octets(), waveform: wave.svg(symbolWidth: 14), from: "sender", to: "receiver", at: now, arriving: end, isLost: fate.isLost, isTrouble: !harm.isEmpty)
            cable.tell(on: page, after: before, upTo: end)
            before = end
            if fate.isCutOff { cable.tellLoss(of: signal, on: page, at: end) }
            if fate.arrives {
                let (what, text, isWrong) = decoded(arriving, code)
                page.tell(what, text, by: "receiver", at: end, floor: .physical, isTrouble: isWrong)
                received.append((page.lineCount, code.name, text))
            }
            page.add(picture: code.name, "\(code.usedBy). \(words.prefix(1).uppercased() + words.dropFirst()).", svg: wave.svg(), text: Waveform(name: code.name, levels: Array(shown.prefix(90 / 2)), labels: labels.filter { $0.start < 45 }).text())
            now = end + Self.pause
        }
        cable.tell(on: page, after: before, upTo: .distantFuture)
        return LabScene(page, on: Self.topology) { node, lines in
            node == "receiver" ? [NodeTable("what it has made of the levels", ["code", "bits"], received.filter { $0.line <= lines }.map { [$0.code, $0.text] })] : [NodeTable("what it sends", ["bits"], [[bits.text(group: 8)]])]
        }
    }

    private func decoded(_ levels: [Level], _ code: any LineCode) -> (what: String, text: String, isWrong: Bool) {
        do {
            let came = try code.decode(levels)
            guard came != bits else { return ("decodes", "\(came.text(group: 8)): what was sent", false) }
            let wrong = zip(came.enumerated(), bits).filter { $0.0.element != $0.1 }.map { "\($0.0.offset)" }
            return ("is misled", "\(came.text(group: 8)): bit \(wrong.joined(separator: ", ")) is wrong, and nothing shows it", true)
        } catch { return ("refuses", "\(error)", true) }
    }

    private static func turned(_ level: Level) -> Level {
        switch level {
        case .positive: .negative
        case .negative: .positive
        case .zero: .positive
        }
    }
}
