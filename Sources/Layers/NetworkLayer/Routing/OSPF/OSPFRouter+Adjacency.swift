import Wire

// Greeting, and the exchange of databases (RFC 2328 sections 9.5, 10.5 to 10.9).
extension OSPFRouter {
    mutating func sendHello(_ index: Int, _ now: Instant) {
        let interface = interfaces[index], configuration = interface.configuration
        var hello = OSPFPacket.Hello(mask: configuration.mask, helloInterval: configuration.helloInterval, priority: configuration.priority, deadInterval: configuration.deadInterval)
        if configuration.kind == .broadcast { (hello.designated, hello.backup) = (interface.designated, interface.backup) }
        hello.neighbors = interface.neighbors.map(\.router)
        interfaces[index].helloAt = now + .seconds(Int64(configuration.helloInterval))
        send(OSPFPacket(router: id, .hello(hello)).serialized(), index, to: OSPFPacket.allRouters)
    }

    mutating func receive(_ hello: OSPFPacket.Hello, from router: UInt32, _ address: UInt32, _ index: Int, _ now: Instant) {
        let configuration = interfaces[index].configuration
        guard hello.helloInterval == configuration.helloInterval, hello.deadInterval == configuration.deadInterval, hello.options & 2 == 2,
            configuration.kind == .pointToPoint || hello.mask == configuration.mask
        else { return count(\.mismatched) }
        let inactiveAt = now + .seconds(Int64(configuration.deadInterval))
        var isNew = false
        let place: Int
        if let known = interfaces[index].neighbors.firstIndex(where: { $0.router == router }) {
            if interfaces[index].neighbors[known].address != address {
                // The same router at another address: it has been wired anew.
                drop(index, known, now)
                return
            }
            place = known
        } else {
            guard interfaces[index].neighbors.count < (configuration.kind == .pointToPoint ? 1 : OSPFInterface.neighborLimit) else { return count(\.strangers) }
            isNew = true
            place = interfaces[index].neighbors.count
            interfaces[index].neighbors.append(OSPFNeighbor(router: router, address: address, inactiveAt: inactiveAt))
        }
        interfaces[index].neighbors[place].inactiveAt = inactiveAt
        let before = interfaces[index].neighbors[place]
        interfaces[index].neighbors[place].priority = hello.priority
        interfaces[index].neighbors[place].designated = hello.designated
        interfaces[index].neighbors[place].backup = hello.backup

        if hello.neighbors.contains(id) {
            if before.state == .initial {
                setState(.twoWay, index, place)
                if interfaces[index].shouldBeAdjacent(interfaces[index].neighbors[place]) { beginExchange(index, place, now) }
                if configuration.kind == .broadcast, interfaces[index].waitUntil == .distantFuture { runElection(index, now) }
            }
        } else if before.state >= .twoWay {
            // It has forgotten us: it was switched off and on.
            interfaces[index].neighbors[place].forgetExchange()
            setState(.initial, index, place)
            planOrigination(now)
            if configuration.kind == .broadcast, interfaces[index].waitUntil == .distantFuture { runElection(index, now) }
        }
        if configuration.kind == .broadcast {
            if interfaces[index].waitUntil != .distantFuture {
                // Somebody speaks for the network already: no need to wait.
                if interfaces[index].neighbors[place].state >= .twoWay, hello.backup == address || hello.designated == address && hello.backup == 0 {
                    interfaces[index].waitUntil = .distantFuture
                    runElection(index, now)
                }
            } else if interfaces[index].neighbors[place].state >= .twoWay,
                before.priority != hello.priority || (before.designated == address) != (hello.designated == address) || (before.backup == address) != (hello.backup == address) {
                runElection(index, now)
            }
        }
        // A newcomer is greeted at once, so that both hear each other before the next round.
        if isNew { sendHello(index, now) }
    }

