import Wire

/// The Address Resolution Protocol (RFC 826).
///
///     +-------------------+-------------------+
///     | hardware type     | protocol type     |
///     +---------+---------+-------------------+
///     | hw size | pr size | operation         |
///     +---------+---------+-------------------+
///     | sender's hardware and protocol address |
///     | target's hardware and protocol address |
///     +----------------------------------------+
enum ARPField: UInt8, FieldSet {
    case hardwareType, protocolType, hardwareSize, protocolSize, operation
    case senderMAC, senderIPv4, targetMAC, targetIPv4, senderHardware, senderProtocol, targetHardware, targetProtocol, isProbe, isGratuitous, isAnnouncement

    static var proto: ProtocolID { .arp }
    var definition: FieldDefinition {
        switch self {
        case .hardwareType: .init("arp.hw.type", "Hardware type", .decimal, "What kind of link this is: 1 is Ethernet.") { $0 == 1 ? "Ethernet" : $0 == 6 ? "IEEE 802" : nil }
        case .protocolType: .init("arp.proto.type", "Protocol type", .hex(4), "Whose addresses are being asked for: 0x0800 is IPv4.", EtherType.name)
        case .hardwareSize: .init("arp.hw.size", "Hardware size", .decimal, "Bytes of a link address.")
        case .protocolSize: .init("arp.proto.size", "Protocol size", .decimal, "Bytes of a network address.")
        case .operation: .init("arp.opcode", "Operation", .decimal, "1 asks who has an address, 2 answers.", ARPDissector.operation)
        case .senderMAC: .init("arp.src.hw_mac", "Sender's MAC", .mac, "The link address of the station that sends this.")
        case .senderIPv4: .init("arp.src.proto_ipv4", "Sender's IPv4", .ipv4, "The network address of the station that sends this.")
        case .targetMAC: .init("arp.dst.hw_mac", "Target's MAC", .mac, "The link address asked for: zeros in a request.")
        case .targetIPv4: .init("arp.dst.proto_ipv4", "Target's IPv4", .ipv4, "The network address asked about.")
        case .senderHardware: .init("arp.src.hw", "Sender's hardware address", .bytes, "The link address of the station that sends this.")
        case .senderProtocol: .init("arp.src.proto", "Sender's protocol address", .bytes, "The network address of the station that sends this.")
        case .targetHardware: .init("arp.dst.hw", "Target's hardware address", .bytes, "The link address asked for.")
        case .isProbe: .init("arp.isprobe", "Probe", .boolean, "Asks whether anybody has the address already (RFC 5227).")
        case .isGratuitous: .init("arp.isgratuitous", "Gratuitous", .boolean, "Asks for its own address: others may notice.")
        case .isAnnouncement: .init("arp.isannouncement", "Announcement", .boolean, "From now on the address is the sender's (RFC 5227).")
        case .targetProtocol: .init("arp.dst.proto", "Target's protocol address", .bytes, "The network address asked about.")
        }
    }
}

enum ARPDissector {
    @Sendable static func operation(_ code: UInt64) -> String? {
        switch code {
        case 1: "request"
        case 2: "reply"
        case 3: "reverse request"
        case 4: "reverse reply"
        case 8: "inverse request"
        case 9: "inverse reply"
        default: nil
        }
    }

    /// Whether a request may be a probe (RFC 5227): it has no target's hardware address and is not about the sender's own.
    private static func isProbe(_ data: Octets, _ hardwareSize: Int, _ protocolSize: Int) -> Bool {
        let target = 8 + hardwareSize + protocolSize
        for index in 0..<6 where data[target + index] != 0 { return false }
        for index in 0..<protocolSize where data[8 + hardwareSize + index] != data[target + hardwareSize + index] { return true }
        return false
    }

    /// What a message means besides its operation, by who asks for whom.
    private static func kind(_ operation: Int, _ mac: [UInt64], _ address: [UInt32], _ data: Octets, _ d: inout Dissection) {
        guard operation == 1 || operation == 2 else { return }
        if address[0] == address[1] {
            d.add(ARPField.isGratuitous, 1, data, 0, 0, flags: .generated)
            if operation == 1, mac[1] == 0 { d.add(ARPField.isAnnouncement, 1, data, 0, 0, flags: .generated) }
        } else if operation == 1, address[0] == 0, mac[1] == 0 {
            d.add(ARPField.isProbe, 1, data, 0, 0, flags: .generated)
        }
    }

    static func dissect(_ data: Octets, _ d: inout Dissection) throws(Stop) {
        d.layer(.arp, data, data.count)
        let hardware = try d.read(ARPField.hardwareType, data, 0, 2)
        let proto = try d.read(ARPField.protocolType, data, 2, 2)
        let hardwareSize = try d.read(ARPField.hardwareSize, data, 4, 1), protocolSize = try d.read(ARPField.protocolSize, data, 5, 1)
        let operation = try d.read(ARPField.operation, data, 6, 2)
        let total = 8 + 2 * (hardwareSize + protocolSize)
        d.setLayerLength(total)
        let data = data.prefix(total)
        let isMAC = (hardware == 1 || hardware == 6) && hardwareSize == 6
        let isIPv4 = proto == 0x0800 && protocolSize == 4
        // A question or an answer is looked at as a whole first, so that of one that isn't whole no address is shown.
        if operation == 1 || operation == 2 {
            try data.require(8, total - 8)
            // Whether it asks without having an address takes four bytes of protocol address.
            if operation == 1, isProbe(data, hardwareSize, protocolSize) { try data.require(8 + hardwareSize, 4) }
        }
        var at = 8
        var mac: [UInt64] = [], address: [UInt32] = []
        for isTarget in [false, true] {
            if hardwareSize > 0 {
                if isMAC {
                    mac.append(UInt64(try d.read(isTarget ? ARPField.targetMAC : .senderMAC, data, at, 6)))
                } else {
                    try d.bytes(isTarget ? ARPField.targetHardware : .senderHardware, data, at, hardwareSize)
                }
                at += hardwareSize
            }
            if protocolSize > 0 {
                if isIPv4 {
                    address.append(UInt32(truncatingIfNeeded: try d.read(isTarget ? ARPField.targetIPv4 : .senderIPv4, data, at, 4)))
                } else {
                    try d.bytes(isTarget ? ARPField.targetProtocol : .senderProtocol, data, at, protocolSize)
                }
                at += protocolSize
            }
        }
        guard mac.count == 2, address.count == 2 else { return }
        kind(operation, mac, address, data, &d)
        d.say { out throws(Stop) in try ARPWords.write(data, into: &out) }
        d.arp = ARPFacts(operation: operation, senderMAC: MACAddress(rawValue: mac[0]), senderIP: IPv4Address(rawValue: address[0]), targetMAC: MACAddress(rawValue: mac[1]), targetIP: IPv4Address(rawValue: address[1]))
    }
}
