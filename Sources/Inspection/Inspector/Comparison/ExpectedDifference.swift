/// Why two captures of the same exchange may differ in a field without either being wrong.
enum ExpectedDifference {
    /// The reason in a few words; nil for a field that ought to be the same.
    static func reason(_ name: String) -> String? {
        if let reason = reasons[name] { return reason }
        if dataPorts.contains(name) { return dataPort }
        if name.hasPrefix("eth.") || name.hasPrefix("sll.") || name.hasPrefix("null.") || name.hasPrefix("arp.") { return "the hosts' link and its addresses are others" }
        if name.hasSuffix(".checksum") { return "covers fields that differ, or is left to a network card" }
        if name.hasSuffix(".checksum.status") { return "a capture on the sending host is made before a network card fills the checksum in" }
        if name.hasPrefix("tcp.option") { return offers }
        if name.hasPrefix("tcp.analysis") || name.hasSuffix(".time") { return "reckoned from the times, which are each capture's own" }
        return nil
    }

    private static let offers = "each stack offers the options that it has (RFC 9293 section 3.1)"

    private static let hidden = "an encrypted session has keys of its own, and its messages lengths of their own"
    private static let dataPort = "the data connection's address and port are any that are free"

    /// Gives a frame's differences the reasons that follow from its others, and from what kind of frame it is.
    static func follow(_ found: inout [CaptureComparison.Difference], _ a: ComparedFrame, _ b: ComparedFrame) {
        let names = Set(found.map(\.name)), isMessage = a.isMessage && b.isMessage
        let optionsDiffer = names.contains("tcp.hdr_len"), namesPort = names.contains { dataPorts.contains($0) }
        for index in found.indices where found[index].reason == nil {
            let name = found[index].name
            switch name {
            // Frames are put side by side by what their segments carry, so that the rest is TCP's header.
            case "ip.len", "ipv6.plen": if optionsDiffer { found[index].reason = "TCP's options are of another length" }
            case "ip.flags": if names.contains("ip.flags.df"), !names.contains("ip.flags.mf") { found[index].reason = reasons["ip.flags.df"] }
            case "ftp.response.arg", "ftp.request.arg": if namesPort { found[index].reason = dataPort }
            // The fields of the message are compared one by one.
            case "tcp.payload":
                if isMessage { found[index].reason = "the bytes of the message, whose fields are compared" }
                if a.isFileData, b.isFileData, isListing(a.payload), isListing(b.payload) { found[index].reason = "a listing of files has the hosts' own times, users and sizes" }
            default: break
            }
            if found[index].reason == nil, a.isHidden, b.isHidden, name.hasPrefix("tls.") || ["ip.len", "ipv6.plen", "tcp.len", "tcp.seq", "tcp.nxtseq", "tcp.ack", "tcp.payload", "tcp.segment_data", "tcp.reassembled.length"].contains(name) { found[index].reason = hidden }
        }
    }

    /// Whether these bytes are what LIST answers with, as ls(1) writes it.
    private static func isListing(_ bytes: [UInt8]) -> Bool { bytes.count > 10 && "-dl".utf8.contains(bytes[0]) && bytes[1..<10].allSatisfy { "-rwxsStT".utf8.contains($0) } }

    private static let dataPorts: Set<String> = ["ftp.passive.ip", "ftp.passive.port", "ftp.active.cip", "ftp.active.port", "ftp.epsv.ip", "ftp.epsv.ipv6", "ftp.epsv.port", "ftp.eprt.ip", "ftp.eprt.ipv6", "ftp.eprt.port"]

    private static let reasons: [String: String] = [
        "tcp.hdr_len": offers, "http.host": "the server is called by another name or address", "http.request.full_uri": "the server is called by another name or address",
        "frame.len": "the link's header has another length", "frame.cap_len": "the link's header has another length, or the capture was cut",
        "ip.id": "each host numbers its packets as it likes (RFC 6864)", "ip.ttl": "systems begin with other values, and each router takes one off", "ipv6.hlim": "systems begin with other values, and each router takes one off",
        "ip.src": "the hosts have other addresses", "ip.dst": "the hosts have other addresses", "ipv6.src": "the hosts have other addresses", "ipv6.dst": "the hosts have other addresses",
        "ip.flags.df": "whether routers may cut a packet that is too long is the sender's choice (RFC 1191)", "imf.date": "the hosts' clocks", "imf.message_id": "made at random", "imf.received": "the hosts' names and clocks",
        "ipv6.flow": "a random label for each flow (RFC 6437)",
        "tcp.srcport": "the client's port is any that is free", "tcp.dstport": "the client's port is any that is free", "udp.srcport": "the client's port is any that is free", "udp.dstport": "the client's port is any that is free",
        "tcp.seq_raw": "streams begin at a random number (RFC 9293 section 3.4.1)", "tcp.ack_raw": "streams begin at a random number (RFC 9293 section 3.4.1)",
        "tcp.window_size_value": "the stacks keep buffers of their own sizes", "tcp.window_size": "the stacks keep buffers of their own sizes", "tcp.window_size_scalefactor": "the stacks keep buffers of their own sizes",
        "tcp.options.wscale.shift": "the stacks keep buffers of their own sizes", "tcp.options.wscale.multiplier": "the stacks keep buffers of their own sizes",
        "tcp.options.mss_val": "the links take frames of other sizes", "tcp.options.timestamp.tsval": "each host's clock begins where it likes (RFC 7323)", "tcp.options.timestamp.tsecr": "each host's clock begins where it likes (RFC 7323)",
        "tcp.options": "holds clocks and buffer sizes", "tcp.flags.push": "when to set PSH is the sender's choice", "icmp.ident": "any number will do", "icmpv6.echo.identifier": "any number will do",
        "dns.opt.cookie.client": "random (RFC 7873)", "icmp.resptime": "the time that the way took", "dns.id": "a random number, so that answers cannot be forged (RFC 5452)", "http.date": "the servers' clocks", "tls.handshake.random": "random, so that no handshake is like another", "tls.handshake.random_time": "random", "tls.handshake.random_bytes": "random", "tls.handshake.extensions_key_share_key_exchange": "a new key for each handshake", "tls.handshake.session_id": "random",
        "http.sec_websocket_key": "random", "http.sec_websocket_accept": "made from the key", "websocket.masking_key": "random (RFC 6455 section 5.3)", "dhcp.id": "random",
    ]
}
