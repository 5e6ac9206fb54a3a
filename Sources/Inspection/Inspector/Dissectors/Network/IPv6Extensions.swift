/// The headers between IPv6's own and what the packet carries (RFC 8200 section 4).
struct IPv6Extensions {
    /// The most extension headers that are followed in one packet.
    private static let headerLimit = 64

    /// Bytes that a fragment has from the fragment header on, as IPv6's header says; 0 where nothing may be put together:
    /// behind IPv4, in a jumbogram, in a datagram that was put together.
    var fragmentLength = 0

    /// Goes through the headers to the protocol behind them.
    mutating func follow(_ first: Int, _ start: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        var next = first, data = start, headers = 0
        while true {
            headers += 1
            guard headers <= Self.headerLimit else { return d.report(.invalid, offset: data.offset, reason: "more than \(Self.headerLimit) extension headers") }
            let length: Int
            switch next {
            case 0, 60: (next, length) = try Self.options(isHopByHop: next == 0, data, &d)
            case 43: (next, length) = try Self.routing(data, &d)
            case 44:
                length = 8
                let header = try Self.fragment(data, &d)
                next = header.next
                fragmentLength -= 8
                if fragmentLength > 0, header.offset != 0 || header.more {
                    d.packet.isFragment = true
                    let payload = try data.dropping(8)
                    guard let whole = Self.gather(payload, header, fragmentLength, &d, &s) else {
                        d.say { out in FragmentWords.write(identification: header.identification, digits: 8, offset: header.offset * 8, length: min(fragmentLength, payload.reported), more: header.more, into: &out) }
                        return DataDissector.dissect(payload, &d)
                    }
                    d.add(IPv6Field.fragmentCount, whole.fragments, data, 0, 0, flags: .generated)
                    d.add(IPv6Field.reassembledLength, whole.bytes.count, data, 0, 0, flags: .generated)
                    d.packet.isFragment = false
                    fragmentLength = 0
                    data = whole.bytes
                    continue
                }
                data = try data.dropping(8)
                continue
            case 51:
                length = (try data.u8(1) + 2) * 4
                next = try AHDissector.header(data, &d)
            case 59: return DataDissector.dissect(data, &d)
            default: return try IPProtocol.dissect(next, data, &d, &s)
            }
            fragmentLength -= length
            data = try data.dropping(length)
        }
    }

    private static func gather(_ payload: Octets, _ header: Fragment, _ length: Int, _ d: inout Dissection, _ s: inout DissectionSession) -> Fragments.Whole? {
        guard payload.count >= length else { return nil }
        let key = FragmentKey(source: d.packet.source, destination: d.packet.destination, identification: header.identification, proto: 44)
        return s.fragments.add(payload.prefix(length), key, offset: header.offset * 8, more: header.more, frame: d.packet.number, into: &d.sources, title: "Reassembled IPv6")
    }

    private static func options(isHopByHop: Bool, _ data: Octets, _ d: inout Dissection) throws(Stop) -> (next: Int, length: Int) {
        d.layer(isHopByHop ? .hopopts : .dstopts, data, 2)
        let length = (try data.u8(1) + 1) * 8
        d.setLayerLength(length)
        let next = try d.read(isHopByHop ? IPv6Field.hopoptsNext : .dstoptsNext, data, 0, 1)
        try d.read(isHopByHop ? IPv6Field.hopoptsLength : .dstoptsLength, data, 1, 1)
        var at = 2
        while at < length {
            // Wireshark looks at the byte behind a Pad1, too; so a Pad1 that ends the packet counts as cut.
            let type = try data.u8(at), size = try data.u8(at + 1)
            d.add(IPv6Field.optionType, type, data, at, 1)
            guard type != 0 else {
                at += 1
                continue
            }
            d.open()
            d.add(IPv6Field.optionLength, size, data, at + 1, 1)
            let used = try option(type, size, data, at + 2, &d)
            d.close()
            // Some options are longer than they say.
            at += 2 + max(size, used)
        }
        return (next, length)
    }

