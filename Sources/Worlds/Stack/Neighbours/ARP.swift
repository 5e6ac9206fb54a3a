public import LinkLayer
import NetworkLayer
public import Wire

extension Stack {
    /// Sends a packet to a neighbour on a link, as soon as its link-layer address is known.
    func sendToNeighbour(_ frame: consuming [UInt8], _ neighbour: IPv4Address, on interface: Int, cause: EventID, _ turn: inout Turn) {
        if interfaces[interface].lastNeighbour == neighbour, turn.now < interfaces[interface].lastIsGoodUntil {
            frame.storeEthernetHeader(destination: interfaces[interface].lastHardware, source: interfaces[interface].mac, type: 0x0800)
            return transmit(frame, on: interface, cause: cause, &turn)
        }
        let mac = interfaces[interface].mac
        if neighbour.isGroup || interfaces[interface].ipv4.contains(where: { $0.broadcast == neighbour }) {
            // A multicast group's frames carry its low 23 bits (RFC 1112 section 6.4).
            let group = neighbour.isMulticast ? MACAddress(rawValue: 0x0100_5e00_0000 | UInt64(neighbour.rawValue & 0x7f_ffff)) : .broadcast
            frame.storeEthernetHeader(destination: group, source: mac, type: 0x0800)
            return transmit(frame, on: interface, cause: cause, &turn)
        }
        makeResolver(on: interface)
        if let known = interfaces[interface].resolver?.resolve(neighbour, at: turn.now) {
            frame.storeEthernetHeader(destination: known, source: mac, type: 0x0800)
            if configuration.resolver == nil {
                // The next packets to the same neighbour need not ask again for a while: far shorter than an entry's life.
                interfaces[interface].lastNeighbour = neighbour
                interfaces[interface].lastHardware = known
                interfaces[interface].lastIsGoodUntil = turn.now + .seconds(1)
            }
            planResolver(on: interface)
            return transmit(frame, on: interface, cause: cause, &turn)
        }
        let packet = WaitingPacket(Array(frame[packetOffset...]), cause: cause)
        turn.pool.give(frame)
        let actions = interfaces[interface].resolver?.enqueue(packet, for: neighbour, at: turn.now) ?? []
        carryOut(actions, on: interface, cause: cause, &turn)
    }

    private func makeResolver(on interface: Int) {
        guard interfaces[interface].resolver == nil else { return }
        let addresses = interfaces[interface].ipv4.map(\.address), mac = interfaces[interface].mac
        interfaces[interface].resolver = configuration.resolver?(mac, addresses) ?? ARPCache(hardware: mac, addresses: addresses)
    }

    private func planResolver(on interface: Int) {
        if let deadline = interfaces[interface].resolver?.nextDeadline { neighbourDeadline = min(neighbourDeadline, deadline) }
    }

    /// Does what address resolution wants done.
    private func carryOut(_ actions: [ARPAction], on interface: Int, cause: EventID, _ turn: inout Turn) {
        for action in actions {
            switch action {
            case .transmit(let packet, let destination): send(packet, to: destination, on: interface, cause: cause, &turn)
            case .release(let packet, let mac):
                var frame = turn.pool.take()
                extend(&frame, by: packetOffset)
                frame.append(contentsOf: packet.bytes)
                frame.storeEthernetHeader(destination: mac, source: interfaces[interface].mac, type: 0x0800)
                transmit(frame, on: interface, cause: packet.cause, &turn)
            case .unreachable(let address, let packets):
                interfaces[interface].lastIsGoodUntil = .zero
                let before = turn.cause
                for packet in packets {
                    turn.cause = packet.cause
                    giveUp(packet.bytes, for: address, on: interface, &turn)
                }
                turn.cause = before
            case .conflict(let address, let mac): turn.note(.addressConflict(.v4(address), mac, interface: interface))
            }
        }
        planResolver(on: interface)
    }

    private func send(_ packet: ARPPacket, to destination: MACAddress, on interface: Int, cause: EventID, _ turn: inout Turn) {
        var writer = ByteWriter(appendingTo: turn.pool.take())
        EthernetHeader(destination: destination, source: interfaces[interface].mac, etherType: .arp).serialize(into: &writer)
        packet.serialize(into: &writer)
        transmit(writer.bytes, on: interface, cause: cause, &turn)
    }

    /// Tells everyone on the link this interface's addresses, so that caches that hold an old answer are put right (RFC 5227 section 2.3).
    public func announce(on interface: Int, _ turn: inout Turn) {
        for entry in interfaces[interface].ipv4 {
            let packet = ARPPacket(operation: .request, senderHardware: interfaces[interface].mac, senderProtocol: entry.address, targetProtocol: entry.address)
            send(packet, to: .broadcast, on: interface, cause: turn.cause, &turn)
        }
    }

