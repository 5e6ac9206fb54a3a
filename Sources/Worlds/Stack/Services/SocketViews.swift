import TransportLayer
public import Wire

/// A socket, for people to look at.
public struct SocketView: Sendable, Hashable {
    /// "tcp" or "udp".
    public var kind: String
    /// TCP's state; "bound" or "connected" for UDP.
    public var state: String
    public var local: SocketAddress
    public var remote: SocketAddress?
}

extension Stack {
    /// All sockets: those that listen, connections, UDP; by port.
    public var socketViews: [SocketView] {
        var views: [SocketView] = []
        for listener in tcp?.listeners ?? [] { views.append(SocketView(kind: "tcp", state: "listen", local: listener.local, remote: nil)) }
        for (pair, socket) in tcp?.connections ?? [:] { views.append(SocketView(kind: "tcp", state: "\(socket.connection.state)", local: pair.local, remote: pair.remote)) }
        for socket in datagrams.sockets { views.append(SocketView(kind: "udp", state: socket.remote == nil ? "bound" : "connected", local: socket.local, remote: socket.remote)) }
        func key(_ view: SocketView) -> (String, UInt16, String, String) { (view.kind, view.local.port, "\(view.local)", view.remote.map { "\($0)" } ?? "") }
        return views.sorted { key($0) < key($1) }
    }

    /// The largest packet that the way to a destination is known to carry, in bytes; nil where there is no way.
    public func pathMTU(to destination: IPAddress, at now: Instant) -> Int? {
        guard case .v4(let address) = destination else { return nil }
        return path(to: address, at: now)?.mtu
    }

    /// From now on a datagram of this socket that does not fit is refused, here or by a router, and never cut (`IP_PMTUDISC_DO`).
    public func forbidFragments(ofDatagrams id: SocketID) throws(StackError) {
        guard let index = datagrams.index(of: id) else { throw .closed }
        datagrams[index].dontFragment = true
    }
}
