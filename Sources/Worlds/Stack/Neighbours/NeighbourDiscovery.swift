import NetworkLayer
public import Wire

// Neighbour discovery (RFC 4861): what arrives, what a packet needs before it can go, and what ``NeighborCache`` wants done.
extension Stack {
    func receiveNeighbourDiscovery(_ message: ICMPv6Message, _ arrival: IPv6Arrival, _ turn: inout Turn) {
        let interface = arrival.interface
        switch message {
        case .neighborSolicitation(let target, let options):
            // Nobody speaks for an address that is not yet sure.
            configure(interface, &turn) { machine, _ in machine.handleSolicitation(for: target, from: arrival.source) }
            guard interfaces[interface].ipv6.contains(where: { $0.address == target }) else { return }
            let advertised: NeighborDiscoveryOption = .targetLinkLayerAddress(interfaces[interface].mac)
            if arrival.source == .any {
                // Somebody asks before taking the address: everyone is told that it is taken (RFC 4861 section 7.2.4).
                let answer = NeighborAdvertisement(isRouter: configuration.forwards, isSolicited: false, overrides: true, target: target, options: [advertised])
                send(.neighborAdvertisement(answer), from: target, to: .allNodes, scope: UInt32(interface + 1), hopLimit: 255, &turn)
                return
            }
            if let mac = options.sourceLinkLayerAddress { learn6(arrival.source, mac, on: interface, &turn) }
            let answer = NeighborAdvertisement(isRouter: configuration.forwards, isSolicited: true, overrides: true, target: target, options: [advertised])
            send(.neighborAdvertisement(answer), from: target, to: arrival.source, scope: UInt32(interface + 1), hopLimit: 255, &turn)
        case .neighborAdvertisement(let answer):
            configure(interface, from: answer.targetLinkLayerAddress ?? .zero, &turn) { machine, _ in machine.handleAdvertisement(of: answer.target) }
            if interfaces[interface].ipv6.contains(where: { $0.address == answer.target }), let mac = answer.targetLinkLayerAddress {
                turn.note(.addressConflict(.v6(answer.target), mac, interface: interface))
                return
            }
            carryOut(link6(interface).neighbours.handle(answer, at: turn.now), on: interface, cause: turn.cause, &turn)
        case .routerSolicitation(let options):
            guard configuration.forwards else { return }
            if let mac = options.sourceLinkLayerAddress { learn6(arrival.source, mac, isRouter: false, on: interface, &turn) }
            sendAdvertisement(on: interface, to: arrival.source == .any ? .allNodes : arrival.source, &turn)
        case .routerAdvertisement(let advertisement):
            configure(from: advertisement, router: arrival.source, on: interface, &turn)
        default: break
        }
    }

    /// Sends a packet to a neighbour on a link, as soon as its link-layer address is known.
    func sendToNeighbour(_ frame: consuming [UInt8], _ neighbour: IPv6Address, on interface: Int, cause: EventID, _ turn: inout Turn) {
        let mac = interfaces[interface].mac
        if neighbour.isMulticast {
            frame.storeEthernetHeader(destination: neighbour.groupMAC, source: mac, type: 0x86dd)
            return transmit(frame, on: interface, cause: cause, &turn)
        }
        let link = link6(interface)
        if let known = link.neighbours.resolve(neighbour, at: turn.now) {
            frame.storeEthernetHeader(destination: known, source: mac, type: 0x86dd)
            planLink6(interface)
            return transmit(frame, on: interface, cause: cause, &turn)
        }
        let packet = WaitingPacket(Array(frame[packetOffset...]), cause: cause)
        turn.pool.give(frame)
        let own = interfaces[interface].ipv6.first { $0.contains(neighbour) } ?? interfaces[interface].ipv6.first
        let actions = link.neighbours.enqueue(packet, for: neighbour, from: own?.address ?? .any, at: turn.now)
        carryOut(actions, on: interface, cause: cause, &turn)
    }

