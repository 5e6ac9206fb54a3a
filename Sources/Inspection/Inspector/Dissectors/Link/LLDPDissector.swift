/// The Link Layer Discovery Protocol (IEEE 802.1AB): a row of type, length, value.
///
///     +-------------+-----------------+--------
///     |  type (7)   |   length (9)    | value …
///     +-------------+-----------------+--------
enum LLDPField: UInt8, FieldSet {
    case type, length, chassisSubtype, chassisMAC, chassisFamily, chassisIPv4, chassisIPv6, chassisID
    case portSubtype, portMAC, portIPv4, portIPv6, portID, ttl, portDescription, systemName, systemDescription, capabilities, enabledCapabilities
    case managementLength, managementSubtype, managementIPv4, managementIPv6, managementInterfaceSubtype, managementInterface, organisation, organisationSubtype, unknown

    static var proto: ProtocolID { .lldp }
    var definition: FieldDefinition {
        switch self {
        case .type: .init("lldp.tlv.type", "Type", .decimal, "What this entry tells.", LLDPDissector.typeName)
        case .length: .init("lldp.tlv.len", "Length", .decimal, "Bytes of the entry's value.")
        case .chassisSubtype: .init("lldp.chassis.subtype", "Chassis id's kind", .decimal, "What the sender names itself by.")
        case .chassisMAC: .init("lldp.chassis.id.mac", "Chassis id", .mac, "The sender.")
        case .chassisFamily: .init("lldp.network_address.family", "Address family", .decimal, "1: IPv4, 2: IPv6.")
        case .chassisIPv4: .init("lldp.chassis.id.ip4", "Chassis id", .ipv4, "The sender.")
        case .chassisIPv6: .init("lldp.chassis.id.ip6", "Chassis id", .ipv6, "The sender.")
        case .chassisID: .init("lldp.chassis.id", "Chassis id", .bytes, "The sender.")
        case .portSubtype: .init("lldp.port.subtype", "Port id's kind", .decimal, "What the sender names its port by.")
        case .portMAC: .init("lldp.port.id.mac", "Port id", .mac, "The sender's port.")
        case .portIPv4: .init("lldp.port.id.ip4", "Port id", .ipv4, "The sender's port.")
        case .portIPv6: .init("lldp.port.id.ip6", "Port id", .ipv6, "The sender's port.")
        case .portID: .init("lldp.port.id", "Port id", .text, "The sender's port.")
        case .ttl: .init("lldp.time_to_live", "Time to live", .decimal, "Seconds for which this holds.")
        case .portDescription: .init("lldp.port.desc", "Port description", .text, "What people call the port.")
        case .systemName: .init("lldp.tlv.system.name", "System name", .text, "What people call the sender.")
        case .systemDescription: .init("lldp.tlv.system.desc", "System description", .text, "What the sender is.")
        case .capabilities: .init("lldp.tlv.system_cap", "Capabilities", .hex(4), "What the sender can be: bridge, router, telephone…")
        case .enabledCapabilities: .init("lldp.tlv.enable_system_cap", "Enabled capabilities", .hex(4), "What of that it is.")
        case .managementLength: .init("lldp.mgn.address.len", "Address length", .decimal, "Bytes of the address and its kind.")
        case .managementSubtype: .init("lldp.mgn.address.subtype", "Address kind", .decimal, "1: IPv4, 2: IPv6.")
        case .managementIPv4: .init("lldp.mgn.addr.ip4", "Management address", .ipv4, "Where the sender is managed.")
        case .managementIPv6: .init("lldp.mgn.addr.ip6", "Management address", .ipv6, "Where the sender is managed.")
        case .managementInterfaceSubtype: .init("lldp.mgn.interface.subtype", "Interface kind", .decimal, "How the interface is numbered.")
        case .managementInterface: .init("lldp.mgn.interface.number", "Interface", .decimal, "The interface's number.")
        case .organisation: .init("lldp.orgtlv.oui", "Organisation", .decimal, "Who gave the entry its meaning.")
        case .organisationSubtype: .init("lldp.orgtlv.subtype", "Organisation's type", .decimal, "Which of its entries this is.")
        case .unknown: .init("lldp.unknown_subtype", "Value", .bytes, "What the entry says.")
        }
    }
}

enum LLDPDissector {
    @Sendable static func typeName(_ type: UInt64) -> String? {
        switch type {
        case 0: "end"
        case 1: "chassis"
        case 2: "port"
        case 3: "time to live"
        case 4: "port description"
        case 5: "system name"
        case 6: "system description"
        case 7: "capabilities"
        case 8: "management address"
        case 127: "organisation's own"
        default: nil
        }
    }

