/// What a radio knew about a frame (radiotap.org): a bit map of what is present, then the values, each aligned.
enum RadiotapField: UInt8, FieldSet {
    case version, length, present, flags

    static var proto: ProtocolID { .radiotap }
    var definition: FieldDefinition {
        switch self {
        case .version: .init("radiotap.version", "Version", .decimal, "0.")
        case .length: .init("radiotap.length", "Length", .decimal, "Bytes of this header.")
        case .present: .init("radiotap.present.word", "Present", .hex(8), "Which values follow.")
        case .flags: .init("radiotap.flags", "Flags", .hex(2), "Whether the frame has its check sequence, padding and so on.")
        }
    }
}

enum RadiotapDissector {
    static func dissect(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        d.layer(.radiotap, data, data.count)
        try d.read(RadiotapField.version, data, 0, 1)
        let length = try d.readLE(RadiotapField.length, data, 2, 2)
        guard length >= 8 else { return d.report(.invalid, field: RadiotapField.length.id, offset: data.offset + 2, reason: "is \(length), must be at least 8") }
        d.setLayerLength(length)
        var at = 4
        var word = try d.readLE(RadiotapField.present, data, at, 4)
        let first = word
        at += 4
        // Bit 31: another word of the bit map follows.
        while word >> 31 == 1, at + 4 <= length {
            word = try d.readLE(RadiotapField.present, data, at, 4)
            at += 4
        }
        var flags = 0
        if first & 1 == 1 { at = (at + 7) / 8 * 8 + 8 }
        if first & 2 == 2, at < length { flags = try d.read(RadiotapField.flags, data, at, 1) }
        let frame = try data.dropping(length)
        d.layer(.wlanRadio, frame, 0)
        try WLANDissector.dissect(frame, hasCheck: flags & 0x10 != 0, isPadded: flags & 0x20 != 0, &d, &s)
    }
}
