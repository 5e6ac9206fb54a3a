/// IEEE 802.11 frames: the header, and of management frames the network's name.
///
///     +----------------+----------+-----------+-----------+-----------+----------+-----------+
///     | frame control  | duration | address 1 | address 2 | address 3 | sequence | address 4 |
///     +----------------+----------+-----------+-----------+-----------+----------+-----------+
enum WLANField: UInt8, FieldSet {
    case frameControl, version, type, subtype, toDS, fromDS, moreFragments, retry, power, moreData, protected, order
    case duration, receiver, transmitter, destination, source, bssid, fragment, sequence, qos, fcs, tagNumber, tagLength, ssid, associationID
    case typeSubtype, flags, direction, trafficID, urgency, endOfService, isAggregate

    static var proto: ProtocolID { .wlan }
    var definition: FieldDefinition {
        switch self {
        case .frameControl: .init("wlan.fc", "Frame control", .hex(4), "What kind of frame this is and how it travels.")
        case .version: .init("wlan.fc.version", "Version", .decimal, "0.")
        case .type: .init("wlan.fc.type", "Type", .decimal, "0: management; 1: control; 2: data.") { ["management", "control", "data", "extension"][safe: Int(truncatingIfNeeded: $0)] }
        case .subtype: .init("wlan.fc.subtype", "Subtype", .decimal, "Which kind of that.")
        case .toDS: .init("wlan.fc.tods", "To the access point", .boolean, "On its way from a station to the access point.")
        case .fromDS: .init("wlan.fc.fromds", "From the access point", .boolean, "On its way from the access point to a station.")
        case .moreFragments: .init("wlan.fc.frag", "More fragments", .boolean, "Further fragments follow.")
        case .retry: .init("wlan.fc.retry", "Retry", .boolean, "Sent again, because it was not acknowledged.")
        case .power: .init("wlan.fc.pwrmgt", "Power management", .boolean, "The station goes to sleep after this.")
        case .moreData: .init("wlan.fc.moredata", "More data", .boolean, "The access point has more for the station.")
        case .protected: .init("wlan.fc.protected", "Protected", .boolean, "The payload is encrypted.")
        case .order: .init("wlan.fc.order", "Order", .boolean, "A further control field follows, or order must be kept.")
        case .duration: .init("wlan.duration", "Duration", .decimal, "Microseconds for which others are to keep quiet.")
        case .receiver: .init("wlan.ra", "Receiver", .mac, "The radio that this is for.")
        case .transmitter: .init("wlan.ta", "Transmitter", .mac, "The radio that sent this.")
        case .destination: .init("wlan.da", "Destination", .mac, "The station at the end of the way.")
        case .source: .init("wlan.sa", "Source", .mac, "The station at its beginning.")
        case .bssid: .init("wlan.bssid", "Network", .mac, "The access point, as a rule.")
        case .fragment: .init("wlan.frag", "Fragment", .decimal, "Which fragment this is.")
        case .sequence: .init("wlan.seq", "Sequence number", .decimal, "Tells a frame from its repetition.")
        case .qos: .init("wlan.qos", "Quality of service", .hex(4), "How urgent the frame is.")
        case .fcs: .init("wlan.fcs", "Check sequence", .hex(8), "Guards the frame against damage.")
        case .tagNumber: .init("wlan.tag.number", "Tag", .decimal, "What this entry tells.")
        case .tagLength: .init("wlan.tag.length", "Tag length", .decimal, "Bytes of the entry.")
        case .ssid: .init("wlan.ssid", "Network's name", .bytes, "What people choose the network by.")
        case .typeSubtype: .init("wlan.fc.type_subtype", "Type and subtype", .hex(4), "Both in one number.")
        case .flags: .init("wlan.flags", "Flags", .hex(2), "How the frame travels.")
        case .direction: .init("wlan.fc.ds", "Direction", .hex(2), "1: to the access point; 2: from it; 3: between two of them.", bits: 6..<8)
        case .trafficID: .init("wlan.qos.tid", "Traffic", .decimal, "Which of the sender's streams this belongs to.", bits: 4..<8)
        case .urgency: .init("wlan.qos.priority", "Priority", .decimal, "How urgent the frame is.", bits: 5..<8) { ["best effort", "background", "background", "best effort", "video", "video", "voice", "voice"][safe: Int(truncatingIfNeeded: $0)] }
        case .endOfService: .init("wlan.qos.eosp", "End of service", .boolean, "The last frame for a station that wakes only for its frames.", bits: 3..<4)
        case .isAggregate: .init("wlan.qos.amsdupresent", "Several", .boolean, "The frame holds several.", bits: 0..<1)
        case .associationID: .init("wlan.aid", "Association", .decimal, "The station's number at the access point.")
        }
    }
}

