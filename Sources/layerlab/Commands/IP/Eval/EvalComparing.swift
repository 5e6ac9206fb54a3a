import Wire

/// Python's comparisons. They ask for the number only and for equality of number and scope, which with scopes is not an order
/// (fe80::1%a is neither less than nor equal to fe80::1%b, yet the other is greater); ours is one, so this is done by hand.
enum EvalComparing {
    static func compare(_ a: AnyAddress, _ b: AnyAddress) -> [String: Any] {
        switch (a, b) {
        case (.v4(let a), .v4(let b)): answer(equal: a == b, less: a < b)
        case (.v6(let a), .v6(let b)): answer(equal: a == b, less: a.rawValue < b.rawValue)
        case (.v4, .v6), (.v6, .v4): differentVersions
        }
    }

    static func compare(_ a: AnyNetwork, _ b: AnyNetwork) -> [String: Any] {
        switch (a, b) {
        case (.v4(let a), .v4(let b)): answer(equal: a == b, less: less(a, b))
        case (.v6(let a), .v6(let b)): answer(equal: a == b, less: less(a, b))
        case (.v4, .v6), (.v6, .v4): differentVersions
        }
    }

    private static func answer(equal: Bool, less: Bool) -> [String: Any] {
        ["eq": equal, "lt": less, "le": less || equal, "gt": !less && !equal, "ge": !less]
    }

    private static var differentVersions: [String: Any] {
        ["eq": false, "lt": "TypeError", "le": "TypeError", "gt": "TypeError", "ge": "TypeError"]
    }

    static func less<Address>(_ a: InternetNetwork<Address>, _ b: InternetNetwork<Address>) -> Bool {
        a.address != b.address ? a.address.rawValue < b.address.rawValue : a.prefixLength < b.prefixLength
    }

    /// -1, 0 or 1, as `compare_networks` has it.
    static func order<Address>(_ a: InternetNetwork<Address>, _ b: InternetNetwork<Address>) -> Int {
        if a.address.rawValue < b.address.rawValue { return -1 }
        if a.address != b.address { return 1 }
        return (a.prefixLength - b.prefixLength).signum()
    }

    /// Sorts addresses and networks together, as `get_mixed_type_key` does: by version, then address; an address before a network that
    /// begins with it; a larger network before a smaller one.
    static func sortedTogether(_ items: [AnyItem]) -> [AnyItem] {
        items.enumerated().sorted { a, b in
            let (x, y) = (key(a.element), key(b.element))
            return x == y ? a.offset < b.offset : x < y
        }.map(\.element)
    }

    private static func key(_ item: AnyItem) -> (Int, UInt128, Int) {
        switch item {
        case .address(.v4(let address)): (4, UInt128(address.rawValue), -1)
        case .address(.v6(let address)): (6, address.rawValue, -1)
        case .network(.v4(let network)): (4, UInt128(network.address.rawValue), network.prefixLength)
        case .network(.v6(let network)): (6, network.address.rawValue, network.prefixLength)
        }
    }
}

/// An address, or, with a slash in its text, a network.
enum AnyItem: CustomStringConvertible {
    case address(AnyAddress)
    case network(AnyNetwork)

    var description: String {
        switch self {
        case .address(.v4(let address)): address.description
        case .address(.v6(let address)): address.description
        case .network(.v4(let network)): network.description
        case .network(.v6(let network)): network.description
        }
    }
}
