import Wire

extension Simulation {
    /// Gives a link a fault at once and for good, in the direction from one node or, without one, in both.
    ///
    /// Unlike a planned ``Intervention`` it is there before the very first frame, and leaves no event behind: a run with a fault that does
    /// nothing is the run without it.
    public func install(_ fault: any LinkFault, on name: String, from: String? = nil) throws(SimulationError) {
        let link = try link(named: name)
        let sides = (2 * link.index...2 * link.index + 1).filter { from == nil || nodes[Int(transmitters[$0].node)].name == from }
        if let from, sides.isEmpty { throw .noSuchHost(from) }
        for side in sides { queues[side].faults.append(ActiveFault(fault: fault, until: nil)) }
        refreshAttention()
    }
}
