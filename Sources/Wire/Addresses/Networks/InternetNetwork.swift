/// A network: all addresses that begin with the same bits (a CIDR block, RFC 4632; a prefix, RFC 4291 section 2.3).
///
/// Written once for ``IPv4Network`` and ``IPv6Network``; with ``ScopedIPv6Address`` the network's address keeps its scope.
public struct InternetNetwork<Address: InternetAddress>: Hashable, Sendable {
    /// The first address: the prefix, then zeros.
    public let address: Address
    @usableFromInline let length: UInt8

    /// How many bits all its addresses share: 0 to 32 or 0 to 128.
    @inlinable public var prefixLength: Int { Int(truncatingIfNeeded: length) }

    /// The network of `prefixLength` bits (nearest possible) that `address` lies in. A scope stays if the address is the network's own.
    public init(containing address: Address, prefixLength: Int) {
        length = UInt8(clamping: min(max(prefixLength, 0), Address.bitWidth))
        let masked = address.rawValue & Address.netmask(prefixLength)
        self.address = masked == address.rawValue ? address : Address(rawValue: masked)
    }

    /// The network at `address`, behind whose prefix no bit may be set.
    public init(_ address: Address, prefixLength: Int) throws(AddressError) {
        guard (0...Address.bitWidth).contains(prefixLength) else { throw AddressError(.mask, .prefixOutOfRange, in: "\(address)/\(prefixLength)") }
        self.init(containing: address, prefixLength: prefixLength)
        if self.address.rawValue != address.rawValue { throw AddressError(.value, .hostBitsSet, in: "\(address)/\(prefixLength)") }
    }
}

public typealias IPv4Network = InternetNetwork<IPv4Address>
public typealias IPv6Network = InternetNetwork<IPv6Address>
public typealias ScopedIPv6Network = InternetNetwork<ScopedIPv6Address>

extension InternetNetwork: BitwiseCopyable where Address: BitwiseCopyable {}

extension InternetNetwork {
    /// The prefix length as a mask of ones and zeros: 255.255.255.0.
    public var netmask: Address { Address(rawValue: Address.netmask(prefixLength)) }
    /// The netmask inverted: 0.0.0.255.
    public var hostmask: Address { Address(rawValue: ~Address.netmask(prefixLength)) }
    /// The last address. To IPv4 (except in a /31 and a /32) it means all hosts of the network; to IPv6 it is one like any other.
    public var broadcast: Address { Address(rawValue: address.rawValue | ~Address.netmask(prefixLength)) }
    /// Bits behind the prefix.
    public var hostBits: Int { Address.bitWidth - prefixLength }
    /// Addresses in the network, from the first to the broadcast address.
    public var count: AddressCount { AddressCount(bits: hostBits) }

    /// Whether `other` lies in the network. A scope does not matter.
    @inlinable public func contains(_ other: Address) -> Bool {
        (other.rawValue ^ address.rawValue) & Address.netmask(prefixLength) == 0
    }

    /// Whether all of `other` lies in this network.
    public func contains(_ other: InternetNetwork) -> Bool { prefixLength <= other.prefixLength && contains(other.address) }

    /// Whether all of this network lies in `other`.
    public func isSubnet(of other: InternetNetwork) -> Bool { other.contains(self) }
    /// Whether all of `other` lies in this network.
    public func isSupernet(of other: InternetNetwork) -> Bool { contains(other) }
    /// Whether any address lies in both.
    public func overlaps(_ other: InternetNetwork) -> Bool { contains(other) || other.contains(self) }
}

/// By first address; of those that begin alike, the larger network first.
extension InternetNetwork: Comparable {
    public static func < (a: InternetNetwork, b: InternetNetwork) -> Bool {
        a.address != b.address ? a.address < b.address : a.prefixLength < b.prefixLength
    }
}

/// What holds of both ends of a network holds of all of it.
extension InternetNetwork {
    public var isMulticast: Bool { address.isMulticast && broadcast.isMulticast }
    public var isUnspecified: Bool { address.isUnspecified && broadcast.isUnspecified }
    public var isReserved: Bool { address.isReserved && broadcast.isReserved }
    public var isLoopback: Bool { address.isLoopback && broadcast.isLoopback }
    public var isLinkLocal: Bool { address.isLinkLocal && broadcast.isLinkLocal }
    /// All of it lies in one special-purpose network, and no end of it in an exception.
    public var isPrivate: Bool { Address.isPrivate(from: address, to: broadcast) }
    public var isGlobal: Bool { Address.isGlobal(from: address, to: broadcast) }
}

extension IPv6Network {
    public var isSiteLocal: Bool { address.isSiteLocal && broadcast.isSiteLocal }
}

/// A number of addresses: a power of two that may be one more than the largest 128-bit number.
public struct AddressCount: Hashable, Comparable, Sendable, BitwiseCopyable, CustomStringConvertible {
    /// The count is 2 to this power, 0 to 128.
    public let bits: Int

    public init(bits: Int) { self.bits = min(max(bits, 0), 128) }

    /// The count as a number; nil for all 2¹²⁸ addresses of IPv6.
    public var number: UInt128? { bits < 128 ? 1 << UInt128(bits) : nil }

    public static func < (a: AddressCount, b: AddressCount) -> Bool { a.bits < b.bits }
    /// All digits.
    public var description: String { number?.description ?? "340282366920938463463374607431768211456" }
}
