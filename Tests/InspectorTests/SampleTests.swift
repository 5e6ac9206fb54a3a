import InspectorVectors
import Testing
import Wire
@testable import Inspector

/// The library of hand-made frames: read whole, cut at every byte, and damaged.
@Suite struct SampleTests {
    private static func fields(_ dissection: borrowing Dissection) -> [String: String] {
        var values: [String: String] = [:]
        func collect(_ fields: [FieldTree]) {
            for field in fields {
                if values[field.name] == nil { values[field.name] = field.value }
                collect(field.fields)
            }
        }
        for layer in dissection.layers { collect(layer.fields) }
        return values
    }

    @Test(arguments: samples + judgementSamples) func isReadRight(_ sample: Sample) {
        var session = DissectionSession(), dissection = Dissection()
        session.dissect(sample.bytes, linkType: sample.linkType, time: .zero, number: 1, into: &dissection)
        #expect(dissection.summary.protocols == sample.chain)
        let values = Self.fields(dissection)
        for (name, value) in sample.fields.sorted(by: { $0.key < $1.key }) { #expect(values[name] == value, "\(sample.name): \(name)") }
    }

    /// Whatever is cut off a frame, what is left is read, the rest is reported, and every byte range lies in the frame.
    @Test(arguments: samples) func isCutAnywhere(_ sample: Sample) {
        for length in 0..<sample.bytes.count {
            for isWholeOnWire in [false, true] {
                var session = DissectionSession(), dissection = Dissection()
                session.dissect(Array(sample.bytes.prefix(length)), linkType: sample.linkType, originalLength: isWholeOnWire ? sample.bytes.count : nil, time: .zero, number: 1, into: &dissection)
                for index in 0..<dissection.layerRecords.count where dissection.layerRecords[index].source == 0 {
                    let layer = dissection.layerRecords[index], end = Int(layer.start) + Int(layer.length)
                    if end > length { Issue.record("\(sample.name) cut to \(length): \(Dissection.text(of: layer.name)) ends at \(end)") }
                }
                let isMalformed = Self.isMalformed(dissection)
                if isWholeOnWire { #expect(!isMalformed, "\(sample.name) cut to \(length) by the capture passed for damaged") }
                // Writing takes longer than reading: of a long frame not every cut is written.
                guard sample.bytes.count < 128 || length % 8 == 0 else { continue }
                var out = OutputBuffer()
                dissection.writeJSONLine(into: &out)
                dissection.writeFields(since: .zero, into: &out)
                dissection.writeBytes(into: &out)
            }
        }
    }

    private static func isMalformed(_ dissection: borrowing Dissection) -> Bool { dissection.problems.contains { $0.kind == .malformed } }

    /// Seeded damage: nothing traps, and the frame's own facts are still there.
    @Test(arguments: samples + judgementSamples) func isDamagedAnyhow(_ sample: Sample) {
        var random = SplitMix(state: 0x1234_5678 &+ UInt64(sample.name.utf8.count))
        var session = DissectionSession(), dissection = Dissection()
        for turn in 0..<(sample.bytes.count < 128 ? 300 : 100) {
            var bytes = sample.bytes
            for _ in 0..<Int(random.next() % 4) + 1 {
                let at = Int(random.next() % UInt64(bytes.count))
                switch random.next() % 4 {
                case 0: bytes[at] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes[at] = [0, 0xff, 0x7f, 0x80][Int(random.next() % 4)]
                case 2: bytes.removeSubrange(at..<min(bytes.count, at + 3))
                default: bytes.insert(contentsOf: [0xff, 0xff], at: at)
                }
                if bytes.isEmpty { bytes = [0] }
            }
            session.dissect(bytes, linkType: sample.linkType, time: .zero, number: turn + 1, into: &dissection)
            #expect(dissection.summary.capturedLength == bytes.count)
            var out = OutputBuffer()
            dissection.writeJSONLine(into: &out)
            dissection.writeLayers(since: .zero, into: &out)
        }
    }
}

/// A small generator for damage that is the same in every run.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
        return z ^ z >> 31
    }
}
