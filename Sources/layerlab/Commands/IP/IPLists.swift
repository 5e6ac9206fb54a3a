import ArgumentParser
import LabKit
import Wire

/// How much of a long list is printed.
struct ListLimit: ParsableArguments {
    @Option(help: "Print at most this many; 0 for all of them.")
    var limit = 64

    func validate() throws {
        guard limit >= 0 else { throw ValidationError("--limit is 0 or more") }
    }

    /// Prints the first items, one a line, and how many are left out.
    func print(_ items: some Sequence<some CustomStringConvertible>, count: UInt128?) {
        for item in limit == 0 ? AnySequence(items) : AnySequence(items.prefix(limit)) { Swift.print(item) }
        if limit > 0, count ?? .max > UInt128(limit) {
            Swift.print("… \(count.map { "\($0 - UInt128(limit))" } ?? "very many") more (--limit 0 prints all)")
        }
    }
}

/// `layerlab ip hosts`.
struct IPHosts: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hosts",
        abstract: "List the addresses that hosts of a network may have.",
        discussion: HelpText.laidOut("""
            Not those with a meaning of their own: in IPv4 the network's own address and the broadcast address, in IPv6 the \
            first address, which means any router. In a network of one or two addresses all are hosts'.
            """)
    )

    @Argument(help: "The network, 192.0.2.0/28.") var network: String
    @OptionGroup var limit: ListLimit

    func run() throws {
        switch try AnyNetwork(network) {
        case .v4(let network): limit.print(network.hosts, count: network.hosts.count)
        case .v6(let network): limit.print(network.hosts, count: network.hosts.count)
        }
    }
}

/// `layerlab ip subnets`.
struct IPSubnets: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "subnets",
        abstract: "Cut a network into smaller ones of one size.",
        discussion: "Each bit that the prefix grows by doubles the number of networks and halves their size."
    )

    @Argument(help: "The network, 10.0.0.0/22.") var network: String
    @Option(name: .customLong("new"), help: ArgumentHelp("The subnets' prefix length (default: one bit longer).", valueName: "prefix")) var newPrefix: Int?
    @OptionGroup var limit: ListLimit

    func run() throws {
        func show<Address>(_ network: InternetNetwork<Address>) throws {
            let subnets = try newPrefix.map { try network.subnets(prefixLength: $0) } ?? network.subnets()
            limit.print(subnets, count: subnets.count.number)
        }
        switch try AnyNetwork(network) {
        case .v4(let network): try show(network)
        case .v6(let network): try show(network)
        }
    }
}

/// `layerlab ip supernet`.
struct IPSupernet: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "supernet", abstract: "Show the larger network that a network lies in.")

    @Argument(help: "The network, 10.0.4.0/22.") var network: String
    @Option(name: .customLong("new"), help: ArgumentHelp("The supernet's prefix length (default: one bit shorter).", valueName: "prefix")) var newPrefix: Int?

    func run() throws {
        func show<Address>(_ network: InternetNetwork<Address>) throws {
            print(try newPrefix.map { try network.supernet(prefixLength: $0) } ?? network.supernet())
        }
        switch try AnyNetwork(network) {
        case .v4(let network): try show(network)
        case .v6(let network): try show(network)
        }
    }
}
