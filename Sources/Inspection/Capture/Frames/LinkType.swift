/// What a frame's first bytes are: a LINKTYPE_ value, as capture files write it.
///
/// The registry is at tcpdump.org/linktypes.html. libpcap's calls speak DLT_ values, which are the same but for a few
/// that differ between operating systems; ``init(dataLink:)`` and ``dataLink`` translate.
public struct LinkType: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
    public let rawValue: UInt32
    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// BSD loopback: four octets of address family in the byte order of the machine that captured (macOS's `lo0`).
    public static let null = LinkType(rawValue: 0)
    /// Ethernet II and IEEE 802.3, without the frame check sequence as a rule; also Linux's `lo`.
    public static let ethernet = LinkType(rawValue: 1)
    /// IEEE 802.5.
    public static let tokenRing = LinkType(rawValue: 6)
    public static let slip = LinkType(rawValue: 8)
    /// PPP, with or without the HDLC address and control octets.
    public static let ppp = LinkType(rawValue: 9)
    public static let fddi = LinkType(rawValue: 10)
    /// PPP in HDLC-like framing (RFC 1662), or Cisco's HDLC.
    public static let pppHDLC = LinkType(rawValue: 50)
    /// PPPoE, session and discovery, without Ethernet's header (RFC 2516).
    public static let pppoe = LinkType(rawValue: 51)
    /// IPv4 or IPv6, told apart by the first nibble.
    public static let raw = LinkType(rawValue: 101)
    /// Cisco's HDLC.
    public static let ciscoHDLC = LinkType(rawValue: 104)
    /// IEEE 802.11.
    public static let ieee802_11 = LinkType(rawValue: 105)
    public static let frameRelay = LinkType(rawValue: 107)
    /// OpenBSD loopback: the address family in network byte order.
    public static let loop = LinkType(rawValue: 108)
    /// Linux "cooked" capture, version 1: what `-i any` gives.
    public static let linuxSLL = LinkType(rawValue: 113)
    /// IEEE 802.11 behind a Radiotap header.
    public static let radiotap = LinkType(rawValue: 127)
    public static let user0 = LinkType(rawValue: 147)
    /// PPP with a direction octet in front.
    public static let pppWithDirection = LinkType(rawValue: 204)
    public static let usbLinux = LinkType(rawValue: 189)
    public static let usbLinuxMemoryMapped = LinkType(rawValue: 220)
    /// IEEE 802.15.4 with its frame check sequence.
    public static let ieee802_15_4 = LinkType(rawValue: 195)
    /// IEEE 802.15.4 without its frame check sequence.
    public static let ieee802_15_4NoFCS = LinkType(rawValue: 230)
    /// IPv4 only.
    public static let ipv4 = LinkType(rawValue: 228)
    /// IPv6 only.
    public static let ipv6 = LinkType(rawValue: 229)
    public static let nflog = LinkType(rawValue: 239)
    public static let netlink = LinkType(rawValue: 253)
    /// Linux "cooked" capture, version 2.
    public static let linuxSLL2 = LinkType(rawValue: 276)
}

extension LinkType {
    // The DLT_ values below 104 that are not their own LINKTYPE_; the Linux and macOS numbers.
    private static let translated: [(dataLink: Int32, linkType: UInt32)] = [
        (11, 100),  // ATM_RFC1483
        (12, 101),  // RAW
        (15, 102),  // SLIP_BSDOS
        (16, 103),  // PPP_BSDOS
        (18, 246),  // PFSYNC
        (19, 106),  // ATM_CLIP
    ]

    /// The link type that libpcap's DLT_ value names.
    public init(dataLink: Int32) {
        let pair = Self.translated.first { $0.dataLink == dataLink }
        self.init(rawValue: pair?.linkType ?? UInt32(bitPattern: dataLink))
    }

    /// The DLT_ value for libpcap's calls.
    public var dataLink: Int32 {
        let pair = Self.translated.first { $0.linkType == rawValue }
        return pair?.dataLink ?? Int32(bitPattern: rawValue)
    }
}

extension LinkType: CustomStringConvertible {
    public var description: String {
        switch self {
        case .null: "BSD loopback"
        case .ethernet: "Ethernet"
        case .tokenRing: "Token Ring"
        case .slip: "SLIP"
        case .ppp: "PPP"
        case .fddi: "FDDI"
        case .pppHDLC: "PPP in HDLC framing"
        case .pppoe: "PPPoE"
        case .raw: "raw IP"
        case .ciscoHDLC: "Cisco HDLC"
        case .ieee802_11: "IEEE 802.11"
        case .frameRelay: "Frame Relay"
        case .loop: "OpenBSD loopback"
        case .linuxSLL: "Linux cooked v1"
        case .radiotap: "IEEE 802.11 with Radiotap"
        case .user0: "user 0"
        case .pppWithDirection: "PPP with direction"
        case .usbLinux, .usbLinuxMemoryMapped: "USB"
        case .ieee802_15_4: "IEEE 802.15.4"
        case .ieee802_15_4NoFCS: "IEEE 802.15.4 without FCS"
        case .ipv4: "raw IPv4"
        case .ipv6: "raw IPv6"
        case .nflog: "NFLOG"
        case .netlink: "netlink"
        case .linuxSLL2: "Linux cooked v2"
        default: "link type \(rawValue)"
        }
    }
}
