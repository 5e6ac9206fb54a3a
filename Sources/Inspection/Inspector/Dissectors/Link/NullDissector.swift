/// The loopback headers of BSD: four bytes that say which family of addresses follows.
enum NullField: UInt8, FieldSet {
    case family, type

    static var proto: ProtocolID { .null }
    var definition: FieldDefinition {
        switch self {
        case .family: .init("null.family", "Family", .decimal, "2: IPv4; 24, 28 or 30: IPv6, depending on the system.") { $0 == 2 ? "IPv4" : [10, 24, 28, 30].contains($0) ? "IPv6" : nil }
        case .type: .init("null.type", "Type", .hex(4), "Which protocol the payload belongs to.", EtherType.name)
        }
    }
}

enum NullDissector {
    static func dissect(isNetworkOrder: Bool, _ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        if !isNetworkOrder, try data.u16(0) == 0xff03 { return try PPPDissector.dissectHDLC(data, &d, &s) }
        let family = isNetworkOrder ? try data.u32(0) : hostOrder(try data.u32le(0))
        d.layer(.null, data, 4)
        let payload = try data.dropping(4)
        if family > 1500 && !isNetworkOrder {
            d.add(NullField.type, family & 0xffff, data, 0, 4)
            return try EtherType.dissectPayload(family & 0xffff, payload, &d, &s)
        }
        d.add(NullField.family, family, data, 0, 4)
        switch family {
        case 2: try IPDissector.dissect(payload, &d, &s)
        case 10, 24, 28, 30: try IPv6Dissector.dissect(payload, &d, &s)
        case 23: DataDissector.foreign(ForeignProtocols.name("ipx"), payload, &d)
        default: DataDissector.dissect(payload, &d)
        }
    }

    /// The family as the machine that captured wrote it: its byte order, and for some systems only 16 bits, must be guessed.
    private static func hostOrder(_ value: Int) -> Int {
        if value & 0xffff_0000 != 0 {
            if value & 0xff00_0000 == 0, value & 0x00ff_0000 < 0x0006_0000 { return value >> 16 }
            return Int(UInt32(truncatingIfNeeded: value).byteSwapped)
        }
        if value & 0xff == 0, value & 0xff00 < 0x0600 { return Int(UInt16(truncatingIfNeeded: value).byteSwapped) }
        return value
    }
}

/// Packets of IP without any link header.
enum RawIPDissector {
    static func dissect(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        d.layer(.raw, data, 0)
        switch try data.u8(0) >> 4 {
        case 4: try IPDissector.dissect(data, &d, &s)
        case 6: try IPv6Dissector.dissect(data, &d, &s)
        default: DataDissector.dissect(data, &d)
        }
    }
}

/// The Ethernet loopback test (EtherType 0x9000).
enum LoopField: UInt8, FieldSet {
    case skip, function, receipt, address

    static var proto: ProtocolID { .loop }
    var definition: FieldDefinition {
        switch self {
        case .skip: .init("loop.skipcount", "Skip count", .decimal, "How many bytes have been dealt with.")
        case .function: .init("loop.function", "Function", .decimal, "1: this is the answer; 2: pass it on.") { $0 == 1 ? "reply" : $0 == 2 ? "forward" : nil }
        case .receipt: .init("loop.receipt_number", "Receipt", .decimal, "Which of its questions the sender finds this by.")
        case .address: .init("loop.forwarding_address", "Forward to", .mac, "The station to pass it on to.")
        }
    }
}

enum LoopDissector {
    static func dissect(_ data: Octets, _ d: inout Dissection) throws(Stop) {
        d.layer(.loop, data, data.count)
        try d.readLE(LoopField.skip, data, 0, 2)
        var at = 2
        while true {
            let function = try d.readLE(LoopField.function, data, at, 2)
            at += 2
            if function == 1 {
                try d.readLE(LoopField.receipt, data, at, 2)
                at += 2
            } else if function == 2 {
                try d.read(LoopField.address, data, at, 6)
                at += 6
                continue
            }
            break
        }
        d.setLayerLength(at)
        if data.reported > at { DataDissector.dissect(try data.dropping(at), &d) }
    }
}
