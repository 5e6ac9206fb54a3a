/// What a layer says, in one line.
extension Dissection {
    func headline(_ index: Int) -> String {
        let record = layerRecords[index]
        func value<Field: FieldSet>(_ field: Field) -> String? { first(field, inLayer: index).map { valueText($0) } }
        func number<Field: FieldSet>(_ field: Field) -> UInt64? { first(field, inLayer: index)?.value }
        func word<Field: FieldSet>(_ field: Field) -> String? { first(field, inLayer: index).flatMap { valueWord($0) } }
        func sum(_ checksum: String?, _ status: UInt64?) -> String {
            guard let checksum else { return "" }
            return ", sum \(checksum) \(status == 1 ? "ok" : Checksum.name(status ?? 2) ?? "")"
        }
        func transportSum(_ checksum: String?, _ raw: UInt64?, _ status: UInt64?, proto: Int, length: Int) -> String {
            status == 0 && raw == unfinishedChecksum(proto: proto, length: length) ? ", sum \(checksum ?? "") left to the card" : sum(checksum, status)
        }
        switch record.proto {
        case .eth:
            guard let source = value(EthernetField.source), let destination = value(EthernetField.destination) else { break }
            let kind = value(EthernetField.type).map { "type \($0)" + (word(EthernetField.type).map { " \($0)" } ?? "") } ?? value(EthernetField.length).map { "length \($0)" } ?? ""
            return "\(source) → \(destination), \(kind)"
        case .arp:
            guard let source = value(ARPField.senderIPv4), let target = value(ARPField.targetIPv4) else { break }
            return number(ARPField.operation) == 1 ? "who has \(target)? tell \(source)" : "\(source) is at \(value(ARPField.senderMAC) ?? "?")"
        case .ip:
            guard let source = value(IPv4Field.source), let destination = value(IPv4Field.destination) else { break }
            let fragment = number(IPv4Field.fragmentOffset) ?? 0
            var parts = ["\(source) → \(destination)", "ttl \(value(IPv4Field.ttl) ?? "?")", "id \(number(IPv4Field.identification) ?? 0)"]
            if number(IPv4Field.dontFragment) == 1 { parts.append("DF") }
            if fragment > 0 || number(IPv4Field.moreFragments) == 1 { parts.append("fragment at \(fragment * 8)\(number(IPv4Field.moreFragments) == 1 ? ", more follow" : ", the last")") }
            parts.append("length \(value(IPv4Field.length) ?? "?")")
            return parts.joined(separator: ", ") + sum(value(IPv4Field.checksum), number(IPv4Field.checksumStatus))
        case .ipv6:
            guard let source = value(IPv6Field.source), let destination = value(IPv6Field.destination) else { break }
            return "\(source) → \(destination), hop limit \(value(IPv6Field.hopLimit) ?? "?"), payload \(value(IPv6Field.payloadLength) ?? "?")"
        case .udp:
            guard let source = value(UDPField.sourcePort), let destination = value(UDPField.destinationPort) else { break }
            return "\(source) → \(destination), length \(value(UDPField.length) ?? "?")" + transportSum(value(UDPField.checksum), number(UDPField.checksum), number(UDPField.checksumStatus), proto: 17, length: Int(clamping: number(UDPField.length) ?? 0))
        case .tcp:
            guard let source = value(TCPField.sourcePort), let destination = value(TCPField.destinationPort), let flags = number(TCPField.flags) else { break }
            return "\(source) → \(destination), \(TCPFacts.Flags(rawValue: UInt16(truncatingIfNeeded: flags))), window \(value(TCPField.scaledWindow) ?? "?")" + transportSum(value(TCPField.checksum), number(TCPField.checksum), number(TCPField.checksumStatus), proto: 6, length: (tcp?.headerLength ?? 0) + (tcp?.payloadLength ?? 0))
        case .icmp, .icmpv6:
            let facts = icmp
            guard let facts, index == Int(layerIndex(of: record.proto)) else { break }
            var out = OutputBuffer()
            facts.write(into: &out)
            return out.takeString()
        case .data, .foreign, .textLines: return bytesHeadline(record)
        case .frame: return "\(packet.originalLength) bytes" + (packet.capturedLength < packet.originalLength ? ", \(packet.capturedLength) captured" : "")
        default: break
        }
        return fallback(index)
    }

    /// What a kernel writes into the checksum field when a network card is to finish the sum: that of the pseudo-header alone.
    private func unfinishedChecksum(proto: Int, length: Int) -> UInt64 {
        var sum = UInt64(Checksum.pseudoHeader(packet.source, packet.destination, proto: proto, length: length))
        while sum > 0xffff { sum = sum >> 16 + sum & 0xffff }
        return sum
    }

    /// The second line, where a layer has one.
    func secondHeadline(_ index: Int) -> String? {
        guard layerRecords[index].proto == .tcp, let facts = tcp, Int(layerIndex(of: .tcp)) == index else { return nil }
        var text = "seq \(facts.sequence) (raw \(facts.rawSequence))"
        if facts.flags.contains(.ack) { text += "   ack \(facts.acknowledgment) (raw \(facts.rawAcknowledgment))" }
        guard !facts.analysis.isEmpty else { return text }
        var out = OutputBuffer()
        facts.analysis.write(duplicate: facts.duplicateAckNumber, into: &out)
        return text + " " + out.takeString()
    }

    private func layerIndex(of proto: ProtocolID) -> Int {
        for index in 0..<layerRecords.count where layerRecords[index].proto == proto { return index }
        return -1
    }

    private func bytesHeadline(_ record: LayerRecord) -> String {
        let bytes = sources.bytes(record.source, Int(record.start), Int(record.length))
        let counted = "\(bytes.count) byte\(bytes.count == 1 ? "" : "s")"
        guard !bytes.isEmpty, bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7f || $0 == 0x0a || $0 == 0x0d || $0 == 0x09 }) else { return counted }
        var out = OutputBuffer()
        out.printable(UnsafeRawBufferPointer(rebasing: bytes.prefix(48)))
        return "\(counted) \"\(out.takeString())\(bytes.count > 48 ? "…" : "")\""
    }

    /// The first fields at the top of a layer, for protocols without a line of their own.
    private func fallback(_ index: Int) -> String {
        var parts: [String] = []
        for at in 0..<records.count where parts.count < 4 {
            let record = records[at]
            guard Int(record.layer) == index, record.depth == 0, !record.flags.contains(.hidden) else { continue }
            let definition = Registry.shared[record.id]
            guard definition.format != .group, definition.format != .bytes else { continue }
            parts.append("\(definition.title.prefix(1).lowercased() + definition.title.dropFirst()) \(valueWord(record) ?? valueText(record))")
        }
        return parts.joined(separator: ", ")
    }
}
