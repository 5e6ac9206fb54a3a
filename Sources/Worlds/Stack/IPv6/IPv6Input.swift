import NetworkLayer
import TransportLayer
import Wire

/// What the transport protocols need to know about the IPv6 packet that brought a segment.
struct IPv6Arrival {
    var source: IPv6Address
    var destination: IPv6Address
    var hopLimit: UInt8
    var ecn: UInt8
    /// Where the packet begins in the frame, where its payload (behind the extension headers) does, and where both end.
    var header: Int
    var payload: Int
    var end: Int
    var interface: Int
    var isGroup: Bool

    var payloadRange: Range<Int> { payload..<end }
    /// The interface as a link-local address's scope: its index from 1, 0 where it does not matter.
    var scope: UInt32 { source.isLinkLocal ? UInt32(interface + 1) : 0 }
}

extension Stack {
    /// An IPv6 packet: this host's own, one to pass on, or nothing of ours.
    func receiveIPv6(_ frame: consuming [UInt8], on interface: Int, _ turn: inout Turn) {
        guard interface < 0 || !interfaces[interface].ipv6.isEmpty || configures(interface) else { return drop(frame, .unknownProtocol, on: interface, &turn) }
        guard let (decoded, chain) = decodeIPv6(frame, on: interface) else { return drop(frame, .malformed, on: interface, &turn) }
        let arrival = decoded
        guard !arrival.source.isMulticast else { return drop(frame, .martian, on: interface, &turn) }
        guard isForThisHost(arrival.destination, on: interface) else {
            guard configuration.forwards, !arrival.isGroup else { return drop(frame, .notForwarding, on: interface, &turn) }
            return forwardIPv6(frame, arrival, &turn)
        }
        guard let chain else { return drop(frame, .malformed, on: interface, &turn) }
        if let fragment = chain.fragment, !fragment.isAtomic { return reassembleIPv6(frame, arrival, fragment, &turn) }
        deliverIPv6(frame, arrival, chain.upperLayer, &turn)
    }

    /// Reads the header, and the extension headers behind it; those are nil where they make no sense (a router does not look at them).
    private func decodeIPv6(_ frame: [UInt8], on interface: Int) -> (IPv6Arrival, IPv6ExtensionChain?)? {
        var reader = ByteReader(frame.span.bytes.extracting(droppingFirst: packetOffset), as: IPv6Header.context, origin: packetOffset)
        guard let header = try? IPv6Header(parsing: &reader), let length = try? header.payloadLength(in: reader) else { return nil }
        var arrival = IPv6Arrival(source: header.source, destination: header.destination, hopLimit: header.hopLimit, ecn: header.ecn.rawValue, header: packetOffset, payload: packetOffset + IPv6Header.length, end: packetOffset + IPv6Header.length + length, interface: interface, isGroup: header.destination.isMulticast)
        guard header.nextHeader.isExtensionHeader else { return (arrival, IPv6ExtensionChain(upperLayer: header.nextHeader)) }
        guard var part = try? reader.slice(length, "payload"), let chain = try? IPv6ExtensionChain(parsing: &part, first: header.nextHeader) else { return (arrival, nil) }
        arrival.payload = part.offset
        return (arrival, chain)
    }

    /// Hands a whole packet to its protocol.
    func deliverIPv6(_ frame: consuming [UInt8], _ arrival: IPv6Arrival, _ upperLayer: IPProtocol, _ turn: inout Turn) {
        counters.packetsDelivered &+= 1
        switch upperLayer {
        case .udp: receiveUDP(frame, arrival, &turn)
        case .tcp: receiveTCP(frame, arrival, &turn)
        case .icmpv6: receiveICMPv6(frame, arrival, &turn)
        case .noNextHeader: turn.pool.give(frame)
        default:
            // The offset of the next header field, where it is the fixed header's (RFC 4443 section 3.4).
            sendError(.parameterProblem(code: .unrecognizedNextHeader, pointer: 6, quote: ICMPQuote([])), about: frame, arrival, &turn)
            drop(frame, .unknownProtocol, on: arrival.interface, &turn)
        }
    }

