public import Wire

/// A route that a routing protocol has found.
public struct DynamicRoute: Hashable, Sendable {
    public struct Hop: Hashable, Sendable, BitwiseCopyable {
        public var interface: Int16
        /// 0: on the link.
        public var gateway: UInt32
        public init(interface: Int16, gateway: UInt32) { (self.interface, self.gateway) = (interface, gateway) }
    }
    public var network: UInt32
    public var prefixLength: UInt8
    public var metric: UInt32
    /// More than one: equal ways, between which flows are spread.
    public var hops: [Hop]

    public init(network: UInt32, prefixLength: UInt8, metric: UInt32, hops: [Hop]) {
        (self.network, self.prefixLength, self.metric, self.hops) = (network, prefixLength, metric, hops)
    }
}

/// A route, for people to look at.
public struct RouteView: Hashable, Sendable {
    public var network: IPv4Address
    public var prefixLength: Int
    public var hops: [DynamicRoute.Hop]
    public var metric: UInt32
    /// "link", "static", "ospf", "rip".
    public var origin: String
    /// Whether the interface's cable is plugged in.
    public var isUp: Bool
}
