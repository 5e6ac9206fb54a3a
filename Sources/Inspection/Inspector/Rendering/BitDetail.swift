import Wire

/// Where in its bytes a field stands that takes only some of their bits: the first bit, counted from the left, and how many.
///
/// A line is a name, the first bit, the number of bits. A field that isn't here takes all bits of its bytes.
enum FieldBits {
    private static let table = """
        dhcp.flags.bc 0 1
        dns.flags.authenticated 10 1
        dns.flags.authoritative 5 1
        dns.flags.checkdisable 11 1
        dns.flags.opcode 1 4
        dns.flags.rcode 12 4
        dns.flags.recavail 8 1
        dns.flags.recdesired 7 1
        dns.flags.response 0 1
        dns.flags.truncated 6 1
        icmpv6.nd.na.flag.o 2 1
        icmpv6.nd.na.flag.r 0 1
        icmpv6.nd.na.flag.s 1 1
        icmpv6.nd.ra.flag.m 0 1
        icmpv6.nd.ra.flag.o 1 1
        ieee8021ad.dei 3 1
        ieee8021ad.id 4 12
        ieee8021ad.priority 0 3
        ip.dsfield.dscp 0 6
        ip.dsfield.ecn 6 2
        ip.flags 0 3
        ip.flags.df 1 1
        ip.flags.mf 2 1
        ip.flags.rb 0 1
        ip.frag_offset 3 13
        ip.hdr_len 4 4
        ip.version 0 4
        ipv6.flow 4 20
        ipv6.fraghdr.more 15 1
        ipv6.fraghdr.offset 0 13
        ipv6.tclass 4 8
        ipv6.tclass.dscp 4 6
        ipv6.tclass.ecn 10 2
        ipv6.version 0 4
        lldp.tlv.len 7 9
        lldp.tlv.type 0 7
        pppoe.type 4 4
        pppoe.version 0 4
        stp.flags.agreement 1 1
        stp.flags.forwarding 2 1
        stp.flags.learning 3 1
        stp.flags.port_role 4 2
        stp.flags.proposal 6 1
        stp.flags.tc 7 1
        stp.flags.tcack 0 1
        tcp.flags 4 12
        tcp.flags.ack 3 1
        tcp.flags.ae 7 1
        tcp.flags.cwr 0 1
        tcp.flags.ece 1 1
        tcp.flags.fin 7 1
        tcp.flags.push 4 1
        tcp.flags.res 4 3
        tcp.flags.reset 5 1
        tcp.flags.syn 6 1
        tcp.flags.urg 2 1
        tcp.hdr_len 0 4
        vlan.dei 3 1
        vlan.id 4 12
        vlan.priority 0 3
        websocket.fin 0 1
        websocket.mask 0 1
        websocket.opcode 4 4
        websocket.payload_length 1 7
        websocket.rsv 1 3
        wlan.fc.frag 5 1
        wlan.fc.fromds 6 1
        wlan.fc.moredata 2 1
        wlan.fc.order 0 1
        wlan.fc.protected 1 1
        wlan.fc.pwrmgt 3 1
        wlan.fc.retry 4 1
        wlan.fc.subtype 0 4
        wlan.fc.tods 7 1
        wlan.fc.type 4 2
        wlan.fc.version 6 2
        """

    static let byName: [String: Range<Int>] = {
        var ranges: [String: Range<Int>] = [:]
        for line in table.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count == 3, let first = Int(words[1]), let count = Int(words[2]) else { continue }
            ranges[String(words[0])] = first..<first + count
        }
        return ranges
    }()
}

extension Dissection {
    /// `--detail bits`: every field with its bits, as they stand in the bytes, the others of the same bytes as dots.
    public mutating func writeBits(since start: Instant, into out: inout OutputBuffer) {
        writeFrameHeading(since: start, into: &out)
        for index in 1..<max(1, layerRecords.count) {
            writeLayerLine(index, into: &out)
            for at in 0..<records.count where Int(records[at].layer) == index && records[at].flags.isDisjoint(with: [.hidden, .generated]) { writeBits(of: records[at], into: &out) }
        }
        writeProblems(into: &out)
    }

    /// Bytes a line, and the most that are shown of one field.
    private static let bytesPerLine = 4, byteLimit = 16

    private func writeBits(of record: FieldRecord, into out: inout OutputBuffer) {
        let bytes = sources.bytes(record.source, Int(record.start), Int(record.length))
        guard !bytes.isEmpty else { return }
        let definition = Registry.shared[record.id]
        let bits = definition.bits ?? FieldBits.byName[definition.name] ?? 0..<bytes.count * 8
        var at = 0
        while at < bytes.count, at < Self.byteLimit {
            out.decimal(Int(record.start) + at, width: 7)
            out.text("  ")
            let start = out.count, end = min(bytes.count, at + Self.bytesPerLine)
            for byte in at..<end {
                for bit in 0..<8 {
                    if bit == 4 { out.byte(0x20) }
                    out.byte(bits.contains(byte * 8 + bit) ? 0x30 + (bytes[byte] >> UInt8(7 - bit) & 1) : UInt8(ascii: "."))
                }
                out.byte(0x20)
            }
            if at == 0 {
                out.pad(from: start, to: Self.bytesPerLine * 10 - (bytes.count <= 2 ? 20 : 0))
                out.byte(0x20)
                writeMeaning(of: record, into: &out)
            }
            out.trimTrailingSpaces()
            out.newLine()
            at = end
        }
        if at < bytes.count { out.text("         … \(bytes.count - at) bytes more\n") }
    }

    private func writeMeaning(of record: FieldRecord, into out: inout OutputBuffer) {
        let definition = Registry.shared[record.id]
        for _ in 0..<record.depth { out.text("  ") }
        out.text(definition.title)
        guard definition.format != .group, definition.format != .presence else { return }
        var value = OutputBuffer(capacity: 256)
        writeValue(record, definition.format, into: &value, json: false)
        let text = value.takeString()
        out.text("  ")
        out.colour(.bold)
        out.text(text.utf8.count > 40 ? String(text.prefix(36)) + "…" : text)
        out.colour(.plain)
        if let word = valueWord(record) { out.text(" (\(word))") }
    }
}
