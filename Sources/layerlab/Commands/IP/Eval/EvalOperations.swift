import Wire

/// The operations of the line protocol, by name.
enum EvalOperations {
    typealias Operation = (EvalArguments) throws -> Any

    static func named(_ name: String) -> Operation? { making[name] ?? ofAddresses[name] ?? ofNetworks[name] ?? ofTwoNetworks[name] ?? ofLists[name] }

    // MARK: - Making and describing

    private static var making: [String: Operation] {
        [
            "ip_address": { try describe(EvalParsing.address($0.text(0))) },
            "IPv4Address": { arguments in
                let text = try arguments.text(0)
                return try EvalDescription.address(PythonError.from { () throws(AddressError) in try IPv4Address(validating: text) })
            },
            "IPv6Address": { arguments in
                let text = try arguments.text(0)
                return try EvalDescription.address(PythonError.from { () throws(AddressError) in try ScopedIPv6Address(validating: text) })
            },
            "ip_network": { arguments in
                try each(EvalParsing.network(arguments.text(0), strict: arguments.flag(1)), v4: EvalDescription.network, v6: EvalDescription.network)
            },
            "IPv4Network": { arguments in
                let (text, strict) = (try arguments.text(0), try arguments.flag(1))
                return try EvalDescription.network(PythonError.from { () throws(AddressError) in try IPv4Network(validating: text, strict: strict) })
            },
            "IPv6Network": { arguments in
                let (text, strict) = (try arguments.text(0), try arguments.flag(1))
                return try EvalDescription.network(PythonError.from { () throws(AddressError) in try ScopedIPv6Network(validating: text, strict: strict) })
            },
            "ip_interface": { try EvalParsing.interface($0.text(0)) },
            "IPv4Interface": { arguments in
                let text = try arguments.text(0)
                return try EvalDescription.interface(PythonError.from { () throws(AddressError) in try IPv4Interface(validating: text) })
            },
            "IPv6Interface": { arguments in
                let text = try arguments.text(0)
                return try EvalDescription.interface(PythonError.from { () throws(AddressError) in try ScopedIPv6Interface(validating: text) })
            },
            "address.from_int": { try describe(EvalParsing.address(number: PythonInteger($0.text(0)), version: $0.version(1))) },
            "address.from_bytes": { try describe(EvalParsing.address(octets: PythonInteger.bytes(fromHexadecimal: $0.text(0)), version: $0.version(1))) },
        ]
    }

    private static func describe(_ address: AnyAddress) throws -> Any {
        try each(address, v4: EvalDescription.address, v6: EvalDescription.address)
    }

    // MARK: - Addresses

    private static var ofAddresses: [String: Operation] {
        [
            "address.flags": { try each(EvalParsing.address($0.text(0)), v4: EvalDescription.flags, v6: EvalDescription.flags) },
            "address.add": { try add($0, subtract: false) },
            "address.sub": { try add($0, subtract: true) },
            "address.format": { arguments in
                let spec = try arguments.text(1)
                return try each(EvalParsing.address(arguments.text(0)), v4: { try PythonFormat.format($0, spec) }, v6: { try PythonFormat.format($0, spec) })
            },
            "address.compare": { EvalComparing.compare(try EvalParsing.address($0.text(0)), try EvalParsing.address($0.text(1))) },
        ]
    }

    private static func add(_ arguments: EvalArguments, subtract: Bool) throws -> Any {
        let address = try EvalParsing.address(arguments.text(0))
        let distance = try PythonInteger(arguments.text(1))
        func moved<Address: InternetAddress>(_ address: Address) throws(PythonError) -> String {
            try PythonError.from { () throws(AddressError) in
                guard let magnitude = distance.magnitude else { throw AddressError(.address, .numberOutOfRange, in: "\(address)") }
                return try (distance.isNegative != subtract ? address - magnitude : address + magnitude).description
            }
        }
        return try each(address, v4: moved, v6: moved)
    }

    // MARK: - One network

