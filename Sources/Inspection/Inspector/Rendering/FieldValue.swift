/// Writing one field's value.
extension Dissection {
    /// Writes the value as tshark prints it; `json` escapes text for the inside of a JSON string.
    func writeValue(_ record: FieldRecord, _ format: FieldFormat, into out: inout OutputBuffer, json: Bool) {
        if record.flags.contains(.text) { return writeText(UnsafeRawBufferPointer(start: textArena.base + Int(record.value >> 32), count: Int(record.value & 0xffff_ffff)), into: &out, json: json) }
        switch format {
        case .bytes: out.hex(sources.bytes(record.source, Int(record.start), Int(record.length)))
        case .text: writeText(sources.bytes(record.source, Int(record.start), Int(record.length)), into: &out, json: json)
        default: out.write(atMost: Self.shortValueRoom) { _ = writeShortValue(record, format, into: &$0) }
        }
    }

    /// The most bytes that a number or an address takes.
    static let shortValueRoom = 64

    /// Writes the value if it is a number or an address; false, and nothing written, when it is text or bytes.
    @inline(__always) func writeShortValue(_ record: FieldRecord, _ format: FieldFormat, into line: inout TextCursor) -> Bool {
        if record.flags.contains(.text) { return false }
        switch format {
        case .decimal: line.decimal(record.value)
        case .signed: line.decimal(Int(Int64(bitPattern: record.value)))
        case .hex(let digits):
            line.text("0x")
            line.hex(record.value, digits: Int(digits))
        case .boolean: line.byte(record.value == 0 ? 0x30 : 0x31)
        case .ipv4: line.ipv4(UInt32(truncatingIfNeeded: record.value))
        case .ipv6:
            let bytes = sources.bytes(record.source, Int(record.start), 16)
            guard bytes.count == 16 else { break }
            line.ipv6(UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)), UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
        case .mac: line.mac(record.value)
        case .seconds:
            if Int64(bitPattern: record.value) < 0 { line.byte(UInt8(ascii: "-")) }
            line.seconds(Int64(bitPattern: record.value).magnitude, digits: 9)
        case .presence: line.byte(0x31)
        case .group: break
        case .bytes, .text: return false
        }
        return true
    }

    private func writeText(_ bytes: UnsafeRawBufferPointer, into out: inout OutputBuffer, json: Bool) {
        guard json else { return out.printable(bytes) }
        // tshark's text ends with the first byte of 0.
        out.jsonEscaped(UnsafeRawBufferPointer(rebasing: bytes[..<(bytes.firstIndex(of: 0) ?? bytes.count)]), asWords: true)
    }

    /// The value as a string: what tshark's `-T fields` prints.
    func valueText(_ record: FieldRecord) -> String {
        var out = OutputBuffer()
        writeValue(record, Registry.shared[record.id].format, into: &out, json: false)
        return out.takeString()
    }

    /// The word for the value, if it has one.
    func valueWord(_ record: FieldRecord) -> String? {
        record.flags.contains(.text) ? nil : Registry.shared[record.id].values?(record.value)
    }
}