    mutating func setState(_ state: OSPFNeighborState, _ index: Int, _ neighbor: Int) {
        guard interfaces[index].neighbors[neighbor].state != state else { return }
        interfaces[index].neighbors[neighbor].state = state
        actions.append(.neighbor(IPv4Address(rawValue: interfaces[index].neighbors[neighbor].address), state, interface: interfaces[index].configuration.interface))
    }

    /// A neighbor has been silent for too long, or is another one now.
    mutating func drop(_ index: Int, _ neighbor: Int, _ now: Instant) {
        setState(.down, index, neighbor)
        interfaces[index].neighbors.remove(at: neighbor)
        planOrigination(now)
        if interfaces[index].configuration.kind == .broadcast, interfaces[index].waitUntil == .distantFuture { runElection(index, now) }
    }

    mutating func runElection(_ index: Int, _ now: Instant) {
        guard interfaces[index].elect(own: id) else { return }
        for neighbor in interfaces[index].neighbors.indices where interfaces[index].neighbors[neighbor].state >= .twoWay {
            let should = interfaces[index].shouldBeAdjacent(interfaces[index].neighbors[neighbor])
            if should, interfaces[index].neighbors[neighbor].state == .twoWay {
                beginExchange(index, neighbor, now)
            } else if !should, interfaces[index].neighbors[neighbor].state > .twoWay {
                interfaces[index].neighbors[neighbor].forgetExchange()
                setState(.twoWay, index, neighbor)
            }
        }
        planOrigination(now)
        sendHello(index, now)
    }

    // MARK: - Exchange

    private mutating func beginExchange(_ index: Int, _ neighbor: Int, _ now: Instant) {
        interfaces[index].neighbors[neighbor].forgetExchange()
        setState(.exStart, index, neighbor)
        ddSequence &+= 1
        interfaces[index].neighbors[neighbor].sequence = ddSequence
        interfaces[index].neighbors[neighbor].isMaster = false
        // Both claim to be the master; the higher router ID is.
        say(OSPFPacket.Description(mtu: UInt16(clamping: interfaces[index].configuration.mtu), isFirst: true, hasMore: true, isMaster: true, sequence: ddSequence), index, neighbor)
        interfaces[index].neighbors[neighbor].describeAgainAt = now + Self.retransmitInterval
    }

    private mutating func say(_ description: OSPFPacket.Description, _ index: Int, _ neighbor: Int) {
        let bytes = OSPFPacket(router: id, .description(description)).serialized()
        interfaces[index].neighbors[neighbor].lastDescription = bytes
        send(bytes, index, to: unicast(index, neighbor))
    }

    mutating func describeAgain(_ index: Int, _ neighbor: Int, _ now: Instant) {
        interfaces[index].neighbors[neighbor].describeAgainAt = now + Self.retransmitInterval
        send(interfaces[index].neighbors[neighbor].lastDescription, index, to: unicast(index, neighbor))
    }

    /// On a cable between two everything goes to the group (section 8.1).
    func unicast(_ index: Int, _ neighbor: Int) -> IPv4Address {
        interfaces[index].state == .pointToPoint ? OSPFPacket.allRouters : IPv4Address(rawValue: interfaces[index].neighbors[neighbor].address)
    }

    private mutating func negotiated(_ index: Int, _ neighbor: Int, _ now: Instant) {
        interfaces[index].neighbors[neighbor].summary = database.present.filter { !database.header($0, at: now).isMaximumAge }
        interfaces[index].neighbors[neighbor].described = 0
        setState(.exchange, index, neighbor)
    }

