import Wire

extension RSTPBridge {
    /// Brings everything into agreement after an event, and says what is to be said.
    mutating func settle(at now: Instant) -> [Action] {
        selectRoles(at: now)
        var actions: [Action] = []
        // Each round either changes a port's state or flags, which go one way only, or is the last.
        for _ in 0..<4 * ports.count + 4 {
            let round = ports.indices.reduce(into: (actions: [Action](), changed: false)) { round, index in
                let (more, changed) = step(index, at: now)
                round.actions += more
                round.changed = round.changed || changed
            }
            actions += round.actions
            if !round.changed { break }
        }
        return actions + transmit(at: now)
    }

    /// Who is the root, which way is it, and what is each port for (section 17.21.25, updtRolesTree).
    private mutating func selectRoles(at now: Instant) {
        var best = PriorityVector(root: identifier, cost: 0, bridge: identifier, port: 0)
        var bestPort: Int?
        for (index, port) in ports.enumerated() {
            guard case .received = port.information, port.vector.bridge.address != identifier.address else { continue }
            var candidate = port.vector
            candidate.cost = candidate.cost.addingReportingOverflow(port.pathCost).overflow ? .max : candidate.cost + port.pathCost
            // Ports are looked at in their order, so that of two equal offers the first stays.
            if candidate < best { (best, bestPort) = (candidate, index) }
        }
        offer = PriorityVector(root: best.root, cost: best.cost, bridge: identifier, port: 0)
        rootPortIndex = bestPort
        messageAge = bestPort.map { ports[$0].messageAge &+ 256 } ?? 0

        for index in ports.indices {
            var mine = offer
            mine.port = ports[index].identifier
            let role: PortRole
            switch ports[index].information {
            case .disabled: role = .disabled
            case .mine, .aged: role = .designated
            case .received:
                if index == bestPort {
                    role = .root
                } else if mine < ports[index].vector {
                    role = .designated
                } else {
                    role = ports[index].vector.bridge.address == identifier.address ? .backup : .alternate
                }
            }
            if role == .designated, ports[index].information != .mine || ports[index].vector != mine {
                // Our offer is new to the neighbour. If it has agreed to a worse one, it agrees to this one.
                ports[index].agreed = ports[index].agreed && ports[index].information == .mine && mine <= ports[index].vector
                ports[index].synced = ports[index].synced && ports[index].agreed
                ports[index].vector = mine
                ports[index].information = .mine
                ports[index].proposed = false
                ports[index].agree = false
                ports[index].proposing = false
                ports[index].newInfo = true
            }
            if role != ports[index].role { assign(role, to: index, at: now) }
        }
    }

    private mutating func assign(_ role: PortRole, to index: Int, at now: Instant) {
        let old = ports[index].role
        ports[index].role = role
        ports[index].disputed = false
        switch role {
        case .disabled, .alternate, .backup:
            ports[index].sync = false
            ports[index].proposing = false
            if role == .backup { ports[index].recentBackupUntil = now + Self.helloTime + Self.helloTime }
            ports[index].forwardDelayUntil = nil
            ports[index].topologyChangeUntil = nil
        case .root:
            ports[index].proposing = false
            if ports[index].state != .forwarding { ports[index].forwardDelayUntil = now + Self.forwardDelay }
        case .designated:
            if old == .root { ports[index].recentRootUntil = now + Self.forwardDelay }
            if ports[index].state != .forwarding { ports[index].forwardDelayUntil = now + Self.forwardDelay }
        }
    }

    // MARK: - One port

    /// Takes one port one step on (section 17.29): its actions, and whether anything changed.
    private mutating func step(_ index: Int, at now: Instant) -> (actions: [Action], changed: Bool) {
        switch ports[index].role {
        case .disabled: return stop(index)
        case .alternate, .backup:
            let stopped = stop(index)
            if stopped.changed { return stopped }
            return answerProposal(index)
        case .root: return stepRoot(index, at: now)
        case .designated: return stepDesignated(index, at: now)
        }
    }

    private mutating func stop(_ index: Int) -> (actions: [Action], changed: Bool) {
        ports[index].synced = true
        guard ports[index].state != .discarding else { return ([], false) }
        ports[index].state = .discarding
        return ([.setState(.discarding, port: index), .flush(port: index)], true)
    }

    /// Agrees, once no loop can go through us.
    private mutating func answerProposal(_ index: Int) -> (actions: [Action], changed: Bool) {
        if ports[index].proposed, !ports[index].agree {
            ports[index].proposed = false
            for other in ports.indices where other != index { ports[other].sync = true }
            return ([], true)
        }
        let others = ports.indices.filter { $0 != index && ports[$0].role == .designated }
        let allSynced = others.allSatisfy { ports[$0].synced && !(ports[$0].sync && !ports[$0].synced) }
        if ports[index].proposed || allSynced && !ports[index].agree {
            ports[index].proposed = false
            ports[index].agree = true
            ports[index].newInfo = true
            return ([], true)
        }
        return ([], false)
    }

