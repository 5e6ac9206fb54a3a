import Wire

/// The Internet Protocol, version 4 (RFC 791, with the DS field of RFC 2474 and ECN of RFC 3168).
///
///      0                   1                   2                   3
///     +-------+-------+-----------+---+-------------------------------+
///     |Version|  IHL  |   DSCP    |ECN|          Total length         |
///     +-------+-------+-----------+---+-----+-------------------------+
///     |        Identification         |Flags|     Fragment offset     |
///     +---------------+---------------+-----+-------------------------+
///     | Time to live  |   Protocol    |        Header checksum        |
///     +---------------+---------------+-------------------------------+
///     |                        Source address                         |
///     |                      Destination address                      |
///     |                    Options, padded with zeros                 |
///     +---------------------------------------------------------------+
enum IPv4Field: UInt8, FieldSet {
    case version, headerLength, dsField, dscp, ecn, length, identification, flags, reserved, dontFragment, moreFragments
    case fragmentOffset, ttl, proto_, checksum, checksumStatus, source, currentRoute, destination
    case optionType, optionLength, optionPointer, optionAddress, recordedRoute, sourceRoute, routerAlert, optionMTU, optionStream
    case timestampOverflow, timestampFlag, timestampAddress, timestamp, reassembledIn, reassembledLength, fragmentCount

    static var proto: ProtocolID { .ip }
    var definition: FieldDefinition {
        switch self {
        case .version: .init("ip.version", "Version", .decimal, "Which Internet Protocol this is: 4.")
        case .headerLength: .init("ip.hdr_len", "Header length", .decimal, "Bytes of this header, options included.")
        case .dsField: .init("ip.dsfield", "Differentiated services", .hex(2), "How the packet wants to be treated in queues.")
        case .dscp: .init("ip.dsfield.dscp", "Code point", .decimal, "The class of service; 0 is ordinary.")
        case .ecn: .init("ip.dsfield.ecn", "Congestion notification", .decimal, "0: the sender does not understand congestion marks; 1 or 2: it does; 3: a router marks congestion.")
        case .length: .init("ip.len", "Total length", .decimal, "Bytes of header and payload together.")
        case .identification: .init("ip.id", "Identification", .hex(4), "Says which fragments belong together.")
        case .flags: .init("ip.flags", "Flags", .hex(2), "Whether the packet may be, or is, cut into fragments.")
        case .reserved: .init("ip.flags.rb", "Reserved", .boolean, "Must be 0.")
        case .dontFragment: .init("ip.flags.df", "Don't fragment", .boolean, "Routers must not cut the packet; they drop it and say so if it is too long.")
        case .moreFragments: .init("ip.flags.mf", "More fragments", .boolean, "Further fragments of the same datagram follow this one.")
        case .fragmentOffset: .init("ip.frag_offset", "Fragment offset", .decimal, "Where in its datagram the fragment belongs, in units of 8 bytes.")
        case .ttl: .init("ip.ttl", "Time to live", .decimal, "How many more routers may forward the packet; each subtracts 1.")
        case .proto_: .init("ip.proto", "Protocol", .decimal, "Which protocol the payload belongs to.", IPProtocol.name)
        case .checksum: .init("ip.checksum", "Header checksum", .hex(4), "Guards the header, not the payload, against damage.")
        case .checksumStatus: .init("ip.checksum.status", "Checksum status", .decimal, "Whether the checksum is right.", Checksum.name)
        case .source: .init("ip.src", "Source", .ipv4, "The host that sent the packet.")
        case .currentRoute: .init("ip.cur_rt", "Current route", .ipv4, "The next router of a source route.")
        case .destination: .init("ip.dst", "Destination", .ipv4, "The host that the packet is for.")
        case .optionType: .init("ip.opt.type", "Option", .decimal, "Which option this is.", IPv4Options.name)
        case .optionLength: .init("ip.opt.len", "Option length", .decimal, "Bytes of the option, type and length included.")
        case .optionPointer: .init("ip.opt.ptr", "Pointer", .decimal, "Where in the option the next entry goes.")
        case .optionAddress: .init("ip.opt.addr", "Address", .ipv4, "A host that the packet is for.")
        case .recordedRoute: .init("ip.rec_rt", "Recorded route", .ipv4, "A router that the packet went through.")
        case .sourceRoute: .init("ip.src_rt", "Source route", .ipv4, "A router that the packet is to go through.")
        case .routerAlert: .init("ip.opt.ra", "Router alert", .decimal, "0: every router on the way is to look into the packet.")
        case .optionMTU: .init("ip.opt.mtu", "MTU", .decimal, "The longest packet that the links so far carry.")
        case .optionStream: .init("ip.opt.sid", "Stream", .decimal, "Which stream of SATNET the packet belongs to.")
        case .timestampOverflow: .init("ip.opt.overflow", "Overflow", .decimal, "How many hosts found no room for their time.")
        case .timestampFlag: .init("ip.opt.flag", "Flag", .hex(1), "0: times only; 1: with addresses; 3: of the hosts listed.")
        case .timestampAddress: .init("ip.opt.time_stamp_addr", "Host", .ipv4, "Whose time follows.")
        case .timestamp: .init("ip.opt.time_stamp", "Time", .decimal, "Milliseconds since midnight, UTC.")
        case .reassembledIn: .init("ip.reassembled_in", "Reassembled in", .decimal, "The frame in which the datagram was whole.")
        case .reassembledLength: .init("ip.reassembled.length", "Reassembled length", .decimal, "Bytes of the whole datagram's payload.")
        case .fragmentCount: .init("ip.fragment.count", "Fragments", .decimal, "How many fragments the datagram came in.")
        }
    }
}

