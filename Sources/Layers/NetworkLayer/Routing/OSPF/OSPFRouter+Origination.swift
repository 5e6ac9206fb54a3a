import Wire

// What this router says about itself and its networks (RFC 2328 section 12.4).
extension OSPFRouter {
    /// Something has changed: say it, but not more often than every five seconds (MinLSInterval).
    mutating func planOrigination(_ now: Instant) {
        let earliest = lastOriginated == Instant(nanoseconds: .min) ? now + Self.firstOrigination : max(now + .milliseconds(1), lastOriginated + Self.minimumInterval)
        originateAt = min(originateAt, earliest)
    }

    /// What we would say now.
    private func wanted() -> [(LSAKey, LSA.Body)] {
        var links: [LSA.Link] = []
        var said: [(LSAKey, LSA.Body)] = []
        for interface in interfaces where interface.isUp {
            let configuration = interface.configuration, address = configuration.address.rawValue
            let stub = LSA.Link(.stub, id: configuration.network, data: configuration.mask, metric: configuration.cost)
            switch interface.state {
            case .down: break
            case .pointToPoint:
                for neighbor in interface.neighbors where neighbor.state == .full { links.append(LSA.Link(.pointToPoint, id: neighbor.router, data: address, metric: configuration.cost)) }
                links.append(stub)
            case .waiting: links.append(stub)
            case .designated, .backup, .other:
                let isDesignated = interface.state == .designated
                let full = interface.neighbors.filter { $0.state == .full }
                if configuration.kind == .broadcast, isDesignated ? !full.isEmpty : full.contains(where: { $0.address == interface.designated }) {
                    links.append(LSA.Link(.transit, id: interface.designated, data: address, metric: configuration.cost))
                } else {
                    links.append(stub)
                }
                if isDesignated, configuration.kind == .broadcast, !full.isEmpty {
                    said.append((LSAKey(type: 2, id: address, router: id), .network(mask: configuration.mask, routers: [id] + full.map(\.router).sorted())))
                }
            }
        }
        said.append((LSAKey(type: 1, id: id, router: id), .router(flags: externals.isEmpty ? 0 : 2, links: links)))
        for external in externals {
            let mask: UInt32 = external.prefixLength <= 0 ? 0 : external.prefixLength >= 32 ? .max : ~(.max >> UInt32(external.prefixLength))
            said.append((LSAKey(type: 5, id: external.network & mask, router: id), .external(mask: mask, isType2: true, metric: external.metric, forwarding: 0, tag: 0)))
        }
        return said
    }

    /// Says what has changed, or was said too long ago, and takes back what no longer holds.
    mutating func originate(_ now: Instant) {
        originateAt = .distantFuture
        let said = wanted()
        var hasSaid = false
        for (key, body) in said {
            if let place = database.place(of: key), database[place].lsa.body == body, !database[place].lsa.header.isMaximumAge, now - database[place].installed < Self.refreshInterval - .seconds(120) { continue }
            say(key, body, now)
            hasSaid = true
        }
        for place in database.present {
            let lsa = database[place].lsa
            guard lsa.header.key.router == id, !lsa.header.isMaximumAge, !said.contains(where: { $0.0 == lsa.header.key }) else { continue }
            database.expire(place, at: now)
            flood(place, from: nil, now)
            planPaths(now)
        }
        if hasSaid { lastOriginated = now }
    }

    private mutating func say(_ key: LSAKey, _ body: LSA.Body, _ now: Instant) {
        let known = database.place(of: key).map { database[$0].lsa.header.sequence }
        let last = max(known ?? LSAHeader.initialSequence - 1, sequences[key] ?? LSAHeader.initialSequence - 1)
        // After two thousand million changes the count begins again (section 12.1.6).
        let sequence = last == LSAHeader.maximumSequence ? LSAHeader.initialSequence : last + 1
        sequences[key] = sequence
        guard let place = install(LSA(key, sequence: sequence, body), now) else { return count(\.refused) }
        count(\.originations)
        flood(place, from: nil, now)
    }

    /// Whether an advertisement is about a network that we speak for, said under another name of ours.
    func isOurNetwork(_ key: LSAKey) -> Bool { key.type == 2 && interfaces.contains { $0.configuration.address.rawValue == key.id } }

    /// Somebody spreads what we are to have said (section 13.4): from before we were switched off, or forged. We say what is right, above it.
    mutating func answerForOurselves(_ lsa: LSA, _ place: Int, _ now: Instant) {
        let key = lsa.header.key
        sequences[key] = max(sequences[key] ?? LSAHeader.initialSequence - 1, lsa.header.sequence)
        if lsa.header.sequence == LSAHeader.maximumSequence || key.router != id || !wanted().contains(where: { $0.0 == key }) {
            // It has to go before anything new can be said, or for good.
            if lsa.header.isMaximumAge { return }
            database.expire(place, at: now)
            flood(place, from: nil, now)
            planPaths(now)
            if lsa.header.sequence == LSAHeader.maximumSequence { sequences[key] = LSAHeader.initialSequence - 1 }
        }
        planOrigination(now)
    }
}
