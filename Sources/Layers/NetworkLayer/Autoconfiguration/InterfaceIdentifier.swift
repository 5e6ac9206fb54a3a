import Wire

/// The low 64 bits of an address that a host forms by itself.
public struct InterfaceIdentifier: Hashable, Sendable {
    public let rawValue: UInt64
    public init(rawValue: UInt64) { self.rawValue = rawValue }

    /// The link-layer address with ff:fe in its middle and its U/L bit flipped (RFC 4291 appendix A).
    public init(modifiedEUI64 address: MACAddress) {
        let high = address.rawValue >> 24, low = address.rawValue & 0xff_ffff
        rawValue = (high << 40 | 0xff_fe00_0000 | low) ^ 0x0200_0000_0000_0000
    }

    /// A number that stays the same on one network, differs on the next and tells nothing of the hardware (RFC 7217 section 5). `collisions`
    /// counts the addresses of this prefix that turned out to be duplicates.
    public init(stableFor prefix: UInt64, interface: UInt64, collisions: UInt8, key: SipHash.Key) {
        var hash = SipHash(key: key)
        hash.add(prefix)
        hash.add(interface)
        hash.add(collisions)
        rawValue = hash.value
    }

    /// Whether the number is set aside (RFC 5453): zero is the routers' anycast address, the others are reserved for groups of servers.
    public var isReserved: Bool { rawValue == 0 || (0xfdff_ffff_ffff_ff80...0xfdff_ffff_ffff_ffff).contains(rawValue) || rawValue >> 24 == 0x0200_5eff_fe }

    /// fe80:: and this number.
    public var linkLocalAddress: IPv6Address { IPv6Address(high: 0xfe80 << 48, low: rawValue) }

    /// The address of this interface under a prefix of 64 bits; nil for a prefix of another length (RFC 4862 section 5.5.3 (d)).
    public func address(under prefix: IPv6Address, prefixLength: UInt8) -> IPv6Address? {
        guard prefixLength == 64 else { return nil }
        return IPv6Address(high: prefix.high, low: rawValue)
    }
}
