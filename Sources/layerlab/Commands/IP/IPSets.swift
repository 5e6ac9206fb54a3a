import ArgumentParser
import Wire

/// `layerlab ip summarize`.
struct IPSummarize: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "summarize",
        abstract: "Say a range of addresses with as few networks as can be.",
        discussion: "A network begins at a multiple of its size, so a range that does not needs several: small ones at its ends, large ones within."
    )

    @Argument(help: "The range's first address.") var first: String
    @Argument(help: "Its last address.") var last: String

    func run() throws {
        switch (try AnyAddress(first), try AnyAddress(last)) {
        case (.v4(let first), .v4(let last)): try IPv4Network.summarizing(from: first, to: last).forEach { print($0) }
        case (.v6(let first), .v6(let last)): try ScopedIPv6Network.summarizing(from: first, to: last).forEach { print($0) }
        case (.v4, .v6), (.v6, .v4): throw AddressError.mixed(first, last)
        }
    }
}

/// `layerlab ip collapse`.
struct IPCollapse: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "collapse",
        abstract: "Say a set of networks and addresses with as few networks as can be.",
        discussion: "What lies in another is left out, and two halves of a network become that network; IPv4 comes first."
    )

    @Argument(help: "Networks and addresses; with none, one a line from standard input.") var items: [String] = []

    func run() throws {
        var v4: [IPv4Network] = [], v6: [ScopedIPv6Network] = []
        func add(_ text: String) throws {
            switch try AnyNetwork(text) {
            case .v4(let network): v4.append(network)
            case .v6(let network): v6.append(network)
            }
        }
        if items.isEmpty {
            while let line = readLine() { if !line.isEmpty { try add(line) } }
        } else {
            try items.forEach(add)
        }
        IPv4Network.collapsing(v4).forEach { print($0) }
        ScopedIPv6Network.collapsing(v6).forEach { print($0) }
    }
}

/// `layerlab ip exclude`.
struct IPExclude: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exclude",
        abstract: "Show what is left of a network without a part of it.",
        discussion: "One network for each bit by which the part's prefix is longer."
    )

    @Argument(help: "The network, 10.0.0.0/8.") var network: String
    @Argument(help: "The part to leave out, 10.1.2.0/24.") var part: String

    func run() throws {
        switch (try AnyNetwork(network), try AnyNetwork(part)) {
        case (.v4(let network), .v4(let part)): try network.subtracting(part).forEach { print($0) }
        case (.v6(let network), .v6(let part)): try network.subtracting(part).forEach { print($0) }
        case (.v4, .v6), (.v6, .v4): throw AddressError.mixed(network, part)
        }
    }
}

/// `layerlab ip contains`.
struct IPContains: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contains",
        abstract: "Say whether an address or a network lies in a network.",
        discussion: "Prints yes or no, and ends with status 0 for yes, 1 for no."
    )

    @Argument(help: "The network.") var network: String
    @Argument(help: "The address or network that may lie in it.") var item: String

    func run() throws {
        let answer = switch (try AnyNetwork(network), try AnyNetwork(item)) {
        case (.v4(let network), .v4(let item)): network.contains(item)
        case (.v6(let network), .v6(let item)): network.contains(item)
        case (.v4, .v6), (.v6, .v4): false
        }
        print(answer ? "yes" : "no")
        if !answer { throw ExitCode(1) }
    }
}