enum IPv4Dissector {
    /// How many headers of IP may stand inside one another.
    static let tunnelLimit = 16

    static func dissect(_ frame: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        var data = frame
        // A header of nothing is one that is missing, not the layer's before it.
        let headerLength = Int(frame[0] ?? 5) % 16 * 4
        d.layer(.ip, data, headerLength)
        let first = try data.u8(0)
        d.add(IPv4Field.version, first >> 4, data, 0, 1)
        d.packet.tunnels += 1
        guard d.packet.tunnels <= tunnelLimit else { return d.report(.invalid, field: IPv4Field.version.id, offset: data.offset, reason: "more than \(tunnelLimit) IP headers inside one another") }
        d.add(IPv4Field.headerLength, headerLength, data, 0, 1)
        guard headerLength >= 20 else {
            return d.report(.invalid, field: IPv4Field.headerLength.id, offset: data.offset, reason: "is \(headerLength), must be at least 20")
        }
        let service = try d.read(IPv4Field.dsField, data, 1, 1)
        d.open()
        d.add(IPv4Field.dscp, service >> 2, data, 1, 1)
        d.add(IPv4Field.ecn, service & 3, data, 1, 1)
        d.close()
        var total = try data.u16(2)
        if total < headerLength {
            guard total == 0 else {
                d.add(IPv4Field.length, total, data, 2, 2)
                return d.report(.invalid, field: IPv4Field.length.id, offset: data.offset + 2, reason: "is \(total), less than the header's \(headerLength)")
            }
            // The network card was to cut the segment and fill in the lengths after it was captured.
            total = data.reported
            d.add(IPv4Field.length, total, data, 2, 2, flags: .generated)
        } else {
            d.add(IPv4Field.length, total, data, 2, 2)
            if total > data.reported {
                if !d.packet.isInError { d.report(.invalid, field: IPv4Field.length.id, offset: data.offset + 2, reason: "is \(total), but only \(data.reported) bytes are there") }
            } else {
                data = data.prefix(total)
            }
        }
        let identification = try d.read(IPv4Field.identification, data, 4, 2)
        let fragment = try data.u16(6)
        d.add(IPv4Field.flags, fragment >> 13, data, 6, 1)
        d.open()
        d.add(IPv4Field.reserved, fragment >> 15, data, 6, 1)
        d.add(IPv4Field.dontFragment, fragment >> 14 & 1, data, 6, 1)
        d.add(IPv4Field.moreFragments, fragment >> 13 & 1, data, 6, 1)
        d.close()
        d.add(IPv4Field.fragmentOffset, fragment & 0x1fff, data, 6, 2)
        try d.read(IPv4Field.ttl, data, 8, 1)
        let proto = try d.read(IPv4Field.proto_, data, 9, 1)
        try d.read(IPv4Field.checksum, data, 10, 2)
        var isHeaderGood = true
        if data.count >= headerLength {
            isHeaderGood = Checksum.sum(data, 0, headerLength) == 0xffff
            if !isHeaderGood, !d.packet.isInError { d.packet.hasBadChecksum = true }
            d.add(IPv4Field.checksumStatus, isHeaderGood ? 1 : 0, data, 10, 0, flags: .generated)
        } else {
            d.add(IPv4Field.checksumStatus, 2, data, 10, 0, flags: .generated)
        }
        let source = UInt32(truncatingIfNeeded: try d.read(IPv4Field.source, data, 12, 4))
        d.packet.source = .v4(source)
        var destination = UInt32(truncatingIfNeeded: try data.u32(16))
        if headerLength > 20, let at = try IPv4Options.finalDestination(data, headerLength) {
            // The option shows where the packet goes in the end.
            d.add(IPv4Field.currentRoute, UInt64(destination), data, 16, 4)
            destination = UInt32(truncatingIfNeeded: try data.u32(at))
        } else {
            d.add(IPv4Field.destination, UInt64(destination), data, 16, 4)
        }
        d.packet.destination = .v4(destination)
        d.packet.hasPorts = false
        if headerLength > 20 {
            try data.require(20, headerLength - 20)
            try IPv4Options.dissect(data, headerLength, &d)
        }

        let isWhole = data.count >= total
        let wasFragment = d.packet.isFragment
        defer { d.packet.isFragment = wasFragment }
        var payload = try data.dropping(headerLength)
        if fragment & 0x3fff != 0, isHeaderGood, isWhole, total > headerLength {
            let key = FragmentKey(source: .v4(source), destination: .v4(destination), identification: UInt32(identification), proto: UInt8(proto))
            guard let whole = s.fragments.add(payload.prefix(total - headerLength), key, offset: (fragment & 0x1fff) * 8, more: fragment & 0x2000 != 0, frame: d.packet.number, into: &d.sources, title: "Reassembled IPv4") else {
                sayFragment(identification, fragment, payload, total - headerLength, &d)
                return DataDissector.dissect(payload, &d)
            }
            d.add(IPv4Field.fragmentCount, whole.fragments, data, 0, 0, flags: .generated)
            d.add(IPv4Field.reassembledLength, whole.bytes.count, data, 0, 0, flags: .generated)
            payload = whole.bytes
            d.packet.isFragment = false
        } else if fragment & 0x1fff != 0 {
            sayFragment(identification, fragment, payload, total - headerLength, &d)
            return DataDissector.dissect(payload, &d)
        } else {
            d.packet.isFragment = fragment & 0x2000 != 0
        }
        guard payload.reported > 0 else { return }
        do { try IPProtocol.dissect(proto, payload, &d, &s) } catch {
            guard d.packet.isFragment else { throw error }
            // Here, where it is still known that no more was to be expected.
            d.report(error, payload)
        }
    }

    private static func sayFragment(_ identification: Int, _ fragment: Int, _ payload: Octets, _ length: Int, _ d: inout Dissection) {
        d.say { out in FragmentWords.write(identification: UInt32(truncatingIfNeeded: identification), digits: 4, offset: (fragment & 0x1fff) * 8, length: min(length, payload.reported), more: fragment & 0x2000 != 0, into: &out) }
    }
}
