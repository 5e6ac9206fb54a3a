import Wire

// Passing advertisements on (RFC 2328 section 13), ageing them (section 14).
extension OSPFRouter {
    /// Advertisements have come.
    mutating func receive(_ advertisements: [LSA], _ index: Int, _ neighbor: Int, _ now: Instant) {
        guard interfaces[index].neighbors[neighbor].state >= .exchange else { return count(\.strangers) }
        let router = interfaces[index].neighbors[neighbor].router
        for lsa in advertisements {
            guard (1...5).contains(lsa.header.key.type) else {
                count(\.refused)
                continue
            }
            // An earlier one may have begun the exchange anew.
            guard let neighbor = interfaces[index].neighbors.firstIndex(where: { $0.router == router }), interfaces[index].neighbors[neighbor].state >= .exchange else { return }
            take(lsa, index, neighbor, now)
        }
    }

    private mutating func take(_ lsa: LSA, _ index: Int, _ neighbor: Int, _ now: Instant) {
        let header = lsa.header
        let known = database.place(of: header.key)
        if header.isMaximumAge, known == nil, !interfaces.contains(where: { $0.neighbors.contains { $0.state == .exchange || $0.state == .loading } }) {
            acknowledge(header, index, now)
            return
        }
        let recency = known.map { header.recency(comparedWith: database.header($0, at: now)) } ?? 1
        if recency > 0 {
            // Too soon after the one before (MinLSArrival).
            if let known, now - database[known].installed < Self.minimumArrival, header.key.router != id, database[known].lsa.header.age != LSAHeader.maximumAge {
                satisfied(header, index, neighbor, now)
                return
            }
            guard let place = install(lsa, now) else { return count(\.refused) }
            let isBack = flood(place, from: (index, neighbor), now)
            if !isBack, interfaces[index].state != .backup || interfaces[index].neighbors[neighbor].address == interfaces[index].designated { acknowledge(header, index, now) }
            satisfied(header, index, neighbor, now)
            if header.key.router == id || isOurNetwork(header.key) { answerForOurselves(lsa, place, now) }
        } else if recency == 0, let known {
            if interfaces[index].neighbors[neighbor].unacknowledged.contains(known) {
                // It has crossed ours on the way: as good as an acknowledgement.
                removeUnacknowledged(known, index, neighbor)
                if interfaces[index].state == .backup, interfaces[index].neighbors[neighbor].address == interfaces[index].designated { acknowledge(header, index, now) }
            } else {
                send(OSPFPacket(router: id, .acknowledgement([header])).serialized(), index, to: unicast(index, neighbor))
            }
            satisfied(header, index, neighbor, now)
        } else if let known {
            // Ours is newer.
            if interfaces[index].neighbors[neighbor].wantedPlaces[header.key] != nil {
                interfaces[index].neighbors[neighbor].forgetExchange()
                setState(.twoWay, index, neighbor)
                return
            }
            let own = database.header(known, at: now)
            if own.isMaximumAge, own.sequence == LSAHeader.maximumSequence { return }
            sendUpdate([known], index, to: unicast(index, neighbor), now)
        }
    }

    /// What was asked for has come, in this instance or a newer one.
    private mutating func satisfied(_ header: LSAHeader, _ index: Int, _ neighbor: Int, _ now: Instant) {
        guard interfaces[index].neighbors[neighbor].wantedCount > 0, let place = interfaces[index].neighbors[neighbor].wantedPlaces[header.key] else { return }
        guard header.recency(comparedWith: interfaces[index].neighbors[neighbor].wanted[place]) >= 0 else { return }
        interfaces[index].neighbors[neighbor].wantedPlaces[header.key] = nil
        interfaces[index].neighbors[neighbor].wantedCount -= 1
        if interfaces[index].neighbors[neighbor].wantedCount == 0 {
            interfaces[index].neighbors[neighbor].requestAgainAt = .distantFuture
            if interfaces[index].neighbors[neighbor].state == .loading { becomeFull(index, neighbor, now) }
        } else if interfaces[index].neighbors[neighbor].wantedCount % 100 == 0 {
            sendRequest(index, neighbor, now)
        }
    }

