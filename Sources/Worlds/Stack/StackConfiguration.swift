public import LinkLayer
public import NetworkLayer
public import Wire

/// How a stack behaves.
public struct StackConfiguration: Sendable {
    /// Whether it passes on packets that are for others: a router.
    public var forwards = false
    /// The time to live of its own packets (RFC 1700's recommendation).
    public var timeToLive: UInt8 = 64
    /// How many ICMP errors may be sent (RFC 1812 section 4.3.2.8).
    public var errorLimits = ICMPRateLimiter.Configuration()
    /// Bytes of datagrams that wait in one UDP socket (Linux's `rmem_default`).
    public var datagramBuffer = 212_992
    /// Whether an IPv6 interface takes addresses from routers' advertisements (RFC 4862).
    public var autoconfigures = true
    /// How often the link is asked about such an address before it is used (RFC 4862 section 5.4); 0: it is used at once.
    public var duplicateAddressProbes = 1
    /// Whether a router tells hosts of a better first hop (RFC 1812 section 5.2.7.2), and a host listens to that.
    public var redirects = true
    /// Networks whose addresses a router answers ARP requests for, though they lie elsewhere (RFC 1027).
    public var proxyARP: [InterfaceAddress<IPv4Address>] = []

    /// Makes each interface's ARP cache from its link-layer address and its own addresses; nil: ``LinkLayer/ARPCache``.
    public var resolver: (@Sendable (MACAddress, [IPv4Address]) -> any AddressResolutionCache)?

    /// Makes each link's IPv6 neighbour cache from the interface's link-local address; nil: ``NetworkLayer/NeighborCache``.
    public var neighbours: (@Sendable (IPv6Address) -> any NeighborResolutionCache)?

    /// Makes what puts fragments together again; nil: ``NetworkLayer/DatagramReassembler``.
    public var reassembler: (@Sendable () -> any FragmentReassembler)?

    public init() {}

    public static let host = StackConfiguration()
    public static let router: StackConfiguration = {
        var configuration = StackConfiguration()
        configuration.forwards = true
        configuration.autoconfigures = false
        return configuration
    }()
}
