import Wire

/// The Internet Control Message Protocol for IPv6 (RFC 4443), neighbour discovery (RFC 4861) and multicast
/// listeners (RFC 2710, RFC 3810).
enum ICMPv6Field: UInt8, FieldSet {
    case type, code, checksum, checksumStatus, identifier, sequence, mtu, pointer, reserved
    case nsTarget, naTarget, naRouter, naSolicited, naOverride, naFlags
    case raHopLimit, raFlags, raManaged, raOther, raLifetime, raReachable, raRetransmission, rdTarget, rdDestination
    case optionType, optionLength, optionLinkAddress, optionOtherAddress, optionRouteLifetime, optionSearchLifetime, optionPrefix, optionPrefixLength, optionPrefixFlags, optionPrefixValid, optionPrefixPreferred, optionMTU, optionDNSLifetime, optionDNSServer
    case mldDelay, mldAddress, mldRecordCount, mldRecordType, mldRecordAddress, mldSource, mldSourceCount, mldMaximumResponse
    case mldExtra, mldRecordSourceCount, mldRecordSource

    static var proto: ProtocolID { .icmpv6 }
    var definition: FieldDefinition {
        switch self {
        case .type: .init("icmpv6.type", "Type", .decimal, "What the message is about.", ICMPv6Dissector.typeName)
        case .code: .init("icmpv6.code", "Code", .decimal, "The type's particular case.")
        case .checksum: .init("icmpv6.checksum", "Checksum", .hex(4), "Guards message and addresses against damage.")
        case .checksumStatus: .init("icmpv6.checksum.status", "Checksum status", .decimal, "Whether the checksum is right.", Checksum.name)
        case .identifier: .init("icmpv6.echo.identifier", "Identifier", .hex(4), "Which program asked: the answer repeats it.")
        case .sequence: .init("icmpv6.echo.sequence_number", "Sequence", .decimal, "Which of its questions this is: the answer repeats it.")
        case .mtu: .init("icmpv6.mtu", "MTU", .decimal, "The longest packet that the next link carries.")
        case .pointer: .init("icmpv6.pointer", "Pointer", .decimal, "Which byte of the packet is at fault.")
        case .reserved: .init("icmpv6.reserved", "Reserved", .bytes, "Must be 0.")
        case .nsTarget: .init("icmpv6.nd.ns.target_address", "Target", .ipv6, "The address whose owner is asked for.")
        case .naTarget: .init("icmpv6.nd.na.target_address", "Target", .ipv6, "The address whose owner answers.")
        case .naFlags: .init("icmpv6.nd.na.flag", "Flags", .hex(8), "Who answers, and how.")
        case .naRouter: .init("icmpv6.nd.na.flag.r", "Router", .boolean, "The owner is a router.")
        case .naSolicited: .init("icmpv6.nd.na.flag.s", "Solicited", .boolean, "This answers a question.")
        case .naOverride: .init("icmpv6.nd.na.flag.o", "Override", .boolean, "What was known before is to be replaced.")
        case .raHopLimit: .init("icmpv6.nd.ra.cur_hop_limit", "Hop limit", .decimal, "What hosts are to put into their packets' hop limit.")
        case .raFlags: .init("icmpv6.nd.ra.flag", "Flags", .hex(2), "Where hosts get their addresses from.")
        case .raManaged: .init("icmpv6.nd.ra.flag.m", "Managed", .boolean, "Addresses come from DHCPv6.")
        case .raOther: .init("icmpv6.nd.ra.flag.o", "Other", .boolean, "Other settings come from DHCPv6.")
        case .raLifetime: .init("icmpv6.nd.ra.router_lifetime", "Router lifetime", .decimal, "Seconds for which this is a default router; 0: it is none.")
        case .raReachable: .init("icmpv6.nd.ra.reachable_time", "Reachable time", .decimal, "Milliseconds for which a neighbour counts as reachable once heard of.")
        case .raRetransmission: .init("icmpv6.nd.ra.retrans_timer", "Retransmission timer", .decimal, "Milliseconds between questions for one neighbour.")
        case .rdTarget: .init("icmpv6.rd.na.target_address", "Target", .ipv6, "The better next hop.")
        case .rdDestination: .init("icmpv6.rd.na.dest_address", "Destination", .ipv6, "The destination that it is better for.")
        case .optionType: .init("icmpv6.opt.type", "Option", .decimal, "Which option this is.", NeighbourOptions.name)
        case .optionLength: .init("icmpv6.opt.length", "Option length", .decimal, "Units of 8 bytes.")
        case .optionLinkAddress: .init("icmpv6.opt.linkaddr", "Link-layer address", .mac, "The station's address on this link.")
        case .optionOtherAddress: .init("icmpv6.opt.linkaddr", "Link-layer address", .bytes, "The station's address on this link.")
        case .optionRouteLifetime: .init("icmpv6.opt.route_lifetime", "Route lifetime", .decimal, "Seconds for which the route holds.")
        case .optionSearchLifetime: .init("icmpv6.opt.dnssl.lifetime", "Lifetime", .decimal, "Seconds for which these domains are searched.")
        case .optionPrefix: .init("icmpv6.opt.prefix", "Prefix", .ipv6, "The network's addresses begin with this.")
        case .optionPrefixLength: .init("icmpv6.opt.prefix.length", "Prefix length", .decimal, "How many bits of it count.")
        case .optionPrefixFlags: .init("icmpv6.opt.prefix.flag", "Prefix flags", .hex(2), "On this link; usable for addresses of one's own.")
        case .optionPrefixValid: .init("icmpv6.opt.prefix.valid_lifetime", "Valid lifetime", .decimal, "Seconds for which the prefix holds.")
        case .optionPrefixPreferred: .init("icmpv6.opt.prefix.preferred_lifetime", "Preferred lifetime", .decimal, "Seconds for which addresses of the prefix are preferred.")
        case .optionMTU: .init("icmpv6.opt.mtu", "MTU", .decimal, "The longest packet on this link.")
        case .optionDNSLifetime: .init("icmpv6.opt.rdnss.lifetime", "Lifetime", .decimal, "Seconds for which these name servers may be used.")
        case .optionDNSServer: .init("icmpv6.opt.rdnss", "Name server", .ipv6, "A name server.")
        case .mldDelay: .init("icmpv6.mld.maximum_response_delay", "Maximum response delay", .decimal, "Milliseconds that listeners may wait before they answer.")
        case .mldMaximumResponse: .init("icmpv6.mld.maximum_response_code", "Maximum response code", .decimal, "How long listeners may wait before they answer.")
        case .mldAddress: .init("icmpv6.mld.multicast_address", "Multicast address", .ipv6, "The group.")
        case .mldRecordCount: .init("icmpv6.mldr.nb_mcast_records", "Records", .decimal, "How many groups are reported.")
        case .mldRecordType: .init("icmpv6.mldr.mar.record_type", "Record type", .decimal, "What changes for the group.")
        case .mldRecordAddress: .init("icmpv6.mldr.mar.multicast_address", "Group", .ipv6, "The group.")
        case .mldSource: .init("icmpv6.mld.source_address", "Source", .ipv6, "A sender that is listened to.")
        case .mldExtra: .init("icmpv6.mldr.mar.aux_data_len", "Further data", .decimal, "Units of 4 bytes behind the record.")
        case .mldRecordSourceCount: .init("icmpv6.mldr.mar.nb_sources", "Sources", .decimal, "How many senders are listed.")
        case .mldRecordSource: .init("icmpv6.mldr.mar.source_address", "Source", .ipv6, "A sender that is listened to.")
        case .mldSourceCount: .init("icmpv6.mld.nb_sources", "Sources", .decimal, "How many senders are listed.")
        }
    }
}

