public import Sockets
public import Wire

/// The document's program about addresses: which name and address a host has, whether an address is private, and what is in
/// a network.
public struct AddressTour: Sendable {
    /// The name to look up; nil: the host's own.
    public let name: String?
    public let address: IPAddress
    public let network: IPNetwork
    /// Arithmetic of one's own, in place of ours (IPv4).
    public let arithmetic: (any NetworkArithmetic)?
    /// Networks of fewer addresses than this have all their hosts listed.
    public static let listingLimit: UInt128 = 255

    public init(name: String?, address: IPAddress, network: IPNetwork, arithmetic: (any NetworkArithmetic)? = nil) {
        self.arithmetic = arithmetic
        self.name = name
        self.address = address
        self.network = network
    }

    public func run(on host: some Host) async throws {
        let name = name ?? host.name
        do {
            let addresses = try await host.resolve(name)
            host.console.print("Hostname: \(name)")
            for address in addresses { host.console.print("IP Address: \(address)") }
        } catch {
            // A computer whose own name nobody knows is a common thing, and no reason to leave out the rest.
            host.console.print("Hostname: \(name), which no resolver knows (\(error))")
        }
        host.console.print("Address: \(address)")
        switch address {
        case .v4(let address): describe(address, host.console)
        case .v6(let address): describe(address, host.console)
        }
        switch network {
        case .v4(let network):
            if let arithmetic { try describe(network, with: arithmetic, host.console) } else { describe(network, host.console) }
        case .v6(let network): describe(network, host.console)
        }
    }

    private func describe(_ network: IPv4Network, with arithmetic: any NetworkArithmetic, _ console: Console) throws {
        let address = network.address.rawValue, length = network.prefixLength
        console.print("Network address: \(IPv4Address(rawValue: try arithmetic.network(of: address, prefixLength: length)))")
        console.print("Netmask: \(IPv4Address(rawValue: try arithmetic.netmask(prefixLength: length)))")
        console.print("Broadcast address: \(IPv4Address(rawValue: try arithmetic.broadcast(of: address, prefixLength: length)))")
        console.print("Number of hosts: \(try arithmetic.hostCount(prefixLength: length))")
    }

    private func describe(_ address: some InternetAddress, _ console: Console) {
        console.print("Is private: \(address.isPrivate ? "yes" : "no")")
        console.print("Is global: \(address.isGlobal ? "yes" : "no")")
        console.print("Is loopback: \(address.isLoopback ? "yes" : "no")")
        console.print("Is multicast: \(address.isMulticast ? "yes" : "no")")
    }

    private func describe(_ network: InternetNetwork<some InternetAddress>, _ console: Console) {
        console.print("Network address: \(network.address)")
        console.print("Netmask: \(network.netmask)")
        console.print("Broadcast address: \(network.broadcast)")
        console.print("Number of addresses: \(network.count)")
        guard let count = network.count.number, count < Self.listingLimit else {
            console.print("Host addresses: \(network.hosts.first) to \(network.hosts.last)")
            return
        }
        console.print("All host addresses:")
        for host in network.hosts { console.print("  \(host)") }
    }
}
