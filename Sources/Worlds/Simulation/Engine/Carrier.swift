public import Stack
import StackSockets
import Wire

// Whether there is a signal on a cable: what a card and a switch's port know of it without a single frame.
extension Simulation {
    /// Tells both ends of a link whether it carries anything.
    func tellCarrier(of link: LinkID) {
        let cut = transmitters[2 * link.index].isCut
        let ends = [(links[link.index].first.index, Int(transmitters[2 * link.index].port)), (links[link.index].second.index, Int(transmitters[2 * link.index + 1].port))]
        for (place, (node, port)) in ends.enumerated() {
            // Another end without power gives no signal either.
            let other = ends[1 - place].0
            setCarrier(node, port, isUp: !cut && hasPower(other))
        }
    }

    /// The same for all cables of a station that has lost its power or has it again.
    func tellCarrier(around station: Station) {
        for transmitter in station.ports where transmitter >= 0 { tellCarrier(of: LinkID(Int(transmitter) / 2)) }
    }

    private func hasPower(_ node: Int) -> Bool {
        if case .station(let station) = nodes[node] { station.isUp } else { true }
    }

    private func setCarrier(_ node: Int, _ port: Int, isUp: Bool) {
        switch nodes[node] {
        case .station(let station):
            guard station.isUp else { return }
            if station.stack.interfaces[port].isUp != isUp {
                let name = station.stack.interfaces[port].name
                tellLink(station.name, turn.cause, .changed(isUp ? .foundCarrier(name) : .lostCarrier(name)))
            }
            station.stack.setLink(of: port, isUp: isUp, &turn)
            settle(station)
        case .bridge(let bridge): bridge.setLink(port, isUp: isUp, in: self)
        case .hub: break
        }
    }

    /// Gives a host's or router's stack something that it is to have from now on, and after each crash again: a service, a translator, another
    /// configuration.
    public func equip(_ name: String, _ equip: @escaping (Stack) -> Void) throws(SimulationError) {
        let station = try station(named: name)
        station.equip(equip)
        settle(station)
    }

    /// Lets `body` use a host's stack at the present time; what it sends goes out.
    public func perform<Result>(on name: String, _ body: (Stack, inout Turn) -> Result) throws(SimulationError) -> Result {
        let station = try station(named: name)
        turn.cause = .none
        defer { settle(station) }
        return body(station.stack, &turn)
    }
}
