import NetworkLayer
import Wire

/// What the transport protocols need to know about the IPv4 packet that brought a segment.
struct IPv4Arrival: BitwiseCopyable {
    var source: IPv4Address
    var destination: IPv4Address
    var timeToLive: UInt8
    /// Where the header and the payload begin in the frame, and where the payload ends.
    var header: Int
    var payload: Int
    var end: Int
    var interface: Int
    /// Sent to more than this host: nothing is answered with an error.
    var isGroup: Bool

    var payloadRange: Range<Int> { payload..<end }
}

extension Stack {
    /// An IPv4 packet: this host's own, one to pass on, or nothing of ours.
    func receiveIPv4(_ frame: consuming [UInt8], on interface: Int, _ turn: inout Turn) {
        let available = frame.count - packetOffset
        guard available >= 20, frame[packetOffset] >> 4 == 4 else { return drop(frame, .malformed, on: interface, &turn) }
        let headerLength = Int(frame[packetOffset] & 15) * 4
        let totalLength = Int(frame.load16(at: packetOffset + 2))
        guard headerLength >= 20, totalLength >= headerLength, totalLength <= available else { return drop(frame, .malformed, on: interface, &turn) }
        guard InternetChecksum.of(frame.span.bytes.extracting(packetOffset..<packetOffset + headerLength)) == 0 else { return drop(frame, .badChecksum, on: interface, &turn) }

        if translates, interface >= 0, !translateIncoming(&frame, on: interface, &turn) { return drop(frame, .untranslated, on: interface, &turn) }
        let destination = frame.load32(at: packetOffset + 16)
        var isGroup = false
        if destination >> 28 == 0xe || destination == .max {
            isGroup = true
        } else {
            let route = routes4.lookup(destination)
            if route == nil || route?.kind == .route || route?.kind == .several {
                // Loopback addresses are this host's own, but only from itself.
                if destination >> 24 != 127 || interface >= 0 {
                    guard forwards else { return drop(frame, .notForwarding, on: interface, &turn) }
                    return forwardIPv4(frame, route, headerLength: headerLength, totalLength: totalLength, on: interface, &turn)
                }
            }
            isGroup = route?.kind == .broadcast
        }
        let arrival = IPv4Arrival(
            source: IPv4Address(rawValue: frame.load32(at: packetOffset + 12)), destination: IPv4Address(rawValue: destination),
            timeToLive: frame[packetOffset + 8], header: packetOffset, payload: packetOffset + headerLength, end: packetOffset + totalLength,
            interface: interface, isGroup: isGroup)
        // Nobody sends from a group's address or from this host's own (RFC 1122 section 3.2.1.3), loopback apart.
        if interface >= 0, arrival.source.isMartianSource || own4.contains(arrival.source.rawValue) { return drop(frame, .martian, on: interface, &turn) }
        if frame.load16(at: packetOffset + 6) & 0x3fff != 0 { return reassembleIPv4(frame, arrival, &turn) }
        deliverIPv4(frame, arrival, protocol: frame[packetOffset + 9], &turn)
    }

    /// Hands a whole packet to its protocol.
    func deliverIPv4(_ frame: consuming [UInt8], _ arrival: IPv4Arrival, protocol number: UInt8, _ turn: inout Turn) {
        counters.packetsDelivered &+= 1
        switch number {
        case 17: receiveUDP(frame, arrival, &turn)
        case 6: receiveTCP(frame, arrival, &turn)
        case 1: receiveICMP(frame, arrival, &turn)
        default:
            if !services.isEmpty, deliver(frame, arrival, protocol: number, &turn) { return turn.pool.give(frame) }
            sendError(.destinationUnreachable(2), about: frame, arrival, &turn)
            drop(frame, .unknownProtocol, on: arrival.interface, &turn)
        }
    }
}

extension IPv4Address {
    /// Multicast, reserved, broadcast and loopback addresses are nobody's own on a wire.
    fileprivate var isMartianSource: Bool { rawValue >> 28 >= 0xe || rawValue >> 24 == 127 }
    /// 224.0.0.0/4.
    var isGroup: Bool { rawValue >> 28 == 0xe || rawValue == .max }
}
