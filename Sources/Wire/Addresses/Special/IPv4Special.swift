/// What IANA and the RFCs have set aside of IPv4's addresses, as CPython 3.13.0's `ipaddress` reads them.
extension IPv4Address {
    /// 224.0.0.0/4: a group of hosts (RFC 5771).
    @inlinable public var isMulticast: Bool { rawValue >> 28 == 0xe }
    /// 0.0.0.0: no address.
    @inlinable public var isUnspecified: Bool { rawValue == 0 }
    /// 240.0.0.0/4: kept for a future that did not come (RFC 1112 section 4).
    @inlinable public var isReserved: Bool { rawValue >> 28 == 0xf }
    /// 127.0.0.0/8: this host itself (RFC 1122 section 3.2.1.3).
    @inlinable public var isLoopback: Bool { rawValue >> 24 == 127 }
    /// 169.254.0.0/16: what a host gives itself where nobody gives it one (RFC 3927).
    @inlinable public var isLinkLocal: Bool { rawValue >> 16 == 0xa9fe }
    /// 100.64.0.0/10: between a provider's NAT and its customers (RFC 6598): neither private nor global.
    @inlinable public var isShared: Bool { rawValue >> 22 == 0x6440_0000 >> 22 }

    /// Not reachable from everywhere, by IANA's registry of special-purpose addresses. More than RFC 1918's three networks:
    /// loopback, link-local, documentation, benchmarks and reserved addresses count as well.
    public var isPrivate: Bool { Self.isPrivate(from: self, to: self) }
    /// Reachable from everywhere: neither private nor shared.
    public var isGlobal: Bool { !isShared && !isPrivate }

    public static func isPrivate(from first: IPv4Address, to last: IPv4Address) -> Bool {
        notGloballyReachable.contains { $0.contains(first) && $0.contains(last) } && !globallyReachable.contains { $0.contains(first) || $0.contains(last) }
    }

    public static func isGlobal(from first: IPv4Address, to last: IPv4Address) -> Bool {
        !(first.isShared && last.isShared) && !isPrivate(from: first, to: last)
    }

    /// "Globally reachable: false" in iana-ipv4-special-registry.
    private static let notGloballyReachable: [IPv4Network] = [
        .init(0, 0, 0, 0, 8),           // this network (RFC 791)
        .init(10, 0, 0, 0, 8),          // private use (RFC 1918)
        .init(127, 0, 0, 0, 8),         // loopback
        .init(169, 254, 0, 0, 16),      // link-local
        .init(172, 16, 0, 0, 12),       // private use (RFC 1918)
        .init(192, 0, 0, 0, 24),        // IETF protocol assignments (RFC 6890)
        .init(192, 0, 2, 0, 24),        // documentation, TEST-NET-1 (RFC 5737)
        .init(192, 168, 0, 0, 16),      // private use (RFC 1918)
        .init(198, 18, 0, 0, 15),       // benchmarks (RFC 2544)
        .init(198, 51, 100, 0, 24),     // documentation, TEST-NET-2
        .init(203, 0, 113, 0, 24),      // documentation, TEST-NET-3
        .init(240, 0, 0, 0, 4),         // reserved, with the limited broadcast address
    ]

    /// What lies inside those and is reachable all the same.
    private static let globallyReachable: [IPv4Network] = [
        .init(192, 0, 0, 9, 32),        // Port Control Protocol anycast (RFC 7723)
        .init(192, 0, 0, 10, 32),       // TURN anycast (RFC 8155)
    ]
}

extension IPv4Network {
    /// A network known to be right.
    fileprivate init(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8, _ prefixLength: Int) {
        self.init(containing: IPv4Address(a, b, c, d), prefixLength: prefixLength)
    }
}