enum WLANDissector {
    static func dissect(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        try dissect(data, hasCheck: false, isPadded: false, &d, &s)
    }

    /// - Parameter isSwapped: the two bytes of frame control have changed places, as CAPWAP's access points send them.
    static func dissect(_ frame: Octets, hasCheck: Bool, isPadded: Bool, isSwapped: Bool = false, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        d.layer(.wlan, frame, frame.count)
        let data = hasCheck && frame.reported >= 4 ? frame.prefix(frame.reported - 4) : frame
        if !isSwapped { d.say { out throws(Stop) in try WLANWords.write(data, into: &out) } }
        let control = isSwapped ? try data.u16(0) : try data.u16le(0)
        // Where the type stands, and the flags.
        let kind = isSwapped ? 1 : 0, bits = 1 - kind
        let type = control >> 2 & 3, subtype = control >> 4 & 15
        d.add(WLANField.typeSubtype, type << 4 | subtype, data, kind, 1)
        d.add(WLANField.frameControl, try data.u16(0), data, 0, 2)
        d.open()
        d.add(WLANField.version, control & 3, data, kind, 1)
        d.add(WLANField.type, type, data, kind, 1)
        d.add(WLANField.subtype, subtype, data, kind, 1)
        d.add(WLANField.flags, control >> 8, data, bits, 1)
        d.add(WLANField.direction, control >> 8 & 3, data, bits, 1)
        d.add(WLANField.toDS, control >> 8 & 1, data, bits, 1)
        d.add(WLANField.fromDS, control >> 9 & 1, data, bits, 1)
        d.add(WLANField.moreFragments, control >> 10 & 1, data, bits, 1)
        d.add(WLANField.retry, control >> 11 & 1, data, bits, 1)
        d.add(WLANField.power, control >> 12 & 1, data, bits, 1)
        d.add(WLANField.moreData, control >> 13 & 1, data, bits, 1)
        d.add(WLANField.protected, control >> 14 & 1, data, bits, 1)
        d.add(WLANField.order, control >> 15 & 1, data, bits, 1)
        d.close()
        let duration = try data.u16le(2)
        if type == 1 && subtype == 10 { d.add(WLANField.associationID, duration & 0x3fff, data, 2, 2) } else { d.add(WLANField.duration, duration & 0x7fff, data, 2, 2) }
        switch type {
        case 0: try management(subtype, control, data, &d)
        case 1: try controlFrame(subtype, data, &d)
        case 2: try dataFrame(subtype, control, isPadded, data, &d, &s)
        default: break
        }
        if hasCheck, frame.count >= frame.reported, frame.reported >= 4 { d.add(WLANField.fcs, try frame.u32le(frame.reported - 4), frame, frame.reported - 4, 4) }
    }

    private static func controlFrame(_ subtype: Int, _ data: Octets, _ d: inout Dissection) throws(Stop) {
        switch subtype {
        case 10:
            try d.read(WLANField.bssid, data, 4, 6)
            try d.read(WLANField.transmitter, data, 10, 6)
        case 12, 13: try d.read(WLANField.receiver, data, 4, 6)
        default:
            try d.read(WLANField.receiver, data, 4, 6)
            try d.read(WLANField.transmitter, data, 10, 6)
        }
        d.setLayerLength(min(16, data.count))
    }

    private static func sequence(_ data: Octets, _ d: inout Dissection) throws(Stop) {
        let word = try data.u16le(22)
        d.add(WLANField.fragment, word & 15, data, 22, 2)
        d.add(WLANField.sequence, word >> 4, data, 22, 2)
    }

    private static func note(_ source: UInt64, _ destination: UInt64, _ d: inout Dissection) {
        d.packet.source = .mac(source)
        d.packet.destination = .mac(destination)
    }

    private static func management(_ subtype: Int, _ control: Int, _ data: Octets, _ d: inout Dissection) throws(Stop) {
        let to = try data.u48(4), from = try data.u48(10)
        d.add(WLANField.receiver, to, data, 4, 6)
        d.add(WLANField.destination, to, data, 4, 6)
        d.add(WLANField.transmitter, from, data, 10, 6)
        d.add(WLANField.source, from, data, 10, 6)
        try d.read(WLANField.bssid, data, 16, 6)
        note(from, to, &d)
        try sequence(data, &d)
        guard control >> 14 & 1 == 0 else { return try encrypted(data, 24 + (control >> 15 & 1 == 1 ? 4 : 0), &d) }
        try WLANManagement.dissect(subtype, data, 24 + (control >> 15 & 1 == 1 ? 4 : 0), &d)
    }