    mutating func receive(_ description: OSPFPacket.Description, _ index: Int, _ neighbor: Int, _ now: Instant) {
        let flags: UInt8 = (description.isFirst ? 4 : 0) | (description.hasMore ? 2 : 0) | (description.isMaster ? 1 : 0)
        let other = interfaces[index].neighbors[neighbor].router
        guard Int(description.mtu) <= interfaces[index].configuration.mtu else { return count(\.mismatched) }
        switch interfaces[index].neighbors[neighbor].state {
        case .down, .twoWay: count(\.strangers)
        case .initial:
            // It hears us: we are in its greeting, which has not come through.
            setState(.twoWay, index, neighbor)
            if interfaces[index].shouldBeAdjacent(interfaces[index].neighbors[neighbor]) {
                beginExchange(index, neighbor, now)
                receive(description, index, neighbor, now)
            }
        case .exStart:
            if description.isFirst, description.hasMore, description.isMaster, description.headers.isEmpty, other > id {
                interfaces[index].neighbors[neighbor].isMaster = false
                interfaces[index].neighbors[neighbor].sequence = description.sequence
                interfaces[index].neighbors[neighbor].describeAgainAt = .distantFuture
                negotiated(index, neighbor, now)
                interfaces[index].neighbors[neighbor].last = (flags, description.sequence)
                answerAsSlave(index, neighbor, now, masterHasMore: true)
            } else if !description.isFirst, !description.isMaster, description.sequence == interfaces[index].neighbors[neighbor].sequence, other < id {
                interfaces[index].neighbors[neighbor].isMaster = true
                negotiated(index, neighbor, now)
                process(description, flags, index, neighbor, now)
            }
        case .exchange:
            if let last = interfaces[index].neighbors[neighbor].last, last == (flags, description.sequence) {
                // Said before: the slave answers again, the master has nothing to say.
                if !interfaces[index].neighbors[neighbor].isMaster { send(interfaces[index].neighbors[neighbor].lastDescription, index, to: unicast(index, neighbor)) }
                return
            }
            let expected = interfaces[index].neighbors[neighbor].isMaster ? interfaces[index].neighbors[neighbor].sequence : interfaces[index].neighbors[neighbor].sequence &+ 1
            guard description.isMaster == !interfaces[index].neighbors[neighbor].isMaster, !description.isFirst, description.sequence == expected else { return beginExchange(index, neighbor, now) }
            process(description, flags, index, neighbor, now)
        case .loading, .full:
            if let last = interfaces[index].neighbors[neighbor].last, last == (flags, description.sequence) {
                if !interfaces[index].neighbors[neighbor].isMaster { send(interfaces[index].neighbors[neighbor].lastDescription, index, to: unicast(index, neighbor)) }
                return
            }
            planOrigination(now)
            beginExchange(index, neighbor, now)
        }
    }

    /// What the neighbor has, and what comes of it.
    private mutating func process(_ description: OSPFPacket.Description, _ flags: UInt8, _ index: Int, _ neighbor: Int, _ now: Instant) {
        interfaces[index].neighbors[neighbor].last = (flags, description.sequence)
        for header in description.headers {
            guard (1...5).contains(header.key.type) else { return beginExchange(index, neighbor, now) }
            if let place = database.place(of: header.key), header.recency(comparedWith: database.header(place, at: now)) <= 0 { continue }
            guard interfaces[index].neighbors[neighbor].wanted.count < OSPFDatabase.limit, interfaces[index].neighbors[neighbor].wantedPlaces[header.key] == nil else { continue }
            interfaces[index].neighbors[neighbor].wantedPlaces[header.key] = interfaces[index].neighbors[neighbor].wanted.count
            interfaces[index].neighbors[neighbor].wanted.append(header)
            interfaces[index].neighbors[neighbor].wantedCount += 1
        }
        if interfaces[index].neighbors[neighbor].isMaster {
            let hadMore = interfaces[index].neighbors[neighbor].described < interfaces[index].neighbors[neighbor].summary.count || interfaces[index].neighbors[neighbor].lastDescription[27] & 2 != 0
            if !description.hasMore, !hadMore { return exchanged(index, neighbor, now) }
            interfaces[index].neighbors[neighbor].sequence &+= 1
            describe(index, neighbor, now, isMaster: true)
            interfaces[index].neighbors[neighbor].describeAgainAt = now + Self.retransmitInterval
        } else {
            interfaces[index].neighbors[neighbor].sequence = description.sequence
            answerAsSlave(index, neighbor, now, masterHasMore: description.hasMore)
        }
        if interfaces[index].neighbors[neighbor].wantedCount > 0, interfaces[index].neighbors[neighbor].requestAgainAt == .distantFuture { sendRequest(index, neighbor, now) }
    }

