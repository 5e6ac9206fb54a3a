import ArgumentParser
import LabKit
import Wire

/// `layerlab ip show`: all there is to know about an address or a network.
struct IPShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show all there is to know about addresses and networks.",
        discussion: HelpText.laidOut("""
            Without a slash, ITEM is an address: 192.0.2.7, 2001:db8::7, fe80::7%eth0. With one it is an address in its network, \
            192.0.2.7/24, or the network itself, 192.0.2.0/24; behind the slash stands how many bits all of the network's \
            addresses share. For IPv4 a netmask (255.255.255.0) or a hostmask (0.0.0.255) may stand there too. Programs ask `layerlab ip eval`.
            """)
    )

    @Argument(help: ArgumentHelp("Addresses and networks.", valueName: "item"))
    var items: [String]

    func run() throws {
        for (index, item) in items.enumerated() {
            let facts = try AddressFacts(item)
            if index > 0 { print() }
            print(item)
            facts.rows.lines().forEach { print($0) }
        }
    }
}

/// What is to be said about one address or network, each fact with its name.
struct AddressFacts {
    private(set) var rows = AlignedRows()

    init(_ text: String) throws(AddressError) {
        let isV6 = text.utf8.contains(UInt8(ascii: ":")), hasPrefix = text.utf8.contains(UInt8(ascii: "/"))
        switch (isV6, hasPrefix) {
        case (false, false): add(try IPv4Address(validating: text))
        case (true, false): add(try ScopedIPv6Address(validating: text))
        case (false, true): add(try IPv4Interface(validating: text))
        case (true, true): add(try ScopedIPv6Interface(validating: text))
        }
    }

    // MARK: - Facts

    private mutating func add<Address: InternetAddress>(_ address: Address) {
        rows.add("version", "IPv\(Address.version), \(Address.bitWidth) bits")
        addNames(of: address)
        rows.add("bits", BitDiagram.text(of: address, prefixLength: nil))
        rows.add("kind", AddressKind.words(for: address))
    }

    private mutating func add<Address>(_ interface: InternetInterface<Address>) {
        let network = interface.network
        let isNetwork = interface.address.rawValue == network.address.rawValue && network.hostBits > 0
        rows.add("version", "IPv\(Address.version), \(network.prefixLength) of \(Address.bitWidth) bits for the network, \(network.hostBits) for hosts")
        if !isNetwork { addNames(of: interface.address) }
        rows.add("network", network.description)
        rows.add("netmask", network.netmask.description)
        rows.add("hostmask", network.hostmask.description)
        if Address.version == 4, network.hostBits > 1 {
            rows.add("broadcast", network.broadcast.description)
        } else {
            rows.add("last address", network.broadcast.description)
        }
        rows.add("addresses", network.hostBits > 20 ? "\(network.count) (2 to the power \(network.hostBits))" : network.count.description)
        let hosts = network.hosts
        if network.hostBits > 0 { rows.add("hosts", "\(hosts.first) to \(hosts.last)\(Address.version == 4 ? ", " : "\n")\(hosts.count.map(\.description) ?? "all") in all") }
        rows.add("bits", BitDiagram.text(of: interface.address, prefixLength: network.prefixLength))
        rows.add("kind", isNetwork ? AddressKind.words(for: network) : AddressKind.words(for: interface.address))
    }

    private mutating func addNames(of address: some InternetAddress) {
        rows.add("address", address.description)
        if let scoped = address as? ScopedIPv6Address {
            rows.add("in full", scoped.exploded)
            if let scope = scoped.scope { rows.add("scope", "\(scope): means something on this host only and never travels in a packet") }
            if let mapped = scoped.address.ipv4Mapped { rows.add("IPv4 inside", "\(mapped), mapped: how an IPv6 socket shows an IPv4 peer") }
            if let router = scoped.address.sixToFour { rows.add("IPv4 inside", "\(router), the 6to4 router's") }
            if let teredo = scoped.address.teredo { rows.add("IPv4 inside", "\(teredo.server), the Teredo server's, and \(teredo.client), the client's") }
        }
        rows.add("number", "\(address.rawValue) = \(address.formatted(AddressFormat(.hexadecimal, prefixed: true)))")
        rows.add("name in DNS", address.reversePointer)
    }
}
