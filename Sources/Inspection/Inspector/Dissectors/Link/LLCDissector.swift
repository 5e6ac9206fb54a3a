/// IEEE 802.2 logical link control and SNAP.
///
///     +------+------+---------+-----------------------------+
///     | DSAP | SSAP | control | with SNAP: OUI (3), type (2)|
///     +------+------+---------+-----------------------------+
enum LLCField: UInt8, FieldSet {
    case dsap, ssap, control, oui, type, pid

    static var proto: ProtocolID { .llc }
    var definition: FieldDefinition {
        switch self {
        case .dsap: .init("llc.dsap", "DSAP", .hex(2), "Which service at the receiver this is for.", LLCDissector.serviceName)
        case .ssap: .init("llc.ssap", "SSAP", .hex(2), "Which service of the sender this is from.", LLCDissector.serviceName)
        case .control: .init("llc.control", "Control", .hex(4), "What kind of frame this is: 3 is an unnumbered one, as a rule.") { $0 & 0xef == 3 ? "unnumbered information" : nil }
        case .oui: .init("llc.oui", "Organisation", .decimal, "Who gave the protocol its number.") { $0 == 0 ? "EtherType follows" : $0 == 0x0c ? "Cisco" : $0 == 0x80c2 ? "IEEE 802.1" : nil }
        case .type: .init("llc.type", "Type", .hex(4), "Which protocol the payload belongs to.", EtherType.name)
        case .pid: .init("llc.pid", "Protocol", .hex(4), "Which of the organisation's protocols the payload belongs to.")
        }
    }
}

enum LLCDissector {
    @Sendable static func serviceName(_ sap: UInt64) -> String? {
        switch sap & 0xfe {
        case 0x06: "IP"
        case 0x42: "spanning tree"
        case 0xaa: "SNAP"
        case 0xe0: "NetWare"
        case 0xf0: "NetBIOS"
        case 0xfe: "ISO network layer"
        default: nil
        }
    }

    static func dissect(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        d.layer(.llc, data, data.count)
        let dsap = try d.read(LLCField.dsap, data, 0, 1)
        let ssap = try d.read(LLCField.ssap, data, 1, 1)
        // Unnumbered frames have one byte of control, numbered ones two.
        let first = try data.u8(2)
        let isUnnumbered = first & 3 == 3
        let control = isUnnumbered ? first : try data.u16le(2)
        let size = isUnnumbered ? 1 : 2
        d.add(LLCField.control, control, data, 2, size)
        let hasInformation = first & 1 == 0 || isUnnumbered && first & 0xec == 0
        guard dsap == 0xaa, ssap == 0xaa else {
            d.setLayerLength(2 + size)
            guard data.reported > 2 + size else { return }
            let payload = try data.dropping(2 + size)
            guard hasInformation else { return DataDissector.dissect(payload, &d) }
            switch dsap {
            case 0x42: return try STPDissector.dissect(payload, &d)
            case 0x06: return try IPv4Dissector.dissect(payload, &d, &s)
            case 0xe0: return DataDissector.foreign(ForeignProtocols.name("ipx"), payload, &d)
            case 0xf0: return DataDissector.foreign(ForeignProtocols.name("netbios"), payload, &d)
            case 0xfe: return DataDissector.foreign(ForeignProtocols.name("osi"), payload, &d)
            default: return DataDissector.dissect(payload, &d)
            }
        }
        let at = 2 + size
        let type = try data.u16(at + 3)
        let organisation = try d.read(LLCField.oui, data, at, 3)
        d.setLayerLength(at + 5)
        switch organisation {
        case 0, 0xf8:
            guard hasInformation else { break }
            d.add(LLCField.type, type, data, at + 3, 2)
            // Without `ethertype` in the chain: LLC looks into the same table itself.
            return try EtherType.dissectPayload(type, try data.dropping(at + 5), &d, &s)
        case 0x0c:
            let names = [0x2000: "cdp", 0x2003: "vtp", 0x2004: "dtp", 0x0111: "udld"]
            // Per-VLAN spanning tree.
            if type == 0x010b { return try STPDissector.dissect(try data.dropping(at + 5), &d) }
            if let name = names[type] { return DataDissector.foreign(ForeignProtocols.name(name), try data.dropping(at + 5), &d) }
        case 0x80c2:
            d.add(LLCField.pid, type, data, at + 3, 2)
            switch type {
            case 0x0001, 0x0007: return try EthernetDissector.dissect(try data.dropping(at + 7), &d, &s)
            case 0x000e: return try STPDissector.dissect(try data.dropping(at + 5), &d)
            default: break
            }
        default: d.add(LLCField.pid, type, data, at + 3, 2)
        }
        DataDissector.dissect(try data.dropping(at + 5), &d)
    }
}
