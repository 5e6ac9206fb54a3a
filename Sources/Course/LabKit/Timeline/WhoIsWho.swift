import Sockets
import Wire

/// Which host an address belongs to, learnt from the hosts' own calls: in the kernel's world both ends may have the same
/// address and differ in their ports only.
struct WhoIsWho {
    private var ends: [SocketAddress: String] = [:]
    private var listeners: [UInt16: String] = [:]
    private var addresses: [IPAddress: Set<String>] = [:]

    /// Whether hosts that nobody connects to are told apart by their ports: for many clients at once.
    var showsPorts = false
    /// What the other end is called where only one runs in this process.
    var stranger: String?

    init() {}

    /// Notes an address that a world gave to a host.
    mutating func learn(_ address: IPAddress, is host: String) { addresses[address, default: []].insert(host) }

    mutating func learn(from event: SocketEvent) {
        switch event.kind {
        case .listen(let local):
            listeners[local.port] = event.host
        case .bind(let local):
            note(local, event.host)
            if local.address.isAny { listeners[local.port] = event.host }
        case .connect(let remote):
            if let stranger { listeners[remote.port] = stranger }
        case .connected(let local, let remote), .accepted(let local, let remote), .sendDatagram(_, let local, let remote), .receiveDatagram(_, let local, let remote):
            note(local, event.host)
            if let stranger { note(remote, stranger) }
        default: break
        }
    }

    private mutating func note(_ end: SocketAddress, _ host: String) {
        // Names are for this run's own conversations; a server that runs for months must not remember all it has met.
        if ends.count >= 65_536 { ends.removeAll() }
        ends[end] = host
        addresses[end.address, default: []].insert(host)
    }

    /// The host at `address`, if the run has one there.
    func host(at address: IPAddress) -> String? {
        guard let hosts = addresses[address], hosts.count == 1 else { return nil }
        return hosts.first
    }

    /// The host whose socket has that address; with its port where a host has so many sockets that it matters whose.
    func name(of end: SocketAddress) -> String? {
        // Where only one end runs here, who is not the server is a client.
        guard let host = ends[end] ?? listeners[end.port] ?? host(at: end.address) ?? (stranger == nil ? nil : "client") else { return nil }
        return showsPorts && listeners[end.port] == nil ? "\(host):\(end.port)" : host
    }
}

extension IPAddress {
    /// 0.0.0.0 or ::, any of the host's own.
    var isAny: Bool { self == .v4(.any) || self == .v6(.any) }
}
