import Wire

/// The protocols that the inspector knows from inside.
public enum ProtocolID: UInt8, CaseIterable, Sendable, BitwiseCopyable {
    case frame, eth, ethertype, vlan, ieee8021ad, arp, llc, stp, lldp, sll, null, loop, raw
    case ppp, lcp, ipcp, pppoed, pppoes, radiotap, wlanRadio, wlan
    case ip, ipv6, hopopts, dstopts, routing, fraghdr, icmp, icmpv6, igmp, ospf
    case udp, tcp
    case dns, mdns, llmnr, dhcp, dhcpv6, rip, ripng, http, smtp, imf, ftp, ftpData, tls, websocket, vxlan
    case textLines, data, malformed, foreign
    /// Not protocols of their own, but further fields of one: a protocol has room for 256 fields.
    case ospfState, dnsRecord, dhcpOption, tlsDetail, certificate, lldpOrganisation, wlanManagement, tcpRare

    /// The name in `frame.protocols`, the one people use, and the layer.
    var definition: ProtocolDefinition {
        switch self {
        case .frame: .init("frame", "Frame", .physical)
        case .eth: .init("eth", "Ethernet", .link)
        case .ethertype: .init("ethertype", "EtherType", .link)
        case .vlan: .init("vlan", "802.1Q", .link, short: "VLAN")
        case .ieee8021ad: .init("ieee8021ad", "802.1ad", .link, short: "IEEE 802.1AD")
        case .arp: .init("arp", "ARP", .link, short: "ARP/RARP")
        case .llc: .init("llc", "LLC", .link)
        case .stp: .init("stp", "STP", .link)
        case .lldp: .init("lldp", "LLDP", .link)
        case .sll: .init("sll", "Linux cooked", .link, short: "SLL")
        case .null: .init("null", "Loopback", .link, short: "Null")
        case .loop: .init("loop", "Loopback test", .link, short: "LOOP")
        case .raw: .init("raw", "Raw IP", .link, short: "Raw")
        case .ppp: .init("ppp", "PPP", .link)
        case .lcp: .init("lcp", "LCP", .link, short: "PPP LCP")
        case .ipcp: .init("ipcp", "IPCP", .link, short: "PPP IPCP")
        case .pppoed: .init("pppoed", "PPPoE discovery", .link, short: "PPPoED")
        case .pppoes: .init("pppoes", "PPPoE", .link, short: "PPPoES")
        case .radiotap: .init("radiotap", "Radiotap", .physical, short: "802.11 Radiotap")
        case .wlanRadio: .init("wlan_radio", "Radio", .physical, short: "802.11 Radio")
        case .wlan: .init("wlan", "802.11", .link, short: "IEEE 802.11")
        case .ip: .init("ip", "IPv4", .network)
        case .ipv6: .init("ipv6", "IPv6", .network)
        case .hopopts: .init("ipv6.hopopts", "Hop-by-hop", .network, short: "IPv6 Hop-by-Hop")
        case .dstopts: .init("ipv6.dstopts", "Destination options", .network, short: "IPv6 Destination")
        case .routing: .init("ipv6.routing", "Routing header", .network, short: "IPv6 Routing")
        case .fraghdr: .init("ipv6.fraghdr", "Fragment header", .network, short: "IPv6 Fragment")
        case .icmp: .init("icmp", "ICMP", .network)
        case .icmpv6: .init("icmpv6", "ICMPv6", .network)
        case .igmp: .init("igmp", "IGMP", .network)
        case .ospf: .init("ospf", "OSPF", .network)
        case .udp: .init("udp", "UDP", .transport)
        case .tcp: .init("tcp", "TCP", .transport)
        case .dns: .init("dns", "DNS", .application)
        case .mdns: .init("mdns", "mDNS", .application)
        case .llmnr: .init("llmnr", "LLMNR", .application)
        case .dhcp: .init("dhcp", "DHCP", .application, short: "DHCP/BOOTP")
        case .dhcpv6: .init("dhcpv6", "DHCPv6", .application)
        case .rip: .init("rip", "RIP", .application)
        case .ripng: .init("ripng", "RIPng", .application)
        case .http: .init("http", "HTTP", .application)
        case .smtp: .init("smtp", "SMTP", .application)
        case .imf: .init("imf", "Mail message", .application, short: "IMF")
        case .ftp: .init("ftp", "FTP", .application)
        case .ftpData: .init("ftp-data", "FTP data", .application, short: "FTP-DATA")
        case .tls: .init("tls", "TLS", .application)
        case .websocket: .init("websocket", "WebSocket", .application)
        case .vxlan: .init("vxlan", "VXLAN", .application)
        case .textLines: .init("data-text-lines", "Text", .application)
        case .data: .init("data", "Data", .application)
        case .malformed: .init("_ws.malformed", "Malformed", .application)
        case .foreign: .init("", "", .application)
        case .ospfState: .init("ospf", "OSPF", .network)
        case .dnsRecord: .init("dns", "DNS", .application)
        case .dhcpOption: .init("dhcp", "DHCP", .application)
        case .tlsDetail: .init("tls", "TLS", .application)
        case .tcpRare: .init("tcp", "TCP", .transport)
        case .wlanManagement: .init("wlan", "802.11", .link, short: "IEEE 802.11")
        case .lldpOrganisation: .init("lldp", "LLDP", .link)
        case .certificate: .init("x509af", "Certificate", .application)
        }
    }