    /// What is encrypted, without what the cipher puts before it: 8 bytes, or, with WEP, 4 and 4 more behind it.
    private static func encrypted(_ data: Octets, _ header: Int, _ d: inout Dissection) throws(Stop) {
        let isExtended = try data.u8(header + 3) & 0x20 != 0
        let payload = try data.dropping(header + (isExtended ? 8 : 4))
        d.setLayerLength(header + (isExtended ? 8 : 4))
        DataDissector.dissect(isExtended || payload.reported < 4 ? payload : payload.prefix(payload.reported - 4), &d)
    }

    private static func dataFrame(_ subtype: Int, _ control: Int, _ isPadded: Bool, _ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        let first = try data.u48(4), second = try data.u48(10), third = try data.u48(16)
        d.add(WLANField.receiver, first, data, 4, 6)
        d.add(WLANField.transmitter, second, data, 10, 6)
        var header = 24
        // Where several frames are one, each names its own ends, and what stands in their place is the access point.
        let isAggregate = try isAggregate(subtype, control, data)
        switch control >> 8 & 3 {
        case 0:
            d.add(WLANField.destination, first, data, 4, 6)
            d.add(WLANField.source, second, data, 10, 6)
            d.add(WLANField.bssid, third, data, 16, 6)
            note(second, first, &d)
        case 1:
            if !isAggregate { d.add(WLANField.destination, third, data, 16, 6) }
            d.add(WLANField.source, second, data, 10, 6)
            d.add(WLANField.bssid, first, data, 4, 6)
            note(second, third, &d)
        case 2:
            d.add(WLANField.destination, first, data, 4, 6)
            if !isAggregate { d.add(WLANField.source, third, data, 16, 6) }
            d.add(WLANField.bssid, second, data, 10, 6)
            note(third, first, &d)
        case _ where isAggregate:
            d.add(WLANField.bssid, third, data, 16, 6)
            try d.read(WLANField.bssid, data, 24, 6)
            header = 30
            note(second, first, &d)
        default:
            d.add(WLANField.destination, third, data, 16, 6)
            let fourth = UInt64(try d.read(WLANField.source, data, 24, 6))
            header = 30
            note(fourth, third, &d)
        }
        try sequence(data, &d)
        if subtype & 8 != 0 {
            let qos = try data.u16le(header)
            d.add(WLANField.qos, qos, data, header, 2)
            d.open()
            d.add(WLANField.trafficID, qos & 15, data, header, 1)
            d.add(WLANField.urgency, qos & 7, data, header, 1)
            if control >> 9 & 1 == 1 { d.add(WLANField.endOfService, qos >> 4 & 1, data, header, 1) }
            d.add(WLANField.isAggregate, qos >> 7 & 1, data, header, 1)
            d.close()
            header += 2
            if control >> 15 & 1 == 1 { header += 4 }
        }
        if isPadded { header = (header + 3) / 4 * 4 }
        d.setLayerLength(header)
        // Bit 2 of the subtype: there is no payload.
        guard subtype & 4 == 0, data.reported > header else { return }
        guard control >> 14 & 1 == 0 else { return try encrypted(data, header, &d) }
        let payload = try data.dropping(header)
        let number = try data.u16le(22), key = RecentTable<UInt8>.key(from: .mac(second), to: .mac(first), number >> 4, 0)
        if control >> 10 & 1 == 1 {
            s.radioFragments.keep(1, under: key)
            return DataDissector.dissect(payload, &d)
        }
        // A last fragment is one if there were others; else its number means nothing.
        if number & 15 != 0, s.radioFragments[key] != nil { return DataDissector.dissect(payload, &d) }
        if isAggregate, payload.reported > 4 { return try aggregate(payload, &d, &s) }
        try LLCDissector.dissect(payload, &d, &s)
    }

    /// Whether a data frame with QoS carries several frames (A-MSDU): bit 7 of the QoS field.
    private static func isAggregate(_ subtype: Int, _ control: Int, _ data: Octets) throws(Stop) -> Bool {
        guard subtype & 12 == 8 else { return false }
        return try data.u16le(control >> 8 & 3 == 3 ? 30 : 24) >> 7 & 1 == 1
    }

    /// The frames of an aggregate (IEEE 802.11-2020 section 9.3.2.2.2): destination, source, length, LLC; each begins at a multiple of four.
    private static func aggregate(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        let layer = d.currentLayer
        var at = 0
        repeat {
            d.currentLayer = layer
            d.currentDepth = 0
            try d.read(WLANField.destination, data, at, 6)
            try d.read(WLANField.source, data, at + 6, 6)
            let length = try data.u16(at + 12)
            try LLCDissector.dissect(try data.slice(at + 14, length), &d, &s)
            at = (at + 14 + length + 3) / 4 * 4
        } while data.reported - at > 14
    }
}