    private func isForThisHost(_ destination: IPv6Address, on interface: Int) -> Bool {
        if owns(.v6(destination)) { return true }
        guard destination.isMulticast, interface >= 0 else { return false }
        if listens(to: destination, on: interface) { return true }
        // A router that asks who listens hears the answers, which go to the groups themselves.
        guard !services.isEmpty, let groups = service(GroupService.self) else { return false }
        return groups.asks || groups.listens(to: destination, on: interface)
    }

    private func receiveUDP(_ frame: consuming [UInt8], _ arrival: IPv6Arrival, _ turn: inout Turn) {
        let available = arrival.end - arrival.payload
        guard available >= UDPHeader.length else { return drop(frame, .malformed, on: arrival.interface, &turn) }
        let length = Int(frame.load16(at: arrival.payload + 4))
        guard length >= UDPHeader.length, length <= available else { return drop(frame, .malformed, on: arrival.interface, &turn) }
        // A checksum there must be (RFC 8200 section 8.1).
        var sum = PseudoHeader(source: arrival.source, destination: arrival.destination, protocolNumber: UDPHeader.protocolNumber).checksum(length: length)
        sum.add(frame.span.bytes.extracting(arrival.payload..<arrival.payload + length))
        guard frame.load16(at: arrival.payload + 6) != 0, sum.value == 0 else { return drop(frame, .badChecksum, on: arrival.interface, &turn) }
        let remote = SocketAddress(.v6(arrival.source), frame.load16(at: arrival.payload), scope: arrival.scope)
        let local = SocketAddress(.v6(arrival.destination), frame.load16(at: arrival.payload + 2))
        guard let index = datagrams.match(local: local, remote: remote) else {
            sendError(.destinationUnreachable(code: .port, quote: ICMPQuote([])), about: frame, arrival, &turn)
            return drop(frame, .noSocket, on: arrival.interface, &turn)
        }
        queueDatagram(frame, payload: arrival.payload + UDPHeader.length..<arrival.payload + length, from: remote, socket: index, interface: arrival.interface, &turn)
    }

    private func receiveTCP(_ frame: consuming [UInt8], _ arrival: IPv6Arrival, _ turn: inout Turn) {
        guard !arrival.isGroup else { return drop(frame, .martian, on: arrival.interface, &turn) }
        let pseudo = PseudoHeader(source: arrival.source, destination: arrival.destination, protocolNumber: 6)
        let mtu = arrival.interface >= 0 ? Int(interfaces[arrival.interface].mtu) : 65_535
        let problem = receiveSegment(frame, arrival.payloadRange, local: .v6(arrival.destination), remote: .v6(arrival.source), scope: arrival.scope, pseudo, ecn: arrival.ecn, mtu: mtu, &turn)
        if let problem { return drop(frame, problem, on: arrival.interface, &turn) }
        turn.pool.give(frame)
    }
}

extension IPv6Address {
    static let allNodes = IPv6Address(rawValue: 0xff02 << 112 | 1)
    static let allRouters = IPv6Address(rawValue: 0xff02 << 112 | 2)
    /// The group that an address's neighbours ask (RFC 4291 section 2.7.1).
    var solicitedNode: IPv6Address { IPv6Address(rawValue: 0xff02 << 112 | 1 << 32 | 0xff00_0000 | rawValue & 0xff_ffff) }
    /// The Ethernet group address of a multicast group (RFC 2464 section 7).
    var groupMAC: MACAddress { MACAddress(rawValue: 0x3333_0000_0000 | UInt64(truncatingIfNeeded: rawValue & 0xffff_ffff)) }

    /// The address that an interface gives itself on its link (RFC 4291 appendix A: the MAC address with one bit turned over and ff:fe put in).
    init(linkLocalFor mac: MACAddress) {
        self.init(prefix: IPv6Address(rawValue: 0xfe80 << 112), mac: mac)
    }

    /// A prefix of 64 bits with the identifier that belongs to a MAC address.
    init(prefix: IPv6Address, mac: MACAddress) {
        let high = UInt128(mac.rawValue >> 24 ^ 0x02_0000), low = UInt128(mac.rawValue & 0xff_ffff)
        self.init(rawValue: (prefix.rawValue >> 64) << 64 | high << 40 | 0xfffe << 24 | low)
    }
}
