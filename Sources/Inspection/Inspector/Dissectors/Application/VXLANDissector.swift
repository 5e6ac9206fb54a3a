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

/// The Routing Information Protocol (RFC 1058, RFC 2453).
enum RIPField: UInt8, FieldSet {
    case command, version, domain, family, tag, address, mask, nextHop, metric

    static var proto: ProtocolID { .rip }
    var definition: FieldDefinition {
        switch self {
        case .command: .init("rip.command", "Command", .decimal, "1 asks for routes, 2 tells them.") { $0 == 1 ? "request" : $0 == 2 ? "response" : nil }
        case .version: .init("rip.version", "Version", .decimal, "1 or 2.")
        case .domain: .init("rip.routing_domain", "Domain", .decimal, "0.")
        case .family: .init("rip.family", "Family", .decimal, "2 for IP.")
        case .tag: .init("rip.route_tag", "Tag", .decimal, "Where the route was learned.")
        case .address: .init("rip.ip", "Network", .ipv4, "The network that the route leads to.")
        case .mask: .init("rip.netmask", "Mask", .ipv4, "Which addresses belong to it.")
        case .nextHop: .init("rip.next_hop", "Next hop", .ipv4, "Where to send packets; 0.0.0.0: to the sender of this.")
        case .metric: .init("rip.metric", "Metric", .decimal, "How many routers away; 16: not to be reached.")
        }
    }
}

enum RIPDissector {
    static func dissect(_ data: Octets, _ d: inout Dissection) throws(Stop) {
        d.layer(.rip, data, data.count)
        let command = try d.read(RIPField.command, data, 0, 1)
        let version = try d.read(RIPField.version, data, 1, 1)
        if version == 2 { try d.read(RIPField.domain, data, 2, 2) }
        d.say { out throws(Stop) in try RIPWords.write(data, into: &out) }
        var at = 4
        while at + 20 <= data.reported {
            let family = try d.read(RIPField.family, data, at, 2)
            d.open()
            if family == 2 || family == 0 {
                if version == 2 { try d.read(RIPField.tag, data, at + 2, 2) }
                try d.read(RIPField.address, data, at + 4, 4)
                if version == 2 {
                    try d.read(RIPField.mask, data, at + 8, 4)
                    try d.read(RIPField.nextHop, data, at + 12, 4)
                }
                try d.read(RIPField.metric, data, at + 16, 4)
            }
            d.close()
            at += 20
        }
    }
}
