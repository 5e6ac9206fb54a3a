/// What Linux gives for "any" interface instead of a link header (LINKTYPE_LINUX_SLL and LINKTYPE_LINUX_SLL2).
///
///     version 1: packet type (2), ARPHRD type (2), address length (2), address (8), protocol (2)
///     version 2: protocol (2), 0 (2), interface (4), ARPHRD type (2), packet type (1), address length (1), address (8)
enum LinuxCookedField: UInt8, FieldSet {
    case packetType, hardwareType, addressLength, sourceMAC, sourceIPv4, sourceOther, unused, type, greType, localType, interface

    static var proto: ProtocolID { .sll }
    var definition: FieldDefinition {
        switch self {
        case .packetType: .init("sll.pkttype", "Packet type", .decimal, "Whether the frame came or went.") { ["to us", "broadcast", "multicast", "to somebody else", "sent by us"][safe: Int(truncatingIfNeeded: $0)] }
        case .hardwareType: .init("sll.hatype", "Link type", .decimal, "What kind of interface it was.") { $0 == 1 ? "Ethernet" : $0 == 772 ? "loopback" : $0 == 65534 ? "none" : nil }
        case .addressLength: .init("sll.halen", "Address length", .decimal, "Bytes of the link address.")
        case .sourceMAC: .init("sll.src.eth", "Source", .mac, "The station on the link that sent the frame.")
        case .sourceIPv4: .init("sll.src.ipv4", "Source", .ipv4, "The sender on the link.")
        case .sourceOther: .init("sll.src.other", "Source", .bytes, "The sender on the link.")
        case .unused: .init("sll.unused", "Unused", .bytes, "Fills the address up.")
        case .type: .init("sll.etype", "Type", .hex(4), "Which protocol the payload belongs to.", EtherType.name)
        case .greType: .init("sll.gretype", "Type", .hex(4), "Which protocol GRE carries.", EtherType.name)
        case .localType: .init("sll.ltype", "Linux type", .hex(4), "A type that only Linux knows.")
        case .interface: .init("sll.ifindex", "Interface", .decimal, "The interface's index.")
        }
    }
}

extension Array {
    /// The element at `index`, or nil outside the array.
    subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}

enum LinuxCookedDissector {
    static func dissect(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        d.layer(.sll, data, 16)
        try d.read(LinuxCookedField.packetType, data, 0, 2)
        let hardware = try d.read(LinuxCookedField.hardwareType, data, 2, 2)
        try address(data, 4, 2, &d)
        let type = try protocolType(data, 14, hardware, &d)
        try payload(type, hardware, try data.dropping(16), &d, &s)
    }

    static func dissectVersion2(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        d.layer(.sll, data, 20)
        let type = try protocolType(data, 0, try data.u16(8), &d)
        try d.read(LinuxCookedField.interface, data, 4, 4)
        let hardware = try d.read(LinuxCookedField.hardwareType, data, 8, 2)
        try d.read(LinuxCookedField.packetType, data, 10, 1)
        try address(data, 11, 1, &d)
        try payload(type, hardware, try data.dropping(20), &d, &s)
    }

    private static func address(_ data: Octets, _ at: Int, _ size: Int, _ d: inout Dissection) throws(Stop) {
        let length = try d.read(LinuxCookedField.addressLength, data, at, size)
        let start = at + size
        switch length {
        case 4: d.packet.source = .v4(UInt32(truncatingIfNeeded: try d.read(LinuxCookedField.sourceIPv4, data, start, 4)))
        case 6: d.packet.source = .mac(UInt64(try d.read(LinuxCookedField.sourceMAC, data, start, 6)))
        case 0: break
        default: try d.bytes(LinuxCookedField.sourceOther, data, start, min(length, 8))
        }
        if length < 8 { try d.bytes(LinuxCookedField.unused, data, start + length, 8 - length) }
    }

    private static func protocolType(_ data: Octets, _ at: Int, _ hardware: Int, _ d: inout Dissection) throws(Stop) -> Int {
        let type = try data.u16(at)
        d.add(type <= 1536 ? LinuxCookedField.localType : hardware == 778 ? .greType : .type, type, data, at, 2)
        return type
    }

    private static func payload(_ type: Int, _ hardware: Int, _ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        guard type <= 1536 else { return try EtherType.dissect(type, data, &d, &s) }
        switch (hardware, type) {
        case (803, _): try RadiotapDissector.dissect(data, &d, &s)
        case (801, _): try WLANDissector.dissect(data, &d, &s)
        case (_, 1): DataDissector.foreign(ForeignProtocols.name("ipx"), data, &d)
        case (_, 4): try LLCDissector.dissect(data, &d, &s)
        case (_, 7): try PPPDissector.dissect(data, &d, &s)
        default: DataDissector.dissect(data, &d)
        }
    }
}
