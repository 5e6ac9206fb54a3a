/// What organisations have added to LLDP: the entries that are frequent.
enum LLDPOrganisation {
    /// Reads an entry behind its organisation's number: its type, and its value.
    ///
    /// - Parameter data: from the type on, as long as the entry says.
    static func dissect(_ organisation: Int, _ data: Octets, _ d: inout Dissection) throws(Stop) {
        let type = try data.u8(0), value = try data.dropping(1)
        switch organisation {
        case 0x0080c2:
            try d.read(LLDPOrganisationField.bridgeType, data, 0, 1)
            try bridge(type, value, &d)
        case 0x00120f:
            try d.read(LLDPOrganisationField.etherType, data, 0, 1)
            try ethernet(type, value, &d)
        case 0x0012bb:
            try d.read(LLDPOrganisationField.mediaType, data, 0, 1)
            try media(type, value, &d)
        default:
            try d.read(LLDPOrganisationField.unknownType, data, 0, 1)
            if value.reported > 0 { try d.bytes(LLDPOrganisationField.unknownContent, value, 0, value.reported) }
        }
    }

    private static func bridge(_ type: Int, _ value: Octets, _ d: inout Dissection) throws(Stop) {
        switch type {
        case 1: try d.read(LLDPOrganisationField.portVLAN, value, 0, 2)
        case 2:
            try d.read(LLDPOrganisationField.vlanFlags, LLDPOrganisationField.vlanBits, value, 0)
            try d.read(LLDPOrganisationField.protocolVLAN, value, 1, 2)
        case 3:
            try d.read(LLDPOrganisationField.vlan, value, 0, 2)
            let size = try d.read(LLDPOrganisationField.vlanNameLength, value, 2, 1)
            if size > 0 { try d.bytes(LLDPOrganisationField.vlanName, value, 3, size) }
        case 4:
            let size = try d.read(LLDPOrganisationField.protocolLength, value, 0, 1)
            if size > 0 { try d.bytes(LLDPOrganisationField.protocolID, value, 1, size) }
        case 7:
            try d.read(LLDPOrganisationField.bridgeAggregation, LLDPOrganisationField.bridgeAggregationBits, value, 0)
            try d.read(LLDPOrganisationField.bridgeAggregated, value, 1, 4)
        // Congestion, traffic classes, priorities: only that they are there.
        case 8: try value.require(0, 2)
        case 9, 10: try value.require(0, 21)
        case 11: try value.require(0, 2)
        case 12: try value.require(0, 1)
        default: break
        }
    }

    private static func ethernet(_ type: Int, _ value: Octets, _ d: inout Dissection) throws(Stop) {
        switch type {
        case 1:
            try d.read(LLDPOrganisationField.negotiation, LLDPOrganisationField.negotiationBits, value, 0)
            try d.read(LLDPOrganisationField.advertised, LLDPOrganisationField.advertisedBits, value, 1)
            try d.read(LLDPOrganisationField.mau, value, 3, 2)
        case 2:
            try d.read(LLDPOrganisationField.powerSupport, LLDPOrganisationField.powerBits, value, 0)
            try d.read(LLDPOrganisationField.pair, value, 1, 1)
            try d.read(LLDPOrganisationField.powerClass, value, 2, 1)
            guard value.reported >= 8 else { return }
            try d.parts(LLDPOrganisationField.powerTypeBits, value, 3)
            try d.read(LLDPOrganisationField.powerRequested, value, 4, 2)
            try d.read(LLDPOrganisationField.powerAllocated, value, 6, 2)
        case 3:
            try d.read(LLDPOrganisationField.aggregation, LLDPOrganisationField.aggregationBits, value, 0)
            try d.read(LLDPOrganisationField.aggregated, value, 1, 4)
        case 4: try d.read(LLDPOrganisationField.frameSize, value, 0, 2)
        case 5:
            for (index, field) in [LLDPOrganisationField.sleepTransmit, .sleepReceive, .sleepFallback, .sleepEchoTransmit, .sleepEchoReceive].enumerated() { try d.read(field, value, index * 2, 2) }
        default: break
        }
    }

    private static func media(_ type: Int, _ value: Octets, _ d: inout Dissection) throws(Stop) {
        switch type {
        case 1:
            try d.read(LLDPOrganisationField.mediaCapabilities, LLDPOrganisationField.mediaBits, value, 0)
            try d.read(LLDPOrganisationField.mediaClass, value, 2, 1)
        case 2:
            try d.read(LLDPOrganisationField.application, value, 0, 1)
            try d.parts(LLDPOrganisationField.policyBits, value, 1)
        case 4:
            try d.parts(LLDPOrganisationField.mediaPowerBits, value, 0)
            try d.read(LLDPOrganisationField.mediaPowerValue, value, 1, 2)
        case 5...11:
            let fields: [LLDPOrganisationField] = [.hardware, .firmware, .software, .serial, .manufacturer, .model, .asset]
            if value.reported > 0 { try d.bytes(fields[type - 5], value, 0, value.reported) }
        default: break
        }
    }
}
