/// An IPv6 address with the zone in which it is meant (RFC 4007 section 11): "fe80::1%eth0".
///
/// Every link has an fe80::1; the zone, mostly the name of the interface, says which is meant. It means something on one
/// host only and never travels in a packet, so plain ``IPv6Address`` does without.
public struct ScopedIPv6Address: Hashable, Sendable {
    public var address: IPv6Address
    /// What stands behind the '%': never empty, never with a '%' or '/' in it. Nil if there is none.
    public private(set) var scope: String?

    /// An address without a scope.
    public init(_ address: IPv6Address) {
        self.address = address
        scope = nil
    }

    /// An address with the scope that `scope` says: nil if that cannot be one.
    public init?(_ address: IPv6Address, scope: String) {
        guard !scope.isEmpty, !scope.utf8.contains(UInt8(ascii: "%")), !scope.utf8.contains(UInt8(ascii: "/")) else { return nil }
        self.address = address
        self.scope = scope
    }
}

extension ScopedIPv6Address: LosslessStringConvertible {
    public init?(_ description: String) {
        guard let address = try? ScopedIPv6Address(validating: description) else { return nil }
        self = address
    }

    public init(validating text: some StringProtocol) throws(AddressError) {
        let text = Substring(text)
        if let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) {
            throw AddressError(.address, .slashInAddress, in: text, at: text.utf8.distance(from: text.startIndex, to: slash))
        }
        guard let percent = text.utf8.firstIndex(of: UInt8(ascii: "%")) else {
            self.init(try IPv6Address(validating: text))
            return
        }
        guard let scoped = ScopedIPv6Address(try IPv6Address(validating: text[..<percent]), scope: String(text[text.utf8.index(after: percent)...])) else {
            throw AddressError(.address, .badScope, in: text, at: text.utf8.distance(from: text.startIndex, to: percent))
        }
        self = scoped
    }

    public var description: String { scope.map { "\(address)%\($0)" } ?? address.description }
    /// The address with nothing left out, without the scope.
    public var exploded: String { address.exploded }
}

/// By address; those with one address, by scope, none first.
extension ScopedIPv6Address: Comparable {
    public static func < (a: ScopedIPv6Address, b: ScopedIPv6Address) -> Bool {
        a.address != b.address ? a.address < b.address : (a.scope ?? "") < (b.scope ?? "")
    }
}

/// In all else as the address without its scope.
extension ScopedIPv6Address: InternetAddress {
    public static var version: Int { 6 }
    public var rawValue: UInt128 { address.rawValue }
    public init(rawValue: UInt128) { self.init(IPv6Address(rawValue: rawValue)) }

    public var reversePointer: String { address.reversePointer }
    public var isMulticast: Bool { address.isMulticast }
    public var isUnspecified: Bool { address.isUnspecified }
    public var isReserved: Bool { address.isReserved }
    public var isLoopback: Bool { address.isLoopback }
    public var isLinkLocal: Bool { address.isLinkLocal }
    public var isPrivate: Bool { address.isPrivate }
    public var isGlobal: Bool { address.isGlobal }

    public static func isPrivate(from first: Self, to last: Self) -> Bool { IPv6Address.isPrivate(from: first.address, to: last.address) }
    public static func isGlobal(from first: Self, to last: Self) -> Bool { IPv6Address.isGlobal(from: first.address, to: last.address) }
    public static func prefixLength(ofMask text: some StringProtocol) -> Int? { nil }
}