    /// Puts an advertisement into the database, in the place of the instance before. Nil: there is no room.
    mutating func install(_ lsa: LSA, _ now: Instant) -> Int? {
        let known = database.place(of: lsa.header.key)
        let isDifferent = known.map { database[$0].lsa.body != lsa.body || database[$0].lsa.header.isMaximumAge != lsa.header.isMaximumAge } ?? true
        guard let place = database.install(lsa, at: now) else { return nil }
        count(\.installed)
        if known != nil {
            for index in interfaces.indices { for neighbor in interfaces[index].neighbors.indices { removeUnacknowledged(place, index, neighbor) } }
        }
        if isDifferent { planPaths(now) }
        return place
    }

    /// Passes an advertisement on to all that have not said it (section 13.3). Returns whether it goes back to where it came from.
    @discardableResult
    mutating func flood(_ place: Int, from: (interface: Int, neighbor: Int)?, _ now: Instant) -> Bool {
        let key = database[place].lsa.header.key
        var isBack = false
        for index in interfaces.indices where interfaces[index].isUp && !interfaces[index].neighbors.isEmpty {
            var isWanted = false
            for neighbor in interfaces[index].neighbors.indices where interfaces[index].neighbors[neighbor].state >= .exchange {
                if interfaces[index].neighbors[neighbor].wantedCount > 0, let wanted = interfaces[index].neighbors[neighbor].wantedPlaces[key] {
                    let recency = database[place].lsa.header.recency(comparedWith: interfaces[index].neighbors[neighbor].wanted[wanted])
                    if recency < 0 { continue }
                    if let from, from == (index, neighbor) {} else { satisfied(database[place].lsa.header, index, neighbor, now) }
                    if recency == 0 { continue }
                }
                if let from, from == (index, neighbor) { continue }
                interfaces[index].neighbors[neighbor].unacknowledged.insert(place)
                if interfaces[index].neighbors[neighbor].retransmitAt == .distantFuture { interfaces[index].neighbors[neighbor].retransmitAt = now + Self.retransmitInterval }
                isWanted = true
            }
            guard isWanted else { continue }
            if let from, from.interface == index {
                let address = interfaces[index].neighbors[from.neighbor].address
                // The network's speakers have told the others already.
                if address == interfaces[index].designated || address == interfaces[index].backup { continue }
                if interfaces[index].state == .backup { continue }
                isBack = true
            }
            interfaces[index].flooding.append(place)
            interfaces[index].flushAt = min(interfaces[index].flushAt, now + Self.floodDelay)
        }
        return isBack
    }

    /// An acknowledgement that goes out with others in a moment.
    private mutating func acknowledge(_ header: LSAHeader, _ index: Int, _ now: Instant) {
        interfaces[index].acknowledging.append(header)
        interfaces[index].flushAt = min(interfaces[index].flushAt, now + Self.floodDelay)
    }

    /// Sends what has gathered on an interface.
    mutating func flush(_ index: Int, _ now: Instant) {
        interfaces[index].flushAt = .distantFuture
        var places: [Int] = [], headers: [LSAHeader] = []
        swap(&places, &interfaces[index].flooding)
        swap(&headers, &interfaces[index].acknowledging)
        let isSpeaker = interfaces[index].state == .pointToPoint || interfaces[index].state == .designated || interfaces[index].state == .backup
        let group = isSpeaker ? OSPFPacket.allRouters : OSPFPacket.allDesignated
        // What all have acknowledged in the meantime need not be sent.
        let neighbors = interfaces[index].neighbors
        sendUpdate(places.filter { place in neighbors.contains { $0.unacknowledged.contains(place) } }, index, to: group, now)
        let room = max(1, (interfaces[index].configuration.mtu - 20 - OSPFPacket.headerLength) / LSAHeader.length)
        var first = 0
        while first < headers.count {
            let end = min(headers.count, first + room)
            send(OSPFPacket(router: id, .acknowledgement(Array(headers[first..<end]))).serialized(), index, to: group)
            first = end
        }
    }

