import Wire

/// The Internet Protocol, version 6 (RFC 8200).
///
///      0                   1                   2                   3
///     +-------+---------------+---------------------------------------+
///     |Version| Traffic class |              Flow label               |
///     +-------+---------------+-------+---------------+---------------+
///     |        Payload length         |  Next header  |   Hop limit   |
///     +-------------------------------+---------------+---------------+
///     |                     Source address (16)                       |
///     |                  Destination address (16)                     |
///     +---------------------------------------------------------------+
enum IPv6Field: UInt8, FieldSet {
    case version, ipVersion, trafficClass, dscp, ecn, flow, payloadLength, nextHeader, hopLimit, source, destination
    case hopoptsNext, hopoptsLength, dstoptsNext, dstoptsLength, optionType, optionLength, optionData, jumbo, routerAlert
    case routingNext, routingLength, routingType, segmentsLeft, routingAddress
    case fragmentNext, fragmentOffset, fragmentMore, fragmentIdentification, reassembledLength, fragmentCount

    static var proto: ProtocolID { .ipv6 }
    var definition: FieldDefinition {
        switch self {
        case .version: .init("ipv6.version", "Version", .decimal, "Which Internet Protocol this is: 6.")
        case .ipVersion: .init("ip.version", "Version", .decimal, "Which Internet Protocol this is: 6.")
        case .trafficClass: .init("ipv6.tclass", "Traffic class", .hex(8), "How the packet wants to be treated in queues.")
        case .dscp: .init("ipv6.tclass.dscp", "Code point", .decimal, "The class of service; 0 is ordinary.")
        case .ecn: .init("ipv6.tclass.ecn", "Congestion notification", .decimal, "0: the sender does not understand congestion marks; 3: a router marks congestion.")
        case .flow: .init("ipv6.flow", "Flow label", .hex(6), "The same for all packets of one conversation, so that routers keep them on one path.")
        case .payloadLength: .init("ipv6.plen", "Payload length", .decimal, "Bytes behind this header, extension headers included.")
        case .nextHeader: .init("ipv6.nxt", "Next header", .decimal, "Which header or protocol follows.", IPProtocol.name)
        case .hopLimit: .init("ipv6.hlim", "Hop limit", .decimal, "How many more routers may forward the packet; each subtracts 1.")
        case .source: .init("ipv6.src", "Source", .ipv6, "The host that sent the packet.")
        case .destination: .init("ipv6.dst", "Destination", .ipv6, "The host that the packet is for.")
        case .hopoptsNext: .init("ipv6.hopopts.nxt", "Next header", .decimal, "Which header or protocol follows.", IPProtocol.name)
        case .hopoptsLength: .init("ipv6.hopopts.len", "Length", .decimal, "Units of 8 bytes behind the first 8.")
        case .dstoptsNext: .init("ipv6.dstopts.nxt", "Next header", .decimal, "Which header or protocol follows.", IPProtocol.name)
        case .dstoptsLength: .init("ipv6.dstopts.len", "Length", .decimal, "Units of 8 bytes behind the first 8.")
        case .optionType: .init("ipv6.opt.type", "Option", .hex(2), "Which option this is; its first two bits say what a host does that doesn't know it.") { $0 == 0 ? "Pad1" : $0 == 1 ? "PadN" : $0 == 5 ? "router alert" : $0 == 0xc2 ? "jumbo payload" : nil }
        case .optionLength: .init("ipv6.opt.length", "Option length", .decimal, "Bytes of the option behind type and length.")
        case .optionData: .init("ipv6.opt.unknown", "Option data", .bytes, "What the option says.")
        case .jumbo: .init("ipv6.opt.jumbo", "Jumbo payload length", .decimal, "The payload's length where 16 bits do not hold it.")
        case .routerAlert: .init("ipv6.opt.router_alert", "Router alert", .decimal, "Asks routers on the way to look into the packet.")
        case .routingNext: .init("ipv6.routing.nxt", "Next header", .decimal, "Which header or protocol follows.", IPProtocol.name)
        case .routingLength: .init("ipv6.routing.len", "Length", .decimal, "Units of 8 bytes behind the first 8.")
        case .routingType: .init("ipv6.routing.type", "Type", .decimal, "Which kind of routing header this is.")
        case .segmentsLeft: .init("ipv6.routing.segleft", "Segments left", .decimal, "How many of the listed routers are still to be visited.")
        case .routingAddress: .init("ipv6.routing.src.addr", "Address", .ipv6, "A router to be visited.")
        case .fragmentNext: .init("ipv6.fraghdr.nxt", "Next header", .decimal, "Which header or protocol the datagram begins with.", IPProtocol.name)
        case .fragmentOffset: .init("ipv6.fraghdr.offset", "Fragment offset", .decimal, "Where in its datagram the fragment belongs, in units of 8 bytes.")
        case .fragmentMore: .init("ipv6.fraghdr.more", "More fragments", .boolean, "Further fragments of the same datagram follow this one.")
        case .fragmentIdentification: .init("ipv6.fraghdr.ident", "Identification", .hex(8), "Says which fragments belong together.")
        case .reassembledLength: .init("ipv6.reassembled.length", "Reassembled length", .decimal, "Bytes of the whole datagram's payload.")
        case .fragmentCount: .init("ipv6.fragment.count", "Fragments", .decimal, "How many fragments the datagram came in.")
        }
    }
}

