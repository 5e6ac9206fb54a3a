/// Open Shortest Path First, versions 2 (RFC 2328) and 3 (RFC 5340): the header and hello messages.
enum OSPFField: UInt8, FieldSet {
    case version, type, length, router, area, checksum, authentication, mask, interval, options, priority, deadInterval, designated, backup, neighbour, interface

    static var proto: ProtocolID { .ospf }
    var definition: FieldDefinition {
        switch self {
        case .version: .init("ospf.version", "Version", .decimal, "2 for IPv4, 3 for IPv6.")
        case .type: .init("ospf.msg", "Type", .decimal, "What the message is.") { ["", "hello", "database description", "link state request", "link state update", "link state acknowledgement"][safe: Int(truncatingIfNeeded: $0)] }
        case .length: .init("ospf.packet_length", "Length", .decimal, "Bytes of the message.")
        case .router: .init("ospf.srcrouter", "Router", .ipv4, "The sender's name.")
        case .area: .init("ospf.area_id", "Area", .ipv4, "The part of the network that this is about.")
        case .checksum: .init("ospf.checksum", "Checksum", .hex(4), "Guards the message against damage.")
        case .authentication: .init("ospf.auth.type", "Authentication", .decimal, "0: none; 1: password; 2: digest.")
        case .mask: .init("ospf.hello.network_mask", "Mask", .ipv4, "The link's network mask.")
        case .interval: .init("ospf.hello.hello_interval", "Hello interval", .decimal, "Seconds between hellos.")
        case .options: .init("ospf.v2.options", "Options", .hex(2), "What the router can do.")
        case .priority: .init("ospf.hello.router_priority", "Priority", .decimal, "Who becomes the link's designated router.")
        case .deadInterval: .init("ospf.hello.router_dead_interval", "Dead interval", .decimal, "Seconds without hello after which a neighbour counts as gone.")
        case .designated: .init("ospf.hello.designated_router", "Designated router", .ipv4, "Speaks for the link.")
        case .backup: .init("ospf.hello.backup_designated_router", "Backup", .ipv4, "Takes its place.")
        case .neighbour: .init("ospf.hello.active_neighbor", "Neighbour", .ipv4, "A router that has been heard.")
        case .interface: .init("ospf.v3.hello.interface_id", "Interface", .decimal, "The interface's number.")
        }
    }
}

enum OSPFDissector {
    static func dissect(_ data: Octets, _ d: inout Dissection) throws(Stop) {
        d.layer(.ospf, data, data.count)
        d.say { out throws(Stop) in try OSPFWords.write(data, into: &out) }
        let version = try d.read(OSPFField.version, data, 0, 1)
        let type = try d.read(OSPFField.type, data, 1, 1)
        let length = try d.read(OSPFField.length, data, 2, 2)
        try d.read(OSPFField.router, data, 4, 4)
        try d.read(OSPFField.area, data, 8, 4)
        try d.read(OSPFField.checksum, data, 12, 2)
        if version == 2 { try d.read(OSPFField.authentication, data, 14, 2) }
        guard type == 1 else { return }
        var at: Int
        if version == 2 {
            try d.read(OSPFField.mask, data, 24, 4)
            try d.read(OSPFField.interval, data, 28, 2)
            try d.read(OSPFField.options, data, 30, 1)
            try d.read(OSPFField.priority, data, 31, 1)
            try d.read(OSPFField.deadInterval, data, 32, 4)
            try d.read(OSPFField.designated, data, 36, 4)
            try d.read(OSPFField.backup, data, 40, 4)
            at = 44
        } else {
            try d.read(OSPFField.interface, data, 16, 4)
            try d.read(OSPFField.priority, data, 20, 1)
            try d.read(OSPFField.interval, data, 24, 2)
            try d.read(OSPFField.deadInterval, data, 26, 2)
            try d.read(OSPFField.designated, data, 28, 4)
            try d.read(OSPFField.backup, data, 32, 4)
            at = 36
        }
        while at + 4 <= min(length, data.reported) {
            try d.read(OSPFField.neighbour, data, at, 4)
            at += 4
        }
    }
}