    private mutating func stepRoot(_ index: Int, at now: Instant) -> (actions: [Action], changed: Bool) {
        let answered = answerProposal(index)
        if answered.changed { return answered }
        guard ports[index].state != .forwarding else {
            ports[index].synced = true
            return ([], false)
        }
        // Former root ports first stop, or there were two ways.
        let recent = ports.indices.filter { $0 != index && ports[$0].recentRootUntil != nil && ports[$0].role == .designated && ports[$0].state != .discarding }
        if ports[index].isRapid, ports[index].recentBackupUntil == nil {
            if let former = recent.first {
                ports[former].recentRootUntil = nil
                ports[former].agreed = false
                ports[former].synced = false
                return (block(former, at: now), true)
            }
            return (forward(index, at: now), true)
        }
        return advance(index, at: now)
    }

    private mutating func stepDesignated(_ index: Int, at now: Instant) -> (actions: [Action], changed: Bool) {
        let isEdge = ports[index].isEdge
        if isEdge, ports[index].disputed == false, ports[index].state != .forwarding {
            return (forward(index, at: now), true)
        }
        if !isEdge, ports[index].state != .discarding, ports[index].disputed || ports[index].sync && !ports[index].synced && !ports[index].agreed {
            return (block(index, at: now), true)
        }
        if !ports[index].synced, ports[index].state == .discarding || ports[index].agreed || isEdge {
            ports[index].synced = true
            ports[index].sync = false
            ports[index].recentRootUntil = nil
            return ([], true)
        }
        if ports[index].synced, ports[index].sync { ports[index].sync = false }
        guard ports[index].state != .forwarding else { return ([], false) }
        if ports[index].agreed, !ports[index].disputed { return (forward(index, at: now), true) }
        if !ports[index].proposing, !isEdge, ports[index].isRapid, ports[index].isPointToPoint {
            ports[index].proposing = true
            ports[index].newInfo = true
            ports[index].edgeDelayUntil = ports[index].edgeDelayUntil ?? now + Self.edgeDelay
            return ([], true)
        }
        return advance(index, at: now)
    }

    // MARK: - States

    private mutating func block(_ index: Int, at now: Instant) -> [Action] {
        ports[index].state = .discarding
        ports[index].disputed = false
        ports[index].proposing = false
        ports[index].forwardDelayUntil = now + Self.forwardDelay
        return [.setState(.discarding, port: index), .flush(port: index)]
    }

    /// The slow way: a forward delay of silence, a forward delay of learning.
    private mutating func advance(_ index: Int, at now: Instant) -> (actions: [Action], changed: Bool) {
        guard ports[index].forwardDelayUntil == nil else { return ([], false) }
        guard ports[index].state == .discarding else { return (forward(index, at: now), true) }
        ports[index].state = .learning
        ports[index].forwardDelayUntil = now + Self.forwardDelay
        return ([.setState(.learning, port: index)], true)
    }

    private mutating func forward(_ index: Int, at now: Instant) -> [Action] {
        ports[index].state = .forwarding
        ports[index].forwardDelayUntil = nil
        ports[index].proposing = false
        var actions: [Action] = [.setState(.forwarding, port: index)]
        if !ports[index].isEdge {
            topologyChanges += 1
            startTelling(index, at: now)
            actions += propagateChange(from: index, at: now)
        }
        return actions
    }

    /// Stations may now be somewhere else: the other ports forget theirs, and tell their neighbours for a while (section 17.30).
    mutating func propagateChange(from port: Int, at now: Instant) -> [Action] {
        var actions: [Action] = []
        for index in ports.indices where index != port && ports[index].isActive && !ports[index].isEdge {
            startTelling(index, at: now)
            actions.append(.flush(port: index))
        }
        return actions
    }

    private mutating func startTelling(_ index: Int, at now: Instant) {
        guard ports[index].topologyChangeUntil == nil else { return }
        ports[index].topologyChangeUntil = now + Self.helloTime + .seconds(1)
        ports[index].newInfo = true
    }

    // MARK: - Saying

    private mutating func transmit(at now: Instant) -> [Action] {
        var actions: [Action] = []
        for index in ports.indices where ports[index].newInfo {
            let speaks = switch ports[index].role {
            case .disabled: false
            case .designated: true
            // In the old protocol, all that goes towards the root is the news that something has changed.
            case .alternate, .backup, .root: ports[index].isRapid || ports[index].role == .root && ports[index].topologyChangeUntil != nil
            }
            guard speaks else {
                ports[index].newInfo = false
                continue
            }
            guard ports[index].sent < Self.transmitHoldCount else { continue }
            ports[index].newInfo = false
            ports[index].sent += 1
            if nextSecond == nil { nextSecond = now + .seconds(1) }
            actions.append(.send(message(index), port: index))
            ports[index].acknowledgeChange = false
        }
        return actions
    }

    private func message(_ index: Int) -> BPDU {
        let port = ports[index]
        if !port.isRapid, port.role == .root { return .topologyChangeNotification }
        return .configuration(BPDU.Configuration(
            isRapid: port.isRapid, topologyChange: port.topologyChangeUntil != nil, proposal: port.isRapid && port.role == .designated && port.proposing,
            role: port.role, learning: port.state != .discarding, forwarding: port.state == .forwarding,
            agreement: port.isRapid && port.role != .designated && port.agree, topologyChangeAcknowledgment: port.acknowledgeChange,
            root: offer.root, rootPathCost: offer.cost, bridge: identifier, port: port.identifier, messageAge: messageAge))
    }
}
