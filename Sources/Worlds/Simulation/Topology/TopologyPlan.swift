import Stack
import Wire

/// A topology with all names, addresses and routes worked out.
struct TopologyPlan {
    struct Interface {
        var name: String
        var ipv4: [InterfaceAddress<IPv4Address>] = []
        var ipv6: [InterfaceAddress<IPv6Address>] = []
        var mac = MACAddress.zero
        /// Whether it finds IPv6 addresses by itself, and whether it is a router's that tells others how.
        var configuresItself = false, advertises = false
        /// The cable, and the link-layer network that it belongs to.
        var cable: Int?
        var segment = -1
        var mtu = 1500
    }

    struct Node {
        var kind: TopologyNode.Kind
        var name: String
        var interfaces: [Interface]
        var routes4: [Route<IPv4Address>] = []
        var routes6: [Route<IPv6Address>] = []
        /// Whether the node says where packets go; otherwise the cables do.
        var hasOwnRoutes = false
    }

    struct End {
        var node: Int
        var port: Int
    }

    var nodes: [Node] = []
    var cables: [(first: End, second: End, name: String, properties: LinkProperties)] = []

    init(_ topology: Topology) throws(TopologyError) {
        for node in topology.nodes { try add(node) }
        for cable in topology.cables { try add(cable) }
        nameParallelCables()
        findSegments()
        nameInterfaces()
        for (index, node) in topology.nodes.enumerated() { try addRoutes(of: node, at: index) }
        findWays(ofRouters: topology.givesRoutes)
    }

    private mutating func add(_ node: TopologyNode) throws(TopologyError) {
        guard !node.name.isEmpty, !node.name.contains(".") else { throw .nameEmpty }
        guard !nodes.contains(where: { $0.name == node.name }) else { throw .nameTaken(node.name) }
        var planned = Node(kind: node.kind, name: node.name, interfaces: [])
        for (index, text) in node.addresses.enumerated() {
            var interface = Interface(name: "eth\(index)")
            for part in text.split(separator: " ") {
                try place(String(part), of: node.name, in: &interface)
            }
            if interface.configuresItself, node.kind == .router { throw .routerConfiguresItself(node.name) }
            planned.interfaces.append(interface)
        }
        for interface in planned.interfaces {
            for address in interface.ipv4.map({ IPAddress.v4($0.address) }) + interface.ipv6.map({ IPAddress.v6($0.address) }) {
                if let other = owner(of: address) { throw .addressTwice("\(address)", first: other, second: node.name) }
            }
        }
        nodes.append(planned)
    }

    private func place(_ text: String, of node: String, in interface: inout Interface) throws(TopologyError) {
        if text == "slaac" { return interface.configuresItself = true }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let length = Int(parts[1]) else { throw .badAddress(text, node: node, why: "a prefix length is missing") }
        let address: IPAddress
        do { address = try IPAddress(validating: parts[0]) } catch { throw .badAddress(text, node: node, why: "\(error)") }
        switch address {
        case .v4(let v4):
            guard (1...32).contains(length) else { throw .badAddress(text, node: node, why: "a prefix length is from 1 to 32") }
            let entry = InterfaceAddress(v4, prefixLength: length)
            guard length >= 31 || v4 != entry.network && v4 != entry.broadcast, !v4.isMulticast, v4 != .any else { throw .badAddress(text, node: node, why: "no host can have that address") }
            guard !interface.ipv4.contains(where: { $0.address == v4 }) else { throw .addressTwice("\(v4)", first: node, second: node) }
            interface.ipv4.append(entry)
        case .v6(let v6):
            guard (1...128).contains(length), !v6.isMulticast, v6 != .any else { throw .badAddress(text, node: node, why: "a prefix length is from 1 to 128, and the address one host's") }
            guard !interface.ipv6.contains(where: { $0.address == v6 }) else { throw .addressTwice("\(v6)", first: node, second: node) }
            interface.ipv6.append(InterfaceAddress(v6, prefixLength: length))
        }
    }

    private func owner(of address: IPAddress) -> String? {
        for node in nodes {
            for interface in node.interfaces {
                switch address {
                case .v4(let v4): if interface.ipv4.contains(where: { $0.address == v4 }) { return node.name }
                case .v6(let v6): if interface.ipv6.contains(where: { $0.address == v6 }) { return node.name }
                }
            }
        }
        return nil
    }

    private mutating func add(_ cable: Cable) throws(TopologyError) {
        let label = "\(cable.first)-\(cable.second)"
        let properties = cable.properties
        guard properties.rate.bitsPerSecond > 0 else { throw .rateZero(cable: label) }
        guard properties.delay >= .zero else { throw .negativeDelay(cable: label) }
        guard properties.bitErrorRate >= 0, properties.bitErrorRate <= 1 else { throw .badBitErrorRate(properties.bitErrorRate, cable: label) }
        guard properties.queue.isValid else { throw .badQueue(cable: label) }
        guard (68...65_535).contains(properties.mtu) else { throw .badMTU(properties.mtu, cable: label) }
        let first = try end(cable.first, cable: label)
        take(first, properties.mtu)
        let second = try end(cable.second, cable: label)
        take(second, properties.mtu)
        guard first.node != second.node else { throw .bothEndsAlike(label) }
        guard nodes[first.node].kind != .hub || nodes[second.node].kind != .hub else { throw .hubBehindHub(label) }
        cables.append((first, second, "\(nodes[first.node].name)-\(nodes[second.node].name)", properties))
    }

