import NetworkLayer
import Wire

/// What an ICMP error says.
enum IPv4Error {
    /// Code: 0 network, 1 host, 2 protocol, 3 port.
    case destinationUnreachable(UInt8)
    case fragmentationNeeded(mtu: UInt16)
    /// Code: 0 in transit, 1 in reassembly.
    case timeExceeded(UInt8)
}

extension Stack {
    /// Tells a packet's sender what became of it, unless that might start a storm (RFC 1122 section 3.2.2): nothing is said about errors,
    /// about fragments but the first, about groups, or more often than the limit allows.
    func sendError(_ error: IPv4Error, about frame: [UInt8], _ arrival: IPv4Arrival, _ turn: inout Turn) {
        guard arrival.interface >= 0 || error.isPortUnreachable, !arrival.isGroup, frame[0] & 1 == 0 || arrival.interface < 0 else { return }
        guard !arrival.source.isGroup, arrival.source != .any, frame.load16(at: arrival.header + 6) & 0x1fff == 0 else { return }
        if frame[arrival.header + 9] == 1, arrival.end > arrival.payload, frame[arrival.payload].isICMPError { return }
        guard mayReport(to: .v4(arrival.source), &turn) else { return }
        // As much of the packet as fits into 576 bytes (RFC 1812 section 4.3.2.3).
        let quote = ICMPQuote(Array(frame[arrival.header..<min(arrival.end, arrival.header + 548)]))
        let message: ICMPv4Message = switch error {
        case .destinationUnreachable(let code): .destinationUnreachable(code: .init(rawValue: code), nextHopMTU: 0, quote: quote)
        case .fragmentationNeeded(let mtu): .destinationUnreachable(code: .fragmentationNeeded, nextHopMTU: mtu, quote: quote)
        case .timeExceeded(let code): .timeExceeded(code: .init(rawValue: code), quote: quote)
        }
        // From the address that the packet was sent to, or else that of the interface that it came in by (RFC 1812 section 4.3.2.4).
        let own = own4.contains(arrival.destination.rawValue) ? arrival.destination : arrival.interface >= 0 ? interfaces[arrival.interface].ipv4.first?.address : nil
        send(message, from: own, to: arrival.source, &turn)
    }

    /// Whether one more error, or another answer that anybody can provoke, may be sent to `destination` now; if not, that is counted.
    func mayReport(to destination: IPAddress, _ turn: inout Turn) -> Bool {
        if errorLimiter == nil { errorLimiter = ICMPRateLimiter(configuration: configuration.errorLimits) }
        if errorLimiter!.allows(destination, at: turn.now) { return true }
        counters.count(.rateLimited)
        turn.note(.unsent(.rateLimited, destination: destination))
        return false
    }

    /// Sends an ICMP message. Returns whether there was a way.
    @discardableResult
    func send(_ message: ICMPv4Message, from own: IPv4Address?, to destination: IPv4Address, timeToLive: UInt8? = nil, _ turn: inout Turn) -> Bool {
        guard let path = path(to: destination, from: own, at: turn.now) else { return false }
        var body = ByteWriter()
        message.serialize(into: &body)
        var writer = beginIPv4(.icmp, from: path.source, to: destination, timeToLive: timeToLive, dontFragment: false, payloadLength: body.count, &turn)
        writer.write(body.bytes)
        sendIPv4(writer.bytes, along: path, &turn)
        return true
    }
}

extension IPv4Error {
    /// The one error that a host tells itself.
    fileprivate var isPortUnreachable: Bool { if case .destinationUnreachable(3) = self { true } else { false } }
}

extension UInt8 {
    /// Whether an ICMP type reports an error: unreachable, quench, redirect, time exceeded, parameter problem.
    fileprivate var isICMPError: Bool { self == 3 || self == 4 || self == 5 || self == 11 || self == 12 }
}
