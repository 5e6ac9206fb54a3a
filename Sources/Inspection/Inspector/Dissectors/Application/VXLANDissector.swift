/// Virtual extensible LAN (RFC 7348): Ethernet in UDP.
///
///     +-+-+-+-+-+-+-+-+-----------------------------------------------+
///     |R|R|R|R|I|R|R|R|                   Reserved                    |
///     +-+-+-+-+-+-+-+-+-------------------------------+---------------+
///     |           VXLAN network identifier            |   Reserved    |
///     +-----------------------------------------------+---------------+
enum VXLANField: UInt8, FieldSet {
    case flags, flagG, flagI, flagD, flagA, group, vni, reserved

    static var proto: ProtocolID { .vxlan }
    var definition: FieldDefinition {
        switch self {
        case .flags: .init("vxlan.flags", "Flags", .hex(4), "0x0800: the network's number counts.")
        case .flagG: .init("vxlan.flag_g", "Group counts", .boolean, "The group's number counts.", bits: 0..<1)
        case .flagI: .init("vxlan.flag_i", "Network counts", .boolean, "The network's number counts.", bits: 4..<5)
        case .flagD: .init("vxlan.flag_d", "Don't learn", .boolean, "The sender's address is not to be learned from this.", bits: 9..<10)
        case .flagA: .init("vxlan.flag_a", "Policy applied", .boolean, "The group's rules have been applied.", bits: 12..<13)
        case .group: .init("vxlan.gbp", "Group", .decimal, "Which rules the frame inside is under.")
        case .reserved: .init("vxlan.reserved8", "Reserved", .decimal, "0.")
        case .vni: .init("vxlan.vni", "Network", .decimal, "Which virtual network the frame inside belongs to.")
        }
    }

    static let flagBits = FlagBits<VXLANField>(bytes: 2, .flagG, .flagI, .flagD, .flagA)
}

enum VXLANDissector {
    static func dissect(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        d.layer(.vxlan, data, 8)
        try d.read(VXLANField.flags, VXLANField.flagBits, data, 0)
        try d.read(VXLANField.group, data, 2, 2)
        try d.read(VXLANField.vni, data, 4, 3)
        try d.read(VXLANField.reserved, data, 7, 1)
        guard d.entersTunnel(data) else { return }
        try EthernetDissector.dissect(try data.dropping(8), &d, &s)
    }
}
