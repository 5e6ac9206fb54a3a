/// DHCP for IPv6 (RFC 8415): a message, its options, the options in these.
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
            try options(of: type, try data.dropping(34), depth: depth, &d)
        } else {
            try d.read(DHCPv6Field.transaction, data, 1, 3)
            try options(of: type, try data.dropping(4), depth: depth, &d)
        }
    }

    private static func options(of message: Int, _ data: Octets, depth: Int, _ d: inout Dissection) throws(Stop) {
        guard depth < depthLimit else { return d.report(.invalid, offset: data.offset, reason: "more than \(depthLimit) options inside one another") }
        var at = 0
        while at < data.reported {
            guard data.reported - at >= 4 else { return }
            let type = try data.u16(at), length = try data.u16(at + 2)
            guard data.reported - at - 4 >= length else { return d.report(.invalid, field: DHCPv6Field.optionLength.id, offset: data.offset + at + 2, reason: "is \(length), but only \(data.reported - at - 4) bytes are there") }
            if d.recordsFields { d.add(DHCPv6Field.optionName, text: DHCPv6Numbers.option(UInt64(type)) ?? "DHCP option \(type)", data, at, min(4 + length, data.count - at)) }
            d.open()
            d.add(DHCPv6Field.optionType, type, data, at, 2)
            d.add(DHCPv6Field.optionLength, length, data, at + 2, 2)
            try option(type, try data.slice(at + 4, length), of: message, depth: depth, &d)
            d.close()
            at += 4 + length
        }
    }

    /// Options that hold options, and the rest.
    private static func option(_ type: Int, _ value: Octets, of message: Int, depth: Int, _ d: inout Dissection) throws(Stop) {
        let length = value.reported
        switch type {
        case 3 where length >= 12, 25 where length >= 12:
            try d.bytes(DHCPv6Field.iaid, value, 0, 4)
            try d.read(DHCPv6Field.t1, value, 4, 4)
            try d.read(DHCPv6Field.t2, value, 8, 4)
            try options(of: message, try value.dropping(12), depth: depth + 1, &d)
        case 4 where length >= 4:
            try d.bytes(DHCPv6Field.temporary, value, 0, 4)
            try options(of: message, try value.dropping(4), depth: depth + 1, &d)
        case 5 where length >= 24:
            try d.bytes(DHCPv6Field.address, value, 0, 16)
            try d.read(DHCPv6Field.preferred, value, 16, 4)
            try d.read(DHCPv6Field.valid, value, 20, 4)
            try options(of: message, try value.dropping(24), depth: depth + 1, &d)
        case 26 where length >= 25:
            try d.read(DHCPv6Field.prefixPreferred, value, 0, 4)
            try d.read(DHCPv6Field.prefixValid, value, 4, 4)
            try d.read(DHCPv6Field.prefixLength, value, 8, 1)
            try d.bytes(DHCPv6Field.prefix, value, 9, 16)
            try options(of: message, try value.dropping(25), depth: depth + 1, &d)
        case 9 where length > 0: try self.message(value, depth: depth + 1, &d)
        default: try DHCPv6Options.read(type, value, of: message, &d)
        }
    }
}
