public import Stack
public import Wire

/// The network card of our computer in a ``TapWorld``: its name and addresses.
public struct TapCard: Sendable {
    /// "tap0".
    public var name: String
    public var mac: MACAddress
    public var ipv4: InterfaceAddress<IPv4Address>?
    /// Fixed addresses, beside the link-local one and those that routers advertise.
    public var ipv6: [InterfaceAddress<IPv6Address>]
    /// Whether it speaks IPv6 at all.
    public var speaksIPv6: Bool
    /// The router to everywhere else.
    public var gateway: IPv4Address?

    /// - Parameter mac: a locally administered address; nil makes one of the IPv4 address, so that it is always the same: 10.99.0.2 has
    ///   02:00:0a:63:00:02.
    public init(name: String, mac: MACAddress? = nil, ipv4: InterfaceAddress<IPv4Address>? = nil, ipv6: [InterfaceAddress<IPv6Address>] = [], speaksIPv6: Bool? = nil, gateway: IPv4Address? = nil) {
        self.name = name
        self.mac = mac ?? MACAddress(rawValue: 0x0200_0000_0000 | UInt64(ipv4?.address.rawValue ?? 0x0a00_0002))
        self.ipv4 = ipv4
        self.ipv6 = ipv6
        self.speaksIPv6 = speaksIPv6 ?? !ipv6.isEmpty
        self.gateway = gateway
    }
}
