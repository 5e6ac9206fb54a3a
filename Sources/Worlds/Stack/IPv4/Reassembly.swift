import NetworkLayer
import Wire

// Fragments for this host become datagrams again (RFC 791 section 3.2, RFC 8200 section 4.5).
extension Stack {
    func reassembleIPv4(_ frame: consuming [UInt8], _ arrival: IPv4Arrival, _ turn: inout Turn) {
        let packet = Array(frame[arrival.header..<arrival.end])
        let fragment = packet.decode(as: IPv4Header.context) { reader -> Fragment? in
            guard let header = try? IPv4Header(parsing: &reader) else { return nil }
            return Fragment(header, headerBytes: Array(packet[..<header.headerLength]), payload: reader.rest())
        }
        guard let fragment else { return drop(frame, .malformed, on: arrival.interface, &turn) }
        guard let whole = add(fragment, frame, on: arrival.interface, &turn) else { return }
        guard whole.header.count >= 20 else { return }
        var datagram = turn.pool.take()
        extend(&datagram, by: packetOffset)
        datagram.append(contentsOf: whole.header)
        // It looks as if it had come whole, but for its checksum, which nobody asks for any more.
        datagram.store(UInt16(clamping: whole.header.count + whole.payload.count), at: packetOffset + 2)
        datagram.store(0, at: packetOffset + 6)
        datagram.append(contentsOf: whole.payload)
        var complete = arrival
        complete.payload = packetOffset + whole.header.count
        complete.end = datagram.count
        let number = datagram[packetOffset + 9]
        deliverIPv4(datagram, complete, protocol: number, &turn)
    }

    func reassembleIPv6(_ frame: consuming [UInt8], _ arrival: IPv6Arrival, _ header: IPv6FragmentHeader, _ turn: inout Turn) {
        let key = FragmentKey(source: .v6(arrival.source), destination: .v6(arrival.destination), protocol: IPProtocol(rawValue: 0), identification: header.identification)
        let fragment = Fragment(key: key, offset: Int(header.fragmentOffset), moreFragments: header.moreFragments, header: Array(frame[arrival.header..<arrival.payload]), payload: Array(frame[arrival.payloadRange]))
        guard let whole = add(fragment, frame, on: arrival.interface, &turn) else { return }
        guard whole.header.count >= IPv6Header.length + IPv6FragmentHeader.length else { return }
        var datagram = turn.pool.take()
        extend(&datagram, by: packetOffset)
        datagram.append(contentsOf: whole.header)
        datagram.append(contentsOf: whole.payload)
        var complete = arrival
        complete.payload = packetOffset + whole.header.count
        complete.end = datagram.count
        // The fragment header is the last of those in front, and names what follows it.
        deliverIPv6(datagram, complete, IPProtocol(rawValue: whole.header[whole.header.count - IPv6FragmentHeader.length]), &turn)
    }

    /// Hands a fragment to the reassembler; returns the datagram that it completes.
    private func add(_ fragment: Fragment, _ frame: consuming [UInt8], on interface: Int, _ turn: inout Turn) -> ReassembledDatagram? {
        if reassembler == nil { reassembler = configuration.reassembler?() ?? DatagramReassembler() }
        let outcome = reassembler?.add(fragment, at: turn.now) ?? .waiting
        fragmentDeadline = reassembler?.nextDeadline ?? .distantFuture
        switch outcome {
        case .complete(let whole):
            turn.pool.give(frame)
            return whole
        case .waiting, .duplicate: turn.pool.give(frame)
        case .refused: drop(frame, .reassembly, on: interface, &turn)
        }
        return nil
    }

    /// Gives up datagrams whose fragments have waited too long, and tells their senders.
    func advanceReassembly(_ turn: inout Turn) {
        guard fragmentDeadline <= turn.now else { return }
        let cause = turn.cause
        for abandoned in reassembler?.expire(at: turn.now) ?? [] {
            counters.count(.reassembly)
            turn.cause = turn.note(.timer("reassembly"))
            guard abandoned.reason == .timeout, let first = abandoned.firstFragment else { continue }
            switch (abandoned.key.source, abandoned.key.destination) {
            case (.v4(let source), .v4(let destination)):
                guard first.count >= 20 else { continue }
                let frame = [UInt8](repeating: 0, count: packetOffset) + first
                let interface = interfaces.firstIndex { $0.ipv4.contains { $0.address == destination } } ?? 0
                sendError(.timeExceeded(1), about: frame, IPv4Arrival(source: source, destination: destination, timeToLive: 0, header: packetOffset, payload: packetOffset + Int(first[0] & 15) * 4, end: frame.count, interface: interface, isGroup: false), &turn)
            case (.v6(let source), .v6(let destination)):
                guard first.count >= IPv6Header.length else { continue }
                let frame = [UInt8](repeating: 0, count: packetOffset) + first
                sendError(.timeExceeded(code: .reassembly, quote: ICMPQuote([])), about: frame, IPv6Arrival(source: source, destination: destination, hopLimit: 0, ecn: 0, header: packetOffset, payload: packetOffset + IPv6Header.length, end: frame.count, interface: 0, isGroup: false), &turn)
            default: break
            }
        }
        turn.cause = cause
        fragmentDeadline = reassembler?.nextDeadline ?? .distantFuture
    }
}
