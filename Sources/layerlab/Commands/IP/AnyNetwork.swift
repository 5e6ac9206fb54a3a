import Wire

/// An address of either version, with its scope.
enum AnyAddress {
    case v4(IPv4Address)
    case v6(ScopedIPv6Address)

    /// The address that `text` says: IPv4 if it is one, otherwise IPv6.
    init(_ text: String) throws(AddressError) {
        if let v4 = IPv4Address(text) {
            self = .v4(v4)
        } else if text.utf8.contains(UInt8(ascii: ":")) {
            self = .v6(try ScopedIPv6Address(validating: text))
        } else {
            self = .v4(try IPv4Address(validating: text))
        }
    }
}

/// A network of either version; its address may have a scope.
enum AnyNetwork {
    case v4(IPv4Network)
    case v6(ScopedIPv6Network)

    /// The network that `text` says: IPv6 if there is a colon in it, otherwise IPv4.
    init(_ text: String, strict: Bool = true) throws(AddressError) {
        if text.utf8.contains(UInt8(ascii: ":")) {
            self = .v6(try ScopedIPv6Network(validating: text, strict: strict))
        } else {
            self = .v4(try IPv4Network(validating: text, strict: strict))
        }
    }
}

extension AddressError {
    /// Two things of different versions where both must be of one.
    static func mixed(_ a: some CustomStringConvertible, _ b: some CustomStringConvertible) -> AddressError {
        AddressError(.version, .mixedVersions, in: "\(a) and \(b)")
    }
}