enum ICMPv6Dissector {
    @Sendable static func typeName(_ type: UInt64) -> String? {
        switch type {
        case 1: "destination unreachable"
        case 2: "packet too big"
        case 3: "time exceeded"
        case 4: "parameter problem"
        case 128: "echo request"
        case 129: "echo reply"
        case 130: "listener query"
        case 131: "listener report"
        case 132: "listener done"
        case 133: "router solicitation"
        case 134: "router advertisement"
        case 135: "neighbour solicitation"
        case 136: "neighbour advertisement"
        case 137: "redirect"
        case 143: "listener report 2"
        default: nil
        }
    }

    static func dissect(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        d.layer(.icmpv6, data, data.count)
        let type = try d.read(ICMPv6Field.type, data, 0, 1)
        let code = try d.read(ICMPv6Field.code, data, 1, 1)
        try d.read(ICMPv6Field.checksum, data, 2, 2)
        if !d.packet.isFragment && data.count >= data.reported && !d.packet.isInError {
            let pseudo = Checksum.pseudoHeader(d.packet.source, d.packet.destination, proto: 58, length: data.reported)
            d.add(ICMPv6Field.checksumStatus, Checksum.sum(data, 0, data.count, initial: pseudo) == 0xffff ? 1 : 0, data, 2, 0, flags: .generated)
        } else {
            d.add(ICMPv6Field.checksumStatus, 2, data, 2, 0, flags: .generated)
        }
        if !d.packet.isInError { d.icmp = ICMPFacts(version: 6, type: type, code: code) }
        if NeighbourWords.knows(type) {
            d.say { out throws(Stop) in try NeighbourWords.write(type, data, into: &out) }
        } else if type <= 4 {
            d.say { out throws(Stop) in try ICMPWords.writeVersion6(type, code, data, into: &out) }
        }
        switch type {
        case 1, 3:
            let units = try data.u8(4)
            try data.require(4, 4)
            try original(try data.dropping(8), &d, &s)
            // Behind the packet stand objects with more about the error (RFC 4884).
            if units > 0 { ICMPExtension.dissect(try data.dropping(8 + 8 * units), &d) }
        case 2:
            try d.read(ICMPv6Field.mtu, data, 4, 4)
            try original(try data.dropping(8), &d, &s)
        case 4:
            try d.read(ICMPv6Field.pointer, data, 4, 4)
            try original(try data.dropping(8), &d, &s)
        case 128, 129:
            let identifier = try d.read(ICMPv6Field.identifier, data, 4, 2)
            let sequence = try d.read(ICMPv6Field.sequence, data, 6, 2)
            if !d.packet.isInError {
                d.icmpFacts.identifier = identifier
                d.icmpFacts.sequence = sequence
            }
            DataDissector.dissect(try data.dropping(8), &d)
        case 130 where data.count >= 28:
            try d.read(ICMPv6Field.mldMaximumResponse, data, 4, 2)
            try d.bytes(ICMPv6Field.mldAddress, data, 8, 16)
            let sources = try d.read(ICMPv6Field.mldSourceCount, data, 26, 2)
            for index in 0..<sources { try d.bytes(ICMPv6Field.mldSource, data, 28 + 16 * index, 16) }
        case 130, 131, 132:
            try d.read(ICMPv6Field.mldDelay, data, 4, 2)
            try d.bytes(ICMPv6Field.mldAddress, data, 8, 16)
        case 133:
            try data.require(4, 4)
            try NeighbourOptions.dissect(data, 8, &d, &s)
        case 134:
            try d.read(ICMPv6Field.raHopLimit, data, 4, 1)
            let flags = try d.read(ICMPv6Field.raFlags, data, 5, 1)
            d.open()
            d.add(ICMPv6Field.raManaged, flags >> 7, data, 5, 1)
            d.add(ICMPv6Field.raOther, flags >> 6 & 1, data, 5, 1)
            d.close()
            try d.read(ICMPv6Field.raLifetime, data, 6, 2)
            try d.read(ICMPv6Field.raReachable, data, 8, 4)
            try d.read(ICMPv6Field.raRetransmission, data, 12, 4)
            try NeighbourOptions.dissect(data, 16, &d, &s)
        case 135:
            try data.require(4, 4)
            try d.bytes(ICMPv6Field.nsTarget, data, 8, 16)
            try NeighbourOptions.dissect(data, 24, &d, &s)
        case 136:
            let flags = try d.read(ICMPv6Field.naFlags, data, 4, 4)
            d.open()
            d.add(ICMPv6Field.naRouter, flags >> 31 & 1, data, 4, 4)
            d.add(ICMPv6Field.naSolicited, flags >> 30 & 1, data, 4, 4)
            d.add(ICMPv6Field.naOverride, flags >> 29 & 1, data, 4, 4)
            d.close()
            try d.bytes(ICMPv6Field.naTarget, data, 8, 16)
            try NeighbourOptions.dissect(data, 24, &d, &s)
        case 137:
            try d.bytes(ICMPv6Field.rdTarget, data, 8, 16)
            try d.bytes(ICMPv6Field.rdDestination, data, 24, 16)
            try NeighbourOptions.dissect(data, 40, &d, &s)
        case 143:
            try d.bytes(ICMPv6Field.reserved, data, 4, 2)
            try d.read(ICMPv6Field.mldRecordCount, data, 6, 2)
            var at = 8
            while at < data.reported {
                try d.read(ICMPv6Field.mldRecordType, data, at, 1)
                d.open()
                let extra = try d.read(ICMPv6Field.mldExtra, data, at + 1, 1)
                let sources = try d.read(ICMPv6Field.mldRecordSourceCount, data, at + 2, 2)
                try d.bytes(ICMPv6Field.mldRecordAddress, data, at + 4, 16)
                for index in 0..<sources { try d.bytes(ICMPv6Field.mldRecordSource, data, at + 20 + 16 * index, 16) }
                d.close()
                at += 20 + 16 * sources
                try data.require(at, 4 * extra)
                at += 4 * extra
            }
        case 141, 142:
            try data.require(4, 4)
            try NeighbourOptions.dissect(data, 8, &d, &s)
        case 160, 161:
            try d.read(ICMPv6Field.identifier, data, 4, 2)
            try data.require(6, 2)
            if type == 160 { ICMPExtension.dissect(try data.dropping(8), &d) }
        default: break
        }
    }

    /// The packet that is the cause of an error message.
    static func original(_ packet: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        let wasInError = d.packet.isInError
        let outer = (d.packet.source, d.packet.destination)
        d.packet.isInError = true
        defer {
            d.packet.isInError = wasInError
            (d.packet.source, d.packet.destination) = outer
            d.packet.hasPorts = false
        }
        guard try packet.u8(0) >> 4 == 6 else { return DataDissector.dissect(packet, &d) }
        try d.readInError { (d: inout Dissection) throws(Stop) in try IPv6Dissector.dissect(packet, &d, &s) }
    }
}
