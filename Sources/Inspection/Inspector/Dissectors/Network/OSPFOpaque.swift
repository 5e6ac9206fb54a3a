/// Opaque advertisements (RFC 5250): lists of entries, each a type, a length and a value that is filled up to four bytes.
enum OSPFOpaque {
    static func dissect(_ kind: Int, _ body: Octets, _ d: inout Dissection) throws(Stop) {
        switch kind {
        case 1:
            d.add(OSPFStateField.isTraffic, 1, body, 0, 2, flags: .hidden)
            try entries(body, field: OSPFField.tlvType, &d) { type, value, d throws(Stop) in
                switch type {
                case 1 where value.reported == 4: try d.read(OSPFStateField.trafficRouter, value, 0, 4)
                case 2: try entries(value, field: OSPFField.tlvType, &d, link)
                default: break
                }
            }
        case 3: try entries(body, field: OSPFField.tlvType, &d, grace)
        case 4: try routerInformation(body, &d)
        default: break
        }
    }

    /// What a router can do (RFC 7770); in both versions.
    static func routerInformation(_ body: Octets, _ d: inout Dissection) throws(Stop) {
        try entries(body, field: OSPFStateField.opaqueTLV, &d) { type, value, d throws(Stop) in
            switch type {
            case 1 where value.reported >= 1: try d.read(OSPFStateField.capabilities, OSPFStateField.capabilityBits, value, 0)
            case 7 where value.reported > 0: try d.bytes(OSPFStateField.hostName, value, 0, value.reported)
            case 8: for at in 0..<value.reported { try d.read(OSPFStateField.algorithm, value, at, 1) }
            default: if value.reported > 0 { try d.bytes(OSPFStateField.unknownTLV, value, 0, value.reported) }
            }
        }
    }

    private static func entries<Field: FieldSet>(_ data: Octets, field: Field, _ d: inout Dissection, _ read: (Int, Octets, inout Dissection) throws(Stop) -> Void) throws(Stop) {
        var at = 0
        while at < data.reported {
            let type = try d.read(field, data, at, 2)
            d.open()
            let length = try d.read(OSPFField.tlvLength, data, at + 2, 2)
            try read(type, try data.slice(at + 4, length), &d)
            d.close()
            at += 4 + (length + 3) / 4 * 4
        }
    }

    /// One link's entry of traffic engineering (RFC 3630 section 2.5).
    private static func link(_ type: Int, _ value: Octets, _ d: inout Dissection) throws(Stop) {
        switch (type, value.reported) {
        case (1, 1...): try d.read(OSPFStateField.trafficLinkType, value, 0, 1)
        case (2, 4): try d.read(OSPFStateField.trafficLinkID, value, 0, 4)
        case (3, 4...): for at in stride(from: 0, to: value.reported, by: 4) { try d.read(OSPFStateField.trafficLocal, value, at, 4) }
        case (4, 4...): for at in stride(from: 0, to: value.reported, by: 4) { try d.read(OSPFStateField.trafficRemote, value, at, 4) }
        case (5, 4): try d.read(OSPFStateField.trafficMetric, value, 0, 4)
        case (6, 4), (7, 4): try bandwidth(OSPFStateField.trafficBandwidth, value, 0, &d)
        case (8, 32): for at in stride(from: 0, to: 32, by: 4) { try bandwidth(OSPFStateField.trafficPriority, value, at, &d) }
        case (9, 4): try d.read(OSPFStateField.trafficColour, value, 0, 4)
        default: break
        }
    }

    private static func bandwidth(_ field: OSPFStateField, _ value: Octets, _ at: Int, _ d: inout Dissection) throws(Stop) {
        let bits = UInt32(truncatingIfNeeded: try value.u32(at))
        if d.recordsFields { d.add(field, text: String(general: Double(Float(bitPattern: bits))), value, at, 4) }
    }

    /// An entry about a restart (RFC 3623 appendix A).
    private static func grace(_ type: Int, _ value: Octets, _ d: inout Dissection) throws(Stop) {
        switch (type, value.reported) {
        case (1, 4): try d.read(OSPFStateField.gracePeriod, value, 0, 4)
        case (2, 1): try d.read(OSPFStateField.graceReason, value, 0, 1)
        case (3, 4): try d.read(OSPFStateField.graceAddress, value, 0, 4)
        default: break
        }
    }
}
