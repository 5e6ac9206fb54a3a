import NetworkLayer
public import Wire

// Neighbour discovery (RFC 4861). What a host takes from routers is in IPv6/Autoconfiguration.swift.
extension Stack {
    /// A router's introduction of itself on a link: the prefixes of its own addresses there, and for how long it may be used.
    public func advertise(on interface: Int, to destination: IPv6Address = IPv6Address(rawValue: 0xff02 << 112 | 1), _ turn: inout Turn) {
        let entry = interfaces[interface]
        var options: [NeighborDiscoveryOption] = [.sourceLinkLayerAddress(entry.mac), .mtu(UInt32(entry.mtu))]
        for address in entry.ipv6 where !address.address.isLinkLocal {
            options.append(.prefixInformation(.init(prefix: address.network, prefixLength: UInt8(clamping: address.prefixLength))))
        }
        send(.routerAdvertisement(RouterAdvertisement(currentHopLimit: configuration.timeToLive, routerLifetime: 1800, options: options)), from: entry.ipv6.first { $0.address.isLinkLocal }?.address, to: destination, scope: UInt32(interface + 1), hopLimit: 255, &turn)
    }

    func receiveNeighbourDiscovery(_ message: ICMPv6Message, _ arrival: IPv6Arrival, _ turn: inout Turn) {
        let interface = arrival.interface
        switch message {
        case .neighborSolicitation(let target, let options):
            // Nobody speaks for an address that is not yet sure.
            configure(interface, &turn) { machine, _ in machine.handleSolicitation(for: target, from: arrival.source) }
            guard interfaces[interface].ipv6.contains(where: { $0.address == target }) else { return }
            var mac: MACAddress?
            for case .sourceLinkLayerAddress(let address) in options { mac = address }
            let advertised: NeighborDiscoveryOption = .targetLinkLayerAddress(interfaces[interface].mac)
            if arrival.source == .any {
                // Somebody asks before taking the address: everyone is told that it is taken (RFC 4861 section 7.2.4).
                let answer = NeighborAdvertisement(isRouter: configuration.forwards, isSolicited: false, overrides: true, target: target, options: [advertised])
                send(.neighborAdvertisement(answer), from: target, to: .allNodes, scope: UInt32(interface + 1), hopLimit: 255, &turn)
                return
            }
            if let mac { learn6(arrival.source, mac, createsEntry: true, on: interface, &turn) }
            let answer = NeighborAdvertisement(isRouter: configuration.forwards, isSolicited: true, overrides: true, target: target, options: [advertised])
            send(.neighborAdvertisement(answer), from: target, to: arrival.source, scope: UInt32(interface + 1), hopLimit: 255, &turn)
        case .neighborAdvertisement(let answer):
            guard !answer.target.isMulticast else { return }
            configure(interface, from: answer.targetLinkLayerAddress ?? .zero, &turn) { machine, _ in machine.handleAdvertisement(of: answer.target) }
            if interfaces[interface].ipv6.contains(where: { $0.address == answer.target }), let mac = answer.targetLinkLayerAddress {
                turn.note(.addressConflict(.v6(answer.target), mac, interface: interface))
                return
            }
            if let mac = answer.targetLinkLayerAddress { learn6(answer.target, mac, createsEntry: false, on: interface, &turn) }
        case .routerSolicitation(let options):
            guard configuration.forwards else { return }
            for case .sourceLinkLayerAddress(let mac) in options where arrival.source != .any { learn6(arrival.source, mac, createsEntry: true, on: interface, &turn) }
            advertise(on: interface, to: arrival.source == .any ? .allNodes : arrival.source, &turn)
        case .routerAdvertisement(let advertisement):
            guard arrival.source.isLinkLocal else { return }
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
        if let known = interfaces[interface].neighbours6.lookup(neighbour, at: turn.now) {
            frame.storeEthernetHeader(destination: known, source: mac, type: 0x86dd)
            return transmit(frame, on: interface, cause: cause, &turn)
        }
        let (ask, dropped) = interfaces[interface].neighbours6.wait(for: neighbour, frame, cause: cause, at: turn.now)
        if let dropped { drop(dropped, .unresolved, on: interface, &turn) }
        if ask { solicit(neighbour, on: interface, cause: cause, &turn) }
        neighbourDeadline = min(neighbourDeadline, interfaces[interface].neighbours6.deadline)
    }

    private func solicit(_ neighbour: IPv6Address, on interface: Int, cause: EventID, _ turn: inout Turn) {
        let before = turn.cause
        turn.cause = cause
        let own = interfaces[interface].ipv6.first { $0.contains(neighbour) }?.address
        send(.neighborSolicitation(target: neighbour, options: [.sourceLinkLayerAddress(interfaces[interface].mac)]), from: own, to: neighbour.solicitedNode, scope: UInt32(interface + 1), hopLimit: 255, &turn)
        turn.cause = before
    }

    func learn6(_ address: IPv6Address, _ mac: MACAddress, createsEntry: Bool, on interface: Int, _ turn: inout Turn) {
        guard !mac.isMulticast else { return }
        let (isNews, frames) = interfaces[interface].neighbours6.learn(address, mac, createsEntry: createsEntry, at: turn.now)
        if isNews { turn.note(.resolved(.v6(address), mac, interface: interface)) }
        for (waiting, cause) in frames { sendToNeighbour(waiting, address, on: interface, cause: cause, &turn) }
    }

    func advanceNeighbours6(on interface: Int, _ turn: inout Turn) {
        while let due = interfaces[interface].neighbours6.popDue(at: turn.now) {
            switch due {
            case .ask(let address, let first):
                turn.cause = first
                solicit(address, on: interface, cause: turn.note(.timer("neighbour solicitation retry")), &turn)
            case .giveUp(_, let frames):
                for (frame, first) in frames {
                    turn.cause = first
                    giveUp6(frame, on: interface, &turn)
                }
            }
        }
    }

    /// Nobody answered: the packet's sender, or this host's own socket, is told.
    private func giveUp6(_ frame: consuming [UInt8], on interface: Int, _ turn: inout Turn) {
        let packet = Array(frame[packetOffset...])
        guard let quoted = QuotedPacket(ipv6: packet), case .v6(let source) = quoted.source, case .v6(let destination) = quoted.destination else { return turn.pool.give(frame) }
        if owns(quoted.source) {
            counters.count(.unresolved)
            turn.note(.unsent(.unresolved, destination: quoted.destination))
            deliver(ICMPReport(reporter: quoted.source, destination: SocketAddress(quoted.destination, quoted.second), type: 1, code: 3, payload: quoted.payload, cause: turn.cause), about: quoted, &turn)
            return turn.pool.give(frame)
        }
        let arrival = IPv6Arrival(source: source, destination: destination, hopLimit: 0, ecn: 0, header: packetOffset, payload: packetOffset + IPv6Header.length, end: frame.count, interface: interface, isGroup: false)
        sendError(.destinationUnreachable(code: .address, quote: ICMPQuote([])), about: frame, arrival, &turn)
        drop(frame, .unresolved, on: interface, &turn)
    }
}
