/// Why two captures of the same exchange may differ in a field without either being wrong.
enum ExpectedDifference {
    /// The reason in a few words; nil for a field that ought to be the same.
    static func reason(_ name: String) -> String? {
        if let reason = reasons[name] { return reason }
        if name.hasPrefix("eth.") || name.hasPrefix("sll.") || name.hasPrefix("null.") || name.hasPrefix("arp.") { return "the hosts' link and its addresses are others" }
        if name.hasSuffix(".checksum") { return "covers fields that differ, or is left to a network card" }
        if name.hasSuffix(".checksum.status") { return "a capture on the sending host is made before a network card fills the checksum in" }
        if name.hasPrefix("tcp.option") { return offers }
        if name.hasPrefix("tcp.analysis") || name.hasSuffix(".time") { return "reckoned from the times, which are each capture's own" }
        return nil
    }

    private static let offers = "each stack offers the options that it has (RFC 9293 section 3.1)"

    /// Gives a frame's differences the reasons that follow from its others.
    static func follow(_ found: inout [CaptureComparison.Difference], isMessage: Bool) {
        let optionsDiffer = found.contains { $0.name == "tcp.hdr_len" }
        for index in found.indices where found[index].reason == nil {
            switch found[index].name {
            // Frames are put side by side by what their segments carry, so that the rest is TCP's header.
            case "ip.len", "ipv6.plen": if optionsDiffer { found[index].reason = "TCP's options are of another length" }
            // The fields of the message are compared one by one.
            case "tcp.payload": if isMessage { found[index].reason = "the bytes of the message, whose fields are compared" }
            default: break
            }
        }
    }

    private static let reasons: [String: String] = [
        "tcp.hdr_len": offers, "http.host": "the server is called by another name or address",
        "frame.len": "the link's header has another length", "frame.cap_len": "the link's header has another length, or the capture was cut",
        "ip.id": "each host numbers its packets as it likes (RFC 6864)", "ip.ttl": "systems begin with other values, and each router takes one off", "ipv6.hlim": "systems begin with other values, and each router takes one off",
        "ip.src": "the hosts have other addresses", "ip.dst": "the hosts have other addresses", "ipv6.src": "the hosts have other addresses", "ipv6.dst": "the hosts have other addresses",
        "ipv6.flow": "a random label for each flow (RFC 6437)",
        "tcp.srcport": "the client's port is any that is free", "tcp.dstport": "the client's port is any that is free", "udp.srcport": "the client's port is any that is free", "udp.dstport": "the client's port is any that is free",
        "tcp.seq_raw": "streams begin at a random number (RFC 9293 section 3.4.1)", "tcp.ack_raw": "streams begin at a random number (RFC 9293 section 3.4.1)",
        "tcp.window_size_value": "the stacks keep buffers of their own sizes", "tcp.window_size": "the stacks keep buffers of their own sizes", "tcp.window_size_scalefactor": "the stacks keep buffers of their own sizes",
        "tcp.options.wscale.shift": "the stacks keep buffers of their own sizes", "tcp.options.wscale.multiplier": "the stacks keep buffers of their own sizes",
        "tcp.options.mss_val": "the links take frames of other sizes", "tcp.options.timestamp.tsval": "each host's clock begins where it likes (RFC 7323)", "tcp.options.timestamp.tsecr": "each host's clock begins where it likes (RFC 7323)",
        "tcp.options": "holds clocks and buffer sizes", "tcp.flags.push": "when to set PSH is the sender's choice", "icmp.ident": "any number will do", "icmpv6.echo.identifier": "any number will do",
        "dns.id": "a random number, so that answers cannot be forged (RFC 5452)", "http.date": "the servers' clocks", "tls.handshake.random": "random, so that no handshake is like another", "tls.handshake.session_id": "random",
        "http.sec_websocket_key": "random", "http.sec_websocket_accept": "made from the key", "websocket.masking_key": "random (RFC 6455 section 5.3)", "dhcp.id": "random",
    ]
}
