/// The radio's header, and what Wireshark makes of it: a layer of its own about how the frame was received.
enum RadiotapDissector {
    /// What the radio measured, for that layer.
    private struct Measured {
        var flags = 0
        var halfMegabits: Int?, frequency: Int?, signal: Int?, noise: Int?, signalDB: Int?
        var clock: UInt64?
    }

    static func dissect(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        d.layer(.radiotap, data, data.count)
        try d.read(RadiotapField.version, data, 0, 1)
        try d.read(RadiotapField.pad, data, 1, 1)
        let length = try d.readLE(RadiotapField.length, data, 2, 2)
        guard length >= 8 else { return d.report(.invalid, field: RadiotapField.length.id, offset: data.offset + 2, reason: "is \(length), must be at least 8") }
        d.setLayerLength(length)
        var at = 4
        var word = try d.readLE(RadiotapField.present, data, at, 4)
        let first = word
        d.open()
        try d.parts(RadiotapField.presentBits, data, at)
        d.close()
        at += 4
        // Bit 31: another word of the bit map follows.
        while word >> 31 == 1, at + 4 <= length {
            word = try d.readLE(RadiotapField.present, data, at, 4)
            d.open()
            try d.parts(RadiotapField.furtherBits, data, at)
            d.close()
            at += 4
        }
        let measured = try values(first, data.prefix(length), at, &d)
        let frame = try data.dropping(length)
        d.layer(.wlanRadio, frame, 0)
        radio(measured, frame, &d)
        try WLANDissector.dissect(frame, hasCheck: measured.flags & 0x10 != 0, isPadded: measured.flags & 0x20 != 0, &d, &s)
    }

    /// The values of the first word's bits, in their order, each on a multiple of its own alignment.
    private static func values(_ present: Int, _ data: Octets, _ start: Int, _ d: inout Dissection) throws(Stop) -> Measured {
        // Size and alignment by bit, as far as they are known: what stands behind an unknown one cannot be found.
        let sizes = [8, 1, 1, 4, 2, 1, 1, 2, 2, 2, 1, 1, 1, 1, 2, 2, 1, 1, 8, 3, 8, 12], alignments = [8, 1, 1, 2, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 2, 2, 1, 1, 4, 1, 4, 2]
        var measured = Measured(), at = start
        for bit in 0..<sizes.count where present >> bit & 1 == 1 {
            at = (at + alignments[bit] - 1) / alignments[bit] * alignments[bit]
            guard at + sizes[bit] <= data.reported else { break }
            try value(bit, data, at, &measured, &d)
            at += sizes[bit]
        }
        return measured
    }

    private static func value(_ bit: Int, _ data: Octets, _ at: Int, _ measured: inout Measured, _ d: inout Dissection) throws(Stop) {
        func signed(_ value: Int) -> Int { value < 128 ? value : value - 256 }
        switch bit {
        case 0:
            measured.clock = try data.u64le(at)
            d.add(RadiotapField.clock, measured.clock ?? 0, data, at, 8)
        case 1: measured.flags = try d.read(RadiotapField.flags, RadiotapField.flagBits, data, at)
        case 2:
            let rate = try data.u8(at)
            measured.halfMegabits = rate
            if d.recordsFields { d.add(RadiotapField.rate, text: String(general: Double(rate) / 2), data, at, 1) }
        case 3:
            measured.frequency = try d.readLE(RadiotapField.frequency, data, at, 2)
            try d.readLE(RadiotapField.channelFlags, data, at + 2, 2)
        case 5:
            measured.signal = signed(try data.u8(at))
            d.add(RadiotapField.signal, measured.signal ?? 0, data, at, 1)
        case 6:
            measured.noise = signed(try data.u8(at))
            d.add(RadiotapField.noise, measured.noise ?? 0, data, at, 1)
        case 7: try d.readLE(RadiotapField.quality, data, at, 2)
        case 11: try d.read(RadiotapField.antenna, data, at, 1)
        case 12: measured.signalDB = try d.read(RadiotapField.signalDB, data, at, 1)
        case 13: try d.read(RadiotapField.noiseDB, data, at, 1)
        case 14: try d.readLE(RadiotapField.receiverFlags, data, at, 2)
        default: break
        }
    }

    private static func radio(_ measured: Measured, _ frame: Octets, _ d: inout Dissection) {
        guard d.recordsFields else { return }
        if let rate = measured.halfMegabits { d.add(RadiotapField.radioRate, text: String(general: Double(rate) / 2), frame, 0, 0) }
        if let frequency = measured.frequency {
            if let channel = channel(frequency) { d.add(RadiotapField.radioChannel, channel, frame, 0, 0, flags: .generated) }
            d.add(RadiotapField.radioFrequency, frequency, frame, 0, 0, flags: .generated)
        }
        for (field, value) in [(RadiotapField.radioSignalDB, measured.signalDB), (.radioSignal, measured.signal), (.radioNoise, measured.noise)] { if let value { d.add(field, value, frame, 0, 0, flags: .generated) } }
        if let clock = measured.clock { d.add(RadiotapField.radioClock, clock, frame, 0, 0, flags: .generated) }
    }

    /// The channel of a frequency in MHz: 2.4 GHz in steps of 5, the last one apart; 5 GHz; 6 GHz.
    private static func channel(_ frequency: Int) -> Int? {
        switch frequency {
        case 2412...2472 where (frequency - 2407) % 5 == 0: (frequency - 2407) / 5
        case 2484: 14
        case 5000...5900 where frequency % 5 == 0: (frequency - 5000) / 5
        default: nil
        }
    }
}
