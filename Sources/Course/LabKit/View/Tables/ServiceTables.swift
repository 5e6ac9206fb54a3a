public import ApplicationLayer
public import Applications
public import StackSockets
public import Wire

// What programs know: names and leases. A network's program hands these in.
extension NodeTable {
    /// What a resolver remembers of its answers.
    public static func names(_ cache: DNSCache, at now: Instant) -> NodeTable {
        NodeTable("names remembered (DNS)", ["name", "type", "data", "for"], cache.contents(at: now).map { entry in
            [entry.record.name.absolute, "\(entry.record.type)", "\(entry.record.data)", "\(entry.record.timeToLive) s" + (entry.rank == .leading ? ", from a delegation" : "")]
        })
    }

    /// Whom a host asks about names.
    public static func nameServers(of host: StackHost) -> NodeTable {
        NodeTable("asks about names", ["name server"], (host.resolver?.servers ?? []).map { ["\($0)"] })
    }

    /// The address that a client was leased, or is about to get.
    public static func lease(_ client: DHCPClient, interface: Int, at now: Instant) -> NodeTable {
        let lease = client.lease
        return NodeTable("its lease (DHCP)", ["interface", "address", "from", "state", "renewed in", "over in"], [[
            "eth\(interface)", lease.map { "\($0.address)/\($0.prefixLength)" } ?? "none yet", lease.map { "\($0.server)" } ?? "", "\(client.state)",
            lease.map { $0.renews > now ? "\($0.renews - now)" : "now" } ?? "", lease.map { $0.expires > now ? "\($0.expires - now)" : "now" } ?? "",
        ]])
    }

    /// The addresses that a server has leased.
    public static func leases(_ server: DHCPServer, at now: Instant) -> NodeTable {
        NodeTable("addresses it has leased (DHCP)", ["address", "to", "called", "state"], server.leases.leases(at: now).map { lease in
            ["\(lease.address)", "\(lease.hardware)", lease.hostName ?? "", lease.isDeclined ? "in use by somebody" : lease.isOffer ? "offered" : "for \(lease.expires - now)"]
        })
    }
}
