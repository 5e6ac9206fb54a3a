/// The Link Layer Discovery Protocol (IEEE 802.1AB): a row of type, length, value.
///
///     +-------------+-----------------+--------
///     |  type (7)   |   length (9)    | value …
///     +-------------+-----------------+--------
enum LLDPField: UInt8, FieldSet {
    case type, length, chassisSubtype, chassisMAC, chassisFamily, chassisIPv4, chassisIPv6, chassisID
    case portSubtype, portMAC, portIPv4, portIPv6, portID, ttl, portDescription, systemName, systemDescription, capabilities, enabledCapabilities
    case managementLength, managementSubtype, managementIPv4, managementIPv6, managementInterfaceSubtype, managementInterface, managementObjectLength, managementObject, organisation
    case canOther, canRepeater, canBridge, canStation, canRouter, canTelephone, canCable, canHost
    case isOther, isRepeater, isBridge, isStation, isRouter, isTelephone, isCable, isHost

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
        case .managementObjectLength: .init("lldp.mgn.obj.len", "Object's length", .decimal, "Bytes of the object's name.")
        case .managementObject: .init("lldp.mgn.obj.id", "Object", .bytes, "The object that manages it, as SNMP names objects.")
        case .canOther: .init("lldp.tlv.system_cap.other", "Other", .boolean, "Something else.", bits: 15..<16)
        case .canRepeater: .init("lldp.tlv.system_cap.repeater", "Repeater", .boolean, "Passes on bits.", bits: 14..<15)
        case .canBridge: .init("lldp.tlv.system_cap.bridge", "Bridge", .boolean, "Passes on frames: a switch.", bits: 13..<14)
        case .canStation: .init("lldp.tlv.system_cap.wlan_access_pt", "Access point", .boolean, "A radio station for wireless devices.", bits: 12..<13)
        case .canRouter: .init("lldp.tlv.system_cap.router", "Router", .boolean, "Passes on packets.", bits: 11..<12)
        case .canTelephone: .init("lldp.tlv.system_cap.telephone", "Telephone", .boolean, "A telephone.", bits: 10..<11)
        case .canCable: .init("lldp.tlv.system_cap.docsis_cable_device", "Cable modem", .boolean, "A device on a television cable.", bits: 9..<10)
        case .canHost: .init("lldp.tlv.system_cap.station_only", "Host only", .boolean, "Passes on nothing.", bits: 8..<9)
        case .isOther: .init("lldp.tlv.enable_system_cap.other", "Other", .boolean, "Something else.", bits: 15..<16)
        case .isRepeater: .init("lldp.tlv.enable_system_cap.repeater", "Repeater", .boolean, "Passes on bits.", bits: 14..<15)
        case .isBridge: .init("lldp.tlv.enable_system_cap.bridge", "Bridge", .boolean, "Passes on frames: a switch.", bits: 13..<14)
        case .isStation: .init("lldp.tlv.enable_system_cap.wlan_access_pt", "Access point", .boolean, "A radio station for wireless devices.", bits: 12..<13)
        case .isRouter: .init("lldp.tlv.enable_system_cap.router", "Router", .boolean, "Passes on packets.", bits: 11..<12)
        case .isTelephone: .init("lldp.tlv.enable_system_cap.telephone", "Telephone", .boolean, "A telephone.", bits: 10..<11)
        case .isCable: .init("lldp.tlv.enable_system_cap.docsis_cable_device", "Cable modem", .boolean, "A device on a television cable.", bits: 9..<10)
        case .isHost: .init("lldp.tlv.enable_system_cap.station_only", "Host only", .boolean, "Passes on nothing.", bits: 8..<9)
        }
    }

    static let capabilityBits = FlagBits<LLDPField>(bytes: 2, .canOther, .canRepeater, .canBridge, .canStation, .canRouter, .canTelephone, .canCable, .canHost)
    static let enabledBits = FlagBits<LLDPField>(bytes: 2, .isOther, .isRepeater, .isBridge, .isStation, .isRouter, .isTelephone, .isCable, .isHost)
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
        // The first three entries are fixed, and stand nowhere else.
        while at < data.count || count < 3 {
            let word = try data.u16(at)
            let type = word >> 9, length = word & 0x1ff
            let whole = try data.claimed(at, 2 + length)
            if count < 3, type != count + 1 {
                return d.report(.invalid, field: LLDPField.type.id, offset: data.offset + at, reason: "is \(type), must be \(count + 1)", isMalformed: count < 2)
            }
            let used = try entry(type, length, whole, &d)
            count += 1
            at += used
            if type == 0 || used == 0 || count > 3 && type <= 3 { break }
        }
        d.setLayerLength(at)
    }

    private static func heading(_ type: Int, _ length: Int, _ entry: Octets, _ d: inout Dissection) {
        d.add(LLDPField.type, type, entry, 0, 2)
        d.open()
        d.add(LLDPField.length, length, entry, 0, 2)
        d.close()
    }

    /// Reads an entry, of which nothing is shown where its front is missing; how many bytes it took, which need not be what it says; 0 if reading ends with it.
    private static func entry(_ type: Int, _ length: Int, _ entry: Octets, _ d: inout Dissection) throws(Stop) -> Int {
        if type == 1 || type == 2 { try entry.require(2, 1) }
        if type == 127 { try entry.require(2, 4) }
        try entry.require(0, 2 + length)
        heading(type, length, entry, &d)
        d.open()
        defer { d.close() }
        switch type {
        case 0: return 0
        case 1:
            guard length >= 2 else { return bad(entry, &d) }
            let kind = try d.read(LLDPField.chassisSubtype, entry, 2, 1)
            return try identifier(isMAC: kind == 4, isAddress: kind == 5, length, entry, (.chassisMAC, .chassisIPv4, .chassisIPv6, .chassisID), &d)
        case 2:
            guard length >= 2 else { return bad(entry, &d) }
            let kind = try d.read(LLDPField.portSubtype, entry, 2, 1)
            return try identifier(isMAC: kind == 3, isAddress: kind == 4, length, entry, (.portMAC, .portIPv4, .portIPv6, .portID), &d)
        case 3:
            try d.read(LLDPField.ttl, entry, 2, 2)
            return 4
        case 4: try d.bytes(LLDPField.portDescription, entry, 2, length)
        case 5: try d.bytes(LLDPField.systemName, entry, 2, length)
        case 6: try d.bytes(LLDPField.systemDescription, entry, 2, length)
        case 7:
            try d.read(LLDPField.capabilities, LLDPField.capabilityBits, entry, 2)
            try d.read(LLDPField.enabledCapabilities, LLDPField.enabledBits, entry, 4)
            return 6
        case 8: return try managementAddress(entry, &d)
        case 127:
            guard length >= 4 else {
                _ = bad(entry, &d)
                break
            }
            try d.read(LLDPField.organisation, entry, 2, 3)
            // The entry's own window begins with the organisation's type.
            try LLDPOrganisation.dissect(try entry.u24(2), try entry.slice(5, length - 3), &d)
        default: break
        }
        return 2 + length
    }

    /// Where the sender is managed: an address, an interface and an object's name.
    private static func managementAddress(_ entry: Octets, _ d: inout Dissection) throws(Stop) -> Int {
        let size = try d.read(LLDPField.managementLength, entry, 2, 1)
        let kind = try d.read(LLDPField.managementSubtype, entry, 3, 1)
        switch kind {
        case 1: try d.read(LLDPField.managementIPv4, entry, 4, 4)
        case 2: try d.bytes(LLDPField.managementIPv6, entry, 4, 16)
        default: try entry.require(4, size - 1)
        }
        let interface = 3 + size
        try d.read(LLDPField.managementInterfaceSubtype, entry, interface, 1)
        try d.read(LLDPField.managementInterface, entry, interface + 1, 4)
        let name = try d.read(LLDPField.managementObjectLength, entry, interface + 5, 1)
        if name > 0 { try d.bytes(LLDPField.managementObject, entry, interface + 6, name) }
        return interface + 6 + name
    }

    private static func identifier(isMAC: Bool, isAddress: Bool, _ length: Int, _ entry: Octets, _ fields: (LLDPField, LLDPField, LLDPField, LLDPField), _ d: inout Dissection) throws(Stop) -> Int {
        if isMAC {
            guard length == 7 else { return bad(entry, &d) }
            try d.read(fields.0, entry, 3, 6)
        } else if isAddress {
            let family = try d.read(LLDPField.chassisFamily, entry, 3, 1)
            switch family {
            case 1 where length == 6: try d.read(fields.1, entry, 4, 4)
            case 2 where length == 18: try d.bytes(fields.2, entry, 4, 16)
            case 1, 2: return bad(entry, &d)
            default: try d.bytes(fields.3, entry, 4, length - 2)
            }
        } else {
            guard length <= 256 else { return bad(entry, &d) }
            try d.bytes(fields.3, entry, 3, length - 1)
        }
        return 2 + length
    }

    private static func bad(_ entry: Octets, _ d: inout Dissection) -> Int {
        d.report(.invalid, field: LLDPField.length.id, offset: entry.offset, reason: "is \(entry.reported - 2), which does not fit what the entry tells", isMalformed: true)
        return 0
    }
}
