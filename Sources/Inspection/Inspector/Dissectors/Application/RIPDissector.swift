/// The Routing Information Protocol (RFC 1058, RFC 2453), with its proofs (RFC 2453 section 4.1, RFC 4822).
enum RIPField: UInt8, FieldSet {
    case command, version, family, tag, address, mask, nextHop, metric
    case authentication, password, digestOffset, keyID, digestLength, sequence, digest

    static var proto: ProtocolID { .rip }
    var definition: FieldDefinition {
        switch self {
        case .command: .init("rip.command", "Command", .decimal, "1 asks for routes, 2 tells them.") { $0 == 1 ? "request" : $0 == 2 ? "response" : nil }
        case .version: .init("rip.version", "Version", .decimal, "1 or 2.")
        case .family: .init("rip.family", "Family", .decimal, "2 for IP.")
        case .tag: .init("rip.route_tag", "Tag", .decimal, "Where the route was learned.")
        case .address: .init("rip.ip", "Network", .ipv4, "The network that the route leads to.")
        case .mask: .init("rip.netmask", "Mask", .ipv4, "Which addresses belong to it.")
        case .nextHop: .init("rip.next_hop", "Next hop", .ipv4, "Where to send packets; 0.0.0.0: to the sender of this.")
        case .metric: .init("rip.metric", "Metric", .decimal, "How many routers away; 16: not to be reached.")
        case .authentication: .init("rip.auth.type", "Authentication", .decimal, "How the sender proves that it belongs here.") { $0 == 2 ? "password" : $0 == 3 ? "digest" : nil }
        case .password: .init("rip.auth.passwd", "Password", .text, "The proof: readable by everybody on the link.")
        case .digestOffset: .init("rip.digest_offset", "Digest at", .decimal, "Where in the message the digest begins.")
        case .keyID: .init("rip.key_id", "Key", .decimal, "Which of the secret keys was used.")
        case .digestLength: .init("rip.auth_data_len", "Digest length", .decimal, "Bytes of the digest.")
        case .sequence: .init("rip.seq_num", "Sequence number", .decimal, "Only grows, so that an old message cannot be played again.")
        case .digest: .init("rip.authentication_data", "Digest", .bytes, "Could be reckoned only with the secret key.")
        }
    }
}

enum RIPDissector {
    private static let entryLength = 20

    static func dissect(_ data: Octets, _ d: inout Dissection) throws(Stop) {
        d.layer(.rip, data, data.count)
        try d.read(RIPField.command, data, 0, 1)
        let version = try d.read(RIPField.version, data, 1, 1)
        d.say { out throws(Stop) in try RIPWords.write(data, into: &out) }
        var hasDigest = false
        for at in stride(from: 4, to: data.reported, by: entryLength) {
            switch try data.u16(at) {
            case 0, 2: try route(version, data, at, &d)
            case 0xffff where at == 4: hasDigest = try authentication(data, at, &d)
            // The digest stands behind the routes, and was read where the message announces it.
            case 0xffff where hasDigest && data.reported - at == entryLength: break
            default: d.report(.invalid, field: RIPField.family.id, offset: data.offset + at, reason: "is \(try data.u16(at)), must be 2 for IP")
            }
        }
    }

    private static func route(_ version: Int, _ data: Octets, _ at: Int, _ d: inout Dissection) throws(Stop) {
        let family = try d.read(RIPField.family, data, at, 2)
        d.open()
        if version == 2 { try d.read(RIPField.tag, data, at + 2, 2) }
        if family == 2 { try d.read(RIPField.address, data, at + 4, 4) }
        if version == 2 {
            try d.read(RIPField.mask, data, at + 8, 4)
            try d.read(RIPField.nextHop, data, at + 12, 4)
        }
        try d.read(RIPField.metric, data, at + 16, 4)
        d.close()
    }

    /// The first entry may be the sender's proof; whether a digest follows the routes.
    private static func authentication(_ data: Octets, _ at: Int, _ d: inout Dissection) throws(Stop) -> Bool {
        let type = try d.read(RIPField.authentication, data, at + 2, 2)
        d.open()
        defer { d.close() }
        switch type {
        case 2:
            try data.require(at + 4, 16)
            if d.recordsFields { d.add(RIPField.password, text: data.text(at + 4, (data.firstIndex(of: 0, from: at + 4, limit: at + 20) ?? at + 20) - at - 4), data, at + 4, 16) }
            return false
        case 3:
            let offset = try d.read(RIPField.digestOffset, data, at + 4, 2)
            try d.read(RIPField.keyID, data, at + 6, 1)
            try d.read(RIPField.digestLength, data, at + 7, 1)
            try d.read(RIPField.sequence, data, at + 8, 4)
            try d.bytes(RIPField.digest, data, offset + 4, 16)
            return true
        default: return false
        }
    }
}