enum IPv6Dissector {
    /// The most extension headers that are followed in one packet.
    private static let headerLimit = 64

    static func dissect(_ frame: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        d.layer(.ipv6, frame, 40)
        d.packet.tunnels += 1
        guard d.packet.tunnels <= IPv4Dissector.tunnelLimit else { return d.report(.invalid, field: IPv6Field.version.id, offset: frame.offset, reason: "more than \(IPv4Dissector.tunnelLimit) IP headers inside one another") }
        let word = try frame.u32(0)
        d.add(IPv6Field.version, word >> 28, frame, 0, 1)
        d.add(IPv6Field.ipVersion, word >> 28, frame, 0, 1, flags: .hidden)
        guard word >> 28 == 6 else {
            d.report(.invalid, field: IPv6Field.version.id, offset: frame.offset, reason: "is \(word >> 28), must be 6")
            return
        }
        let trafficClass = word >> 20 & 0xff
        d.add(IPv6Field.trafficClass, trafficClass, frame, 0, 4)
        d.open()
        d.add(IPv6Field.dscp, trafficClass >> 2, frame, 0, 4)
        d.add(IPv6Field.ecn, trafficClass & 3, frame, 0, 4)
        d.close()
        d.add(IPv6Field.flow, word & 0xfffff, frame, 1, 3)
        var length = try frame.u16(4)
        let next = try frame.u8(6)
        if length == 0 && next != 0 && next != 59 {
            length = max(0, frame.reported - 40)
            d.add(IPv6Field.payloadLength, length, frame, 4, 2, flags: .generated)
        } else {
            d.add(IPv6Field.payloadLength, length, frame, 4, 2)
        }
        d.add(IPv6Field.nextHeader, next, frame, 6, 1)
        try d.read(IPv6Field.hopLimit, frame, 7, 1)
        try d.bytes(IPv6Field.source, frame, 8, 16)
        d.packet.source = .v6(try frame.u128(8))
        try d.bytes(IPv6Field.destination, frame, 24, 16)
        d.packet.destination = .v6(try frame.u128(24))
        d.packet.hasPorts = false
        if length == 0 && next == 0 { length = jumboLength(frame) ?? 0 }
        if length > frame.reported - 40 && !d.packet.isInError {
            d.report(.invalid, field: IPv6Field.payloadLength.id, offset: frame.offset + 4, reason: "is \(length), but only \(max(0, frame.reported - 40)) bytes are there")
        }
        let wasFragment = d.packet.isFragment
        defer { d.packet.isFragment = wasFragment }
        try follow(next, try frame.prefix(40 + length).dropping(40), &d, &s)
    }

    /// The payload's length that a jumbo payload option gives (RFC 2675).
    private static func jumboLength(_ frame: Octets) -> Int? {
        guard let units = frame[41] else { return nil }
        var at = 42
        let end = 40 + (Int(units) + 1) * 8
        while at + 1 < end, let type = frame[at], let size = frame[at + 1] {
            if type == 0 { at += 1; continue }
            if type == 0xc2, size == 4, let length = try? frame.u32(at + 2) { return length }
            at += 2 + Int(size)
        }
        return nil
    }

