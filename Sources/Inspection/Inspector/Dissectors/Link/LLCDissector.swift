/// IEEE 802.2 logical link control and SNAP.
///
///     +------+------+---------+-----------------------------+
///     | DSAP | SSAP | control | with SNAP: OUI (3), type (2)|
///     +------+------+---------+-----------------------------+
enum LLCField: UInt8, FieldSet {
    case dsap, dsapService, dsapGroup, ssap, ssapService, ssapResponse, control, modifierCommand, modifierResponse, frameType, oui, type, pid, ciscoPID

    static var proto: ProtocolID { .llc }
    var definition: FieldDefinition {
        switch self {
        case .dsap: .init("llc.dsap", "DSAP", .hex(2), "Which service at the receiver this is for.", LLCDissector.serviceName)
        case .dsapService: .init("llc.dsap.sap", "Service", .decimal, "The service, without its lowest bit.", bits: 0..<7)
        case .dsapGroup: .init("llc.dsap.ig", "Group", .boolean, "For several services at once.", bits: 7..<8)
        case .ssapService: .init("llc.ssap.sap", "Service", .decimal, "The service, without its lowest bit.", bits: 0..<7)
        case .ssapResponse: .init("llc.ssap.cr", "Response", .boolean, "0: a command; 1: a response.", bits: 7..<8)
        case .modifierCommand: .init("llc.control.u_modifier_cmd", "Command", .hex(2), "What the sender wants: 0 to bring information.", LLCDissector.modifierName)
        case .modifierResponse: .init("llc.control.u_modifier_resp", "Response", .hex(2), "What the sender answers.", LLCDissector.modifierName)
        case .frameType: .init("llc.control.ftype", "Frame type", .hex(2), "3: unnumbered; 1: supervision; 0: numbered information.")
        case .ssap: .init("llc.ssap", "SSAP", .hex(2), "Which service of the sender this is from.", LLCDissector.serviceName)
        case .control: .init("llc.control", "Control", .hex(4), "What kind of frame this is: 3 is an unnumbered one, as a rule.") { $0 & 0xef == 3 ? "unnumbered information" : nil }
        case .oui: .init("llc.oui", "Organisation", .decimal, "Who gave the protocol its number.") { $0 == 0 ? "EtherType follows" : $0 == 0x0c ? "Cisco" : $0 == 0x80c2 ? "IEEE 802.1" : nil }
        case .type: .init("llc.type", "Type", .hex(4), "Which protocol the payload belongs to.", EtherType.name)
        case .ciscoPID: .init("llc.cisco_pid", "Cisco's protocol", .hex(4), "Which of Cisco's protocols the payload belongs to.")
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

    @Sendable static func modifierName(_ modifier: UInt64) -> String? { [0x00: "information", 0x03: "disconnected", 0x10: "disconnect", 0x18: "acknowledgement", 0x1b: "connect", 0x21: "frame refused", 0x2b: "identities", 0x38: "test"][modifier] }

    private static let dsapBits = FlagBits<LLCField>(bytes: 1, .dsapService, .dsapGroup)
    private static let ssapBits = FlagBits<LLCField>(bytes: 1, .ssapService, .ssapResponse)

    static func dissect(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        d.layer(.llc, data, data.count)
        let dsap = try d.read(LLCField.dsap, dsapBits, data, 0)
        let ssap = try d.read(LLCField.ssap, ssapBits, data, 1)
        // Unnumbered frames have one byte of control, numbered ones two.
        let first = try data.u8(2)
        let isUnnumbered = first & 3 == 3
        let control = isUnnumbered ? first : try data.u16le(2)
        let size = isUnnumbered ? 1 : 2
        d.add(LLCField.control, control, data, 2, size)
        if isUnnumbered {
            d.open()
            // The bit in between says whether an answer is wanted at once, or is one.
            d.add(ssap & 1 == 0 ? LLCField.modifierCommand : .modifierResponse, (first & 0xec) >> 2, data, 2, 1)
            d.add(LLCField.frameType, 3, data, 2, 1)
            d.close()
        }
        let hasInformation = first & 1 == 0 || first == 3
        guard dsap == 0xaa, ssap == 0xaa else {
            d.setLayerLength(2 + size)
            guard data.reported > 2 + size else { return }
            let payload = try data.dropping(2 + size)
            guard hasInformation else {
                // An exchange of identities (XID) in the basic format: three bytes about the station.
                if isUnnumbered, first & 0xec == 0xac, try payload.u8(0) == 0x81 { return try payload.require(1, 2) }
                return DataDissector.dissect(payload, &d)
            }
            switch dsap {
            case 0x42: return try STPDissector.dissect(payload, &d)
            case 0x06: return try IPDissector.dissect(payload, &d, &s)
            default: return DataDissector.named(ForeignProtocols.overLLC(dsap), payload, &d)
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
        case 0x80c2:
            d.add(LLCField.pid, type, data, at + 3, 2)
            switch type {
            case 0x0001, 0x0007: return try EthernetDissector.dissect(try data.dropping(at + 7), &d, &s)
            case 0x000e: return try STPDissector.dissect(try data.dropping(at + 5), &d)
            default: break
            }
        default:
            // Some organisations' numbers have names of their own in Wireshark.
            guard let protocols = organisations[organisation] else {
                d.add(LLCField.pid, type, data, at + 3, 2)
                break
            }
            guard hasInformation else { break }
            if organisation == 0x0c { d.add(LLCField.ciscoPID, type, data, at + 3, 2) }
            let payload = try data.dropping(at + 5)
            // Cisco's spanning trees: one for each VLAN, and requests between bridges.
            if organisation == 0x0c, (0x010b...0x010e).contains(type) { return try STPDissector.dissect(payload, hasVLAN: true, &d) }
            return DataDissector.named(protocols[type], payload, &d)
        }
        DataDissector.dissect(try data.dropping(at + 5), &d)
    }

    /// Protocols by organisation and number.
    private static let organisations: [Int: [Int: ProtocolName]] = {
        let names: [Int: [Int: String]] = [
            0x00_000c: [0x0104: "pagp", 0x0111: "udld", 0x2000: "cdp", 0x2001: "cgmp", 0x2003: "vtp", 0x2004: "dtp"],
            0x00_005e: [:], 0x00_0081: [0x01a1: "ndp", 0x01a2: "ndp"], 0x00_01e8: [:], 0x00_17f2: [:], 0x00_1958: [:], 0x00_4096: [:], 0x00_805f: [:],
            0x00_e02b: [0x00bb: "edp"], 0x00_e052: [0x2000: "fdp"], 0x08_0007: [0x809b: "ddp"],
        ]
        return names.mapValues { $0.mapValues { ForeignProtocols.name($0) } }
    }()
}