    /// Cables between the same two nodes are told apart by their interfaces: "r1.eth0-r2.eth0" and "r1.eth1-r2.eth1".
    private mutating func nameParallelCables() {
        var uses: [String: Int] = [:]
        for cable in cables { uses[cable.name, default: 0] += 1 }
        func full(_ end: End) -> String { "\(nodes[end.node].name).\(nodes[end.node].interfaces[end.port].name)" }
        for index in cables.indices where uses[cables[index].name, default: 0] > 1 { cables[index].name = "\(full(cables[index].first))-\(full(cables[index].second))" }
    }

    private func end(_ text: String, cable: String) throws(TopologyError) -> End {
        let parts = text.split(separator: ".", maxSplits: 1).map(String.init)
        guard let name = parts.first, let node = nodes.firstIndex(where: { $0.name == name }) else { throw .noSuchNode(parts.first ?? text, cable: cable) }
        if nodes[node].kind == .bridge || nodes[node].kind == .hub {
            guard parts.count == 1 else { throw .noSuchInterface(text, cable: cable) }
            return End(node: node, port: nodes[node].interfaces.count)
        }
        if parts.count == 2 {
            guard let port = nodes[node].interfaces.firstIndex(where: { $0.name == parts[1] }) else { throw .noSuchInterface(text, cable: cable) }
            guard nodes[node].interfaces[port].cable == nil else { throw .interfaceTaken(text, cable: cable) }
            return End(node: node, port: port)
        }
        guard let port = nodes[node].interfaces.firstIndex(where: { $0.cable == nil }) else { throw .noFreeInterface(name, cable: cable) }
        return End(node: node, port: port)
    }

    /// Marks an interface as taken by the cable that is about to be added; a switch grows a port.
    private mutating func take(_ end: End, _ mtu: Int) {
        if end.port == nodes[end.node].interfaces.count { nodes[end.node].interfaces.append(Interface(name: "port\(end.port + 1)")) }
        nodes[end.node].interfaces[end.port].cable = cables.count
        nodes[end.node].interfaces[end.port].mtu = mtu
    }

    /// Gives every interface a MAC address: its IPv4 address's last three octets behind 02:00:00, or, where that is taken, a number.
    private mutating func nameInterfaces() {
        var taken: Set<UInt64> = []
        var counter: UInt64 = 0
        for node in nodes.indices where nodes[node].kind == .computer || nodes[node].kind == .router {
            for port in nodes[node].interfaces.indices {
                var mac: UInt64 = 0
                if let address = nodes[node].interfaces[port].ipv4.first?.address { mac = 0x0200_0000_0000 | UInt64(address.rawValue & 0xff_ffff) }
                while mac == 0 || !taken.insert(mac).inserted {
                    counter += 1
                    mac = 0x0201_0000_0000 | counter
                }
                nodes[node].interfaces[port].mac = MACAddress(rawValue: mac)
            }
        }
    }

    /// Numbers the link-layer networks: interfaces that reach one another without a router.
    private mutating func findSegments() {
        var group = Array(0..<cables.count)
        func root(_ cable: Int) -> Int {
            var cable = cable
            while group[cable] != cable { cable = group[cable] }
            return cable
        }
        for node in nodes where node.kind == .bridge || node.kind == .hub {
            let joined = node.interfaces.compactMap(\.cable)
            for cable in joined.dropFirst() { group[root(cable)] = root(joined[0]) }
        }
        defer { findAdvertisers() }
        for node in nodes.indices {
            for port in nodes[node].interfaces.indices {
                if let cable = nodes[node].interfaces[port].cable { nodes[node].interfaces[port].segment = root(cable) }
            }
        }
    }

    /// Routers tell those on their links that ask.
    private mutating func findAdvertisers() {
        let asking = Set(nodes.flatMap { $0.interfaces.filter(\.configuresItself).map(\.segment) })
        for node in nodes.indices where nodes[node].kind == .router {
            for port in nodes[node].interfaces.indices where !nodes[node].interfaces[port].ipv6.isEmpty && asking.contains(nodes[node].interfaces[port].segment) {
                nodes[node].interfaces[port].advertises = true
            }
        }
    }

    /// The routes that a node brings along.
    private mutating func addRoutes(of spec: TopologyNode, at index: Int) throws(TopologyError) {
        var texts = spec.routes
        if let gateway = spec.gateway { texts.append(gateway.contains(":") ? "::/0 via \(gateway)" : "0.0.0.0/0 via \(gateway)") }
        nodes[index].hasOwnRoutes = !texts.isEmpty
        for text in texts {
            let words = text.split(separator: " ")
            let prefix = words.first?.split(separator: "/") ?? []
            guard words.count == 3, words[1] == "via", prefix.count == 2, let length = Int(prefix[1]), let network = IPAddress(prefix[0]), let gateway = IPAddress(words[2]) else { throw .badRoute(text, node: spec.name) }
            switch (network, gateway) {
            case (.v4(let network), .v4(let gateway)):
                guard (0...32).contains(length) else { throw .badRoute(text, node: spec.name) }
                guard let port = nodes[index].interfaces.firstIndex(where: { $0.ipv4.contains { $0.contains(gateway) } }) else { throw .gatewayNotOnLink("\(gateway)", node: spec.name) }
                nodes[index].routes4.append(Route(network: network, prefixLength: length, gateway: gateway, interface: port))
            case (.v6(let network), .v6(let gateway)):
                guard (0...128).contains(length) else { throw .badRoute(text, node: spec.name) }
                guard let port = nodes[index].interfaces.firstIndex(where: { $0.ipv6.contains { $0.contains(gateway) } }) else { throw .gatewayNotOnLink("\(gateway)", node: spec.name) }
                nodes[index].routes6.append(Route(network: network, prefixLength: length, gateway: gateway, interface: port))
            default: throw .badRoute(text, node: spec.name)
            }
        }
    }
}
