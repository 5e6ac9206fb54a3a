extension Simulation {
    /// What a link has carried, both ways together.
    public func counters(of link: LinkID) -> LinkCounters {
        var sum = LinkCounters()
        for index in 2 * link.index...2 * link.index + 1 {
            sum.frames += transmitters[index].frames
            sum.bytes += transmitters[index].bytes
            sum.queueDrops += queues[index].drops
            sum.lost += queues[index].lost
        }
        return sum
    }

    /// Frames that wait in front of a link at the end called `node`; the one that is being sent does not.
    public func queueLength(of link: LinkID, from node: String) -> Int {
        let side = nodes[links[link.index].first.index].name == node ? 0 : 1
        return queues[2 * link.index + side].waiting.count
    }

    /// Collisions that stations on a hub have heard.
    public func collisions(on hub: String) throws(SimulationError) -> Int {
        for case .hub(let found) in nodes where found.name == hub { return found.collisions }
        throw .noSuchHost(hub)
    }

    /// Frames that all wires together have carried.
    public var hopCount: UInt64 { transmitters.reduce(0) { $0 + $1.frames } }

    /// Who is to look at the frames of a link, or of all links, from now on.
    public func observe(_ link: LinkID? = nil, with observer: any FrameObserver) {
        observers.append((link, observer))
        refreshAttention()
    }

    func refreshAttention() {
        for index in transmitters.indices {
            let link = LinkID(index / 2)
            transmitters[index].needsAttention = story != nil || transmitters[index].isCut || !droppedFrames.isEmpty || !queues[index].faults.isEmpty || observers.contains { $0.link == nil || $0.link == link }
        }
    }
}
