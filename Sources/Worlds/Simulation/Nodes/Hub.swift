import LinkLayer
import Wire

/// A hub: a repeater that makes all its cables one wire, on which stations take turns by CSMA/CD (IEEE 802.3 section 4).
///
/// A station listens; when it hears nothing it sends, and goes on listening. A signal takes its time from one station to another, so two
/// may begin without hearing each other. Who then hears something while it sends, sends a jam and tries again after a random time.
final class Hub {
    /// A station's side of its port.
    private struct Port {
        /// The transmitters from the hub to the station and back.
        let toStation: Int
        let fromStation: Int
        /// How long a signal takes from the station to the hub.
        let delay: Nanoseconds
        var backoff = CollisionBackoff()
        var random: RandomStream
        /// The frame that the station tries to send.
        var frame: Flight?
        var signal: Signal?
        /// Before then it does not try.
        var notBefore = Instant.zero
    }

    /// What a station puts on the wire.
    private struct Signal {
        let port: Int
        let start: Instant
        /// When it ends; earlier than planned after a collision.
        var end: Instant
        /// When the station hears somebody else while it sends.
        var collision: Instant?
        var isAborted = false
        /// Somebody else's signal is mixed into it, heard by the station or not.
        var isSpoiled = false
        var isReported = false
    }

    let name: String
    let index: Int
    /// Collisions that stations have heard.
    private(set) var collisions = 0
    /// Frames given up after sixteen of them.
    private(set) var excessive = 0
    private var ports: [Port?] = []
    /// Signals that have ended, but may not have passed everyone yet.
    private var fading: [Signal] = []
    private var longestDelay = Nanoseconds.zero

    init(name: String, index: Int) {
        self.name = name
        self.index = index
    }

    func plug(_ transmitter: Int, at port: Int, delay: Nanoseconds, random: RandomStream) {
        while ports.count <= port { ports.append(nil) }
        ports[port] = Port(toStation: transmitter, fromStation: transmitter ^ 1, delay: delay, random: random)
        longestDelay = max(longestDelay, delay)
    }

    /// A frame waits in a station's queue.
    func hasWork(port: Int, in simulation: Simulation) {
        if ports[port]?.frame == nil { act(port: port, in: simulation) }
    }

    /// Does what is due at a port: notices a collision, ends a signal, or tries to send.
    func act(port: Int, in simulation: Simulation) {
        let now = simulation.now
        if let signal = ports[port]?.signal {
            if !signal.isAborted, let collision = signal.collision, collision <= now { abort(port, in: simulation) }
            if let signal = ports[port]?.signal, signal.end <= now { finish(port, signal, in: simulation) }
        }
        attempt(port, in: simulation)
    }

    // MARK: - Sending

    private func attempt(_ port: Int, in simulation: Simulation) {
        guard var station = ports[port], station.signal == nil else { return }
        let now = simulation.now
        if station.frame == nil {
            guard let next = simulation.nextWaiting(station.fromStation) else { return }
            station.frame = next
            ports[port] = station
        }
        guard now >= station.notBefore else { return plan(port, at: station.notBefore, in: simulation) }
        if let silence = silence(at: port, now) {
            // Others are heard: wait for the end of the last of them, and the gap.
            return plan(port, at: silence + simulation.transmitters[station.fromStation].time(bytes: CollisionBackoff.interframeGapBits / 8), in: simulation)
        }
        guard let frame = station.frame else { return }
        let wire = simulation.transmitters[station.fromStation]
        var signal = Signal(port: port, start: now, end: now + wire.time(bytes: frame.bytes.count + Int(wire.overhead)))
        simulation.transmitters[station.fromStation].frames &+= 1
        simulation.transmitters[station.fromStation].bytes &+= UInt64(frame.bytes.count + 4)
        // Whoever is sending and was not heard will be, and will hear this one.
        for other in ports.indices where other != port {
            guard let theirs = ports[other], var running = theirs.signal else { continue }
            let apart = theirs.delay + station.delay
            let heard = max(now, running.start + apart)
            if heard < signal.end { signal.collision = min(signal.collision ?? heard, heard) }
            if now + apart < running.end {
                let theirCollision = now + apart
                running.collision = min(running.collision ?? theirCollision, theirCollision)
                plan(other, at: theirCollision, in: simulation)
            }
            signal.isSpoiled = true
            running.isSpoiled = true
            ports[other]?.signal = running
        }
        ports[port]?.signal = signal
        if let collision = signal.collision { plan(port, at: collision, in: simulation) }
        plan(port, at: signal.end, in: simulation)
    }

    /// The latest time at which a signal that is heard at a port now will have passed; nil when nothing is heard.
    private func silence(at port: Int, _ now: Instant) -> Instant? {
        guard let own = ports[port] else { return nil }
        var latest: Instant?
        func listen(_ signal: Signal) {
            guard signal.port != port, let sender = ports[signal.port] else { return }
            let apart = sender.delay + own.delay
            if signal.start + apart <= now, now < signal.end + apart { latest = max(latest ?? now, signal.end + apart) }
        }
        for case .some(let other) in ports { if let signal = other.signal { listen(signal) } }
        for signal in fading { listen(signal) }
        return latest
    }

