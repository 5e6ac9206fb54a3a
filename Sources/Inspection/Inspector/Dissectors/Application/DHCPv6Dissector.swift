/// DHCP for IPv6 (RFC 8415).
enum DHCPv6Field: UInt8, FieldSet {
    case messageType, transaction, hopCount, linkAddress, peerAddress, optionType, optionLength, value, address, duidType, iaid, statusCode

    static var proto: ProtocolID { .dhcpv6 }
    var definition: FieldDefinition {
        switch self {
        case .messageType: .init("dhcpv6.msgtype", "Message type", .decimal, "Which step of the conversation this is.", DHCPv6Dissector.messageName)
        case .transaction: .init("dhcpv6.xid", "Transaction", .hex(6), "The answer repeats it.")
        case .hopCount: .init("dhcpv6.hopcount", "Hops", .decimal, "How many relays have passed this on.")
        case .linkAddress: .init("dhcpv6.linkaddr", "Link", .ipv6, "The client's link.")
        case .peerAddress: .init("dhcpv6.peeraddr", "Peer", .ipv6, "Whom the relay got it from.")
        case .optionType: .init("dhcpv6.option.type", "Option", .decimal, "Which option this is.") { [1: "client", 2: "server", 3: "addresses", 5: "address", 6: "wanted options", 8: "elapsed time", 9: "relayed message", 13: "status", 23: "name servers", 24: "search list", 25: "prefixes", 26: "prefix"][$0] }
        case .optionLength: .init("dhcpv6.option.length", "Option length", .decimal, "Bytes of the option's value.")
        case .value: .init("dhcpv6.option.value", "Value", .bytes, "What the option says.")
        case .address: .init("dhcpv6.iaaddr.ip", "Address", .ipv6, "The address that the client gets.")
        case .duidType: .init("dhcpv6.duid.type", "Identifier's kind", .decimal, "How the identifier was made.")
        case .iaid: .init("dhcpv6.iaid", "Association", .hex(8), "Which of the client's interfaces this is for.")
        case .statusCode: .init("dhcpv6.status_code", "Status", .decimal, "How it went.")
        }
    }
}

enum DHCPv6Dissector {
    /// How deep options and relayed messages may stand inside one another.
    private static let depthLimit = 16

    @Sendable static func messageName(_ type: UInt64) -> String? {
        ["", "solicit", "advertise", "request", "confirm", "renew", "rebind", "reply", "release", "decline", "reconfigure", "information request", "relay forward", "relay reply"][safe: Int(truncatingIfNeeded: type)]
    }

    static func dissect(_ data: Octets, _ d: inout Dissection) throws(Stop) {
        d.layer(.dhcpv6, data, data.count)
        d.info.append(messageName(UInt64(try data.u8(0))) ?? "message")
        d.say(after: "") { out throws(Stop) in try DHCPv6Words.write(data, into: &out) }
        try message(data, depth: 0, &d)
    }

    private static func message(_ data: Octets, depth: Int, _ d: inout Dissection) throws(Stop) {
        let type = try d.read(DHCPv6Field.messageType, data, 0, 1)
        if type == 12 || type == 13 {
            try d.read(DHCPv6Field.hopCount, data, 1, 1)
            try d.bytes(DHCPv6Field.linkAddress, data, 2, 16)
            try d.bytes(DHCPv6Field.peerAddress, data, 18, 16)
            try options(try data.dropping(34), depth: depth, &d)
        } else {
            try d.read(DHCPv6Field.transaction, data, 1, 3)
            try options(try data.dropping(4), depth: depth, &d)
        }
    }

    private static func options(_ data: Octets, depth: Int, _ d: inout Dissection) throws(Stop) {
        guard depth < depthLimit else { return d.report(.invalid, offset: data.offset, reason: "more than \(depthLimit) options inside one another") }
        var at = 0
        while at < data.reported {
            guard data.reported - at >= 4 else { return }
            let type = try data.u16(at), length = try data.u16(at + 2)
            guard data.reported - at - 4 >= length else { return d.report(.invalid, field: DHCPv6Field.optionLength.id, offset: data.offset + at + 2, reason: "is \(length), but only \(data.reported - at - 4) bytes are there") }
            d.add(DHCPv6Field.optionType, type, data, at, 2)
            d.open()
            d.add(DHCPv6Field.optionLength, length, data, at + 2, 2)
            try option(type, try data.slice(at + 4, length), depth: depth, &d)
            d.close()
            at += 4 + length
        }
    }

    private static func option(_ type: Int, _ value: Octets, depth: Int, _ d: inout Dissection) throws(Stop) {
        let length = value.reported
        switch type {
        case 1, 2:
            if length >= 2 { try d.read(DHCPv6Field.duidType, value, 0, 2) }
        case 3 where length >= 12, 25 where length >= 12:
            try d.read(DHCPv6Field.iaid, value, 0, 4)
            try options(try value.dropping(12), depth: depth + 1, &d)
        case 4 where length >= 4:
            try d.read(DHCPv6Field.iaid, value, 0, 4)
            try options(try value.dropping(4), depth: depth + 1, &d)
        case 5 where length >= 24:
            try d.bytes(DHCPv6Field.address, value, 0, 16)
            try options(try value.dropping(24), depth: depth + 1, &d)
        case 26 where length >= 25: try options(try value.dropping(25), depth: depth + 1, &d)
        case 9 where length > 0: try message(value, depth: depth + 1, &d)
        case 13 where length >= 2: try d.read(DHCPv6Field.statusCode, value, 0, 2)
        default:
            if length > 0 { d.add(DHCPv6Field.value, 0, value, 0, value.count) }
        }
    }
}
