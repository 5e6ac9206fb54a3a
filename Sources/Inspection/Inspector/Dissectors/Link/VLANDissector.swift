/// IEEE 802.1Q and 802.1ad tags.
///
///     +-----+-+--------------+-------------------------------+
///     | PCP |D|   VLAN id    |             Type              |
///     +-----+-+--------------+-------------------------------+
enum VLANField: UInt8, FieldSet {
    case priority, dei, id, type, length

    static var proto: ProtocolID { .vlan }
    var definition: FieldDefinition {
        switch self {
        case .priority: .init("vlan.priority", "Priority", .decimal, "How urgent the frame is, from 0 to 7.")
        case .dei: .init("vlan.dei", "Drop eligible", .boolean, "May be dropped first.")
        case .id: .init("vlan.id", "VLAN", .decimal, "Which virtual network the frame belongs to.")
        case .type: .init("vlan.etype", "Type", .hex(4), "Which protocol the payload belongs to.", EtherType.name)
        case .length: .init("vlan.len", "Length", .decimal, "Bytes of payload (IEEE 802.3 framing).")
        }
    }
}

enum ProviderVLANField: UInt8, FieldSet {
    case priority, dei, id, type

    static var proto: ProtocolID { .ieee8021ad }
    var definition: FieldDefinition {
        switch self {
        case .priority: .init("ieee8021ad.priority", "Priority", .decimal, "How urgent the frame is, from 0 to 7.")
        case .dei: .init("ieee8021ad.dei", "Drop eligible", .boolean, "May be dropped first.")
        case .id: .init("ieee8021ad.id", "Provider's VLAN", .decimal, "Which of the provider's virtual networks the frame belongs to.")
        case .type: .init("ieee8021ad.etype", "Type", .hex(4), "Which protocol the payload belongs to.", EtherType.name)
        }
    }
}

enum VLANDissector {
    /// The most tags that are followed in one frame.
    private static let tagLimit = 20

    static func dissect(_ proto: ProtocolID, _ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        d.layer(proto, data, 4)
        let tag = try data.u16(0)
        d.packet.tags += 1
        guard d.packet.tags <= tagLimit else { return d.report(.invalid, offset: data.offset, reason: "more than \(tagLimit) VLAN tags") }
        if proto == .vlan {
            d.add(VLANField.priority, tag >> 13, data, 0, 2)
            d.add(VLANField.dei, tag >> 12 & 1, data, 0, 2)
            d.add(VLANField.id, tag & 0xfff, data, 0, 2)
        } else {
            d.add(ProviderVLANField.priority, tag >> 13, data, 0, 2)
            d.add(ProviderVLANField.dei, tag >> 12 & 1, data, 0, 2)
            d.add(ProviderVLANField.id, tag & 0xfff, data, 0, 2)
        }
        let type = try data.u16(2)
        let payload = try data.dropping(4)
        guard type > 1500 || proto != .vlan else {
            d.add(VLANField.length, type, data, 2, 2)
            return try EthernetDissector.dissectByLength(payload, type, at: data.offset + 2, VLANField.length.id, &d, &s)
        }
        if proto == .vlan { d.add(VLANField.type, type, data, 2, 2) } else { d.add(ProviderVLANField.type, type, data, 2, 2) }
        try EtherType.dissect(type, payload, &d, &s)
    }
}
