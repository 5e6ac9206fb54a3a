/// IPv4 addresses inside IPv6 addresses, from the years of changing over.
extension IPv6Address {
    /// The IPv4 address in ::ffff:0:0/96: how an IPv6 socket shows an IPv4 peer (RFC 4291 section 2.5.5.2).
    public var ipv4Mapped: IPv4Address? {
        high == 0 && low >> 32 == 0xffff ? IPv4Address(rawValue: UInt32(truncatingIfNeeded: low)) : nil
    }

    /// The IPv4 address of the router in 2002::/16 (6to4, RFC 3056 section 2).
    public var sixToFour: IPv4Address? {
        high >> 48 == 0x2002 ? IPv4Address(rawValue: UInt32(truncatingIfNeeded: high >> 16)) : nil
    }

    /// The server's and the client's IPv4 addresses in 2001::/32 (Teredo, RFC 4380 section 4); the client's is written inverted,
    /// so that a NAT that replaces addresses in payloads does not find it.
    public var teredo: (server: IPv4Address, client: IPv4Address)? {
        guard high >> 32 == 0x2001_0000 else { return nil }
        return (IPv4Address(rawValue: UInt32(truncatingIfNeeded: high)), IPv4Address(rawValue: ~UInt32(truncatingIfNeeded: low)))
    }
}

extension IPv4Address {
    /// This address as IPv6 sockets show it: "::ffff:192.0.2.1".
    public var ipv6Mapped: IPv6Address { IPv6Address(high: 0, low: 0xffff << 32 | UInt64(rawValue)) }
}
