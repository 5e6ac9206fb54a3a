/// Says what an IP packet carries: IPv4's protocol and IPv6's next header, numbered by IANA in one registry.
public struct IPProtocol: RawRepresentable, Hashable, Sendable {
    public var rawValue: UInt8
    @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// IPv6 hop-by-hop options (RFC 8200 section 4.3).
    public static let hopByHop = IPProtocol(rawValue: 0)
    public static let icmp = IPProtocol(rawValue: 1)
    public static let igmp = IPProtocol(rawValue: 2)
    /// IPv4 in IP (RFC 2003).
    public static let ipv4 = IPProtocol(rawValue: 4)
    public static let tcp = IPProtocol(rawValue: 6)
    public static let udp = IPProtocol(rawValue: 17)
    /// IPv6 in IP (RFC 2473).
    public static let ipv6 = IPProtocol(rawValue: 41)
    public static let ipv6Routing = IPProtocol(rawValue: 43)
    public static let ipv6Fragment = IPProtocol(rawValue: 44)
    public static let gre = IPProtocol(rawValue: 47)
    /// Encapsulating Security Payload (RFC 4303).
    public static let esp = IPProtocol(rawValue: 50)
    /// Authentication Header (RFC 4302).
    public static let authentication = IPProtocol(rawValue: 51)
    public static let icmpv6 = IPProtocol(rawValue: 58)
    /// Nothing follows (RFC 8200 section 4.7).
    public static let noNextHeader = IPProtocol(rawValue: 59)
    public static let destinationOptions = IPProtocol(rawValue: 60)
    public static let ospf = IPProtocol(rawValue: 89)
    public static let sctp = IPProtocol(rawValue: 132)
    /// For experiments (RFC 3692).
    public static let experiment1 = IPProtocol(rawValue: 253)
    public static let experiment2 = IPProtocol(rawValue: 254)

    /// Whether this names an IPv6 extension header that ``IPv6ExtensionHeader`` reads.
    public var isExtensionHeader: Bool {
        switch self {
        case .hopByHop, .ipv6Routing, .ipv6Fragment, .authentication, .destinationOptions: true
        default: false
        }
    }
}

extension IPProtocol: CustomStringConvertible {
    public var description: String {
        switch self {
        case .hopByHop: "Hop-by-Hop Options"
        case .icmp: "ICMP"
        case .igmp: "IGMP"
        case .ipv4: "IPv4"
        case .tcp: "TCP"
        case .udp: "UDP"
        case .ipv6: "IPv6"
        case .ipv6Routing: "Routing"
        case .ipv6Fragment: "Fragment"
        case .gre: "GRE"
        case .esp: "ESP"
        case .authentication: "AH"
        case .icmpv6: "ICMPv6"
        case .noNextHeader: "No Next Header"
        case .destinationOptions: "Destination Options"
        case .ospf: "OSPF"
        case .sctp: "SCTP"
        default: "protocol \(rawValue)"
        }
    }
}
