import InspectorVectors
import Testing
import Wire
@testable import Inspector

/// `--detail bits`: which of its bytes' bits a field takes.
@Suite struct BitDetailTests {
    @Test func everyNameIsAField() {
        for name in FieldBits.byName.keys.sorted() { #expect(!Registry.shared.ids(named: name).isEmpty, "\(name) is no field") }
    }

    /// Read from its bits alone, each field has the value that its dissector gave it.
    @Test(arguments: samples) func theBitsAreTheValue(sample: Sample) {
        var session = DissectionSession(), dissection = Dissection()
        session.dissect(sample.bytes, linkType: sample.linkType, time: .zero, number: 1, into: &dissection)
        for index in 0..<dissection.records.count {
            let record = dissection.records[index], definition = Registry.shared[record.id]
            guard let bits = FieldBits.byName[definition.name], record.length > 0 else { continue }
            let bytes = dissection.sources.bytes(record.source, Int(record.start), Int(record.length))
            #expect(bits.upperBound <= bytes.count * 8, "\(definition.name) takes bits that its bytes don't have")
            var value: UInt64 = 0
            for bit in bits where bit / 8 < bytes.count { value = value << 1 | UInt64(bytes[bit / 8] >> UInt8(7 - bit % 8) & 1) }
            // Header lengths count words of four bytes; reserved flags are told as one.
            if definition.name.hasSuffix(".hdr_len") { value *= 4 }
            if definition.name == "tcp.flags.res" { value = value == 0 ? 0 : 1 }
            #expect(value == record.value, "\(definition.name)")
        }
    }

    @Test func dotsStandForTheBitsOfOthers() {
        var session = DissectionSession(), dissection = Dissection(), out = OutputBuffer()
        session.dissect(Build.udp(40000, 9, [1, 2, 3]), linkType: 1, time: .zero, number: 1, into: &dissection)
        dissection.writeBits(since: .zero, into: &out)
        let lines = out.takeString().split(separator: "\n")
        func line(_ title: String) -> Substring { lines.first { $0.contains("  \(title)  ") || $0.contains(" \(title)  ") } ?? "" }
        #expect(line("Version") == "     14  0100 ....            Version  4")
        #expect(line("Header length") == "     14  .... 0101            Header length  20")
        #expect(line("Don't fragment") == "     20  .1.. ....              Don't fragment  1")
        #expect(line("Fragment offset") == "     20  ...0 0000 0000 0000  Fragment offset  0")
        #expect(lines.allSatisfy { $0.count <= 100 })
    }
}
