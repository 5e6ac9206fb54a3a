public import ApplicationLayer
public import NetworkLayer
public import Simulation
public import Wire

/// An internet, written down: a topology, and what its nodes do.
public struct InternetPlan: Sendable {
    public enum Routing: Sendable, Equatable {
        /// Every router is given the ways to all networks.
        case fixed
        case ospf, rip
    }

    /// What a node does.
    public enum Service: Sendable {
        /// Answers for zones.
        case zones([DNSZone])
        /// Walks from the root for others.
        case resolver(roots: [IPAddress])
        /// Passes questions on: to these, or to whom the node's own lease names.
        case forwarder(to: [IPAddress])
        /// Gives addresses on one of its interfaces.
        case leases(interface: Int, DHCPLeases.Configuration)
        /// Asks for an address on one of its interfaces.
        case lease(interface: Int)
        /// Carries leases between the clients on an interface and servers elsewhere.
        case relay(interface: Int, servers: [IPv4Address])
        /// Asks these name servers.
        case nameServers([IPAddress])
        /// Serves pages by their paths; an HTML page each.
        case web(pages: [String: String], contentType: String)
        case mail(domain: String)
        case files([String: String])
        case echo
    }

    /// A router that shares one address outside among those inside.
    public struct Translation: Sendable {
        public var outside: Int
        public var forwards: [AddressTranslator.Forward]
        public init(outside: Int, forwards: [AddressTranslator.Forward] = []) { (self.outside, self.forwards) = (outside, forwards) }
    }

    public var topology: Topology
    public var routing: Routing
    /// Networks outside that routers tell of.
    public var externals: [String: [OSPFRouter.External]] = [:]
    /// Interfaces ("home.eth1") that the routing protocol keeps silent about.
    public var silent: Set<String> = []
    public var switches: [String: SwitchSettings] = [:]
    public var translations: [String: Translation] = [:]
    /// Routers that ask on their links who listens to which multicast groups.
    public var groupQueriers: Set<String> = []
    /// In the order in which they begin.
    public var services: [(node: String, service: Service)] = []
    /// Where one begins to walk around.
    public var start: String
    /// Names that are tried before the internet counts as up.
    public var landmark: String?
    /// Groups of nodes, for the map.
    public var places: [(name: String, nodes: [String])] = []

    public init(topology: Topology, routing: Routing, start: String) {
        self.topology = topology
        self.topology.givesRoutes = routing == .fixed
        (self.routing, self.start) = (routing, start)
    }
}
