import Sockets
import Stack
import Wire

// How frames get onto wires and off them.
extension Simulation {
    /// Sends a frame (without FCS) on a wire, or lets it wait.
    func send(_ bytes: consuming [UInt8], id: EventID, cause: EventID, on index: Int) {
        let minimum = Int(transmitters[index].minimum)
        if bytes.count < minimum { bytes.append(contentsOf: padding[..<(minimum - bytes.count)]) }
        if transmitters[index].busyUntil <= turn.now, !transmitters[index].isBusy, !transmitters[index].leadsToHub {
            return begin(bytes, id: id, cause: cause, carriesFCS: false, on: index)
        }
        wait(bytes, id: id, cause: cause, on: index)
    }

    /// The frame cannot be sent at once.
    private func wait(_ bytes: consuming [UInt8], id: EventID, cause: EventID, on index: Int) {
        guard queues[index].admitsFrame(at: turn.now) else {
            queues[index].drops += 1
            dropInQueue(id, index)
            return turn.pool.give(bytes)
        }
        queues[index].waiting.append(frames.add(Flight(bytes: bytes, id: id, cause: cause, since: turn.now, transmitter: UInt32(truncatingIfNeeded: index))))
        if transmitters[index].leadsToHub {
            hub(Int(transmitters[index].peerNode))?.hasWork(port: Int(transmitters[index].peerPort), in: self)
        } else {
            planFree(index)
        }
    }

    private func planFree(_ index: Int) {
        transmitters[index].isBusy = true
        guard !queues[index].isFreePlanned else { return }
        queues[index].isFreePlanned = true
        queue.add(.transmitterFree, at: max(transmitters[index].busyUntil, turn.now), target: UInt32(truncatingIfNeeded: index))
    }

    /// The wire is free: the next frame that waits goes out.
    func becomeFree(_ index: Int) {
        queues[index].isFreePlanned = false
        transmitters[index].isBusy = false
        if let flight = nextWaiting(index) { begin(flight.bytes, id: flight.id, cause: flight.cause, carriesFCS: flight.carriesFCS, on: index) }
        if queues[index].waiting.count > 0 { planFree(index) } else { queues[index].discipline.becameIdle(at: turn.now) }
    }

    /// Takes the next frame that waits, past those that the queue's discipline gives up.
    func nextWaiting(_ index: Int) -> Flight? {
        while let slot = queues[index].waiting.popFirst() {
            let flight = frames.take(slot)
            let isLast = queues[index].waiting.count == 0
            if !queues[index].discipline.dropsHead(sojourn: turn.now - flight.since, isLast: isLast, at: turn.now) { return flight }
            queues[index].drops += 1
            dropInQueue(flight.id, index)
            turn.pool.give(flight.bytes)
        }
        return nil
    }

    private func dropInQueue(_ id: EventID, _ index: Int) {
        record(id, .queueFull(nodes[Int(transmitters[index].node)].name))
        tellLink(nodes[Int(transmitters[index].node)].name, id, .queueFull)
    }

    /// A frame's first bit leaves.
    @inline(__always)
    private func begin(_ bytes: consuming [UInt8], id: EventID, cause: EventID, carriesFCS: Bool, on index: Int) {
        let count = bytes.count - (carriesFCS ? 4 : 0)
        let now = turn.now
        let end = now + transmitters[index].time(bytes: count + Int(transmitters[index].overhead))
        transmitters[index].busyUntil = transmitters[index].gap == 0 ? end : end + transmitters[index].time(bytes: Int(transmitters[index].gap))
        transmitters[index].frames &+= 1
        transmitters[index].bytes &+= UInt64(truncatingIfNeeded: count + 4)
        let flight = Flight(bytes: bytes, id: id, cause: cause, since: now, transmitter: UInt32(truncatingIfNeeded: index), carriesFCS: carriesFCS)
        let arrival = end + transmitters[index].delay
        if transmitters[index].needsAttention { return launchWatched(flight, on: index, arrival: arrival) }
        launch(flight, on: index, arrival: arrival)
    }

    /// Puts a frame on the wire.
    func launch(_ flight: consuming Flight, on index: Int, arrival: Instant) {
        queue.add(.arrival, at: arrival, target: transmitters[index].peerNode, argument: frames.add(flight), port: transmitters[index].peerPort)
    }

    /// The same where faults or observers wait for frames.
    private func launchWatched(_ flight: consuming Flight, on index: Int, arrival: Instant) {
        var frame = FaultyFrame(bytes: flight.bytes, carriesFCS: flight.carriesFCS)
        flight.bytes = []
        if contains(droppedFrames, flight.id) { frame.lose("dropped on request") }
        if transmitters[index].isCut { frame.lose("the cable is cut") }
        queues[index].applyFaults(to: &frame, at: turn.now)
        let due = arrival + frame.delay
        let fate: ObservedFrame.Fate = frame.lost.map { .lost($0) } ?? (frame.notes.isEmpty ? .arrives : .harmed(frame.notes))
        report(flight, frame, fate, on: index, arrival: due)
        if let reason = frame.lost {
            queues[index].lost += 1
            record(flight.id, .lost(links[index / 2].name, reason))
            turn.pool.give(frame.bytes)
            return
        }
        let (id, cause, since) = (flight.id, flight.cause, flight.since)
        for copy in 0...frame.copies {
            let arriving = Flight(bytes: frame.bytes, id: copy == 0 ? id : turn.nextID(), cause: copy == 0 ? cause : id, since: since, transmitter: UInt32(truncatingIfNeeded: index), carriesFCS: frame.carriesFCS)
            if copy > 0 { story?.record(id: arriving.id, cause: id, at: turn.now, .duplicated(links[index / 2].name)) }
            // A copy follows at once, as a frame of its own would.
            launch(arriving, on: index, arrival: due + transmitters[index].time(bytes: frame.bytes.count) * Int64(copy))
        }
    }

    /// Shows a frame to those who look.
    func report(_ flight: borrowing Flight, _ frame: FaultyFrame, _ fate: ObservedFrame.Fate, on index: Int, arrival: Instant, at time: Instant? = nil) {
        let link = LinkID(index / 2)
        let from = nodes[Int(transmitters[index].node)].name, to = nodes[Int(transmitters[index].peerNode)].name
        story?.record(id: flight.id, cause: flight.cause, at: turn.now, .frame(link: links[link.index].name, from: from, to: to, bytes: frame.bytes.count + (frame.carriesFCS ? 0 : 4)))
        guard observers.contains(where: { $0.link == nil || $0.link == link }) else { return }
        var bytes = frame.bytes
        if !frame.carriesFCS { FrameTrailer.append(to: &bytes) }
        let observed = ObservedFrame(id: flight.id, cause: flight.cause, time: time ?? turn.now, bytes: bytes, link: link, from: from, to: to, fate: fate, arrival: arrival)
        for (wanted, observer) in observers where wanted == nil || wanted == link { observer.observe(observed) }
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
}

private let padding = [UInt8](repeating: 0, count: 64)
