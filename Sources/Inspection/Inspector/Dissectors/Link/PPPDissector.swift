/// The Point-to-Point Protocol (RFC 1661), in HDLC-like framing (RFC 1662) and over Ethernet (RFC 2516).
enum PPPField: UInt8, FieldSet {
    case address, control, proto_, code, identifier, length, optionType, optionLength, mru, magic, address4

    static var proto: ProtocolID { .ppp }
    var definition: FieldDefinition {
        switch self {
        case .address: .init("ppp.address", "Address", .hex(2), "0xff: all stations; there is only one.")
        case .control: .init("ppp.control", "Control", .hex(2), "3: an unnumbered frame.")
        case .proto_: .init("ppp.protocol", "Protocol", .hex(4), "Which protocol the payload belongs to.", PPPDissector.protocolName)
        case .code: .init("ppp.code", "Code", .decimal, "What is asked or answered.", PPPDissector.codeName)
        case .identifier: .init("ppp.identifier", "Identifier", .decimal, "The answer repeats it.")
        case .length: .init("ppp.length", "Length", .decimal, "Bytes of the message.")
        case .optionType: .init("ppp.opt.type", "Option", .decimal, "Which setting this is.")
        case .optionLength: .init("ppp.opt.length", "Option length", .decimal, "Bytes of the option, type and length included.")
        case .mru: .init("lcp.opt.mru", "Maximum receive unit", .decimal, "The longest packet that the sender takes.")
        case .magic: .init("ppp.magic_number", "Magic number", .hex(8), "Tells one's own messages, coming back, from the other end's.")
        case .address4: .init("ipcp.opt.ip_address", "IP address", .ipv4, "The address that the sender wants; 0.0.0.0 asks for one.")
        }
    }
}

enum PPPoEField: UInt8, FieldSet {
    case version, type, code, session, length, tag, tagLength, tagData

    static var proto: ProtocolID { .pppoed }
    var definition: FieldDefinition {
        switch self {
        case .version: .init("pppoe.version", "Version", .decimal, "1.")
        case .type: .init("pppoe.type", "Type", .decimal, "1.")
        case .code: .init("pppoe.code", "Code", .hex(2), "What step of the discovery this is; 0 in a session.") { [0: "session data", 7: "offer", 9: "initiation", 0x19: "request", 0x65: "confirmation", 0xa7: "termination"][$0] }
        case .session: .init("pppoe.session_id", "Session", .hex(4), "Which session this belongs to.")
        case .length: .init("pppoe.payload_length", "Payload length", .decimal, "Bytes that follow.")
        case .tag: .init("pppoed.tag", "Tag", .hex(4), "What this entry tells.")
        case .tagLength: .init("pppoed.tag_length", "Tag length", .decimal, "Bytes of the entry.")
        case .tagData: .init("pppoed.tag.unknown_data", "Tag data", .bytes, "What the entry says.")
        }
    }
}

enum PPPDissector {
    @Sendable static func protocolName(_ number: UInt64) -> String? {
        switch number {
        case 0x21: "IPv4"
        case 0x57: "IPv6"
        case 0xc021: "link control"
        case 0x8021: "IP control"
        case 0x8057: "IPv6 control"
        case 0xc023: "password authentication"
        case 0xc223: "challenge authentication"
        default: nil
        }
    }

    @Sendable static func codeName(_ code: UInt64) -> String? {
        ["", "configure request", "configure ack", "configure nak", "configure reject", "terminate request", "terminate ack", "code reject", "protocol reject", "echo request", "echo reply", "discard request"][safe: Int(truncatingIfNeeded: code)]
    }

    /// With the address and control bytes of HDLC, if they have not been left out.
    static func dissectHDLC(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        let first = try data.u8(0)
        if first == 0x0f || first == 0x8f {
            // Cisco's HDLC, which Wireshark reads behind PPP's name.
            d.chained(.ppp)
            return try CiscoHDLCDissector.dissect(data, &d, &s)
        }
        guard first == 0xff else { return try dissect(data, &d, &s) }
        d.layer(.ppp, data, 4)
        try d.read(PPPField.address, data, 0, 1)
        try d.read(PPPField.control, data, 1, 1)
        try follow(try data.dropping(2), &d, &s)
    }

    /// From the protocol field on.
    static func dissect(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        d.layer(.ppp, data, 2)
        try follow(data, &d, &s)
    }

