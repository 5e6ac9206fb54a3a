import Wire

/// What a switch does with a frame.
public enum ForwardingDecision: Hashable, Sendable {
    /// Out of this port alone.
    case forward(to: Int)
    /// Out of every port but the one it came from.
    case flood
    /// Nowhere: its destination is where it came from, or it is for the switch itself.
    case filter
}

/// A place for a switch of one's own: where each frame goes. The simulator's switches work with ``LearningSwitch`` unless they are given another one.
public protocol FrameForwarder: Sendable {
    /// A frame has come in; asked once per frame.
    mutating func decide(destination: MACAddress, source: MACAddress, arrivingOn port: Int, at now: Instant) -> ForwardingDecision
}

/// A learning bridge (IEEE 802.1D-2004 section 7): remembers on which port each station was heard, sends a frame there, and
/// to all ports as long as it does not know.
public struct LearningSwitch: FrameForwarder {
    public var table: MACTable

    public init(table: MACTable = MACTable()) { self.table = table }

    public mutating func decide(destination: MACAddress, source: MACAddress, arrivingOn port: Int, at now: Instant) -> ForwardingDecision {
        table.learn(source, on: port, at: now)
        if destination.isMulticast { return Self.isReserved(destination) ? .filter : .flood }
        guard let known = table.port(of: destination, at: now) else { return .flood }
        return known == port ? .filter : .forward(to: known)
    }

    /// 01:80:c2:00:00:00 to 0f: spoken between neighbouring switches (spanning tree, LLDP, pause), never forwarded (802.1Q table 8-1).
    public static func isReserved(_ address: MACAddress) -> Bool { address.rawValue & ~0xf == 0x0180_c200_0000 }
}
