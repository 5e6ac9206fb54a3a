import LinkLayer
import Stack
import Wire

extension Simulation {
    /// A frame's last bit has arrived.
    func arrive(at node: Int, port: Int, slot: UInt32) {
        var flight = frames.take(slot)
        guard !flight.isCut else {
            queues[Int(flight.transmitter)].lost += 1
            tellLink(links[Int(flight.transmitter) / 2].name, flight.id, .lost("what was on the cable when it was cut"))
            return turn.pool.give(flight.bytes)
        }
        turn.cause = flight.id
        if let frameCheck {
            if !flight.carriesFCS { FrameTrailer.append(to: &flight.bytes) }
            guard FrameCheckSequence.isValid(flight.bytes.span.bytes, using: frameCheck) else { return refuse(flight, at: node, port: port) }
            flight.bytes.removeLast(FrameCheckSequence.length)
        } else if flight.carriesFCS {
            guard FrameCheckSequence.isValid(flight.bytes) else { return refuse(flight, at: node, port: port) }
            flight.bytes.removeLast(FrameCheckSequence.length)
        }
        if let station = unsafe stations[node] {
            unsafe station._withUnsafeGuaranteedRef { station in
                guard station.isUp else { return turn.pool.give(flight.bytes) }
                // Taken out, so that it has one owner: a router changes it in place.
                unsafe station.uncountedStack._withUnsafeGuaranteedRef { stack in
                    var bytes: [UInt8] = []
                    swap(&bytes, &flight.bytes)
                    stack.receive(consume bytes, on: port, &turn)
                }
                settle(station)
            }
            return
        }
        switch nodes[node] {
        case .station: break
        case .bridge(let bridge): bridge.receive(flight.bytes, on: port, in: self)
        case .hub: turn.pool.give(flight.bytes)
        }
    }

    /// A frame whose FCS is wrong: counted where it arrived, and told.
    private func refuse(_ flight: Flight, at node: Int, port: Int) {
        switch nodes[node] {
        case .station(let station):
            guard station.isUp else { break }
            station.stack.refuse(flight.bytes, on: port, &turn)
            settle(station)
        case .bridge(let bridge): bridge.badFrames += 1
        case .hub: break
        }
        record(flight.id, .refused(by: nodes[node].name))
        tellLink(nodes[node].name, flight.id, .refused)
    }

    func wake(_ index: Int) {
        if case .bridge(let bridge) = nodes[index] { return bridge.wake(in: self) }
        guard case .station(let station) = nodes[index], station.isUp else { return }
        // A wake-up that an earlier one has overtaken.
        guard station.wakeAt <= turn.now else { return }
        station.wakeAt = .distantFuture
        turn.cause = .none
        station.stack.advance(&turn)
        settle(station)
    }

    /// Carries out what a stack's turn has led to.
    func settle(_ station: Station) {
        if !turn.frames.isEmpty {
            for index in turn.frames.indices {
                var bytes: [UInt8] = []
                swap(&bytes, &turn.frames[index].bytes)
                let device = turn.frames[index].device
                if device >= 0 {
                    send(bytes, id: turn.frames[index].id, cause: turn.frames[index].cause, on: Int(device))
                } else {
                    turn.pool.give(bytes)
                }
            }
            turn.frames.removeAll(keepingCapacity: true)
        }
        if !turn.notes.isEmpty {
            for note in turn.notes { story?.record(id: note.id, cause: note.cause, at: turn.now, .note(station.name, note.kind)) }
            turn.notes.removeAll(keepingCapacity: true)
        }
        if !turn.ready.isEmpty {
            if let sockets = station.sockets {
                // Whoever is told may use the stack at once, and be told again.
                var changes: [Readiness] = []
                swap(&changes, &turn.ready)
                if sockets.wakesPrograms { hasWoken = true }
                sockets.socketsChanged(changes)
                changes.removeAll(keepingCapacity: true)
                if turn.ready.isEmpty { swap(&changes, &turn.ready) }
            } else {
                if station.trafficSink { station.drainDatagrams(&turn) }
                turn.ready.removeAll(keepingCapacity: true)
            }
        }
        if let deadline = unsafe station.uncountedStack._withUnsafeGuaranteedRef({ $0.nextDeadline }) {
            let due = max(deadline, turn.now)
            if due < station.wakeAt {
                station.wakeAt = due
                queue.add(.wake, at: due, target: UInt32(truncatingIfNeeded: station.index))
            }
        }
    }
}
