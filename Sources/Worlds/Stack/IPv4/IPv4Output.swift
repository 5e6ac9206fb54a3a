import NetworkLayer
import Wire

/// The way a packet of this host's own takes.
struct IPv4Path: BitwiseCopyable {
    /// -1: to this host itself.
    var interface: Int
    var nextHop: IPv4Address
    var source: IPv4Address
    /// The largest packet that is known to get through.
    var mtu: Int
}

extension Stack {
    /// The way to `destination`; nil where there is none. `source` is kept where it is given.
    func path(to destination: IPv4Address, from source: IPv4Address? = nil, at now: Instant) -> IPv4Path? {
        let raw = destination.rawValue
        var route = routes4.lookup(raw)
        if raw >> 24 == 127 || route?.kind == .own {
            return IPv4Path(interface: -1, nextHop: destination, source: source ?? destination, mtu: 65_535)
        }
        if route == nil, destination.isGroup, let first = interfaces.firstIndex(where: { !$0.ipv4.isEmpty }) {
            route = IPv4Routes.Way(gateway: 0, interface: Int16(clamping: first), kind: .route)
        }
        guard var route else { return nil }
        if route.kind == .several { route = routes4.choose(route, flow: FlowHash.mix(flowSeed, UInt64(raw))) }
        let interface = Int(route.interface)
        let nextHop = route.gateway == 0 || destination.isGroup ? destination : IPv4Address(rawValue: route.gateway)
        guard let own = source ?? sourceAddress(towards: nextHop, on: interface) else { return nil }
        let limit = Int(interfaces[interface].mtu)
        return IPv4Path(interface: interface, nextHop: nextHop, source: own, mtu: pathMTUs.mtu(to: .v4(destination), linkMTU: limit, at: now))
    }

    /// Of an interface's addresses the one in the next hop's network, otherwise the first.
    private func sourceAddress(towards nextHop: IPv4Address, on interface: Int) -> IPv4Address? {
        let addresses = interfaces[interface].ipv4
        return (addresses.first { $0.contains(nextHop) } ?? addresses.first)?.address ?? interfaces.lazy.compactMap { $0.ipv4.first?.address }.first
    }

    /// A frame's beginning: room for the Ethernet header, then the IPv4 header of a packet with `payloadLength` bytes to come.
    func beginIPv4(_ number: IPProtocol, from source: IPv4Address, to destination: IPv4Address, timeToLive: UInt8? = nil, dontFragment: Bool, payloadLength: Int, _ turn: inout Turn) -> ByteWriter {
        var writer = ByteWriter(appendingTo: turn.pool.take())
        writer.zeros(packetOffset)
        let header = IPv4Header(identification: identification, dontFragment: dontFragment, timeToLive: timeToLive ?? configuration.timeToLive, protocol: number, source: source, destination: destination)
        identification &+= 1
        header.serialize(into: &writer, payloadLength: payloadLength)
        return writer
    }

    /// Sends a packet of this host's own: to itself, whole, or in fragments.
    func sendIPv4(_ frame: consuming [UInt8], along path: IPv4Path, _ turn: inout Turn) {
        if path.interface < 0 {
            guard loopback.count < 1000 else { return turn.pool.give(frame) }
            return loopback.append(LoopbackPacket(frame: frame, isIPv6: false, cause: turn.cause))
        }
        sendIPv4(consume frame, to: path.nextHop, on: path.interface, mtu: path.mtu, cause: turn.cause, &turn)
    }

    /// Sends a packet to a neighbour, in fragments where it is too long for the link.
    func sendIPv4(_ frame: consuming [UInt8], to nextHop: IPv4Address, on interface: Int, mtu: Int? = nil, cause: EventID, _ turn: inout Turn) {
        let mtu = mtu ?? Int(interfaces[interface].mtu)
        guard frame.count - packetOffset > mtu else { return sendToNeighbour(frame, nextHop, on: interface, cause: cause, &turn) }
        for fragment in fragments(of: frame, mtu: mtu, &turn) { sendToNeighbour(fragment, nextHop, on: interface, cause: cause, &turn) }
        turn.pool.give(frame)
    }

    /// Frames with the packet's fragments (RFC 791 section 3.2), each no longer than `mtu`.
    private func fragments(of frame: [UInt8], mtu: Int, _ turn: inout Turn) -> [[UInt8]] {
        let whole = frame.decode(as: IPv4Header.context) { reader -> (IPv4Header, Int)? in
            guard (try? reader.skip(packetOffset, "link header")) != nil, let header = try? IPv4Header(parsing: &reader) else { return nil }
            return (header, reader.offset)
        }
        guard let (header, payload) = whole else { return [] }
        guard case .pieces(let pieces) = IPv4Fragmenter.cut(header, payloadLength: frame.count - payload, mtu: mtu) else { return [] }
        return pieces.map { piece in
            var writer = ByteWriter(appendingTo: turn.pool.take())
            writer.zeros(packetOffset)
            piece.header.serialize(into: &writer, payloadLength: piece.range.count)
            writer.write(frame.span.bytes.extracting(payload + piece.range.lowerBound..<payload + piece.range.upperBound))
            return writer.bytes
        }
    }

    /// Takes in what this host has sent to itself.
    func deliverLoopback(_ turn: inout Turn) {
        guard !loopback.isEmpty else { return }
        // What these lead to waits for the next time: a host that talks to itself must not keep the world from going on.
        let packets = loopback
        loopback.removeAll(keepingCapacity: true)
        let cause = turn.cause
        for packet in packets {
            turn.cause = packet.cause
            if packet.isIPv6 { receiveIPv6(packet.frame, on: -1, &turn) } else { receiveIPv4(packet.frame, on: -1, &turn) }
        }
        turn.cause = cause
    }
}