    private mutating func answerAsSlave(_ index: Int, _ neighbor: Int, _ now: Instant, masterHasMore: Bool) {
        let hasMore = describe(index, neighbor, now, isMaster: false)
        if !masterHasMore, !hasMore { exchanged(index, neighbor, now) }
    }

    /// Says the next part of what we have. Returns whether more is left.
    @discardableResult
    private mutating func describe(_ index: Int, _ neighbor: Int, _ now: Instant, isMaster: Bool) -> Bool {
        let room = max(1, (interfaces[index].configuration.mtu - 20 - OSPFPacket.headerLength - 8) / LSAHeader.length)
        let first = interfaces[index].neighbors[neighbor].described
        let summary = interfaces[index].neighbors[neighbor].summary
        let end = min(summary.count, first + room)
        let headers = summary[first..<end].filter { database[$0].isPresent }.map { database.header($0, at: now) }
        interfaces[index].neighbors[neighbor].described = end
        let hasMore = end < summary.count
        say(OSPFPacket.Description(mtu: UInt16(clamping: interfaces[index].configuration.mtu), isFirst: false, hasMore: hasMore, isMaster: isMaster, sequence: interfaces[index].neighbors[neighbor].sequence, headers: headers), index, neighbor)
        return hasMore
    }

    /// Both have told all that they have.
    private mutating func exchanged(_ index: Int, _ neighbor: Int, _ now: Instant) {
        interfaces[index].neighbors[neighbor].describeAgainAt = .distantFuture
        guard interfaces[index].neighbors[neighbor].state == .exchange else { return }
        if interfaces[index].neighbors[neighbor].wantedCount == 0 { return becomeFull(index, neighbor, now) }
        setState(.loading, index, neighbor)
        if interfaces[index].neighbors[neighbor].requestAgainAt == .distantFuture { sendRequest(index, neighbor, now) }
    }

    mutating func becomeFull(_ index: Int, _ neighbor: Int, _ now: Instant) {
        setState(.full, index, neighbor)
        interfaces[index].neighbors[neighbor].requestAgainAt = .distantFuture
        interfaces[index].neighbors[neighbor].wanted = []
        interfaces[index].neighbors[neighbor].wantedPlaces = [:]
        planOrigination(now)
    }

    // MARK: - Requests

    /// Asks for the next of what the neighbor has and we do not.
    mutating func sendRequest(_ index: Int, _ neighbor: Int, _ now: Instant) {
        let room = max(1, (interfaces[index].configuration.mtu - 20 - OSPFPacket.headerLength) / 12)
        var keys: [LSAKey] = []
        for header in interfaces[index].neighbors[neighbor].wanted where interfaces[index].neighbors[neighbor].wantedPlaces[header.key] != nil {
            keys.append(header.key)
            if keys.count == room { break }
        }
        guard !keys.isEmpty else {
            interfaces[index].neighbors[neighbor].requestAgainAt = .distantFuture
            return
        }
        interfaces[index].neighbors[neighbor].requestAgainAt = now + Self.retransmitInterval
        send(OSPFPacket(router: id, .request(keys)).serialized(), index, to: unicast(index, neighbor))
    }

    /// The neighbor asks for advertisements.
    mutating func receive(_ keys: [LSAKey], _ index: Int, _ neighbor: Int, _ now: Instant) {
        guard interfaces[index].neighbors[neighbor].state >= .exchange else { return count(\.strangers) }
        var places: [Int] = []
        for key in keys {
            // What we do not have we did not tell of: something is wrong between us.
            guard let place = database.place(of: key) else { return beginExchange(index, neighbor, now) }
            places.append(place)
        }
        sendUpdate(places, index, to: unicast(index, neighbor), now)
    }
}