    static func dissect(_ data: Octets, _ d: inout Dissection) throws(Stop) {
        d.layer(.lldp, data, data.count)
        d.say { out throws(Stop) in try LLDPWords.write(data, into: &out) }
        var at = 0, count = 0
        while at < data.reported {
            let word = try data.u16(at)
            let type = word >> 9, length = word & 0x1ff
            // The first three entries are fixed.
            if count < 3, type != count + 1 { return d.report(.invalid, field: LLDPField.type.id, offset: data.offset + at, reason: "is \(type), must be \(count + 1)") }
            let value = try data.slice(at + 2, length)
            d.add(LLDPField.type, type, data, at, 2)
            d.open()
            d.add(LLDPField.length, length, data, at, 2)
            let isFine = try entry(type, length, value, &d)
            d.close()
            count += 1
            at += 2 + length
            if type == 0 || !isFine { break }
        }
        d.setLayerLength(at)
    }

    private static func entry(_ type: Int, _ length: Int, _ value: Octets, _ d: inout Dissection) throws(Stop) -> Bool {
        switch type {
        case 1:
            guard length >= 2 else { return bad(value, &d) }
            let kind = try d.read(LLDPField.chassisSubtype, value, 0, 1)
            return try identifier(kind, isMAC: kind == 4, isAddress: kind == 5, length, value, (.chassisMAC, .chassisIPv4, .chassisIPv6, .chassisID), &d)
        case 2:
            guard length >= 2 else { return bad(value, &d) }
            let kind = try d.read(LLDPField.portSubtype, value, 0, 1)
            return try identifier(kind, isMAC: kind == 3, isAddress: kind == 4, length, value, (.portMAC, .portIPv4, .portIPv6, .portID), &d)
        case 3: try d.read(LLDPField.ttl, value, 0, 2)
        case 4: try d.bytes(LLDPField.portDescription, value, 0, length)
        case 5: try d.bytes(LLDPField.systemName, value, 0, length)
        case 6: try d.bytes(LLDPField.systemDescription, value, 0, length)
        case 7:
            try d.read(LLDPField.capabilities, value, 0, 2)
            try d.read(LLDPField.enabledCapabilities, value, 2, 2)
        case 8:
            let size = try d.read(LLDPField.managementLength, value, 0, 1)
            let kind = try d.read(LLDPField.managementSubtype, value, 1, 1)
            if kind == 1 && size == 5 { try d.read(LLDPField.managementIPv4, value, 2, 4) }
            if kind == 2 && size == 17 { try d.bytes(LLDPField.managementIPv6, value, 2, 16) }
            try d.read(LLDPField.managementInterfaceSubtype, value, 1 + size, 1)
            try d.read(LLDPField.managementInterface, value, 2 + size, 4)
        case 127:
            guard length >= 4 else { return bad(value, &d) }
            try d.read(LLDPField.organisation, value, 0, 3)
            try d.read(LLDPField.organisationSubtype, value, 3, 1)
            if length > 4 { try d.bytes(LLDPField.unknown, value, 4, length - 4) }
        default: break
        }
        return true
    }

    private static func identifier(_ kind: Int, isMAC: Bool, isAddress: Bool, _ length: Int, _ value: Octets, _ fields: (LLDPField, LLDPField, LLDPField, LLDPField), _ d: inout Dissection) throws(Stop) -> Bool {
        if isMAC {
            guard length == 7 else { return bad(value, &d) }
            try d.read(fields.0, value, 1, 6)
        } else if isAddress {
            let family = try d.read(LLDPField.chassisFamily, value, 1, 1)
            switch family {
            case 1 where length == 6: try d.read(fields.1, value, 2, 4)
            case 2 where length == 18: try d.bytes(fields.2, value, 2, 16)
            case 1, 2: return bad(value, &d)
            default: try d.bytes(fields.3, value, 2, length - 2)
            }
        } else {
            guard length <= 256 else { return bad(value, &d) }
            try d.bytes(fields.3, value, 1, length - 1)
        }
        return true
    }

    private static func bad(_ value: Octets, _ d: inout Dissection) -> Bool {
        d.report(.invalid, field: LLDPField.length.id, offset: value.offset - 2, reason: "is \(value.reported), which does not fit what the entry tells")
        return false
    }
}
