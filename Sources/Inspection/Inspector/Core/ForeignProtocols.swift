/// Protocols whose names and places are known but whose inside the inspector does not read: they are shown by
/// name, as so many bytes.
struct ForeignProtocols: Sendable {
    static let shared = ForeignProtocols()

    private let names: [String]
    private let numbers: [String: UInt16]
    private let tcp: [UInt16]
    private let udp: [UInt16]
    private let ip: [UInt16]
    private let ethernet: [UInt16]
    private let ppp: [UInt16]
    private let llc: [UInt16]

    private static let others = """
        mptcp cdp pap chap vtp dtp udld hdlc ipx netbios osi ipv6cp ccp mp comp_data lqr dvmrp pim media urlencoded-form json xml png image-gif image-jfif \
        mime_multipart message-http x509sat x509ce ns_cert_exts pkcs-1 mpls gre ah sctp slarp geneve chdlc erspan nhrp cmd fr ipoib wol gmrp gvrp pagp cgmp ndp edp fdp ddp udplite ssdp \
        arcnet fddi cfp vntag pwethheuristic pwethcw pwethnocw pwach gtpv2 teredo ayiya dtls capwap.data gtp gtpprime lisp lisp-data snmp sip sdp rtp rtcp dcerpc classicstun ocsp ntlmssp gss-api stun tftp quic gquic wg ppi ipnet nflog pktap pcap_pktdata avsp usb wpan netlink vsock
        """

    private init() {
        var names: [String] = [], numbers: [String: UInt16] = [:]
        func number(_ name: String) -> UInt16 {
            if let number = numbers[name] { return number }
            names.append(name)
            numbers[name] = UInt16(names.count - 1)
            return UInt16(names.count - 1)
        }
        func table(_ text: String, size: Int) -> [UInt16] {
            var table = [UInt16](repeating: 0, count: size)
            for line in text.split(separator: "\n") {
                let words = line.split(separator: " ")
                let name = number(String(words[0]))
                for range in words.dropFirst() {
                    let ends = range.split(separator: "-").compactMap { Int($0) }
                    guard let first = ends.first, let last = ends.last, first <= last, last < size else { continue }
                    // 0 says that there is none: names count from 256.
                    for place in first...last { table[place] = 256 + name }
                }
            }
            return table
        }
        for name in Self.others.split(separator: " ") { _ = number(String(name)) }
        tcp = table(ForeignPortTables.tcpPorts, size: 65536)
        udp = table(ForeignPortTables.udpPorts, size: 65536)
        ip = table(ForeignPortTables.ipProtocols, size: 256)
        ethernet = table(ForeignPortTables.etherTypes, size: 65536)
        ppp = table(ForeignPortTables.pppProtocols, size: 65536)
        llc = table(ForeignPortTables.llcServices, size: 256)
        self.names = names
        self.numbers = numbers
    }

    /// The name's number in `frame.protocols`; "data" for a name that isn't known.
    static func name(_ text: String) -> ProtocolName {
        shared.numbers[text].map { ProtocolName(foreign: Int($0)) } ?? ProtocolName(.data)
    }

    /// The `index`th name.
    static func text(_ index: Int) -> String { index < shared.names.count ? shared.names[index] : "data" }

    static func overTCP(_ port: Int) -> ProtocolName? { found(shared.tcp[port & 0xffff]) }
    static func overUDP(_ port: Int) -> ProtocolName? { found(shared.udp[port & 0xffff]) }
    static func overIP(_ number: Int) -> ProtocolName? { found(shared.ip[number & 0xff]) }
    static func overEthernet(_ type: Int) -> ProtocolName? { found(shared.ethernet[type & 0xffff]) }
    static func overPPP(_ number: Int) -> ProtocolName? { found(shared.ppp[number & 0xffff]) }

    static func overLLC(_ service: Int) -> ProtocolName? { found(shared.llc[service & 0xff]) }

    private static func found(_ raw: UInt16) -> ProtocolName? { raw == 0 ? nil : ProtocolName(rawValue: raw) }
}
