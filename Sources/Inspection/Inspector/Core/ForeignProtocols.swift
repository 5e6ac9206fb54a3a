/// Protocols whose names and places are known but whose inside the inspector does not read: they are shown by
/// name, as so many bytes.
enum ForeignProtocols {
    static let names: [String] = Array(Set(tcpPorts.map(\.1) + udpPorts.map(\.1) + ipProtocols.map(\.1) + etherTypes.map(\.1) + others)).sorted()

    /// The name's number in `frame.protocols`.
    static func name(_ text: String) -> ProtocolName {
        guard let index = names.firstIndex(of: text) else { return ProtocolName(.data) }
        return ProtocolName(foreign: index)
    }

    private static func table(_ pairs: [(Int, String)], size: Int) -> [UInt16] {
        var table = [UInt16](repeating: 0, count: size)
        for (number, text) in pairs { table[number] = name(text).rawValue }
        return table
    }

    private static let byTCPPort: [UInt16] = table(tcpPorts, size: 65536)
    private static let byUDPPort: [UInt16] = table(udpPorts, size: 65536)
    private static let byIPProtocol: [UInt16] = table(ipProtocols, size: 256)

    static func overTCP(_ port: Int) -> ProtocolName? { found(byTCPPort[port & 0xffff]) }
    static func overUDP(_ port: Int) -> ProtocolName? { found(byUDPPort[port & 0xffff]) }
    static func overIP(_ number: Int) -> ProtocolName? { found(byIPProtocol[number & 0xff]) }
    static func overEthernet(_ type: Int) -> ProtocolName? { etherTypes.first { $0.0 == type }.map { name($0.1) } }

    private static func found(_ raw: UInt16) -> ProtocolName? { raw == 0 ? nil : ProtocolName(rawValue: raw) }

    private static let others: [String] = ["mptcp", "cdp", "pap", "chap", "vtp", "dtp", "udld", "snap", "hdlc", "ipx", "netbios", "osi", "ipv6cp", "ccp", "mp", "comp_data", "mplscp", "lqr", "bcp_ncp", "bcp_bpdu", "dvmrp", "pim", "media", "urlencoded-form", "json", "xml", "png", "image-gif", "image-jfif", "mime_multipart", "multipart", "message-http", "http2", "nbss", "x509sat"]

    private static let ipProtocols: [(Int, String)] = [
        (8, "egp"), (9, "igrp"), (33, "dccp"), (46, "rsvp"), (47, "gre"), (50, "esp"), (51, "ah"), (88, "eigrp"),
        (103, "pim"), (108, "ipcomp"), (112, "vrrp"), (115, "l2tp"), (132, "sctp"), (136, "udplite"), (137, "mpls"),
    ]
    private static let etherTypes: [(Int, String)] = [
        (0x8847, "mpls"), (0x8848, "mpls"), (0x888e, "eapol"), (0x88a2, "aoe"), (0x88e5, "macsec"), (0x88f7, "ptp"),
        (0x8902, "cfm"), (0x8906, "fcoe"), (0x8809, "slow"), (0x809b, "atalk"), (0x8137, "ipx"), (0x22f0, "ieee1722"),
        (0x8892, "pn_rt"), (0x88cd, "sercosiii"), (0x893f, "etag"), (0x8808, "macc"), (0x88f5, "mvrp"),
    ]
    private static let tcpPorts: [(Int, String)] = [
        (22, "ssh"), (23, "telnet"), (37, "time"), (43, "whois"), (49, "tacplus"), (70, "gopher"), (79, "finger"), (88, "kerberos"),
        (102, "tpkt"), (110, "pop"), (111, "portmap"), (113, "ident"), (119, "nntp"), (135, "dcerpc"), (139, "nbss"), (143, "imap"), (179, "bgp"),
        (194, "irc"), (389, "ldap"), (445, "nbss"), (502, "mbtcp"), (514, "rsh"), (513, "rlogin"), (515, "lpd"), (554, "rtsp"),
        (646, "ldp"), (873, "rsync"), (1080, "socks"), (1433, "tds"), (1521, "tns"), (1723, "pptp"), (1883, "mqtt"), (2049, "rpc"),
        (3260, "iscsi"), (3306, "mysql"), (3389, "tpkt"), (3868, "diameter"), (5060, "sip"), (5222, "xmpp"), (5432, "pgsql"), (5672, "amqp"),
        (5900, "vnc"), (6000, "x11"), (6379, "resp"), (6653, "openflow"), (9418, "git"), (11211, "memcache"), (20000, "dnp3"), (27017, "mongo"),
    ]
    private static let udpPorts: [(Int, String)] = [
        (7, "echo"), (37, "time"), (69, "tftp"), (88, "kerberos"), (111, "portmap"), (123, "ntp"), (137, "nbns"), (138, "nbdgm"), (161, "snmp"), (162, "snmp"),
        (389, "cldap"), (500, "isakmp"), (514, "syslog"), (521, "ripng"), (623, "rmcp"), (646, "ldp"), (1194, "openvpn"), (1645, "radius"), (1646, "radius"), (1701, "l2tp"),
        (1812, "radius"), (1813, "radius"), (1900, "ssdp"), (1985, "hsrp"), (2049, "rpc"), (2055, "cflow"), (2123, "gtp"), (2152, "gtp"), (3478, "stun"), (3544, "teredo"),
        (3784, "bfd"), (4500, "udpencap"), (4739, "cflow"), (5060, "sip"), (5246, "capwap"), (5683, "coap"), (6081, "geneve"), (6343, "sflow"), (6635, "mpls"), (4790, "gpe"),
        (9993, "zerotier"), (319, "ptp"), (320, "ptp"), (51820, "wg"),
    ]
}
