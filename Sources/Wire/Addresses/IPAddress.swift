/// An address of either version.
public enum IPAddress: Hashable, Sendable, BitwiseCopyable {
    case v4(IPv4Address)
    case v6(IPv6Address)

    /// 4 or 6.
    public var version: Int {
        switch self {
        case .v4: 4
        case .v6: 6
        }
    }

    /// The IPv4 address; nil if it is an IPv6 address.
    public var v4: IPv4Address? { if case .v4(let address) = self { address } else { nil } }
    /// The IPv6 address; nil if it is an IPv4 address.
    public var v6: IPv6Address? { if case .v6(let address) = self { address } else { nil } }
}

/// IPv4 before IPv6, then by number.
extension IPAddress: Comparable {
    public static func < (a: IPAddress, b: IPAddress) -> Bool {
        switch (a, b) {
        case (.v4(let a), .v4(let b)): a < b
        case (.v6(let a), .v6(let b)): a < b
        case (.v4, .v6): true
        case (.v6, .v4): false
        }
    }
}

extension IPAddress: LosslessStringConvertible {
    /// The address that the ASCII text says: IPv6 if there is a colon in it, otherwise IPv4. Allocates nothing.
    public init(ascii text: Span<UInt8>) throws(AddressFault) {
        for index in 0..<min(text.count, 5) where text[index] == UInt8(ascii: ":") {
            self = .v6(try IPv6Address(ascii: text))
            return
        }
        self = .v4(try IPv4Address(ascii: text))
    }

    /// The address that `text` says; nil for anything else, a scope ("%eth0") included.
    public init?(_ text: some StringProtocol) {
        guard let address = text.parse({ bytes throws(AddressFault) in try IPAddress(ascii: bytes) }) else { return nil }
        self = address
    }

    public init?(_ description: String) {
        guard let address = description.parse({ bytes throws(AddressFault) in try IPAddress(ascii: bytes) }) else { return nil }
        self = address
    }

    /// The address that `text` says, or why it says none.
    public init(validating text: some StringProtocol) throws(AddressError) {
        self = try text.parse(as: .address) { bytes throws(AddressFault) in try IPAddress(ascii: bytes) }
    }

    public var description: String {
        switch self {
        case .v4(let address): address.description
        case .v6(let address): address.description
        }
    }
}