    private static var ofNetworks: [String: Operation] {
        [
            "network.flags": { try each(EvalParsing.network($0.text(0), strict: false), v4: EvalDescription.flags, v6: EvalDescription.flags) },
            "network.hosts": { arguments in
                let network = try EvalParsing.network(arguments.text(0)), count = try arguments.number(1)
                return try each(network, v4: { try hosts($0, count) }, v6: { try hosts($0, count) })
            },
            "network.iterate": { try each(EvalParsing.network($0.text(0)), v4: { EvalDescription.list($0.addresses) }, v6: { EvalDescription.list($0.addresses) }) },
            "network.getitem": { arguments in
                let network = try EvalParsing.network(arguments.text(0)), index = try PythonInteger(arguments.text(1))
                return try each(network, v4: { try item(of: $0, at: index) }, v6: { try item(of: $0, at: index) })
            },
            "network.subnets": { arguments in
                let network = try EvalParsing.network(arguments.text(0))
                let (difference, prefix) = (try arguments.number(1), try arguments.optionalNumber(2))
                return try each(network, v4: { try subnets($0, difference, prefix) }, v6: { try subnets($0, difference, prefix) })
            },
            "network.supernet": { arguments in
                let network = try EvalParsing.network(arguments.text(0))
                let (difference, prefix) = (try arguments.number(1), try arguments.optionalNumber(2))
                return try each(network, v4: { try supernet($0, difference, prefix) }, v6: { try supernet($0, difference, prefix) })
            },
            "network.contains": { arguments in
                let address = try EvalParsing.address(arguments.text(1))
                switch (try EvalParsing.network(arguments.text(0)), address) {
                case (.v4(let network), .v4(let address)): return network.contains(address)
                case (.v6(let network), .v6(let address)): return network.contains(address)
                case (.v4, .v6), (.v6, .v4): return false
                }
            },
        ]
    }

    private static func hosts<Address>(_ network: InternetNetwork<Address>, _ count: Int) throws(PythonError) -> Any {
        // Python's list for a single address is that address itself, with its scope.
        var result = network.hostBits == 0 ? EvalDescription.list([network.address]) : EvalDescription.list(network.hosts)
        guard count >= 0 else { throw PythonError.value("a number of hosts is not negative") }
        if let first = result["first"] as? [String] { result["first"] = Array(first.prefix(count)) }
        return result
    }

    private static func item<Address>(of network: InternetNetwork<Address>, at index: PythonInteger) throws(PythonError) -> Any {
        try PythonError.from { () throws(AddressError) in
            guard let magnitude = index.magnitude else { throw AddressError(.index, .outsideNetwork, in: "\(network)") }
            return try (index.isNegative ? network.address(fromEnd: magnitude) : network.address(at: magnitude)).description
        }
    }

    private static func subnets<Address>(_ network: InternetNetwork<Address>, _ difference: Int, _ prefix: Int?) throws(PythonError) -> Any {
        try PythonError.from { () throws(AddressError) in
            guard let prefix else { return EvalDescription.list(try network.subnets(difference: difference)) }
            if network.hostBits > 0, difference != 1 { throw AddressError(.value, .differenceAndPrefix, in: "\(network)") }
            return EvalDescription.list(try network.subnets(prefixLength: prefix))
        }
    }

    private static func supernet<Address>(_ network: InternetNetwork<Address>, _ difference: Int, _ prefix: Int?) throws(PythonError) -> Any {
        try PythonError.from { () throws(AddressError) in
            guard let prefix else { return try network.supernet(difference: difference).description }
            if network.prefixLength > 0, difference != 1 { throw AddressError(.value, .differenceAndPrefix, in: "\(network)") }
            return try network.supernet(prefixLength: prefix).description
        }
    }

    // MARK: - Two networks

