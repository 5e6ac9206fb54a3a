/// The Internet Group Management Protocol (RFC 1112, RFC 2236, RFC 3376).
enum IGMPField: UInt8, FieldSet {
    case version, type, maximumResponse, reserved, checksum, checksumStatus, group, suppress, robustness, interval, sourceCount, source, recordCount, recordType, auxiliaryLength, recordSourceCount

    static var proto: ProtocolID { .igmp }
    var definition: FieldDefinition {
        switch self {
        case .version: .init("igmp.version", "Version", .decimal, "1, 2 or 3.")
        case .type: .init("igmp.type", "Type", .hex(2), "What the message is.") { [0x11: "query", 0x12: "report 1", 0x16: "report 2", 0x17: "leave", 0x22: "report 3"][$0] }
        case .maximumResponse: .init("igmp.max_resp", "Maximum response", .decimal, "Tenths of a second that listeners may wait before they answer.")
        case .checksum: .init("igmp.checksum", "Checksum", .hex(4), "Guards the message against damage.")
        case .checksumStatus: .init("igmp.checksum.status", "Checksum status", .decimal, "Whether the checksum is right.", Checksum.name)
        case .group: .init("igmp.maddr", "Group", .ipv4, "The group.")
        case .reserved: .init("igmp.reserved", "Reserved", .bytes, "Nothing; must be 0.")
        case .suppress: .init("igmp.s", "Suppress", .boolean, "Other routers are not to reckon with this query.", bits: 4..<5)
        case .robustness: .init("igmp.qrv", "Robustness", .decimal, "How often things are said in case one gets lost.", bits: 5..<8)
        case .interval: .init("igmp.qqic", "Query interval", .decimal, "Seconds between queries.")
        case .sourceCount: .init("igmp.num_src", "Sources", .decimal, "How many senders are listed.")
        case .source: .init("igmp.saddr", "Source", .ipv4, "A sender that is listened to.")
        case .recordCount: .init("igmp.num_grp_recs", "Records", .decimal, "How many groups are reported.")
        case .recordType: .init("igmp.record_type", "Record type", .decimal, "What changes for the group.")
        case .auxiliaryLength: .init("igmp.aux_data_len", "Further data", .decimal, "Units of 4 bytes behind the record.")
        case .recordSourceCount: .init("igmp.num_src", "Sources", .decimal, "How many senders are listed.")
        }
    }

    static let queryBits = FlagBits<IGMPField>(bytes: 1, .suppress, .robustness)
}

enum IGMPDissector {
    static func dissect(_ data: Octets, _ d: inout Dissection) throws(Stop) {
        let type = try data.u8(0)
        // Wireshark calls the dissector of the type from that of the protocol, so that the name comes twice.
        d.chained(.igmp)
        switch type {
        case 0x13: return DataDissector.foreign(ForeignProtocols.name("dvmrp"), data, &d)
        case 0x14: return DataDissector.foreign(ForeignProtocols.name("pim"), data, &d)
        default: break
        }
        d.layer(.igmp, data, data.count)
        d.say { out throws(Stop) in try GroupWords.write(data, into: &out) }
        let isLong = type == 0x22 || type == 0x11 && data.reported >= 12
        let response = try data.u8(1)
        let version = isLong ? 3 : type == 0x12 || type == 0x11 && response == 0 ? 1 : 2
        d.add(IGMPField.version, version, data, 0, 0, flags: .generated)
        try d.read(IGMPField.type, data, 0, 1)
        guard [0x11, 0x12, 0x16, 0x17, 0x22].contains(type) else { return }
        if version == 2 || type == 0x11 && isLong { try d.read(IGMPField.maximumResponse, data, 1, 1) } else { try d.bytes(IGMPField.reserved, data, 1, 1) }
        try d.read(IGMPField.checksum, data, 2, 2)
        if !d.packet.isFragment, data.count >= data.reported {
            d.add(IGMPField.checksumStatus, Checksum.sum(data, 0, data.count) == 0xffff ? 1 : 0, data, 2, 0, flags: .generated)
        } else {
            d.add(IGMPField.checksumStatus, 2, data, 2, 0, flags: .generated)
        }
        guard type == 0x22 else {
            try d.read(IGMPField.group, data, 4, 4)
            guard isLong else { return }
            try d.parts(IGMPField.queryBits, data, 8)
            try d.read(IGMPField.interval, data, 9, 1)
            let count = try d.read(IGMPField.sourceCount, data, 10, 2)
            for index in 0..<count { try d.read(IGMPField.source, data, 12 + 4 * index, 4) }
            return
        }
        try d.bytes(IGMPField.reserved, data, 4, 2)
        let records = try d.read(IGMPField.recordCount, data, 6, 2)
        var at = 8
        for _ in 0..<records {
            try d.read(IGMPField.recordType, data, at, 1)
            d.open()
            let extra = try d.read(IGMPField.auxiliaryLength, data, at + 1, 1)
            let sources = try d.read(IGMPField.recordSourceCount, data, at + 2, 2)
            try d.read(IGMPField.group, data, at + 4, 4)
            for index in 0..<sources { try d.read(IGMPField.source, data, at + 8 + 4 * index, 4) }
            d.close()
            at += 8 + 4 * sources + 4 * extra
        }
    }
}
