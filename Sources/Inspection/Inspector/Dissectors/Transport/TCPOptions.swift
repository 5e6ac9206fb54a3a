/// TCP's options (RFC 9293 section 3.2): a kind, and for all but two of them a length and a value.
enum TCPOptions {
    @Sendable static func name(_ kind: UInt64) -> String? {
        switch kind {
        case 0: "end of options"
        case 1: "no operation"
        case 2: "maximum segment size"
        case 3: "window scale"
        case 4: "SACK permitted"
        case 5: "SACK"
        case 8: "timestamps"
        case 19: "MD5 signature"
        case 30: "multipath TCP"
        case 34: "fast open"
        default: nil
        }
    }

    /// What nearly every segment with options has: two of no operation, and timestamps (RFC 7323 appendix A). Nothing follows from them but their fields.
    @inline(__always) static func areTimestampsAlone(_ data: Octets, _ headerLength: Int) -> Bool {
        headerLength == 32 && data.count >= 32 && (try? data.u32(20)) == 0x0101_080a
    }

    static func dissect(_ segment: TCPDissector.Segment, _ data: Octets, _ base: UInt32, _ forward: UnsafeMutablePointer<TCPFlow>, _ stream: UnsafeMutablePointer<TCPStream>, _ d: inout Dissection) throws(Stop) {
        var at = 20
        let end = segment.headerLength
        d.open()
        defer { d.close() }
        var hasEnded = false
        while at < end {
            let kind = try data.u8(at)
            if hasEnded && kind != 0 {
                try data.require(at, end - at)
                return d.report(.invalid, field: TCPField.optionKind.id, offset: data.offset + at, reason: "is not zero behind the end of options")
            }
            if kind <= 1 {
                d.add(TCPField.optionKind, kind, data, at, 1)
                hasEnded = hasEnded || kind == 0
                at += 1
                continue
            }
            guard at + 1 < end else { return d.report(.invalid, field: TCPField.optionLength.id, offset: data.offset + at, reason: "is outside the header") }
            let length = try data.u8(at + 1)
            guard length >= 2, at + length <= end else {
                try data.require(at, length < 2 ? 2 : end - at - 2)
                return d.report(.invalid, field: TCPField.optionLength.id, offset: data.offset + at + 1, reason: "is \(length), and \(end - at) bytes are left of the header")
            }
            try option(kind, length, try data.claimed(at, length), base, forward, stream, &d)
            at += length
        }
    }

    private static func option(_ kind: Int, _ length: Int, _ data: Octets, _ base: UInt32, _ forward: UnsafeMutablePointer<TCPFlow>, _ stream: UnsafeMutablePointer<TCPStream>, _ d: inout Dissection) throws(Stop) {
        if kind == 30 {
            d.chain.append(multipath)
            stream.pointee.hasMultipath = true
        }
        if kind == 4 { d.add(TCPField.sackPermitted, 0, data, 0, length) }
        d.add(TCPField.optionKind, kind, data, 0, 1)
        d.open()
        defer { d.close() }
        d.add(TCPField.optionLength, length, data, 1, 1)
        switch (kind, length) {
        case (2, 4): try d.read(TCPField.mss, data, 2, 2)
        case (3, 3):
            let shift = try d.read(TCPField.windowShift, data, 2, 1)
            let used = min(shift, 14)
            d.add(TCPField.windowMultiplier, 1 << used, data, 2, 1, flags: .generated)
            forward.pointee.windowScale = Int8(used)
        case (5, _):
            var at = 2
            while at + 4 <= length {
                d.add(TCPField.sackLeft, Int(UInt32(truncatingIfNeeded: try data.u32(at)) &- base), data, at, 4)
                guard at + 8 <= length else { break }
                d.add(TCPField.sackRight, Int(UInt32(truncatingIfNeeded: try data.u32(at + 4)) &- base), data, at + 4, 4)
                at += 8
            }
            d.add(TCPRareField.sackCount, (length - 2) / 8, data, 2, length - 2, flags: .generated)
        case (8, 10):
            try d.read(TCPField.timestampValue, data, 2, 4)
            try d.read(TCPField.timestampEcho, data, 6, 4)
        default: try TCPRareOptions.dissect(kind, length, data, &d)
        }
    }

    private static let multipath = ForeignProtocols.name("mptcp")
}
