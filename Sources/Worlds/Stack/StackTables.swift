public import TransportLayer
public import Wire

/// What a stack knows at a moment, for somebody who looks inside: its routes and its sockets. (Its neighbours: ``Stack/arpEntries(on:at:)``.)
extension Stack {
    /// One IPv4 route, as a table shows it.
    public struct RouteEntry: Sendable, Hashable {
        /// "10.0.0.0/24".
        public var network: String
        /// The router; nil where the network is on the link.
        public var gateway: IPv4Address?
        /// The interface's name.
        public var interface: String
    }

    /// The routes that were configured, the longest prefixes first; the host's own addresses are not among them.
    public var routeEntries: [RouteEntry] {
        routes4.entries.filter { $0.way.kind == .route }.sorted { ($1.prefixLength, $0.network) < ($0.prefixLength, $1.network) }.map { entry in
            let index = Int(entry.way.interface)
            return RouteEntry(network: "\(IPv4Address(rawValue: entry.network))/\(entry.prefixLength)", gateway: entry.way.gateway == 0 ? nil : IPv4Address(rawValue: entry.way.gateway), interface: interfaces.indices.contains(index) ? interfaces[index].name : "?")
        }
    }

    /// Ports that listen, in the order in which they were opened, with the connections that wait to be accepted.
    public var listeningPorts: [(local: SocketAddress, waiting: Int)] { (tcp?.listeners ?? []).map { (local: $0.local, waiting: $0.ready.count) } }

    /// Connections with their variables, the oldest socket first.
    public var openConnections: [(pair: SocketPair, variables: TCPVariables)] {
        (tcp?.connections ?? [:]).sorted { $0.value.id.rawValue < $1.value.id.rawValue }.map { (pair: $0.key, variables: $0.value.connection.variables) }
    }

    /// Sockets for datagrams, with those that wait to be read.
    public var datagramPorts: [(local: SocketAddress, waiting: Int)] { datagrams.sockets.map { (local: $0.local, waiting: $0.waiting.count - $0.head) } }
}
