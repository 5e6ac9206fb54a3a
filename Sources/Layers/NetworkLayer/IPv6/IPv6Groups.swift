import Wire

/// Addresses that neighbour discovery sends to (RFC 4291 section 2.7.1).
extension IPv6Address {
    /// ff02::1.
    public static let allNodes = IPv6Address(high: 0xff02 << 48, low: 1)
    /// ff02::2.
    public static let allRouters = IPv6Address(high: 0xff02 << 48, low: 2)
    /// ff02::16, where listeners report (RFC 3810 section 5.2.14).
    public static let allMLDv2Routers = IPv6Address(high: 0xff02 << 48, low: 0x16)

    /// ff02::1:ff00:0 and this address's last 24 bits: the group that a node which has the address listens to, so that
    /// asking for it disturbs hardly anybody else.
    public var solicitedNode: IPv6Address { IPv6Address(high: 0xff02 << 48, low: 0x1_ff00_0000 | low & 0xff_ffff) }
}