    /// Does what neighbour discovery wants done.
    func carryOut(_ actions: [NeighborAction], on interface: Int, cause: EventID, _ turn: inout Turn) {
        let before = turn.cause
        for action in actions {
            switch action {
            case .solicit(let target, let source, let destination, let linkLayer):
                turn.cause = cause
                solicit(target, from: source, to: destination, linkLayer, on: interface, &turn)
            case .release(let packet, let mac):
                var frame = turn.pool.take()
                extend(&frame, by: packetOffset)
                frame.append(contentsOf: packet.bytes)
                frame.storeEthernetHeader(destination: mac, source: interfaces[interface].mac, type: 0x86dd)
                transmit(frame, on: interface, cause: packet.cause, &turn)
            case .unreachable(let address, let packets):
                for packet in packets {
                    turn.cause = packet.cause
                    giveUp6(packet.bytes, on: interface, &turn)
                }
                routerIsLost(address, on: interface)
            case .routerLost(let address): routerIsLost(address, on: interface)
            }
        }
        turn.cause = before
        planLink6(interface)
    }

    /// A solicitation for an address: to its group, or, when only its being there is in question, to itself.
    private func solicit(_ target: IPv6Address, from source: IPv6Address, to destination: IPv6Address, _ linkLayer: MACAddress?, on interface: Int, _ turn: inout Turn) {
        let mac = interfaces[interface].mac
        let message = ICMPv6Message.neighborSolicitation(target: target, options: [.sourceLinkLayerAddress(mac)])
        guard let linkLayer else {
            send(message, from: source, to: destination, scope: UInt32(interface + 1), hopLimit: 255, &turn)
            return
        }
        // Straight to the card that is asked: the cache must not be asked for it again.
        var body = ByteWriter()
        message.serialize(into: &body, pseudoHeader: PseudoHeader(source: source, destination: destination, protocolNumber: 58))
        var writer = ByteWriter(appendingTo: turn.pool.take())
        writer.zeros(packetOffset)
        IPv6Header(nextHeader: .icmpv6, hopLimit: 255, source: source, destination: destination).serialize(into: &writer, payloadLength: body.bytes.count)
        writer.write(body.bytes.span.bytes)
        var frame = writer.bytes
        frame.storeEthernetHeader(destination: linkLayer, source: mac, type: 0x86dd)
        transmit(frame, on: interface, cause: turn.cause, &turn)
    }

    /// A message tells a neighbour's link-layer address. `isRouter` nil: it says nothing of that.
    func learn6(_ address: IPv6Address, _ mac: MACAddress, isRouter: Bool? = nil, on interface: Int, _ turn: inout Turn) {
        carryOut(link6(interface).neighbours.learn(address, linkLayer: mac, isRouter: isRouter, at: turn.now), on: interface, cause: turn.cause, &turn)
    }

    /// What is known of an interface's IPv6 neighbours.
    public func neighborEntries(on interface: Int, at now: Instant) -> [NeighborCache.Entry] {
        (interface < links6.count ? links6[interface]?.neighbours as? NeighborCache : nil)?.entries(at: now) ?? []
    }

    /// Nobody answered: the packet's sender, or this host's own socket, is told.
    private func giveUp6(_ packet: [UInt8], on interface: Int, _ turn: inout Turn) {
        guard let quoted = QuotedPacket(ipv6: packet), case .v6(let source) = quoted.source, case .v6(let destination) = quoted.destination else { return }
        if owns(quoted.source) {
            counters.count(.unresolved)
            turn.note(.unsent(.unresolved, destination: quoted.destination))
            return deliver(ICMPReport(reporter: quoted.source, destination: SocketAddress(quoted.destination, quoted.second), type: 1, code: 3, payload: quoted.payload, cause: turn.cause), about: quoted, &turn)
        }
        let frame = [UInt8](repeating: 0, count: packetOffset) + packet
        let arrival = IPv6Arrival(source: source, destination: destination, hopLimit: 0, ecn: 0, header: packetOffset, payload: packetOffset + IPv6Header.length, end: frame.count, interface: interface, isGroup: false)
        sendError(.destinationUnreachable(code: .address, quote: ICMPQuote([])), about: frame, arrival, &turn)
        drop(frame, .unresolved, on: interface, &turn)
    }
}
