/// The options of neighbour discovery (RFC 4861 section 4.6, RFC 4191, RFC 8106, RFC 8781).
enum NeighbourOptions {
    @Sendable static func name(_ type: UInt64) -> String? {
        switch type {
        case 1: "source link-layer address"
        case 2: "target link-layer address"
        case 3: "prefix"
        case 4: "redirected header"
        case 5: "MTU"
        case 7: "advertisement interval"
        case 14: "nonce"
        case 24: "route"
        case 25: "name servers"
        case 26: "flags"
        case 31: "search list"
        case 38: "NAT64 prefix"
        default: nil
        }
    }

    static func dissect(_ data: Octets, _ start: Int, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        var at = start
        while at < data.reported {
            let length = try data.u8(at + 1) * 8
            let type = try d.read(ICMPv6Field.optionType, data, at, 1)
            d.open()
            d.add(ICMPv6Field.optionLength, length / 8, data, at + 1, 1)
            guard length > 0 else { return bad(data, at, "is 0, must be at least 1", &d) }
            let used = try option(type, length, data, at, &d, &s)
            if used < length {
                try data.require(at + used, length - used)
                bad(data, at, "is \(length / 8), though the option takes only \(used) bytes", &d)
            }
            d.close()
            at += length
        }
    }

    private static func bad(_ data: Octets, _ at: Int, _ reason: String, _ d: inout Dissection) {
        d.report(.invalid, field: ICMPv6Field.optionLength.id, offset: data.offset + at + 1, reason: reason, isMalformed: true)
    }

    /// How many bytes the option's type takes, whatever its length says.
    private static func option(_ type: Int, _ length: Int, _ data: Octets, _ at: Int, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) -> Int {
        switch type {
        case 1, 2:
            if length == 8 {
                try d.read(ICMPv6Field.optionLinkAddress, data, at + 2, 6)
            } else {
                // A longer identifier (EUI-64) has a field of its own.
                let padding = length == 16 ? UInt64(try data.u16(at + 14)) | UInt64(try data.u32(at + 10)) : 1
                if padding != 0 { try d.bytes(ICMPv6Field.optionOtherAddress, data, at + 2, length - 2) }
            }
            return length
        case 3:
            try d.read(ICMPv6Field.optionPrefixLength, data, at + 2, 1)
            try d.read(ICMPv6Field.optionPrefixFlags, data, at + 3, 1)
            try d.read(ICMPv6Field.optionPrefixValid, data, at + 4, 4)
            try d.read(ICMPv6Field.optionPrefixPreferred, data, at + 8, 4)
            try d.bytes(ICMPv6Field.optionPrefix, data, at + 16, 16)
            return 32
        case 4:
            try data.require(at + 2, 6)
            guard length > 8 else { return 8 }
            try data.require(at + 8, length - 8)
            try ICMPv6Dissector.original(try data.slice(at + 8, length - 8), &d, &s)
            return length
        case 5:
            try d.read(ICMPv6Field.optionMTU, data, at + 4, 4)
            return 8
        case 9, 10:
            try data.require(at + 2, 6)
            return try addresses(nil, length, data, at, &d)
        case 17, 18, 23:
            try data.require(at, 24)
            return 24
        case 24: return try route(length, data, at, &d)
        case 25:
            try d.read(ICMPv6Field.optionDNSLifetime, data, at + 4, 4)
            return try addresses(.optionDNSServer, length, data, at, &d)
        case 31:
            try d.read(ICMPv6Field.optionSearchLifetime, data, at + 4, 4)
            var place = at + 8
            while place < at + length {
                guard try data.u8(place) != 0 else { break }
                place += try DNSName.skip(data, place)
            }
            return max(length, place - at)
        case 13, 38:
            try data.require(at, 16)
            return 16
        case 6, 7, 8, 26:
            try data.require(at, 8)
            return 8
        default:
            try data.require(at + 2, length - 2)
            return length
        }
    }

    private static func addresses(_ field: ICMPv6Field?, _ length: Int, _ data: Octets, _ at: Int, _ d: inout Dissection) throws(Stop) -> Int {
        var place = at + 8
        while place < at + length {
            if let field { try d.bytes(field, data, place, 16) } else { try data.require(place, 16) }
            place += 16
        }
        return place - at
    }

    /// A route of which only as much of the prefix is there as is needed.
    private static func route(_ length: Int, _ data: Octets, _ at: Int, _ d: inout Dissection) throws(Stop) -> Int {
        try d.read(ICMPv6Field.optionPrefixLength, data, at + 2, 1)
        try data.require(at + 3, 1)
        try d.read(ICMPv6Field.optionRouteLifetime, data, at + 4, 4)
        switch length {
        case 8: return 8
        case 16:
            // The second half is zeros that are not sent.
            let start = d.textArena.count
            var out = OutputBuffer(capacity: 48)
            out.ipv6(try data.u64(at + 8), 0)
            out.drain { d.textArena.append($0) }
            d.add(ICMPv6Field.optionPrefix, textFrom: start, data, at + 8, 8)
            return 16
        case 24:
            try d.bytes(ICMPv6Field.optionPrefix, data, at + 8, 16)
            return 24
        default:
            bad(data, at, "is \(length / 8), must be 1, 2 or 3", &d)
            return 8
        }
    }
}

/// What stands behind the packet of an ICMP error, or in an extended echo (RFC 4884, RFC 8335).
enum ICMPExtension {
    static func dissect(_ data: Octets, _ d: inout Dissection) {
        guard data.reported > 0 else { return }
        d.layer(.icmp, data, data.count)
    }
}
