import Foundation
import Testing
import TransportLayer
import Wire

@Suite("TCP: thousands of seeded connections")
struct TCPPropertyTests {
    /// `TCP_PROPERTY_COUNT` and `TCP_PROPERTY_SEED` choose more, and others; `TCP_PROPERTY_ONLY` runs one seed and tells its story.
    static func setting(_ name: String) -> UInt64? { ProcessInfo.processInfo.environment[name].flatMap(UInt64.init) }

    @Test("Every byte arrives once, in order; states are legal; nothing is left", arguments: 0..<4)
    func property(part: Int) {
        if let only = Self.setting("TCP_PROPERTY_ONLY") {
            guard part == 0 else { return }
            tell(PropertyScript(seed: only))
            return
        }
        let count = Int(Self.setting("TCP_PROPERTY_COUNT") ?? 2000), first = Self.setting("TCP_PROPERTY_SEED") ?? 1
        for index in stride(from: part, to: count, by: 4) {
            let script = PropertyScript(seed: first + UInt64(index))
            let began = ContinuousClock.now
            let run = PropertyRun(script), faults = run.run()
            if Self.setting("TCP_PROPERTY_SLOW") != nil, ContinuousClock.now - began > .milliseconds(500) { print("seed \(script.seed): \(ContinuousClock.now - began), \(run.network.segmentsSent) segments") }
            if !faults.isEmpty {
                print("seed \(script.seed) fails: \(faults[0]); shrinking")
                tell(shrink(script))
                return
            }
        }
    }

    /// Records what is wrong with a script, and its story.
    private func tell(_ script: PropertyScript) {
        let run = PropertyRun(script, keepsStory: true)
        let faults = run.run()
        let story = (run.network.story + run.network.a.story.lines + run.network.b.story.lines).enumerated()
            .sorted { (time($0.element), $0.offset) < (time($1.element), $1.offset) }.map(\.element)
        if !faults.isEmpty || Self.setting("TCP_PROPERTY_ONLY") != nil { print(story.suffix(Int(Self.setting("TCP_STORY_LINES") ?? 120)).joined(separator: "\n")) }
        let kept = faults.isEmpty ? "" : run.network.record?.keep(seed: script.seed) ?? ""
        #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))\n\(script)\nTCP_PROPERTY_ONLY=\(script.seed) tells the unshrunk story\n\(kept)")
    }

    /// A piece that is wrong now and then: of every hundred bytes or so in order it spoils one.
    private struct WrongReassembler: Reassembler {
        private var right: RingReassembler
        init(capacity: Int) { right = RingReassembler(capacity: capacity) }
        var readable: Int { right.readable }
        var outOfOrder: Int { right.outOfOrder }
        mutating func insert(_ bytes: RawSpan, at offset: Int) -> Int { right.insert(bytes, at: offset) }
        func runs(_ limit: Int) -> [Range<Int>] { right.runs(limit) }
        func run(at offset: Int) -> Range<Int>? { right.run(at: offset) }
        mutating func read(_ length: Int, into destination: inout MutableRawSpan, at position: Int) -> Int {
            let count = right.read(length, into: &destination, at: position)
            if count > 100 { destination.storeBytes(of: destination.bytes.unsafeLoad(fromByteOffset: position + 50, as: UInt8.self) ^ 1, toByteOffset: position + 50, as: UInt8.self) }
            return count
        }
        mutating func removeAll() { right.removeAll() }
    }

    @Test("A wrong piece is found out, and what is left of the script is short, with a capture and a script that the right piece passes")
    func findsFaults() throws {
        let broken: (UInt64) -> PropertyScript = { seed in
            var script = PropertyScript(seed: seed)
            script.configurations.1.reassembler = { WrongReassembler(capacity: $0.receiveBufferLimit) }
            return script
        }
        let seed = try #require((1...200).first { !PropertyRun(broken(UInt64($0))).run().isEmpty }, "a reassembler that spoils bytes passed 200 connections")
        let script = shrink(broken(UInt64(seed)))
        let run = PropertyRun(script, keepsStory: true)
        #expect(run.run().contains { $0.contains("is wrong") })
        #expect(script.steps.count <= 4 && script.faults.0.loss == 0 && script.faults.0.jitter == .zero, "\(script)")
        let record = try #require(run.network.record)
        // Every packet of the capture is whole: its lengths add up to the file's.
        let file = record.capture
        var place = 24, packets = 0
        while place + 16 <= file.count {
            place += 16 + (0..<4).reduce(0) { $0 | Int(file[place + 8 + $1]) << (8 * $1) }
            packets += 1
        }
        #expect(place == file.count && packets > 4)
        // A sends what it should: its side of it, played alone, passes.
        let failure = TCPScriptRunner(TCPScript("shrunk", record.script)).run()
        #expect(failure == nil, "\(failure ?? "")\n\(record.script)")
    }

    /// Nanoseconds at the front of a story's line.
    private func time(_ line: String) -> Double {
        let parts = line.split(separator: " ", maxSplits: 2)
        guard parts.count > 1, let number = Double(parts[0]) else { return 0 }
        return number * (parts[1] == "µs" ? 1e-6 : parts[1] == "ms" ? 1e-3 : 1)
    }

    /// A smaller script that fails, too: without steps, with smaller writes, without faults of the path.
    private func shrink(_ script: PropertyScript) -> PropertyScript {
        var best = script, tries = 150
        func fails(_ candidate: PropertyScript) -> Bool {
            tries -= 1
            return tries > 0 && !PropertyRun(candidate).run().isEmpty
        }
        var isSmaller = true
        while isSmaller, tries > 0 {
            isSmaller = false
            for index in best.steps.indices.reversed() {
                if case .finish = best.steps[index].action { continue }
                var candidate = best
                candidate.steps.remove(at: index)
                if fails(candidate) { (best, isSmaller) = (candidate, true) }
            }
            for index in best.steps.indices {
                guard case .write(let count) = best.steps[index].action, count > 1 else { continue }
                var candidate = best
                candidate.steps[index].action = .write(count / 2)
                if fails(candidate) { (best, isSmaller) = (candidate, true) }
            }
            for change in [{ $0.loss = 0 }, { $0.burstStart = 0 }, { $0.jitter = .zero }, { $0.duplication = 0 }, { $0.corruption = 0 }, { $0.rate = nil }, { $0.mtu = [(.zero, 1500)] }] as [(inout PathFaults) -> Void] {
                var candidate = best
                change(&candidate.faults.0)
                change(&candidate.faults.1)
                if "\(candidate)" != "\(best)", fails(candidate) { (best, isSmaller) = (candidate, true) }
            }
        }
        return best
    }
}