    /// Reads an option's value; how many bytes its type takes, whatever its length says.
    private static func option(_ type: Int, _ size: Int, _ data: Octets, _ at: Int, _ d: inout Dissection) throws(Stop) -> Int {
        let needed = switch type {
        case 0xc2, 0x30: 4
        case 5: 2
        case 4: 1
        case 0xc9: 16
        default: size
        }
        if type == 0xc2 || type == 5 || type == 4 || type == 0xc9 || type == 0x30, size != needed {
            d.report(.invalid, field: IPv6Field.optionLength.id, offset: data.offset + at - 1, reason: "is \(size), must be \(needed)", isMalformed: true)
        }
        switch type {
        case 0xc2: try d.read(IPv6Field.jumbo, data, at, 4)
        case 5: try d.read(IPv6Field.routerAlert, data, at, 2)
        case 0xc9:
            try d.bytes(IPv6Field.optionData, data, at, 16)
            // The mobile host's address at home stands for its own (RFC 6275 section 6.3).
            d.packet.source = .v6(try data.u128(at))
        default:
            try data.require(at, needed)
            if needed > 0 { try d.bytes(IPv6Field.optionData, data, at, needed) }
            return needed
        }
        if size > needed { try data.require(at, size) }
        return needed
    }

    private static func routing(_ data: Octets, _ d: inout Dissection) throws(Stop) -> (next: Int, length: Int) {
        d.layer(.routing, data, 8)
        let next = try d.read(IPv6Field.routingNext, data, 0, 1)
        let units = try d.read(IPv6Field.routingLength, data, 1, 1)
        let length = (units + 1) * 8
        d.setLayerLength(length)
        let type = try d.read(IPv6Field.routingType, data, 2, 1)
        let left = try d.read(IPv6Field.segmentsLeft, data, 3, 1)
        guard type == 0 || type == 2 || type == 3 || type == 4 else {
            try data.require(4, length - 4)
            return (next, length)
        }
        let list = try data.claimed(4, length - 4)
        func bad(_ d: inout Dissection, _ reason: String) {
            d.report(.invalid, field: IPv6Field.routingLength.id, offset: data.offset + 1, reason: reason, isMalformed: true)
        }
        try list.require(0, 4)
        // The upper layer's checksum covers the last address that the packet will go to (RFC 8200 section 8.1).
        switch type {
        case 0:
            if units % 2 != 0 { bad(&d, "is \(units), must be even") }
            for index in 0..<units / 2 { try d.bytes(IPv6Field.routingAddress, list, 4 + 16 * index, 16) }
            if left > 0, units >= 2 { d.packet.destination = .v6(try list.u128(4 + 16 * (units / 2 - 1))) }
        case 2:
            if units != 2 { bad(&d, "is \(units), must be 2") }
            try d.bytes(IPv6Field.homeAddress, list, 4, 16)
            if left > 0 { d.packet.destination = .v6(try list.u128(4)) }
        case 4:
            let count = try list.u8(0) + 1
            if left > 0 { d.packet.destination = .v6(try list.u128(4)) }
            for index in 0..<count { try d.bytes(IPv6Field.segment, list, 4 + 16 * index, 16) }
        default: try compressed(units, left, list, &d) { bad(&$0, "is \(units), too short for the addresses it tells of") }
        }
        return (next, length)
    }

    /// The source route of networks of small devices (RFC 6554): of each address only the end stands there.
    private static func compressed(_ units: Int, _ left: Int, _ list: Octets, _ d: inout Dissection, _ bad: (inout Dissection) -> Void) throws(Stop) {
        guard d.packet.destination.kind == .v6, units > 0 else { return }
        let inner = try list.u8(0) >> 4, last = try list.u8(0) & 15, padding = try list.u8(1) >> 4
        let room = units * 8 - padding - (16 - last)
        let count = room / (16 - inner) + 1
        guard count >= 0 else { return bad(&d) }
        var at = 4
        for index in 0..<count {
            let kept = 16 - (index == count - 1 ? last : inner)
            try list.require(at, kept)
            guard left > 0 else { at += kept; continue }
            var address = d.packet.destination.v6
            for place in 0..<kept {
                let shift = 8 * (kept - 1 - place)
                address = address & ~(0xff << UInt128(shift)) | UInt128(try list.u8(at + place)) << UInt128(shift)
            }
            d.packet.destination = .v6(address)
            at += kept
        }
    }

    private struct Fragment {
        var next: Int
        var offset: Int
        var more: Bool
        var identification: UInt32
    }

    private static func fragment(_ data: Octets, _ d: inout Dissection) throws(Stop) -> Fragment {
        d.layer(.fraghdr, data, 8)
        try data.require(0, 8)
        let next = try d.read(IPv6Field.fragmentNext, data, 0, 1)
        let word = try data.u16(2)
        d.add(IPv6Field.fragmentOffset, word >> 3, data, 2, 2)
        d.add(IPv6Field.fragmentMore, word & 1, data, 2, 2)
        let identification = try d.read(IPv6Field.fragmentIdentification, data, 4, 4)
        return Fragment(next: next, offset: word >> 3, more: word & 1 == 1, identification: UInt32(truncatingIfNeeded: identification))
    }
}
