/// Virtual extensible LAN (RFC 7348): Ethernet in UDP.
///
///     +-+-+-+-+-+-+-+-+-----------------------------------------------+
///     |R|R|R|R|I|R|R|R|                   Reserved                    |
///     +-+-+-+-+-+-+-+-+-------------------------------+---------------+
///     |           VXLAN network identifier            |   Reserved    |
///     +-----------------------------------------------+---------------+
enum VXLANField: UInt8, FieldSet {
    case flags, vni

    static var proto: ProtocolID { .vxlan }
    var definition: FieldDefinition {
        switch self {
        case .flags: .init("vxlan.flags", "Flags", .hex(4), "0x0800: the network's number counts.")
        case .vni: .init("vxlan.vni", "Network", .decimal, "Which virtual network the frame inside belongs to.")
        }
    }
}

enum VXLANDissector {
    static func dissect(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        d.layer(.vxlan, data, 8)
        try d.read(VXLANField.flags, data, 0, 2)
        try d.read(VXLANField.vni, data, 4, 3)
        d.packet.tunnels += 1
        guard d.packet.tunnels <= IPv4Dissector.tunnelLimit else { return d.report(.invalid, offset: data.offset, reason: "more than \(IPv4Dissector.tunnelLimit) tunnels inside one another") }
        try EthernetDissector.dissect(try data.dropping(8), &d, &s)
    }
}