    /// The station hears somebody else while it sends: it jams, and tries again later.
    private func abort(_ port: Int, in simulation: Simulation) {
        guard var station = ports[port], var signal = station.signal else { return }
        let wire = simulation.transmitters[station.fromStation], now = simulation.now
        collisions += 1
        reportCollided(in: simulation)
        signal.isReported = true
        signal.isAborted = true
        signal.end = now + wire.time(bytes: CollisionBackoff.jamBits / 8)
        station.signal = signal
        let frame = station.frame
        switch station.backoff.collided(using: &station.random) {
        case .retry(let slots):
            if let frame { simulation.tellLink(stationName(station, in: simulation), frame.id, .backedOff(attempt: station.backoff.collisions, slots: slots)) }
            station.notBefore = signal.end + wire.time(bytes: CollisionBackoff.interframeGapBits / 8) + wire.time(bytes: CollisionBackoff.slotBits / 8) * Int64(slots)
        case .giveUp:
            excessive += 1
            station.frame = nil
            station.notBefore = signal.end + wire.time(bytes: CollisionBackoff.interframeGapBits / 8)
            if let frame {
                simulation.record(frame.id, .lost(name, "sixteen collisions"))
                simulation.tellLink(stationName(station, in: simulation), frame.id, .gaveUp)
            }
        }
        ports[port] = station
        if let frame { simulation.record(frame.id, .lost(name, "collision")) }
        plan(port, at: signal.end, in: simulation)
    }

    /// Shows the frames that have just collided, in the order in which they began.
    private func reportCollided(in simulation: Simulation) {
        let collided = ports.compactMap { $0?.signal }.filter { $0.isSpoiled && !$0.isReported }.sorted { ($0.start, $0.port) < ($1.start, $1.port) }
        if collided.count > 1, let first = ports[collided[0].port]?.frame {
            let names = collided.sorted { $0.port < $1.port }.compactMap { ports[$0.port].map { stationName($0, in: simulation) } }
            simulation.tellLink(name, first.id, .collided(names))
        }
        for signal in collided {
            guard let station = ports[signal.port], let frame = station.frame else { continue }
            simulation.report(frame, FaultyFrame(bytes: frame.bytes, carriesFCS: false), .lost("collision"), on: station.fromStation, arrival: signal.end, at: signal.start)
            ports[signal.port]?.signal?.isReported = true
        }
    }

    private func stationName(_ station: Port, in simulation: Simulation) -> String {
        simulation.nodes[Int(simulation.transmitters[station.fromStation].node)].name
    }

    /// A signal's last bit has left the station.
    private func finish(_ port: Int, _ signal: Signal, in simulation: Simulation) {
        guard var station = ports[port] else { return }
        let now = simulation.now, wire = simulation.transmitters[station.fromStation]
        fading.removeAll { $0.end + longestDelay + longestDelay < now }
        fading.append(signal)
        station.signal = nil
        if signal.isAborted {
            ports[port] = station
            return plan(port, at: max(station.notBefore, now), in: simulation)
        }
        station.backoff.succeeded()
        station.notBefore = now + wire.time(bytes: CollisionBackoff.interframeGapBits / 8)
        let frame = station.frame
        station.frame = nil
        ports[port] = station
        if let frame { repeatFrame(frame, signal, station, in: simulation) }
        plan(port, at: station.notBefore, in: simulation)
    }

    private func repeatFrame(_ frame: Flight, _ signal: Signal, _ station: Port, in simulation: Simulation) {
        var passed = FaultyFrame(bytes: frame.bytes, carriesFCS: frame.carriesFCS)
        // A collision that the sender did not hear in time: what arrives is a mixture.
        if signal.isSpoiled { passed.flip(bit: 0, "mixed with another frame") }
        if simulation.transmitters[station.fromStation].isCut { passed.lose("the cable is cut") }
        simulation.queues[station.fromStation].applyFaults(to: &passed, at: signal.start)
        let fate: ObservedFrame.Fate = passed.lost.map { .lost($0) } ?? (passed.notes.isEmpty ? .arrives : .harmed(passed.notes))
        simulation.report(frame, passed, fate, on: station.fromStation, arrival: signal.end, at: signal.start)
        if let reason = passed.lost {
            simulation.queues[station.fromStation].lost += 1
            return simulation.record(frame.id, .lost(name, reason))
        }
        for case .some(let other) in ports where other.toStation != station.toStation { send(passed, frame, signal, from: station, to: other, in: simulation) }
    }

    /// The frame on its way from the hub to one of the others, whose cable may have faults of its own.
    private func send(_ passed: FaultyFrame, _ frame: Flight, _ signal: Signal, from station: Port, to other: Port, in simulation: Simulation) {
        var heard = FaultyFrame(bytes: passed.bytes, carriesFCS: passed.carriesFCS)
        let cable = other.toStation
        if simulation.transmitters[cable].isCut { heard.lose("the cable is cut") }
        simulation.queues[cable].applyFaults(to: &heard, at: signal.start)
        if let reason = heard.lost {
            simulation.queues[cable].lost += 1
            simulation.record(frame.id, .lost(simulation.links[cable / 2].name, reason))
            return simulation.tellLink(simulation.links[cable / 2].name, frame.id, .lost("\(reason), on the way from \(name)"))
        }
        let arrival = signal.end + passed.delay + heard.delay + station.delay + other.delay
        let length = simulation.transmitters[cable].time(bytes: heard.bytes.count)
        for copy in 0...passed.copies + heard.copies {
            let arriving = Flight(bytes: heard.bytes, id: frame.id, cause: frame.cause, since: signal.start, transmitter: UInt32(truncatingIfNeeded: cable), carriesFCS: heard.carriesFCS)
            simulation.launch(arriving, on: cable, arrival: arrival + length * Int64(copy))
        }
    }

    private func plan(_ port: Int, at time: Instant, in simulation: Simulation) {
        simulation.queue.add(.medium, at: max(time, simulation.now), target: UInt32(truncatingIfNeeded: port), argument: UInt32(truncatingIfNeeded: index))
    }
}