    private static func follow(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        // An odd first byte is the whole number, its zeros left out.
        let isShort = try data.u8(0) & 1 == 1
        let proto = isShort ? try data.u8(0) : try data.u16(0)
        d.add(PPPField.proto_, proto, data, 0, isShort ? 1 : 2)
        let payload = try data.dropping(isShort ? 1 : 2)
        switch proto {
        case 0x21: try IPDissector.dissect(payload, &d, &s)
        case 0x57: try IPv6Dissector.dissect(payload, &d, &s)
        case 0xc021: try control(.lcp, payload, &d)
        case 0x8021: try control(.ipcp, payload, &d)
        case 0xc023: try authentication("pap", payload, &d)
        case 0xc223: try authentication("chap", payload, &d)
        case 0x281, 0x283: try MPLSDissector.dissect(payload, &d, &s)
        default: DataDissector.named(ForeignProtocols.overPPP(proto), payload, &d)
        }
    }

    /// LCP and the network control protocols: code, identifier, length, options.
    private static func control(_ proto: ProtocolID, _ data: Octets, _ d: inout Dissection) throws(Stop) {
        let total = try data.u16(2)
        d.layer(proto, data, total)
        d.say { out throws(Stop) in try PPPWords.write(data, into: &out) }
        let code = try d.read(PPPField.code, data, 0, 1)
        try d.read(PPPField.identifier, data, 1, 1)
        try d.read(PPPField.length, data, 2, 2)
        if (9...11).contains(code), total >= 8 { try d.read(PPPField.magic, data, 4, 4) }
        guard (1...4).contains(code) else { return }
        var at = 4
        while at < total {
            let type = try d.read(PPPField.optionType, data, at, 1)
            d.open()
            let length = try d.read(PPPField.optionLength, data, at + 1, 1)
            guard length >= 2 else { return d.report(.invalid, field: PPPField.optionLength.id, offset: data.offset + at + 1, reason: "is \(length), must be at least 2") }
            switch (proto, type, length) {
            case (.lcp, 1, 4): try d.read(PPPField.mru, data, at + 2, 2)
            case (.lcp, 5, 6): try d.read(PPPField.magic, data, at + 2, 4)
            case (.ipcp, 3, 6): try d.read(PPPField.address4, data, at + 2, 4)
            default: break
            }
            d.close()
            at += length
        }
    }

    /// PAP and CHAP: the header's fields only.
    private static func authentication(_ name: String, _ data: Octets, _ d: inout Dissection) throws(Stop) {
        d.layer(named: ForeignProtocols.name(name), .foreign, data, data.count)
        try d.read(PPPField.code, data, 0, 1)
        try d.read(PPPField.identifier, data, 1, 1)
        let length = try d.read(PPPField.length, data, 2, 2)
        try data.require(0, length)
        let code = try data.u8(0)
        guard name == "pap", (1...3).contains(code) else { return }
        guard code == 1 else { return try data.require(5, try data.u8(4)) }
        let user = try data.u8(4)
        try data.require(5, user)
        let secret = try data.u8(5 + user)
        try data.require(6 + user, secret)
    }
}

enum PPPoEDissector {
    static func dissect(_ proto: ProtocolID, _ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        d.layer(proto, data, 6)
        d.say { out throws(Stop) in try PPPWords.writeDiscovery(data, into: &out) }
        let first = try data.u8(0)
        d.add(PPPoEField.version, first >> 4, data, 0, 1)
        d.add(PPPoEField.type, first & 15, data, 0, 1)
        try d.read(PPPoEField.code, data, 1, 1)
        try d.read(PPPoEField.session, data, 2, 2)
        let length = try d.read(PPPoEField.length, data, 4, 2)
        let payload = try data.dropping(6).prefix(length)
        guard proto == .pppoed else { return try PPPDissector.dissect(payload, &d, &s) }
        var at = 0
        while at + 4 <= payload.reported {
            let tag = try d.read(PPPoEField.tag, payload, at, 2)
            d.open()
            let size = try d.read(PPPoEField.tagLength, payload, at + 2, 2)
            if size > 0 { try d.bytes(PPPoEField.tagData, payload, at + 4, size) }
            d.close()
            if tag == 0 { break }
            at += 4 + size
        }
    }
}
