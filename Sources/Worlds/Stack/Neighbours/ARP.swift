import LinkLayer
import NetworkLayer
import Wire

extension Stack {
    /// Sends a packet to a neighbour on a link, as soon as its link-layer address is known.
    func sendToNeighbour(_ frame: consuming [UInt8], _ neighbour: IPv4Address, on interface: Int, cause: EventID, _ turn: inout Turn) {
        let mac = interfaces[interface].mac
        if let known = interfaces[interface].neighbours4.lookup(neighbour, at: turn.now) {
            frame.storeEthernetHeader(destination: known, source: mac, type: 0x0800)
            return transmit(consume frame, on: interface, cause: cause, &turn)
        }
        if neighbour.isGroup || interfaces[interface].ipv4.contains(where: { $0.broadcast == neighbour }) {
            // A multicast group's frames carry its low 23 bits (RFC 1112 section 6.4).
            let group = neighbour.rawValue >> 28 == 0xe ? MACAddress(rawValue: 0x0100_5e00_0000 | UInt64(neighbour.rawValue & 0x7f_ffff)) : .broadcast
            frame.storeEthernetHeader(destination: group, source: mac, type: 0x0800)
            return transmit(frame, on: interface, cause: cause, &turn)
        }
        let (ask, dropped) = interfaces[interface].neighbours4.wait(for: neighbour, frame, cause: cause, at: turn.now)
        if let dropped { drop(dropped, .unresolved, on: interface, &turn) }
        if ask { sendARPRequest(for: neighbour, on: interface, cause: cause, &turn) }
        neighbourDeadline = min(neighbourDeadline, interfaces[interface].neighbours4.deadline)
    }

    private func sendARPRequest(for address: IPv4Address, on interface: Int, cause: EventID, _ turn: inout Turn) {
        let entry = interfaces[interface]
        // The sender's address is one of the neighbour's own network, where there is one.
        guard let own = entry.ipv4.first(where: { $0.contains(address) }) ?? entry.ipv4.first else { return }
        let request = ARPPacket(operation: .request, senderHardware: entry.mac, senderProtocol: own.address, targetProtocol: address)
        send(request, to: .broadcast, on: interface, cause: cause, &turn)
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

    /// An ARP packet (RFC 826, "packet reception").
    func receiveARP(_ frame: consuming [UInt8], on interface: Int, _ turn: inout Turn) {
        guard let packet = decodeARP(frame) else { return drop(frame, .malformed, on: interface, &turn) }
        turn.pool.give(frame)
        let isForMe = interfaces[interface].ipv4.contains { $0.address == packet.targetProtocol }
        if interfaces[interface].ipv4.contains(where: { $0.address == packet.senderProtocol }) {
            if packet.senderHardware != interfaces[interface].mac { turn.note(.addressConflict(.v4(packet.senderProtocol), packet.senderHardware, interface: interface)) }
            return
        }
        if packet.senderProtocol != .any, !packet.senderHardware.isMulticast {
            let (isNews, frames) = interfaces[interface].neighbours4.learn(packet.senderProtocol, packet.senderHardware, createsEntry: isForMe, at: turn.now)
            if isNews { turn.note(.resolved(.v4(packet.senderProtocol), packet.senderHardware, interface: interface)) }
            if isForMe, packet.operation == .request { answer(packet, on: interface, &turn) }
            for (waiting, cause) in frames { sendToNeighbour(waiting, packet.senderProtocol, on: interface, cause: cause, &turn) }
        } else if isForMe, packet.operation == .request {
            answer(packet, on: interface, &turn)
        }
    }

    private func decodeARP(_ frame: [UInt8]) -> ARPPacket? {
        frame.decode(as: ARPPacket.context) { reader in
            guard (try? reader.skip(packetOffset, "link header")) != nil else { return nil }
            return try? ARPPacket(parsing: &reader)
        }
    }

    private func answer(_ request: ARPPacket, on interface: Int, _ turn: inout Turn) {
        let reply = ARPPacket(operation: .reply, senderHardware: interfaces[interface].mac, senderProtocol: request.targetProtocol, targetHardware: request.senderHardware, targetProtocol: request.senderProtocol)
        send(reply, to: request.senderHardware, on: interface, cause: turn.cause, &turn)
    }

    /// Questions that are due to be asked again or given up.
    func advanceNeighbours(_ turn: inout Turn) {
        guard neighbourDeadline <= turn.now else { return }
        let cause = turn.cause
        neighbourDeadline = .distantFuture
        for interface in interfaces.indices {
            while let due = interfaces[interface].neighbours4.popDue(at: turn.now) {
                switch due {
                case .ask(let address, let first):
                    turn.cause = first
                    let timer = turn.note(.timer("ARP retry"))
                    sendARPRequest(for: address, on: interface, cause: timer, &turn)
                case .giveUp(let address, let frames):
                    for (frame, first) in frames {
                        turn.cause = first
                        giveUp(frame, for: address, on: interface, &turn)
                    }
                }
            }
            advanceNeighbours6(on: interface, &turn)
            neighbourDeadline = min(neighbourDeadline, interfaces[interface].neighbours4.deadline, interfaces[interface].neighbours6.deadline)
        }
        turn.cause = cause
    }

    /// Nobody answered for the next hop: the packet's sender, or this host's own socket, is told (RFC 1812 section 5.2.7.1).
    private func giveUp(_ frame: consuming [UInt8], for neighbour: IPv4Address, on interface: Int, _ turn: inout Turn) {
        let source = IPv4Address(rawValue: frame.load32(at: packetOffset + 12)), destination = IPv4Address(rawValue: frame.load32(at: packetOffset + 16))
        if own4.contains(source.rawValue) {
            counters.count(.unresolved)
            turn.note(.unsent(.unresolved, destination: .v4(destination)))
            if let quoted = QuotedPacket(ipv4: Array(frame[packetOffset...])) {
                let report = ICMPReport(reporter: .v4(source), destination: SocketAddress(quoted.destination, quoted.second), type: 3, code: 1, payload: quoted.payload, cause: turn.cause)
                deliver(report, about: quoted, &turn)
            }
            return turn.pool.give(frame)
        }
        let headerLength = Int(frame[packetOffset] & 15) * 4
        let arrival = IPv4Arrival(source: source, destination: destination, timeToLive: frame[packetOffset + 8], header: packetOffset, payload: packetOffset + headerLength, end: frame.count, interface: interface, isGroup: false)
        frame[0] = 0
        sendError(.destinationUnreachable(1), about: frame, arrival, &turn)
        drop(frame, .unresolved, on: interface, &turn)
    }

    /// The neighbours that an interface knows.
    public func neighbours(on interface: Int, at now: Instant) -> [(IPv4Address, MACAddress)] { interfaces[interface].neighbours4.known(at: now) }
}
