import Wire

/// Ethernet II and IEEE 802.3 framing.
///
///      0                   1
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3
///     +-----------+-----------+---+----------
///     | to (6)    | from (6)  |(2)| payload …
///     +-----------+-----------+---+----------
///
/// The two bytes are a type from 0x0600 on, and a length (802.3) up to 1500.
enum EthernetField: UInt8, FieldSet {
    case destination, source, type, length, padding, trailer

    static var proto: ProtocolID { .eth }
    var definition: FieldDefinition {
        switch self {
        case .destination: .init("eth.dst", "Destination", .mac, "The station on this link that the frame is for.")
        case .source: .init("eth.src", "Source", .mac, "The station on this link that sent the frame.")
        case .type: .init("eth.type", "Type", .hex(4), "Which protocol the payload belongs to.", EtherType.name)
        case .length: .init("eth.len", "Length", .decimal, "Bytes of payload, without padding (IEEE 802.3 framing).")
        case .padding: .init("eth.padding", "Padding", .bytes, "Zeros that fill the frame up to Ethernet's least length.")
        case .trailer: .init("eth.trailer", "Trailer", .bytes, "Bytes behind the payload that belong to nobody.")
        }
    }
}

enum EthernetDissector {
    /// How many Ethernet headers may stand inside one another.
    private static let linkLimit = 16

    static func dissect(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        d.layer(.eth, data, 14)
        d.packet.links += 1
        guard d.packet.links <= linkLimit else { return d.report(.invalid, offset: data.offset, reason: "more than \(linkLimit) Ethernet headers inside one another") }
        // Nothing is said of a header that isn't whole.
        let destination = try data.u48(0), source = try data.u48(6)
        let type = try data.u16(12)
        if try ProviderTags.isFabricPath(type, data) { return try ProviderTags.fabricPath(type, data, &d, &s) }
        d.add(EthernetField.destination, destination, data, 0, 6)
        d.add(EthernetField.source, source, data, 6, 6)
        d.packet.source = .mac(source)
        d.packet.destination = .mac(destination)
        // Those of a tunnel around this frame are not its own.
        d.packet.hasPorts = false
        d.packet.transport = .none
        let payload = try data.dropping(14)
        switch type {
        case 1...1500:
            d.add(EthernetField.length, type, data, 12, 2)
            return try dissectByLength(payload, type, at: data.offset + 12, EthernetField.length.id, &d, &s)
        case 1501..<1536:
            d.report(.invalid, field: EthernetField.type.id, offset: data.offset + 12, reason: "is \(type), neither a length nor a type")
            return DataDissector.dissect(payload, &d)
        default: break
        }
        d.add(EthernetField.type, type, data, 12, 2)
        try EtherType.dissect(type, payload, &d, &s)
    }

    /// The payload of an 802.3 frame, which has a length where others have a type.
    static func dissectByLength(_ payload: Octets, _ length: Int, at offset: Int, _ field: FieldID, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        if length > payload.reported {
            d.report(.invalid, field: field, offset: offset, reason: "is \(length), but only \(payload.reported) bytes are there", isMalformed: true)
        }
        let inner = payload.prefix(length)
        // Novell's own frames begin with ff ff and carry IPX without LLC.
        guard payload[0] == 0xff, payload[1] == 0xff else { return try LLCDissector.dissect(inner, &d, &s) }
        try inner.require(0, 1)
        DataDissector.foreign(ForeignProtocols.name("ipx"), inner, &d)
    }
}

/// The table of EtherTypes.
enum EtherType {
    @Sendable static func name(_ type: UInt64) -> String? {
        switch type {
        case 0x0800: "IPv4"
        case 0x0806: "ARP"
        case 0x86dd: "IPv6"
        case 0x8100: "802.1Q VLAN"
        case 0x88a8: "802.1ad provider VLAN"
        case 0x8863: "PPPoE discovery"
        case 0x8864: "PPPoE session"
        case 0x88cc: "LLDP"
        case 0x9000: "Loopback test"
        default: nil
        }
    }

    /// Hands the payload to the protocol of that type.
    static func dissect(_ type: Int, _ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        d.chained(.ethertype)
        try dissectPayload(type, data, &d, &s)
    }

    /// The same without `ethertype` in the chain.
    static func dissectPayload(_ type: Int, _ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        switch type {
        case 0x0800: try IPDissector.dissectVersion4(data, &d, &s)
        case 0x86dd: try IPv6Dissector.dissect(data, &d, &s)
        case 0x0806, 0x8035: try ARPDissector.dissect(data, &d)
        case 0x8100, 0x9100, 0x9200: try VLANDissector.dissect(.vlan, data, &d, &s)
        case 0x88a8: try VLANDissector.dissect(.ieee8021ad, data, &d, &s)
        case 0x8863: try PPPoEDissector.dissect(.pppoed, data, &d, &s)
        case 0x8864: try PPPoEDissector.dissect(.pppoes, data, &d, &s)
        case 0x88cc: try LLDPDissector.dissect(data, &d)
        case 0x9000: try LoopDissector.dissect(data, &d)
        case 0x8847, 0x8848: try MPLSDissector.dissect(data, &d, &s)
        // LLC in frames longer than 802.3 knows ("jumbo").
        case 0x8870: try LLCDissector.dissect(data, &d, &s)
        case 0xd28b: try RareLinks.arista(data, &d, &s)
        case 0x88e7: try ProviderTags.backbone(data, &d, &s)
        case 0x8926: try ProviderTags.vnTag(data, &d, &s)
        case 0x6558: try EthernetDissector.dissect(data, &d, &s)
        default: DataDissector.named(ForeignProtocols.overEthernet(type), data, &d)
        }
    }
}
