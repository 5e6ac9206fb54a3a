import Sockets
import Stack
import Wire

// How frames get onto wires and off them.
extension Simulation {
    /// Sends a frame (without FCS) on a wire, or lets it wait.
    func send(_ bytes: consuming [UInt8], id: EventID, cause: EventID, on index: Int) {
        if transmitters[index].minimum > bytes.count { pad(&bytes, to: transmitters[index].minimum) }
        if case .hub(let hub) = nodes[Int(transmitters[index].peerNode)] {
            return hub.offer(Flight(bytes: bytes, id: id, cause: cause, since: turn.now), from: index, in: self)
        }
        guard !transmitters[index].isCut else {
            transmitters[index].counters.lost += 1
            record(id, .lost(links[index / 2].name, "the cable is cut"))
            return turn.pool.give(bytes)
        }
        let flight = Flight(bytes: bytes, id: id, cause: cause, since: turn.now)
        if transmitters[index].busyUntil <= turn.now, transmitters[index].waiting.count == 0 {
            return begin(flight, on: index)
        }
        guard transmitters[index].admitsFrame(at: turn.now) else {
            transmitters[index].counters.queueDrops += 1
            record(id, .queueFull(nodes[Int(transmitters[index].node)].name))
            return turn.pool.give(flight.bytes)
        }
        transmitters[index].waiting.append(frames.add(flight))
        planFree(index)
    }

    private func planFree(_ index: Int) {
        guard !transmitters[index].isFreePlanned else { return }
        transmitters[index].isFreePlanned = true
        queue.add(.transmitterFree, at: max(transmitters[index].busyUntil, turn.now), target: UInt32(truncatingIfNeeded: index))
    }

    /// The wire is free: the next frame that waits goes out.
    func becomeFree(_ index: Int) {
        transmitters[index].isFreePlanned = false
        while let slot = transmitters[index].waiting.popFirst() {
            let flight = frames.take(slot)
            if transmitters[index].queue.dropsHead(sojourn: turn.now - flight.since, isLast: transmitters[index].waiting.count == 0, at: turn.now) {
                transmitters[index].counters.queueDrops += 1
                record(flight.id, .queueFull(nodes[Int(transmitters[index].node)].name))
                turn.pool.give(flight.bytes)
                continue
            }
            begin(flight, on: index)
            break
        }
        if transmitters[index].waiting.count > 0 { planFree(index) } else { transmitters[index].queue.becameIdle(at: turn.now) }
    }

    /// A frame's first bit leaves.
    private func begin(_ flight: consuming Flight, on index: Int) {
        let duration = transmitters[index].time(flight.bytes.count - (flight.carriesFCS ? 4 : 0))
        let end = turn.now + duration
        transmitters[index].busyUntil = transmitters[index].gap == 0 ? end : end + transmitters[index].rate.time(bits: transmitters[index].gap * 8)
        transmitters[index].counters.frames &+= 1
        transmitters[index].counters.bytes &+= UInt64(flight.bytes.count + (flight.carriesFCS ? 0 : 4))
        flight.since = turn.now
        flight.cuts = transmitters[index].cuts
        let arrival = end + transmitters[index].delay
        if transmitters[index].needsAttention {
            beginWatched(flight, on: index, arrival: arrival)
        } else {
            queue.add(.arrival, at: arrival, target: UInt32(truncatingIfNeeded: index), argument: frames.add(flight))
        }
    }

    /// The same where faults or observers wait for frames.
    private func beginWatched(_ flight: consuming Flight, on index: Int, arrival: Instant) {
        var frame = FaultyFrame(bytes: flight.bytes, carriesFCS: flight.carriesFCS)
        flight.bytes = []
        if contains(droppedFrames, flight.id) { frame.lose("dropped on request") }
        transmitters[index].applyFaults(to: &frame, at: turn.now)
        let due = arrival + frame.delay
        let fate: ObservedFrame.Fate = frame.lost.map { .lost($0) } ?? (frame.notes.isEmpty ? .arrives : .harmed(frame.notes))
        report(flight, frame, fate, on: index, arrival: due)
        if let reason = frame.lost {
            transmitters[index].counters.lost += 1
            record(flight.id, .lost(links[index / 2].name, reason))
            turn.pool.give(frame.bytes)
            return
        }
        let (id, cause, since, cuts) = (flight.id, flight.cause, flight.since, flight.cuts)
        for copy in 0...frame.copies {
            let arriving = Flight(bytes: frame.bytes, id: copy == 0 ? id : turn.nextID(), cause: copy == 0 ? cause : id, since: since, cuts: cuts, carriesFCS: frame.carriesFCS)
            // A copy follows at once, as a frame of its own would.
            let later = transmitters[index].time(frame.bytes.count) * Int64(copy)
            queue.add(.arrival, at: due + later, target: UInt32(truncatingIfNeeded: index), argument: frames.add(arriving))
            if copy > 0 { story?.record(id: arriving.id, cause: id, at: turn.now, .duplicated(links[index / 2].name)) }
        }
    }

    /// Shows a frame to those who look.
    func report(_ flight: borrowing Flight, _ frame: FaultyFrame, _ fate: ObservedFrame.Fate, on index: Int, arrival: Instant) {
        let link = LinkID(index / 2)
        let from = nodes[Int(transmitters[index].node)].name, to = nodes[Int(transmitters[index].peerNode)].name
        story?.record(id: flight.id, cause: flight.cause, at: turn.now, .frame(link: links[link.index].name, from: from, to: to, bytes: frame.bytes.count + (frame.carriesFCS ? 0 : 4)))
        guard observers.contains(where: { $0.link == nil || $0.link == link }) else { return }
        var bytes = frame.bytes
        if !frame.carriesFCS { FrameCheck.append(to: &bytes) }
        let observed = ObservedFrame(id: flight.id, cause: flight.cause, time: turn.now, bytes: bytes, link: link, from: from, to: to, fate: fate, arrival: arrival)
        for (wanted, observer) in observers where wanted == nil || wanted == link { observer.observe(observed) }
    }

    /// A held-back frame goes on.
    func release(_ index: Int, slot: UInt32) {
        let flight = frames.take(slot)
        send(flight.bytes, id: flight.id, cause: flight.cause, on: index)
    }

    /// Puts something that happened to a frame into the story. Its identifier is used up with a story and without.
    func record(_ cause: EventID, _ kind: @autoclosure () -> Story.Entry.Kind) {
        let id = turn.nextID()
        story?.record(id: id, cause: cause, at: turn.now, kind())
    }

    private func contains(_ sorted: [EventID], _ id: EventID) -> Bool {
        if sorted.isEmpty { return false }
        var low = 0, high = sorted.count
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < id { low = middle + 1 } else { high = middle }
        }
        return low < sorted.count && sorted[low] == id
    }

    private func pad(_ bytes: inout [UInt8], to count: Int) {
        bytes.append(contentsOf: padding[..<(count - bytes.count)])
    }
}

private let padding = [UInt8](repeating: 0, count: 64)