    /// Sends advertisements, as many to a packet as fit.
    mutating func sendUpdate(_ places: [Int], _ index: Int, to destination: IPv4Address, _ now: Instant) {
        let room = interfaces[index].configuration.mtu - 20
        var writer = ByteWriter(capacity: 1480), count = 0
        func begin() {
            writer = ByteWriter(capacity: 1480)
            writer.uint8(2)
            writer.uint8(4)
            writer.uint16(0)
            writer.uint32(id)
            writer.uint32(0)
            writer.zeros(16)
            count = 0
        }
        func finished() -> [UInt8] {
            writer.patch(uint16: UInt16(count >> 16), at: 24)
            writer.patch(uint16: UInt16(truncatingIfNeeded: count), at: 26)
            return OSPFPacket.finish(writer)
        }
        begin()
        for place in places where database[place].isPresent {
            let length = Int(database[place].lsa.header.totalLength)
            if count > 0, writer.count + length > room {
                send(finished(), index, to: destination)
                begin()
            }
            // A second for the way (InfTransDelay).
            database[place].lsa.serialize(into: &writer, age: min(LSAHeader.maximumAge, database.age(place, at: now) + 1))
            count += 1
        }
        if count > 0 { send(finished(), index, to: destination) }
    }

    mutating func retransmit(_ index: Int, _ neighbor: Int, _ now: Instant) {
        let places = interfaces[index].neighbors[neighbor].unacknowledged.members
        guard !places.isEmpty else {
            interfaces[index].neighbors[neighbor].retransmitAt = .distantFuture
            return
        }
        interfaces[index].neighbors[neighbor].retransmitAt = now + Self.retransmitInterval
        // A packet or two at a time: where nothing is acknowledged, more of it does not help.
        sendUpdate(Array(places.prefix(40)), index, to: unicast(index, neighbor), now)
    }

    /// Advertisements have arrived at the neighbor.
    mutating func receive(_ headers: [LSAHeader], _ index: Int, _ neighbor: Int, _ now: Instant) {
        guard interfaces[index].neighbors[neighbor].state >= .exchange else { return count(\.strangers) }
        for header in headers {
            guard let place = database.place(of: header.key), interfaces[index].neighbors[neighbor].unacknowledged.contains(place) else { continue }
            guard header.recency(comparedWith: database.header(place, at: now)) == 0 else { continue }
            removeUnacknowledged(place, index, neighbor)
            if database[place].lsa.header.isMaximumAge { removeIfDone(place) }
        }
    }

    private mutating func removeUnacknowledged(_ place: Int, _ index: Int, _ neighbor: Int) {
        interfaces[index].neighbors[neighbor].unacknowledged.remove(place)
        if interfaces[index].neighbors[neighbor].unacknowledged.isEmpty { interfaces[index].neighbors[neighbor].retransmitAt = .distantFuture }
    }

    // MARK: - Ageing

    /// Forgets an advertisement that is on its way out, when all know of that.
    private mutating func removeIfDone(_ place: Int) {
        for interface in interfaces {
            for neighbor in interface.neighbors where neighbor.state == .exchange || neighbor.state == .loading || neighbor.unacknowledged.contains(place) { return }
        }
        database.remove(place)
    }

    /// Looks once a minute at what has become old.
    mutating func sweep(_ now: Instant) {
        sweepAt = now + .seconds(60)
        for place in database.present {
            if database[place].lsa.header.isMaximumAge {
                removeIfDone(place)
            } else if database.age(place, at: now) >= LSAHeader.maximumAge {
                database.expire(place, at: now)
                flood(place, from: nil, now)
                planPaths(now)
            } else if database[place].lsa.header.key.router == id, now - database[place].installed >= Self.refreshInterval - .seconds(60) {
                planOrigination(now)
            }
        }
    }
}
