public import LinkLayer
import Wire

/// A learning switch (IEEE 802.1D's transparent bridge): stores each frame, and sends it on where its ``FrameForwarder`` says.
final class Switch {
    let name: String
    let index: Int
    private(set) var ports: [Int32] = []
    /// Knows where each station was last heard.
    var forwarder: any FrameForwarder = LearningSwitch()
    /// VLANs, spanning tree and announcements; nil: a plain switch.
    var managed: ManagedSwitch?
    /// The earliest time for which a wake-up is planned.
    var wakeAt = Instant.distantFuture
    /// Frames that came in with a wrong FCS.
    var badFrames = 0

    init(name: String, index: Int) {
        self.name = name
        self.index = index
    }

    func plug(_ transmitter: Int32, at port: Int) {
        while ports.count <= port { ports.append(-1) }
        ports[port] = transmitter
    }

    func receive(_ frame: consuming [UInt8], on port: Int, in simulation: Simulation) {
        guard frame.count >= EthernetHeader.length else { return simulation.turn.pool.give(frame) }
        if managed != nil { return receiveManaged(frame, on: port, in: simulation) }
        var high: UInt64 = 0, low: UInt64 = 0
        for offset in 0..<6 {
            high = high << 8 | UInt64(frame[offset])
            low = low << 8 | UInt64(frame[6 + offset])
        }
        let destination = MACAddress(rawValue: high), source = MACAddress(rawValue: low)
        let now = simulation.now, cause = simulation.turn.cause
        let before = simulation.linkObserver == nil ? nil : table?.port(of: source, at: now)
        let decision = forwarder.decide(destination: destination, source: source, arrivingOn: port, at: now)
        simulation.tellLink(name, cause, .switched(port: port, destination: destination, learning: learning(source, port, before: before, at: now), decision: decision))
        switch decision {
        case .filter: simulation.turn.pool.give(frame)
        case .forward(let out):
            // A forwarder of somebody's own may name a port that is not there.
            guard ports.indices.contains(out), ports[out] >= 0 else { return simulation.turn.pool.give(frame) }
            simulation.send(frame, id: simulation.turn.nextID(), cause: cause, on: Int(ports[out]))
        case .flood:
            let flooded = frame
            for other in ports.indices where other != port && ports[other] >= 0 {
                simulation.send(flooded, id: simulation.turn.nextID(), cause: cause, on: Int(ports[other]))
            }
        }
    }

    private var table: MACTable? { (forwarder as? LearningSwitch)?.table }

    /// What the frame has taught this switch: its table before and now.
    private func learning(_ source: MACAddress, _ port: Int, before: Int?, at now: Instant) -> LinkEvent.Learning {
        guard let after = table?.port(of: source, at: now), after == port else { return .nothing }
        guard let before else { return .new(source) }
        return before == port ? .known(source) : .moved(source, from: before)
    }
}

extension Simulation {
    /// Gives a switch another way to decide, or another table: `LearningSwitch(table: MACTable(ageingTime: .seconds(10)))`.
    public func setForwarder(_ forwarder: any FrameForwarder, ofSwitch name: String) throws(SimulationError) {
        try bridge(named: name).forwarder = forwarder
    }

    /// How a switch decides, to look into: a `LearningSwitch` unless it was given another.
    public func forwarder(ofSwitch name: String) throws(SimulationError) -> any FrameForwarder { try bridge(named: name).forwarder }

    func bridge(named name: String) throws(SimulationError) -> Switch {
        for case .bridge(let bridge) in nodes where bridge.name == name { return bridge }
        throw .noSuchHost(name)
    }
}