    private static var ofTwoNetworks: [String: Operation] {
        [
            "network.compare": { EvalComparing.compare(try EvalParsing.network($0.text(0)), try EvalParsing.network($0.text(1))) },
            "network.overlaps": { arguments in
                switch (try EvalParsing.network(arguments.text(0)), try EvalParsing.network(arguments.text(1))) {
                case (.v4(let a), .v4(let b)): return a.overlaps(b)
                case (.v6(let a), .v6(let b)): return a.overlaps(b)
                case (.v4, .v6), (.v6, .v4): return false
                }
            },
            "network.subnet_of": { try both($0, v4: { $0.isSubnet(of: $1) }, v6: { $0.isSubnet(of: $1) }) },
            "network.supernet_of": { try both($0, v4: { $0.isSupernet(of: $1) }, v6: { $0.isSupernet(of: $1) }) },
            "network.compare_networks": { try both($0, v4: EvalComparing.order, v6: EvalComparing.order) },
            "network.address_exclude": { try both($0, v4: { try exclude($1, from: $0) }, v6: { try exclude($1, from: $0) }) },
        ]
    }

    private static func exclude<Address>(_ hole: InternetNetwork<Address>, from network: InternetNetwork<Address>) throws(PythonError) -> Any {
        try PythonError.from { () throws(AddressError) in try network.subtracting(hole) }.map(\.description)
    }

    /// Two networks of one version; Python raises a TypeError otherwise.
    private static func both(
        _ arguments: EvalArguments, v4: (IPv4Network, IPv4Network) throws -> Any, v6: (ScopedIPv6Network, ScopedIPv6Network) throws -> Any
    ) throws -> Any {
        switch (try EvalParsing.network(arguments.text(0)), try EvalParsing.network(arguments.text(1))) {
        case (.v4(let a), .v4(let b)): try v4(a, b)
        case (.v6(let a), .v6(let b)): try v6(a, b)
        case (.v4, .v6), (.v6, .v4): throw PythonError(.mixed(try arguments.text(0), try arguments.text(1)))
        }
    }

    // MARK: - Lists

    private static var ofLists: [String: Operation] {
        [
            "summarize": { arguments in
                switch (try EvalParsing.address(arguments.text(0)), try EvalParsing.address(arguments.text(1))) {
                case (.v4(let a), .v4(let b)): try PythonError.from { () throws(AddressError) in try IPv4Network.summarizing(from: a, to: b) }.map(\.description)
                case (.v6(let a), .v6(let b)): try PythonError.from { () throws(AddressError) in try ScopedIPv6Network.summarizing(from: a, to: b) }.map(\.description)
                case (.v4, .v6), (.v6, .v4): throw PythonError(.mixed(try arguments.text(0), try arguments.text(1)))
                }
            },
            "collapse": { try collapse(items($0)) },
            "sort_mixed": { EvalComparing.sortedTogether(try items($0)).map(\.description) },
        ]
    }

    private static func items(_ arguments: EvalArguments) throws -> [AnyItem] {
        try arguments.texts(0).map { text in
            text.contains("/") ? .network(try EvalParsing.network(text)) : .address(try EvalParsing.address(text))
        }
    }

    private static func collapse(_ items: [AnyItem]) throws -> Any {
        var v4: [IPv4Network] = [], v6: [ScopedIPv6Network] = []
        for item in items {
            switch item {
            case .address(.v4(let address)): v4.append(IPv4Network(containing: address, prefixLength: 32))
            case .address(.v6(let address)): v6.append(ScopedIPv6Network(containing: ScopedIPv6Address(address.address), prefixLength: 128))
            case .network(.v4(let network)): v4.append(network)
            case .network(.v6(let network)): v6.append(network)
            }
        }
        if let a = v4.first, let b = v6.first { throw PythonError(.mixed(a, b)) }
        return v6.isEmpty ? IPv4Network.collapsing(v4).map(\.description) : ScopedIPv6Network.collapsing(v6).map(\.description)
    }

    // MARK: - Either version

    private static func each(_ address: AnyAddress, v4: (IPv4Address) throws -> Any, v6: (ScopedIPv6Address) throws -> Any) rethrows -> Any {
        switch address {
        case .v4(let address): try v4(address)
        case .v6(let address): try v6(address)
        }
    }

    private static func each(_ network: AnyNetwork, v4: (IPv4Network) throws -> Any, v6: (ScopedIPv6Network) throws -> Any) rethrows -> Any {
        switch network {
        case .v4(let network): try v4(network)
        case .v6(let network): try v6(network)
        }
    }
}
