/// RIP for IPv6 (RFC 2080).
///
///     +--------+--------+----------------+
///     | command| version|    (zero)      |
///     |      prefix (16), and then       |
///     |    route tag    | length | metric |
enum RIPngField: UInt8, FieldSet {
    case command, version, reserved, route, prefix, tag, length, metric

    static var proto: ProtocolID { .ripng }
    var definition: FieldDefinition {
        switch self {
        case .command: .init("ripng.cmd", "Command", .decimal, "1 asks for routes, 2 tells them.") { $0 == 1 ? "request" : $0 == 2 ? "response" : nil }
        case .version: .init("ripng.version", "Version", .decimal, "1.")
        case .reserved: .init("ripng.reserved", "Reserved", .bytes, "Nothing; must be 0.")
        case .route: .init("ripng.rte", "Route", .presence, "A network and how far away it is.")
        case .prefix: .init("ripng.rte.ipv6_prefix", "Prefix", .ipv6, "The network's addresses begin with this; with metric 255 the next hop of the routes that follow.")
        case .tag: .init("ripng.rte.route_tag", "Tag", .hex(4), "Where the route was learned.")
        case .length: .init("ripng.rte.prefix_length", "Prefix length", .decimal, "How many bits of the prefix count.")
        case .metric: .init("ripng.rte.metric", "Metric", .decimal, "How many routers away; 16: not to be reached.")
        }
    }
}

enum RIPngDissector {
    static func dissect(_ data: Octets, _ d: inout Dissection) throws(Stop) {
        d.layer(.ripng, data, data.count)
        let command = try d.read(RIPngField.command, data, 0, 1)
        try d.read(RIPngField.version, data, 1, 1)
        try d.bytes(RIPngField.reserved, data, 2, 2)
        d.say { out throws(Stop) in
            out.text(command == 1 ? "request" : command == 2 ? "response" : "command \(command)")
            guard command == 2 else { return }
            out.text(": ")
            out.decimal((data.reported - 4) / 20)
            out.text(" routes")
        }
        for at in stride(from: 4, to: data.reported, by: 20) {
            d.add(RIPngField.route, 1, data, at, min(20, data.count - at))
            d.open()
            try d.bytes(RIPngField.prefix, data, at, 16)
            try d.read(RIPngField.tag, data, at + 16, 2)
            try d.read(RIPngField.length, data, at + 18, 1)
            try d.read(RIPngField.metric, data, at + 19, 1)
            d.close()
        }
    }
}