    /// An ARP packet.
    func receiveARP(_ frame: consuming [UInt8], on interface: Int, _ turn: inout Turn) {
        guard let packet = decodeARP(frame) else { return drop(frame, .malformed, on: interface, &turn) }
        turn.pool.give(frame)
        if let probing = interfaces[interface].probing, packet.senderHardware != interfaces[interface].mac,
            packet.senderProtocol == probing.address || packet.senderProtocol == .any && packet.targetProtocol == probing.address { interfaces[interface].probing?.hasConflict = true }
        guard !interfaces[interface].ipv4.isEmpty else { return }
        if forwards, !proxyARP.isEmpty, packet.operation == .request, answerForOthers(packet, on: interface, &turn) { return }
        makeResolver(on: interface)
        interfaces[interface].lastIsGoodUntil = .zero
        let actions = interfaces[interface].resolver?.handle(packet, at: turn.now) ?? []
        // An answer goes out before the packets that waited.
        let answers = actions.filter { if case .transmit = $0 { true } else { false } }
        let others = actions.filter { if case .transmit = $0 { false } else { true } }
        carryOut(answers + others, on: interface, cause: turn.cause, &turn)
    }

    /// Proxy ARP (RFC 1027): a router says "I do" for an address that lies behind another of its interfaces.
    private func answerForOthers(_ packet: ARPPacket, on interface: Int, _ turn: inout Turn) -> Bool {
        let target = packet.targetProtocol
        guard proxyARP.contains(where: { $0.contains(target) }), !own4.contains(target.rawValue), packet.senderProtocol != target else { return false }
        guard let route = routes4.lookup(target.rawValue), route.kind == .route || route.kind == .several, Int(route.interface) != interface else { return false }
        let answer = ARPPacket(operation: .reply, senderHardware: interfaces[interface].mac, senderProtocol: target, targetHardware: packet.senderHardware, targetProtocol: packet.senderProtocol)
        send(answer, to: packet.senderHardware, on: interface, cause: turn.cause, &turn)
        return true
    }

    /// Asks whether anybody on the link uses an address, without saying that we do (RFC 5227 section 2.1).
    public func probe(_ address: IPv4Address, on interface: Int, _ turn: inout Turn) {
        if interfaces[interface].probing?.address != address { interfaces[interface].probing = (address, false) }
        send(ARPPacket(operation: .request, senderHardware: interfaces[interface].mac, senderProtocol: .any, targetProtocol: address), to: .broadcast, on: interface, cause: turn.cause, &turn)
    }

    /// Whether somebody has answered the last probe.
    public func hasConflict(on interface: Int) -> Bool { interfaces[interface].probing?.hasConflict ?? false }
    public func endProbe(on interface: Int) { interfaces[interface].probing = nil }

    private func decodeARP(_ frame: [UInt8]) -> ARPPacket? {
        frame.decode(as: ARPPacket.context) { reader in
            guard (try? reader.skip(packetOffset, "link header")) != nil else { return nil }
            return try? ARPPacket(parsing: &reader)
        }
    }

    /// Questions that are due to be asked again or given up.
    func advanceNeighbours(_ turn: inout Turn) {
        guard neighbourDeadline <= turn.now else { return }
        neighbourDeadline = .distantFuture
        let cause = turn.cause
        for interface in interfaces.indices {
            if let deadline = interfaces[interface].resolver?.nextDeadline, deadline <= turn.now {
                let actions = interfaces[interface].resolver?.tick(at: turn.now) ?? []
                let timer = turn.note(.timer("ARP"))
                carryOut(actions, on: interface, cause: timer, &turn)
            }
            planResolver(on: interface)
        }
        if !links6.isEmpty { advanceLinks6(&turn) }
        if !autoconfigurations.isEmpty { advanceAutoconfiguration(&turn) }
        turn.cause = cause
    }

    /// Nobody answered for the next hop: the packet's sender, or this host's own socket, is told (RFC 1812 section 5.2.7.1).
    private func giveUp(_ packet: [UInt8], for neighbour: IPv4Address, on interface: Int, _ turn: inout Turn) {
        guard let quoted = QuotedPacket(ipv4: packet), case .v4(let source) = quoted.source, case .v4(let destination) = quoted.destination else { return }
        if own4.contains(source.rawValue) {
            counters.count(.unresolved)
            turn.note(.unsent(.unresolved, destination: quoted.destination))
            let report = ICMPReport(reporter: .v4(source), destination: SocketAddress(quoted.destination, quoted.second), type: 3, code: 1, payload: quoted.payload, cause: turn.cause)
            return deliver(report, about: quoted, &turn)
        }
        let frame = [UInt8](repeating: 0, count: packetOffset) + packet
        let arrival = IPv4Arrival(source: source, destination: destination, timeToLive: 0, header: packetOffset, payload: packetOffset + Int(packet[0] & 15) * 4, end: frame.count, interface: interface, isGroup: false)
        sendError(.destinationUnreachable(1), about: frame, arrival, &turn)
        drop(frame, .unresolved, on: interface, &turn)
    }

    /// What ARP's cache holds about an interface's neighbours.
    public func arpEntries(on interface: Int, at now: Instant) -> [ARPCache.Entry] {
        (interfaces[interface].resolver as? ARPCache)?.entries(at: now) ?? []
    }
}
