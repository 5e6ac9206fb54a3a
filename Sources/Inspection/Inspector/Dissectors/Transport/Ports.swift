/// Which application a UDP port belongs to.
enum UDPPorts {
    /// Hands a datagram to the application of its lower port, else of its higher one.
    static func dissect(_ data: Octets, _ source: Int, _ destination: Int, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        let low = min(source, destination), high = max(source, destination)
        if let known = s.udp.application, try RecognisedDatagrams.dissect(known, data, &d) { return }
        for port in [low, high] {
            if try dissect(data, port: port, &d, &s) { return }
        }
        for port in [low, high] {
            if let name = ForeignProtocols.overUDP(port), ForeignFraming.isPlausible(name, data) { return DataDissector.foreign(name, data, &d) }
        }
        if let name = s.media.name(d.packet, data) { return DataDissector.foreign(name, data, &d) }
        if s.transfers.isOne(d.packet) { return TFTPDissector.dissect(data, &d) }
        if looksLikeMagicPacket(data) { return DataDissector.foreign(ForeignProtocols.name("wol"), data, &d) }
        if let name = RecognisedDatagrams.recognise(data), try RecognisedDatagrams.dissect(name, data, &d) {
            if RecognisedDatagrams.isBeginning(name, data) { s.udp.application = name }
            return
        }
        if DNSDissector.looksLike(data) { return try DNSDissector.dissect(data, .dns, &d, &s) }
        DataDissector.dissect(data, &d)
    }

    /// Six bytes ff and sixteen times the address of the computer that is to wake up.
    private static func looksLikeMagicPacket(_ data: Octets) -> Bool {
        guard data.count >= 102, data[0] == 0xff, data[5] == 0xff else { return false }
        for at in 0..<6 where data.base[at] != 0xff { return false }
        for at in 12..<102 where data.base[at] != data.base[at - 6] { return false }
        return true
    }

    private static func dissect(_ data: Octets, port: Int, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) -> Bool {
        switch port {
        case 53: try DNSDissector.dissect(data, .dns, &d, &s)
        case 5353: try DNSDissector.dissect(data, .mdns, &d, &s)
        case 5355: try DNSDissector.dissect(data, .llmnr, &d, &s)
        case 67, 68, 4011: try DHCPDissector.dissect(data, &d)
        case 546, 547: try DHCPv6Dissector.dissect(data, &d)
        case 520: try RIPDissector.dissect(data, &d)
        case 521: try RIPngDissector.dissect(data, &d)
        case 1900: try HTTPDissector.dissectDatagram(data, &d)
        case 6635: try MPLSDissector.dissect(data, &d, &s)
        case 6081: try GeneveDissector.dissect(data, &d, &s)
        case 69: TFTPDissector.request(data, &d, &s)
        case 5060: return SIPDissector.dissect(data, &d, &s)
        case 3478: return try RecognisedDatagrams.dissect(RecognisedDatagrams.stun, data, &d)
        case 161, 162: return SNMPDissector.dissect(data, &d, &s)
        case 4789: try VXLANDissector.dissect(data, &d, &s)
        case 4754: try GREDissector.dissect(data, &d, &s)
        case 2123, 2152, 3386: return try GTPDissector.dissect(data, isPrime: port == 3386, &d, &s)
        case 3544: try TeredoDissector.dissect(data, &d, &s)
        case 5072: try AYIYADissector.dissect(data, &d, &s)
        case 4341: try LISPDissector.dissect(data, &d, &s)
        case 4342: try LISPDissector.dissectControl(data, &d, &s)
        case 1701: return try L2TPDissector.dissect(data, &d, &s)
        case 5247: try CAPWAPDissector.dissect(data, &d, &s)
        default: return false
        }
        return true
    }
}
