import Wire

/// Says which protocol an Ethernet frame carries (IEEE's registry; RFC 9542 section 3). Values below 1536 are IEEE 802.3's
/// length of the frame's LLC data instead.
public struct EtherType: RawRepresentable, Hashable, Sendable {
    public var rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    public static let ipv4 = EtherType(rawValue: 0x0800)
    public static let arp = EtherType(rawValue: 0x0806)
    public static let wakeOnLAN = EtherType(rawValue: 0x0842)
    /// 802.1Q customer tag (C-TAG).
    public static let vlan = EtherType(rawValue: 0x8100)
    public static let ipv6 = EtherType(rawValue: 0x86dd)
    public static let macControl = EtherType(rawValue: 0x8808)
    public static let slowProtocols = EtherType(rawValue: 0x8809)
    public static let mpls = EtherType(rawValue: 0x8847)
    public static let pppoeDiscovery = EtherType(rawValue: 0x8863)
    public static let pppoeSession = EtherType(rawValue: 0x8864)
    /// 802.1X, port access by EAP.
    public static let eapol = EtherType(rawValue: 0x888e)
    /// 802.1ad service tag (S-TAG), the outer one of "QinQ".
    public static let serviceVLAN = EtherType(rawValue: 0x88a8)
    public static let lldp = EtherType(rawValue: 0x88cc)
    /// Free for experiments (IEEE 802 section 9.2.4).
    public static let localExperimental1 = EtherType(rawValue: 0x88b5)

    /// Whether this is an IEEE 802.3 length (at most 1500) rather than a type.
    public var isLength: Bool { rawValue <= 1500 }
    /// Whether a VLAN tag follows.
    public var isTag: Bool { self == .vlan || self == .serviceVLAN || rawValue == 0x9100 }
}

extension EtherType: CustomStringConvertible {
    public var description: String {
        switch self {
        case .ipv4: "IPv4"
        case .arp: "ARP"
        case .wakeOnLAN: "Wake-on-LAN"
        case .vlan: "802.1Q"
        case .ipv6: "IPv6"
        case .macControl: "MAC Control"
        case .slowProtocols: "Slow Protocols"
        case .mpls: "MPLS"
        case .pppoeDiscovery: "PPPoE Discovery"
        case .pppoeSession: "PPPoE Session"
        case .eapol: "802.1X"
        case .serviceVLAN: "802.1ad"
        case .lldp: "LLDP"
        default: isLength ? "length \(rawValue)" : "0x" + String(repeating: "0", count: 4 - String(rawValue, radix: 16).count) + String(rawValue, radix: 16)
        }
    }
}
