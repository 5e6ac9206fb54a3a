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
    case routingNext, routingLength, routingType, segmentsLeft, routingAddress, homeAddress, segment
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
        case .homeAddress: .init("ipv6.routing.mipv6.home_address", "Home address", .ipv6, "The mobile host's address at home.")
        case .segment: .init("ipv6.routing.srh.addr", "Segment", .ipv6, "A router to be visited, the last first.")
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
    static func dissect(_ frame: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        d.layer(.ipv6, frame, 40)
        d.packet.tunnels += 1
        guard d.packet.tunnels <= IPv4Dissector.tunnelLimit else { return d.report(.invalid, field: IPv6Field.version.id, offset: frame.offset, reason: "more than \(IPv4Dissector.tunnelLimit) IP headers inside one another") }
        let version = try frame.u8(0) >> 4
        d.add(IPv6Field.version, version, frame, 0, 1)
        d.add(IPv6Field.ipVersion, version, frame, 0, 1, flags: .hidden)
        guard version == 6 else { return d.report(.invalid, field: IPv6Field.version.id, offset: frame.offset, reason: "is \(version), must be 6", isMalformed: true) }
        if frame.reported < 40 { d.report(.invalid, offset: frame.offset, reason: "the header has 40 bytes, but only \(frame.reported) are there", isMalformed: true) }
        let word = try frame.u32(0), trafficClass = word >> 20 & 0xff
        d.add(IPv6Field.trafficClass, trafficClass, frame, 0, 4)
        d.open()
        d.add(IPv6Field.dscp, trafficClass >> 2, frame, 0, 4)
        d.add(IPv6Field.ecn, trafficClass & 3, frame, 0, 4)
        d.close()
        d.add(IPv6Field.flow, word & 0xfffff, frame, 1, 3)
        var length = try frame.u16(4)
        let next = try frame.u8(6)
        d.add(IPv6Field.payloadLength, length, frame, 4, 2)
        d.add(IPv6Field.nextHeader, next, frame, 6, 1)
        try d.read(IPv6Field.hopLimit, frame, 7, 1)
        try d.bytes(IPv6Field.source, frame, 8, 16)
        d.packet.source = .v6(try frame.u128(8))
        try d.bytes(IPv6Field.destination, frame, 24, 16)
        d.packet.destination = .v6(try frame.u128(24))
        d.packet.hasPorts = false
        // A hop-by-hop option tells the length of a packet for which 16 bits are too few; anything else of no length is empty.
        let fragmentLength = length
        if length == 0 && next == 0 {
            if let jumbo = jumboLength(frame) { length = jumbo } else {
                d.report(.invalid, field: IPv6Field.payloadLength.id, offset: frame.offset + 4, reason: "is 0, and no option tells another", isMalformed: true)
            }
        } else if length == 0 && next != 59 {
            d.report(.invalid, field: IPv6Field.payloadLength.id, offset: frame.offset + 4, reason: "is 0, but something is to follow")
        }
        if length > frame.reported - 40 && !d.packet.isInError {
            d.report(.invalid, field: IPv6Field.payloadLength.id, offset: frame.offset + 4, reason: "is \(length), but only \(max(0, frame.reported - 40)) bytes are there")
        }
        let wasFragment = d.packet.isFragment
        defer { d.packet.isFragment = wasFragment }
        var extensions = IPv6Extensions(fragmentLength: fragmentLength)
        try extensions.follow(next, try frame.prefix(40 + length).dropping(40), &d, &s)
    }

    /// The payload's length that a jumbo payload option gives (RFC 2675).
    private static func jumboLength(_ frame: Octets) -> Int? {
        guard let units = frame[41] else { return nil }
        var at = 42
        let end = 40 + (Int(units) + 1) * 8
        while at < end, frame.count - at >= 6, let type = frame[at] {
            if type == 0 { at += 1; continue }
            guard let size = frame[at + 1] else { return nil }
            if type == 0xc2, size == 4, let length = try? frame.u32(at + 2) { return length > 0xffff ? length : nil }
            at += 2 + Int(size)
        }
        return nil
    }
}
