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
    case optionType, optionLength, optionPointer, optionAddress, reassembledIn, reassembledLength, fragmentCount

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
        case .optionType: .init("ip.opt.type", "Option", .decimal, "Which option this is.", IPv4Dissector.optionName)
        case .optionLength: .init("ip.opt.len", "Option length", .decimal, "Bytes of the option, type and length included.")
        case .optionPointer: .init("ip.opt.ptr", "Pointer", .decimal, "Where in the option the next entry goes.")
        case .optionAddress: .init("ip.opt.addr", "Address", .ipv4, "A router that the packet went through or is to go through.")
        case .reassembledIn: .init("ip.reassembled_in", "Reassembled in", .decimal, "The frame in which the datagram was whole.")
        case .reassembledLength: .init("ip.reassembled.length", "Reassembled length", .decimal, "Bytes of the whole datagram's payload.")
        case .fragmentCount: .init("ip.fragment.count", "Fragments", .decimal, "How many fragments the datagram came in.")
        }
    }
}

enum IPv4Dissector {
    /// How many headers of IP may stand inside one another.
    static let tunnelLimit = 16

    @Sendable static func optionName(_ type: UInt64) -> String? {
        switch type {
        case 0: "end of options"
        case 1: "no operation"
        case 7: "record route"
        case 68: "timestamp"
        case 130: "security"
        case 131: "loose source route"
        case 136: "stream identifier"
        case 137: "strict source route"
        case 148: "router alert"
        default: nil
        }
    }

    static func dissect(_ frame: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        var data = frame
        // A header of nothing is one that is missing, not the layer's before it.
        let headerLength = Int(frame[0] ?? 5) % 16 * 4
        d.layer(.ip, data, headerLength)
        let first = try data.u8(0)
        d.add(IPv4Field.version, first >> 4, data, 0, 1)
        d.packet.tunnels += 1
        guard d.packet.tunnels <= tunnelLimit else { return d.report(.invalid, field: IPv4Field.version.id, offset: data.offset, reason: "more than \(tunnelLimit) IP headers inside one another") }
        guard first >> 4 == 4 else {
            d.report(.invalid, field: IPv4Field.version.id, offset: data.offset, reason: "is \(first >> 4), must be 4")
            if first >> 4 == 6 { try IPv6Dissector.dissect(frame, &d, &s) }
            return
        }
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
        var destination = UInt32(truncatingIfNeeded: try data.u32(16))
        d.packet.source = .v4(source)
        if headerLength > 20, let at = finalDestination(data, headerLength) {
            d.add(IPv4Field.currentRoute, UInt64(destination), data, 16, 4)
            destination = UInt32(truncatingIfNeeded: try data.u32(at))
            d.add(IPv4Field.destination, UInt64(destination), data, at, 4)
        } else {
            d.add(IPv4Field.destination, UInt64(destination), data, 16, 4)
        }
        d.packet.destination = .v4(destination)
        d.packet.hasPorts = false
        if headerLength > 20 { try options(data, headerLength, &d) }

        let isWhole = data.count >= total
        let wasFragment = d.packet.isFragment
        defer { d.packet.isFragment = wasFragment }
        var payload = try data.dropping(headerLength)
        if fragment & 0x3fff != 0, isHeaderGood, isWhole, total > headerLength {
            let key = FragmentKey(source: .v4(source), destination: .v4(destination), identification: UInt32(identification), proto: UInt8(proto))
            guard let whole = s.fragments.add(payload.prefix(total - headerLength), key, offset: (fragment & 0x1fff) * 8, more: fragment & 0x2000 != 0, frame: d.packet.number, into: &d.sources, title: "Reassembled IPv4") else {
                return DataDissector.dissect(payload, &d)
            }
            d.add(IPv4Field.fragmentCount, whole.fragments, data, 0, 0, flags: .generated)
            d.add(IPv4Field.reassembledLength, whole.bytes.count, data, 0, 0, flags: .generated)
            payload = whole.bytes
            d.packet.isFragment = false
        } else if fragment & 0x1fff != 0 {
            return DataDissector.dissect(payload, &d)
        } else {
            d.packet.isFragment = fragment & 0x2000 != 0
        }
        guard payload.reported > 0 else { return }
        try IPProtocol.dissect(proto, payload, &d, &s)
    }

    /// Where the last address of an unfinished source route stands, which is where the packet really goes.
    private static func finalDestination(_ data: Octets, _ headerLength: Int) -> Int? {
        var at = 20
        while at + 1 < headerLength, let type = data[at] {
            if type == 0 { return nil }
            if type == 1 { at += 1; continue }
            guard let length = data[at + 1], length >= 2, at + Int(length) <= headerLength else { return nil }
            if type == 131 || type == 137, let pointer = data[at + 2], pointer < length, length >= 7 { return at + Int(length) - 4 }
            at += Int(length)
        }
        return nil
    }

