import NetworkLayer
import Wire

extension Stack {
    /// Passes a packet on towards its destination (RFC 1812 section 5.2), in the buffer it came in.
    func forwardIPv4(_ frame: consuming [UInt8], _ route: IPv4Routes.Way?, headerLength: Int, totalLength: Int, on interface: Int, _ turn: inout Turn) {
        // Only what was sent to this router alone is passed on: never a link-layer broadcast.
        guard frame[0] & 1 == 0 else { return drop(frame, .martian, on: interface, &turn) }
        let source = frame.load32(at: packetOffset + 12), destination = frame.load32(at: packetOffset + 16)
        let arrival = IPv4Arrival(
            source: IPv4Address(rawValue: source), destination: IPv4Address(rawValue: destination), timeToLive: frame[packetOffset + 8],
            header: packetOffset, payload: packetOffset + headerLength, end: packetOffset + totalLength, interface: interface, isGroup: false)
        guard arrival.timeToLive > 1 else {
            sendError(.timeExceeded(0), about: frame, arrival, &turn)
            return drop(frame, .timeToLive, on: interface, &turn)
        }
        // Nothing goes on to "this network", to loopback or to reserved addresses, nor from link-local ones.
        if destination >> 24 == 127 || destination >> 24 == 0 || destination >> 28 == 0xf || source >> 16 == 0xa9fe { return drop(frame, .martian, on: interface, &turn) }
        guard var route else {
            sendError(.destinationUnreachable(0), about: frame, arrival, &turn)
            return drop(frame, .noRoute, on: interface, &turn)
        }
        if route.kind == .several { route = routes4.choose(route, flow: flow(of: frame, headerLength: headerLength)) }
        let out = Int(route.interface)
        let mtu = Int(interfaces[out].mtu)
        if totalLength > mtu, frame.load16(at: packetOffset + 6) & 0x4000 != 0 {
            sendError(.fragmentationNeeded(mtu: UInt16(clamping: mtu)), about: frame, arrival, &turn)
            return drop(frame, .tooBig, on: interface, &turn)
        }
        // A host on this link could have gone there itself: it is told once, so that it does (RFC 1812 section 5.2.7.2).
        if out == interface, configuration.redirects, headerLength == 20 { redirect(frame, arrival, to: route.gateway == 0 ? destination : route.gateway, &turn) }
        if translates, !translateOutgoing(&frame, on: out, from: interface, &turn) { return drop(frame, .untranslated, on: interface, &turn) }
        if frame.count > packetOffset + totalLength { frame.removeLast(frame.count - packetOffset - totalLength) }
        // One hop less; the checksum follows without being summed anew (RFC 1624, equation 3).
        let old = frame.load16(at: packetOffset + 8)
        let new = old &- 0x100
        frame.store(new, at: packetOffset + 8)
        var sum = UInt32(~frame.load16(at: packetOffset + 10)) + UInt32(~old) + UInt32(new)
        sum = sum >> 16 + sum & 0xffff
        sum = sum >> 16 + sum & 0xffff
        frame.store(~UInt16(truncatingIfNeeded: sum), at: packetOffset + 10)
        counters.packetsForwarded &+= 1
        let nextHop = IPv4Address(rawValue: route.gateway == 0 ? destination : route.gateway)
        sendIPv4(frame, to: nextHop, on: out, cause: turn.cause, &turn)
    }
}
