import NetworkLayer
import Wire

// Where packets pass the address translator: those from outside before they are routed, those to the outside after.
extension Stack {
    /// The address outside.
    private func outsideAddress(_ interface: Int) -> IPv4Address? {
        interfaces.indices.contains(interface) ? interfaces[interface].ipv4.first?.address : nil
    }

    /// A packet has come in. Returns whether it may go on.
    func translateIncoming(_ frame: inout [UInt8], on interface: Int, _ turn: inout Turn) -> Bool {
        guard let outside = translator?.outside, let own = outsideAddress(outside), frame.load32(at: packetOffset + 16) == own.rawValue else { return true }
        return translator?.incoming(&frame, header: packetOffset, own: own, fromOutside: interface == outside, at: turn.now) != .refused
    }

    /// A packet is about to go out. Returns whether it may.
    func translateOutgoing(_ frame: inout [UInt8], on out: Int, from interface: Int, _ turn: inout Turn) -> Bool {
        guard out == translator?.outside, interface != out, let own = outsideAddress(out) else { return true }
        return translator?.outgoing(&frame, header: packetOffset, own: own, at: turn.now) != .refused
    }

    // MARK: - Equal ways

    /// What tells one flow from another: addresses, protocol and ports, so that one flow's packets stay in order.
    func flow(of frame: [UInt8], headerLength: Int) -> UInt64 {
        let addresses = UInt64(frame.load32(at: packetOffset + 12)) << 32 | UInt64(frame.load32(at: packetOffset + 16))
        var hash = FlowHash.mix(flowSeed, addresses)
        let number = frame[packetOffset + 9]
        let ports = packetOffset + headerLength
        // Fragments have no ports but the first: all go by their addresses, so that they stay together.
        if number == 6 || number == 17, frame.load16(at: packetOffset + 6) & 0x3fff == 0, frame.count >= ports + 4 {
            hash = FlowHash.mix(hash, UInt64(frame.load32(at: ports)) << 8 | UInt64(number))
        }
        return hash
    }

    // MARK: - Redirects

    /// Tells a host on the link that another router there is nearer.
    func redirect(_ frame: [UInt8], _ arrival: IPv4Arrival, to gateway: UInt32, _ turn: inout Turn) {
        guard arrival.interface >= 0, interfaces[arrival.interface].ipv4.contains(where: { $0.contains(arrival.source) && $0.contains(IPv4Address(rawValue: gateway)) }) else { return }
        guard mayReport(to: .v4(arrival.source), &turn) else { return }
        let quote = ICMPQuote(Array(frame[arrival.header..<min(arrival.end, arrival.header + 548)]))
        send(.redirect(code: .host, gateway: IPv4Address(rawValue: gateway), quote: quote), from: interfaces[arrival.interface].ipv4.first?.address, to: arrival.source, &turn)
    }
}

/// Mixes numbers into a hash that is the same on every machine.
enum FlowHash {
    static func mix(_ hash: UInt64, _ value: UInt64) -> UInt64 {
        var z = (hash ^ value) &+ 0x9e37_79b9_7f4a_7c15
        z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
        return z ^ z >> 31
    }
}