    private static func options(_ data: Octets, _ headerLength: Int, _ d: inout Dissection) throws(Stop) {
        var at = 20
        while at < headerLength {
            let type = try data.u8(at)
            if type <= 1 {
                d.add(IPv4Field.optionType, type, data, at, 1)
                if type == 0 { return }
                at += 1
                continue
            }
            guard at + 1 < headerLength else { return d.report(.invalid, field: IPv4Field.optionLength.id, offset: data.offset + at, reason: "is outside the header") }
            let length = try data.u8(at + 1)
            guard length >= 2, at + length <= headerLength else {
                return d.report(.invalid, field: IPv4Field.optionLength.id, offset: data.offset + at + 1, reason: "is \(length), and \(headerLength - at) bytes are left of the header")
            }
            d.add(IPv4Field.optionType, type, data, at, 1)
            d.open()
            d.add(IPv4Field.optionLength, length, data, at + 1, 1)
            if (type == 7 || type == 131 || type == 137) && length >= 3 {
                try d.read(IPv4Field.optionPointer, data, at + 2, 1)
                var entry = at + 3
                while entry + 4 <= at + length {
                    try d.read(IPv4Field.optionAddress, data, entry, 4)
                    entry += 4
                }
            } else if type == 68 && length >= 4 {
                try d.read(IPv4Field.optionPointer, data, at + 2, 1)
            }
            d.close()
            at += length
        }
    }
}

/// The table of protocol numbers above IP.
enum IPProtocol {
    @Sendable static func name(_ number: UInt64) -> String? {
        switch number {
        case 0: "IPv6 hop-by-hop options"
        case 1: "ICMP"
        case 2: "IGMP"
        case 4: "IPv4"
        case 6: "TCP"
        case 17: "UDP"
        case 41: "IPv6"
        case 43: "IPv6 routing"
        case 44: "IPv6 fragment"
        case 47: "GRE"
        case 50: "ESP"
        case 51: "AH"
        case 58: "ICMPv6"
        case 59: "nothing follows"
        case 60: "IPv6 destination options"
        case 89: "OSPF"
        case 132: "SCTP"
        default: nil
        }
    }

    /// Hands the payload of an IP packet to its protocol.
    static func dissect(_ number: Int, _ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        switch number {
        case 6: try TCPDissector.dissect(data, &d, &s)
        case 17: try UDPDissector.dissect(data, &d, &s)
        case 1: try ICMPDissector.dissect(data, &d, &s)
        case 58: try ICMPv6Dissector.dissect(data, &d, &s)
        case 2: try IGMPDissector.dissect(data, &d)
        case 4: try IPv4Dissector.dissect(data, &d, &s)
        case 41: try IPv6Dissector.dissect(data, &d, &s)
        case 47: try GREDissector.dissect(data, &d, &s)
        case 51: try AHDissector.dissect(data, &d, &s)
        case 132: try SCTPDissector.dissect(data, &d)
        case 143: try EthernetDissector.dissect(data, &d, &s)
        case 103: try PIMDissector.dissect(data, &d, &s)
        case 137: try MPLSDissector.dissect(data, &d, &s)
        case 89: try OSPFDissector.dissect(data, &d)
        default:
            if let name = ForeignProtocols.overIP(number) { DataDissector.foreign(name, data, &d) } else { DataDissector.dissect(data, &d) }
        }
    }
}

/// Checking Internet checksums (RFC 1071).
enum Checksum {
    @Sendable static func name(_ status: UInt64) -> String? {
        switch status {
        case 0: "bad"
        case 1: "good"
        case 2: "not verified"
        case 3: "not present"
        default: nil
        }
    }

    /// The one's complement sum of `length` bytes from `at` on, folded: 0xffff over bytes that hold a right checksum.
    static func sum(_ data: Octets, _ at: Int, _ length: Int, initial: UInt64 = 0) -> UInt16 {
        guard at >= 0, length >= 0, length <= data.count - at else { return 0 }
        var sum = initial
        var pointer = UnsafeRawPointer(data.base + at)
        var left = length
        // Words are added as they lie in memory; the byte order of the sum is put right at the end (RFC 1071 section 2B).
        var wide: UInt64 = 0
        while left >= 32 {
            let a = pointer.loadUnaligned(as: SIMD8<UInt32>.self)
            let low = SIMD8<UInt64>(truncatingIfNeeded: a)
            wide &+= low.wrappedSum()
            pointer += 32
            left -= 32
        }
        while left >= 4 {
            wide &+= UInt64(pointer.loadUnaligned(as: UInt32.self))
            pointer += 4
            left -= 4
        }
        if left >= 2 {
            wide &+= UInt64(pointer.loadUnaligned(as: UInt16.self))
            pointer += 2
            left -= 2
        }
        if left == 1 { wide &+= UInt64(UInt16(littleEndian: UInt16(pointer.load(as: UInt8.self)))) }
        while wide > 0xffff { wide = wide >> 16 &+ wide & 0xffff }
        sum &+= UInt64(UInt16(bigEndian: UInt16(truncatingIfNeeded: wide)))
        while sum > 0xffff { sum = sum >> 16 &+ sum & 0xffff }
        return UInt16(truncatingIfNeeded: sum)
    }

    /// The sum of a pseudo-header, not folded (RFC 9293 section 3.1, RFC 8200 section 8.1).
    static func pseudoHeader(_ source: AddressKey, _ destination: AddressKey, proto: Int, length: Int) -> UInt64 {
        func words(_ value: UInt64) -> UInt64 { value >> 48 &+ value >> 32 & 0xffff &+ value >> 16 & 0xffff &+ value & 0xffff }
        return words(source.high) &+ words(source.low) &+ words(destination.high) &+ words(destination.low) &+ UInt64(proto) &+ words(UInt64(length))
    }
}
