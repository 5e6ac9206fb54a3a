public import Wire

/// A network, written down: who is there, and which cables join them.
///
///     let lab = Topology {
///         Computer("client", "10.0.0.11/24")
///         Computer("server", "10.0.0.12/24")
///         Cable("client", "server", rate: .megabits(100))
///     }
///     let simulation = try lab.simulation(seed: 1)
///
/// A cable's end is a node, whose next free interface it takes, or "router.eth1". Interfaces are eth0, eth1, … in the order of
/// their addresses. Routes follow from the cables, unless a node brings its own.
public struct Topology: Sendable {
    public private(set) var nodes: [TopologyNode] = []
    public private(set) var cables: [Cable] = []
    /// Whether routers are given the ways to all networks. Without, they know what is on their links, and a routing protocol has to find the rest.
    public var givesRoutes = true

    public init(@TopologyBuilder _ parts: () -> [any TopologyPart]) {
        for part in parts() {
            switch part {
            case let node as any TopologyNodePart: nodes.append(node.node)
            case let cable as Cable: cables.append(cable)
            default: break
            }
        }
    }

    /// A network from lists that were read somewhere.
    public init(nodes: [TopologyNode], cables: [Cable], givesRoutes: Bool = true) { (self.nodes, self.cables, self.givesRoutes) = (nodes, cables, givesRoutes) }

    /// Two computers and a cable: the network of the labs with two ends.
    public static func pair(_ first: String = "client", _ second: String = "server", _ properties: LinkProperties = LinkProperties()) -> Topology {
        Topology {
            Computer(first, "10.0.0.11/24")
            Computer(second, "10.0.0.12/24")
            Cable(first, second, properties)
        }
    }
}

/// Something that a ``Topology`` is made of.
public protocol TopologyPart: Sendable {}

protocol TopologyNodePart: TopologyPart {
    var node: TopologyNode { get }
}

/// A node of a topology.
public struct TopologyNode: Sendable {
    public enum Kind: Sendable { case computer, router, bridge, hub }
    public var kind: Kind
    public var name: String
    /// One an interface, "10.0.0.11/24"; several addresses of one interface are parted by blanks. "slaac": IPv6 addresses that routers tell of.
    public var addresses: [String]
    public var gateway: String?
    /// "10.2.0.0/16 via 10.1.0.2".
    public var routes: [String]

    public init(kind: Kind, name: String, addresses: [String] = [], gateway: String? = nil, routes: [String] = []) {
        (self.kind, self.name, self.addresses, self.gateway, self.routes) = (kind, name, addresses, gateway, routes)
    }
}

/// A computer: a host with programs. An address an interface; "slaac" instead of one, or beside one, lets it find IPv6 addresses by
/// itself; `gateway` where it is not clear from the cables.
public struct Computer: TopologyNodePart {
    let node: TopologyNode
    public init(_ name: String, _ addresses: String..., gateway: String? = nil, routes: [String] = []) {
        node = TopologyNode(kind: .computer, name: name, addresses: addresses, gateway: gateway, routes: routes)
    }
}

/// A router: passes packets on from one interface to another.
public struct Router: TopologyNodePart {
    let node: TopologyNode
    public init(_ name: String, _ addresses: String..., gateway: String? = nil, routes: [String] = []) {
        node = TopologyNode(kind: .router, name: name, addresses: addresses, gateway: gateway, routes: routes)
    }

    public init(_ name: String, addresses: [String], gateway: String? = nil, routes: [String] = []) {
        node = TopologyNode(kind: .router, name: name, addresses: addresses, gateway: gateway, routes: routes)
    }
}

/// A learning switch, with as many ports as cables.
public struct EthernetSwitch: TopologyNodePart {
    let node: TopologyNode
    public init(_ name: String) { node = TopologyNode(kind: .bridge, name: name, addresses: [], gateway: nil, routes: []) }
}

/// A hub: all its cables are one wire, on which stations collide.
public struct EthernetHub: TopologyNodePart {
    let node: TopologyNode
    public init(_ name: String) { node = TopologyNode(kind: .hub, name: name, addresses: [], gateway: nil, routes: []) }
}

/// A cable between two interfaces.
public struct Cable: TopologyPart {
    public var first: String
    public var second: String
    public var properties: LinkProperties

    public init(_ first: String, _ second: String, _ properties: LinkProperties) {
        self.first = first
        self.second = second
        self.properties = properties
    }

    public init(_ first: String, _ second: String, rate: DataRate = .megabits(100), delay: Nanoseconds = Nanoseconds(500), queue: QueueDiscipline = .standard, bitErrorRate: Double = 0, mtu: Int = 1500) {
        self.init(first, second, LinkProperties(rate: rate, delay: delay, queue: queue, bitErrorRate: bitErrorRate, mtu: mtu))
    }
}

@resultBuilder
public enum TopologyBuilder {
    public static func buildExpression(_ part: any TopologyPart) -> [any TopologyPart] { [part] }
    public static func buildBlock(_ parts: [any TopologyPart]...) -> [any TopologyPart] { parts.flatMap { $0 } }
    public static func buildArray(_ parts: [[any TopologyPart]]) -> [any TopologyPart] { parts.flatMap { $0 } }
    public static func buildOptional(_ parts: [any TopologyPart]?) -> [any TopologyPart] { parts ?? [] }
    public static func buildEither(first parts: [any TopologyPart]) -> [any TopologyPart] { parts }
    public static func buildEither(second parts: [any TopologyPart]) -> [any TopologyPart] { parts }
}
