/// A network of either version.
public enum IPNetwork: Hashable, Sendable, BitwiseCopyable {
    case v4(IPv4Network)
    case v6(IPv6Network)

    /// 4 or 6.
    public var version: Int {
        switch self {
        case .v4: 4
        case .v6: 6
        }
    }

    public var prefixLength: Int {
        switch self {
        case .v4(let network): network.prefixLength
        case .v6(let network): network.prefixLength
        }
    }

    /// The first address.
    public var address: IPAddress {
        switch self {
        case .v4(let network): .v4(network.address)
        case .v6(let network): .v6(network.address)
        }
    }

    /// The network of `prefixLength` bits (nearest possible) that `address` lies in.
    public init(containing address: IPAddress, prefixLength: Int) {
        switch address {
        case .v4(let address): self = .v4(IPv4Network(containing: address, prefixLength: prefixLength))
        case .v6(let address): self = .v6(IPv6Network(containing: address, prefixLength: prefixLength))
        }
    }

    /// Whether `address` lies in the network: never, if it is of the other version.
    public func contains(_ address: IPAddress) -> Bool {
        switch (self, address) {
        case (.v4(let network), .v4(let address)): network.contains(address)
        case (.v6(let network), .v6(let address)): network.contains(address)
        case (.v4, .v6), (.v6, .v4): false
        }
    }

    /// Whether any address lies in both: never, if they are of different versions.
    public func overlaps(_ other: IPNetwork) -> Bool {
        switch (self, other) {
        case (.v4(let a), .v4(let b)): a.overlaps(b)
        case (.v6(let a), .v6(let b)): a.overlaps(b)
        case (.v4, .v6), (.v6, .v4): false
        }
    }
}

/// IPv4 before IPv6.
extension IPNetwork: Comparable {
    public static func < (a: IPNetwork, b: IPNetwork) -> Bool {
        switch (a, b) {
        case (.v4(let a), .v4(let b)): a < b
        case (.v6(let a), .v6(let b)): a < b
        case (.v4, .v6): true
        case (.v6, .v4): false
        }
    }
}

extension IPNetwork: LosslessStringConvertible {
    /// The network that `text` says: IPv6 if there is a colon in it, otherwise IPv4; see ``InternetNetwork/init(validating:strict:)``.
    public init(validating text: some StringProtocol, strict: Bool = true) throws(AddressError) {
        if text.utf8.contains(UInt8(ascii: ":")) {
            self = .v6(try IPv6Network(validating: text, strict: strict))
        } else {
            self = .v4(try IPv4Network(validating: text, strict: strict))
        }
    }

    public init?(_ description: String) {
        guard let network = try? IPNetwork(validating: description) else { return nil }
        self = network
    }

    public var description: String {
        switch self {
        case .v4(let network): network.description
        case .v6(let network): network.description
        }
    }
}