    /// The definitions of this protocol's fields, in the order of its field set.
    var fields: [FieldDefinition] {
        switch self {
        case .frame: FrameField.definitions
        case .eth: EthernetField.definitions
        case .arp: ARPField.definitions
        case .ip: IPv4Field.definitions
        case .ipv6: IPv6Field.definitions
        case .icmp: ICMPField.definitions
        case .icmpv6: ICMPv6Field.definitions
        case .udp: UDPField.definitions
        case .tcp: TCPField.definitions
        case .llc: LLCField.definitions
        case .vlan: VLANField.definitions
        case .ieee8021ad: ProviderVLANField.definitions
        case .stp: STPField.definitions
        case .lldp: LLDPField.definitions
        case .sll: LinuxCookedField.definitions
        case .null: NullField.definitions
        case .loop: LoopField.definitions
        case .ppp: PPPField.definitions
        case .pppoed: PPPoEField.definitions
        case .radiotap: RadiotapField.definitions
        case .wlan: WLANField.definitions
        case .igmp: IGMPField.definitions
        case .ospf: OSPFField.definitions
        case .ospfState: OSPFStateField.definitions
        case .dnsRecord: DNSRecordField.definitions
        case .dhcpOption: DHCPOptionField.definitions
        case .tlsDetail: TLSDetailField.definitions
        case .tcpRare: TCPRareField.definitions
        case .wlanManagement: WLANManagementField.definitions
        case .lldpOrganisation: LLDPOrganisationField.definitions
        case .certificate: X509Field.definitions
        case .dns: DNSField.definitions
        case .dhcp: DHCPField.definitions
        case .dhcpv6: DHCPv6Field.definitions
        case .rip: RIPField.definitions
        case .ripng: RIPngField.definitions
        case .vxlan: VXLANField.definitions
        case .http: HTTPField.definitions
        case .websocket: WebSocketField.definitions
        case .smtp: SMTPField.definitions
        case .imf: IMFField.definitions
        case .ftp: FTPField.definitions
        case .tls: TLSField.definitions
        case .data: DataField.definitions
        case .malformed: MalformedField.definitions
        default: []
        }
    }
}

struct ProtocolDefinition: Sendable {
    /// Wireshark's name: "ip".
    let name: String
    /// The name people use: "IPv4".
    let title: String
    let layer: Layer
    /// Wireshark's short name, which a malformed packet is called by.
    let short: String

    init(_ name: String, _ title: String, _ layer: Layer, short: String? = nil) {
        self.name = name
        self.title = title
        self.layer = layer
        self.short = short ?? title
    }
}

extension FieldSet {
    static var definitions: [FieldDefinition] { allCases.map(\.definition) }
}
