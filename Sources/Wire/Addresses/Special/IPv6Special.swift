/// What IANA and the RFCs have set aside of IPv6's addresses, as CPython 3.13.0's `ipaddress` reads them.
extension IPv6Address {
    /// ff00::/8: a group of interfaces (RFC 4291 section 2.7).
    @inlinable public var isMulticast: Bool { high >> 56 == 0xff }
    /// ::, no address.
    @inlinable public var isUnspecified: Bool { high | low == 0 }
    /// ::1, this host itself; or an IPv4 loopback address mapped into IPv6.
    public var isLoopback: Bool { ipv4Mapped?.isLoopback ?? (self == .loopback) }
    /// fe80::/10: good on one link only (RFC 4291 section 2.5.6).
    @inlinable public var isLinkLocal: Bool { high >> 54 == 0xfe80 >> 6 }
    /// fec0::/10: once what fc00::/7 is now (RFC 3879 did away with it).
    @inlinable public var isSiteLocal: Bool { high >> 54 == 0xfec0 >> 6 }

    /// Kept by the IETF: all that is neither global unicast (2000::/3), nor unique local (fc00::/7), nor multicast, nor link-local or site-local.
    public var isReserved: Bool {
        switch high >> 56 {
        case 0x20...0x3f, 0xfc, 0xfd, 0xff: false
        case 0xfe: high >> 55 == 0xfe00 >> 7
        default: true
        }
    }

    /// Not reachable from everywhere, by IANA's registry of special-purpose addresses; a mapped IPv4 address is judged as IPv4.
    public var isPrivate: Bool { ipv4Mapped?.isPrivate ?? Self.isPrivate(from: self, to: self) }
    /// Reachable from everywhere: not private.
    public var isGlobal: Bool { !isPrivate }

    public static func isPrivate(from first: IPv6Address, to last: IPv6Address) -> Bool {
        notGloballyReachable.contains { $0.contains(first) && $0.contains(last) } && !globallyReachable.contains { $0.contains(first) || $0.contains(last) }
    }

    public static func isGlobal(from first: IPv6Address, to last: IPv6Address) -> Bool { !isPrivate(from: first, to: last) }

    /// Always nil: IPv6 has prefix lengths only.
    public static func prefixLength(ofMask text: some StringProtocol) -> Int? { nil }

    /// "Globally reachable: false" in iana-ipv6-special-registry.
    private static let notGloballyReachable: [IPv6Network] = [
        .init(high: 0, low: 1, 128),                    // loopback
        .init(high: 0, low: 0, 128),                    // unspecified
        .init(high: 0, low: 0xffff_0000_0000, 96),      // IPv4-mapped (RFC 4291)
        .init(high: 0x0064_ff9b_0001_0000, 48),         // local-use translation (RFC 8215)
        .init(high: 0x0100 << 48, 64),                  // discard only (RFC 6666)
        .init(high: 0x2001 << 48, 23),                  // IETF protocol assignments (RFC 2928)
        .init(high: 0x2001_0db8 << 32, 32),             // documentation (RFC 3849)
        .init(high: 0x2002 << 48, 16),                  // 6to4 (RFC 3056): the registry says neither yes nor no
        .init(high: 0xfc00 << 48, 7),                   // unique local (RFC 4193)
        .init(high: 0xfe80 << 48, 10),                  // link-local
    ]

    /// What lies inside those and is reachable all the same.
    private static let globallyReachable: [IPv6Network] = [
        .init(high: 0x2001_0001 << 32, low: 1, 128),    // Port Control Protocol anycast (RFC 7723)
        .init(high: 0x2001_0001 << 32, low: 2, 128),    // TURN anycast (RFC 8155)
        .init(high: 0x2001_0003 << 32, 32),             // automatic multicast tunnelling (RFC 7450)
        .init(high: 0x2001_0004_0112_0000, 48),         // AS112 (RFC 7535)
        .init(high: 0x2001_0020 << 32, 28),             // ORCHIDv2 (RFC 7343)
        .init(high: 0x2001_0030 << 32, 28),             // drone remote identification (RFC 9374)
    ]
}

extension IPv6Network {
    /// A network known to be right.
    fileprivate init(high: UInt64, low: UInt64 = 0, _ prefixLength: Int) {
        self.init(containing: IPv6Address(high: high, low: low), prefixLength: prefixLength)
    }
}
