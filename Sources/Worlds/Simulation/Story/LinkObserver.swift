public import LinkLayer
public import Wire

/// What a switch, a hub or a card did with a frame, or a fault with a cable or a host: what no wire shows.
public struct LinkEvent: Sendable {
    public enum Kind: Sendable, Equatable {
        /// A switch has taken a frame in on a port (from 0) and decided what becomes of it.
        case switched(port: Int, destination: MACAddress, learning: Learning, decision: ForwardingDecision)
        /// The frame check sequence is wrong: dropped and counted here.
        case refused
        /// Stations on a hub have sent at the same time; their names in the order of their ports.
        case collided([String])
        /// After its `attempt`-th collision in a row a station waits so many slot times before it tries again.
        case backedOff(attempt: Int, slots: Int)
        /// A station has given a frame up after too many collisions.
        case gaveUp
        /// The spanning tree lets a switch's port (from 0) do more or less than before.
        case portState(port: Int, PortState, role: PortRole)
        /// There was no room for a frame in the queue in front of a wire, or it was given up to keep the queue short.
        case queueFull
        /// A frame was lost where no probe sees it leave: on a cable that was cut behind it, or on one of a hub's. And why.
        case lost(String)
        /// The run's script did something to the cable or the host.
        case changed(Change)
    }

    /// What a run's script does to a cable or a host.
    public enum Change: Sendable, Equatable {
        case cut, mended
        /// A fault begins, with its name.
        case fault(String)
        case repaired
        case crashed, restarted
        /// An interface has noticed that its cable carries no signal, or carries one again; with the interface's name.
        case lostCarrier(String), foundCarrier(String)
    }

    /// What a switch has found out from a frame's source address.
    public enum Learning: Sendable, Equatable {
        /// It did not know the station.
        case new(MACAddress)
        /// It knew it on another port.
        case moved(MACAddress, from: Int)
        /// It knew it there; the station's age is zero again.
        case known(MACAddress)
        /// Nothing: a group address, or no room left.
        case nothing
    }

    public let time: Instant
    /// The frame that it happened to.
    public let frame: EventID
    /// The node that did it; for what happens to a cable, the cable's name.
    public let node: String
    public let kind: Kind
}

/// Is told what happens inside switches, hubs and cards. Called on the simulation's thread, in the order of time.
public protocol LinkObserver: AnyObject {
    func observe(_ event: LinkEvent)
}

extension Simulation {
    /// Tells the link observer, if there is one.
    func tellLink(_ node: String, _ frame: EventID, _ kind: @autoclosure () -> LinkEvent.Kind) {
        linkObserver?.observe(LinkEvent(time: now, frame: frame, node: node, kind: kind()))
    }
}