    /// Goes through the extension headers to the protocol behind them.
    private static func follow(_ first: Int, _ start: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        var next = first, data = start, headers = 0
        while true {
            headers += 1
            guard headers <= headerLimit else { return d.report(.invalid, offset: data.offset, reason: "more than \(headerLimit) extension headers") }
            switch next {
            case 0, 60:
                let length = (try data.u8(1) + 1) * 8
                next = try options(isHopByHop: next == 0, data, length, &d)
                data = try data.dropping(length)
            case 43:
                let length = (try data.u8(1) + 1) * 8
                next = try routing(data, length, &d)
                data = try data.dropping(length)
            case 44:
                let header = try fragment(data, &d)
                next = header.next
                let payload = try data.dropping(8)
                guard header.offset != 0 || header.more else { data = payload; continue }
                guard payload.count >= payload.reported, payload.reported > 0 else {
                    // Cut by the capture: the first fragment's front can still be read.
                    guard header.offset == 0 else { return DataDissector.dissect(payload, &d) }
                    d.packet.isFragment = true
                    data = payload
                    continue
                }
                let key = FragmentKey(source: d.packet.source, destination: d.packet.destination, identification: header.identification, proto: 44)
                guard let whole = s.fragments.add(payload, key, offset: header.offset * 8, more: header.more, frame: d.packet.number, into: &d.sources, title: "Reassembled IPv6") else {
                    return DataDissector.dissect(payload, &d)
                }
                d.add(IPv6Field.fragmentCount, whole.fragments, data, 0, 0, flags: .generated)
                d.add(IPv6Field.reassembledLength, whole.bytes.count, data, 0, 0, flags: .generated)
                d.packet.isFragment = false
                data = whole.bytes
            case 51:
                let length = (try data.u8(1) + 2) * 4
                next = try AHDissector.header(data, &d)
                data = try data.dropping(length)
            case 59:
                return DataDissector.dissect(data, &d)
            default:
                return try IPProtocol.dissect(next, data, &d, &s)
            }
        }
    }

    private static func options(isHopByHop: Bool, _ data: Octets, _ length: Int, _ d: inout Dissection) throws(Stop) -> Int {
        d.layer(isHopByHop ? .hopopts : .dstopts, data, length)
        let next = try d.read(isHopByHop ? IPv6Field.hopoptsNext : .dstoptsNext, data, 0, 1)
        try d.read(isHopByHop ? IPv6Field.hopoptsLength : .dstoptsLength, data, 1, 1)
        var at = 2
        while at < length {
            let type = try data.u8(at)
            if type == 0 {
                // Wireshark looks at the byte behind a Pad1, too; so a Pad1 that ends the packet counts as cut.
                d.add(IPv6Field.optionType, type, data, at, 1)
                at += 1
                continue
            }
            d.add(IPv6Field.optionType, type, data, at, 1)
            d.open()
            let size = try d.read(IPv6Field.optionLength, data, at + 1, 1)
            if type == 0xc2 && size == 4 {
                try d.read(IPv6Field.jumbo, data, at + 2, 4)
            } else if type == 5 && size == 2 {
                try d.read(IPv6Field.routerAlert, data, at + 2, 2)
            } else if size > 0 {
                try d.bytes(IPv6Field.optionData, data, at + 2, size)
            }
            d.close()
            at += 2 + size
        }
        return next
    }

    private static func routing(_ data: Octets, _ length: Int, _ d: inout Dissection) throws(Stop) -> Int {
        d.layer(.routing, data, length)
        let next = try d.read(IPv6Field.routingNext, data, 0, 1)
        try d.read(IPv6Field.routingLength, data, 1, 1)
        let type = try d.read(IPv6Field.routingType, data, 2, 1)
        let left = try d.read(IPv6Field.segmentsLeft, data, 3, 1)
        // Types 0 and 2 (RFC 8200, RFC 6275) and 4 (RFC 8754) list 16-byte addresses from byte 8 on.
        guard type == 0 || type == 2 || type == 4 else { return next }
        let count = type == 4 ? min((data[4].map { Int($0) } ?? 0) + 1, (length - 8) / 16) : (length - 8) / 16
        guard count > 0 else { return next }
        for index in 0..<count { try d.bytes(IPv6Field.routingAddress, data, 8 + 16 * index, 16) }
        // The upper layer's checksum covers the last address that the packet will go to (RFC 8200 section 8.1).
        if left > 0 { d.packet.destination = .v6(try data.u128(type == 4 ? 8 : 8 + 16 * (count - 1))) }
        return next
    }

    private static func fragment(_ data: Octets, _ d: inout Dissection) throws(Stop) -> (next: Int, offset: Int, more: Bool, identification: UInt32) {
        d.layer(.fraghdr, data, 8)
        let next = try d.read(IPv6Field.fragmentNext, data, 0, 1)
        let word = try data.u16(2)
        d.add(IPv6Field.fragmentOffset, word >> 3, data, 2, 2)
        d.add(IPv6Field.fragmentMore, word & 1, data, 2, 2)
        let identification = try d.read(IPv6Field.fragmentIdentification, data, 4, 4)
        return (next, word >> 3, word & 1 == 1, UInt32(truncatingIfNeeded: identification))
    }
}
