import NetworkLayer
import Wire

/// The way a packet of this host's own takes.
struct IPv6Path: BitwiseCopyable {
    /// -1: to this host itself.
    var interface: Int
    var nextHop: IPv6Address
    var source: IPv6Address
    var mtu: Int
}

extension Stack {
    /// The way to `destination`; nil where there is none. `scope` names the interface of a link-local destination (its index from 1).
    func path6(to destination: IPv6Address, scope: UInt32 = 0, from source: IPv6Address? = nil, at now: Instant) -> IPv6Path? {
        if owns(.v6(destination)) { return IPv6Path(interface: -1, nextHop: destination, source: source ?? destination, mtu: 65_535) }
        var interface: Int
        var nextHop = destination
        if destination.isLinkLocal || destination.isMulticast {
            interface = Int(scope) - 1
            // Without a scope, the only interface that speaks IPv6 is meant.
            if !interfaces.indices.contains(interface) { interface = interfaces.firstIndex { !$0.ipv6.isEmpty } ?? -1 }
            guard interface >= 0 else { return nil }
        } else {
            guard let route = routes6.lookup(destination) else { return nil }
            interface = route.interface
            nextHop = route.gateway ?? destination
        }
        let wantsLinkLocal = destination.isLinkLocal || destination.isMulticast
        let own = source ?? sourceAddress(towards: destination, linkLocal: wantsLinkLocal, on: interface)
        guard let own else { return nil }
        let limit = Int(interfaces[interface].mtu)
        return IPv6Path(interface: interface, nextHop: nextHop, source: own, mtu: pathMTUs.mtu(to: .v6(destination), linkMTU: limit, at: now))
    }

    /// RFC 6724's rules, as far as they matter here: the right scope, none that is deprecated, then the longest common prefix.
    private func sourceAddress(towards destination: IPv6Address, linkLocal: Bool, on interface: Int) -> IPv6Address? {
        var candidates = interfaces[interface].ipv6.map(\.address).filter { $0.isLinkLocal == linkLocal }
        let preferred = autoconfigurations.isEmpty ? candidates : candidates.filter { !isDeprecated($0) }
        if !preferred.isEmpty { candidates = preferred }
        let best = candidates.max { ($0.rawValue ^ destination.rawValue).leadingZeroBitCount < ($1.rawValue ^ destination.rawValue).leadingZeroBitCount }
        return best ?? interfaces[interface].ipv6.first?.address
    }

    /// Sends a packet of this host's own with `body` behind the header, in fragments where it is too long.
    func sendIPv6(_ upperLayer: IPProtocol, _ body: [UInt8], along path: IPv6Path, to destination: IPv6Address, hopLimit: UInt8? = nil, ecn: UInt8 = 0, _ turn: inout Turn) {
        let header = IPv6Header(ecn: ECN(trafficClass: ecn), nextHeader: upperLayer, hopLimit: hopLimit ?? configuration.timeToLive, source: path.source, destination: destination)
        if IPv6Header.length + body.count <= path.mtu || path.interface < 0 {
            return sendIPv6(frame(header, body.span.bytes, &turn), along: path, &turn)
        }
        // Only the source makes fragments (RFC 8200 section 4.5).
        let identification = UInt32(truncatingIfNeeded: random.next())
        guard let cut = IPv6Fragmenter.cut(IPv6ExtensionChain(upperLayer: upperLayer), payload: body, mtu: path.mtu, identification: identification) else { return }
        for piece in cut.pieces {
            var part = ByteWriter(capacity: piece.extensions.length + piece.range.count)
            piece.extensions.serialize(into: &part)
            part.write(cut.fragmentablePart.span.bytes.extracting(piece.range))
            var outer = header
            outer.nextHeader = piece.extensions.firstHeader
            sendIPv6(frame(outer, part.bytes.span.bytes, &turn), along: path, &turn)
        }
    }

    private func frame(_ header: IPv6Header, _ body: RawSpan, _ turn: inout Turn) -> [UInt8] {
        var writer = ByteWriter(appendingTo: turn.pool.take())
        writer.zeros(packetOffset)
        header.serialize(into: &writer, payloadLength: body.byteCount)
        writer.write(body)
        return writer.bytes
    }

    func sendIPv6(_ frame: consuming [UInt8], along path: IPv6Path, _ turn: inout Turn) {
        if path.interface < 0 {
            guard loopback.count < 1000 else { return turn.pool.give(frame) }
            return loopback.append(LoopbackPacket(frame: frame, isIPv6: true, cause: turn.cause))
        }
        sendToNeighbour(frame, path.nextHop, on: path.interface, cause: turn.cause, &turn)
    }

    /// Passes a packet on towards its destination (RFC 8200 section 3: one hop less).
    func forwardIPv6(_ frame: consuming [UInt8], _ arrival: IPv6Arrival, _ turn: inout Turn) {
        guard frame[0] & 1 == 0, !arrival.source.isLinkLocal, !arrival.destination.isLinkLocal, arrival.source != .any, arrival.destination != .loopback else { return drop(frame, .martian, on: arrival.interface, &turn) }
        guard arrival.hopLimit > 1 else {
            sendError(.timeExceeded(code: .hopLimit, quote: ICMPQuote([])), about: frame, arrival, &turn)
            return drop(frame, .timeToLive, on: arrival.interface, &turn)
        }
        guard let route = routes6.lookup(arrival.destination) else {
            sendError(.destinationUnreachable(code: .noRoute, quote: ICMPQuote([])), about: frame, arrival, &turn)
            return drop(frame, .noRoute, on: arrival.interface, &turn)
        }
        let mtu = Int(interfaces[route.interface].mtu)
        guard arrival.end - arrival.header <= mtu else {
            sendError(.packetTooBig(mtu: UInt32(mtu), quote: ICMPQuote([])), about: frame, arrival, &turn)
            return drop(frame, .tooBig, on: arrival.interface, &turn)
        }
        if frame.count > arrival.end { frame.removeLast(frame.count - arrival.end) }
        frame[arrival.header + 7] -= 1
        counters.packetsForwarded &+= 1
        sendToNeighbour(frame, route.gateway ?? arrival.destination, on: route.interface, cause: turn.cause, &turn)
    }
}
