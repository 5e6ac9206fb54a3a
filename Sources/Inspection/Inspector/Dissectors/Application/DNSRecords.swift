/// The data of the rarer records: signatures and keys (RFC 4034), hashes (RFC 5155), services, certificates, places.
enum DNSRecords {
    /// Reads the `length` bytes from `start` on as those of a record of that type; false: the type is not known.
    static func read(_ type: Int, _ data: Octets, _ start: Int, _ length: Int, _ d: inout Dissection) throws(Stop) -> Bool {
        let end = start + length
        switch type {
        case 10: try d.bytes(DNSRecordField.null, data, start, length)
        case 13: _ = try text(.systemLength, .system, data, try text(.cpuLength, .cpu, data, start, &d), &d)
        case 17: _ = try name(.textName, data, try name(.mailbox, data, start, &d), &d)
        case 18, 36:
            try d.read(type == 18 ? DNSRecordField.afsType : .exchangePreference, data, start, 2)
            _ = try name(type == 18 ? .afsHost : .exchange, data, start + 2, &d)
        case 29 where length >= 16:
            for (index, field) in [DNSRecordField.locationVersion, .locationSize, .locationHorizontal, .locationVertical].enumerated() { try d.read(field, data, start + index, 1) }
            for (index, field) in [DNSRecordField.latitude, .longitude, .altitude].enumerated() { try d.read(field, data, start + 4 + 4 * index, 4) }
        case 35:
            try d.read(DNSRecordField.naptrOrder, data, start, 2)
            try d.read(DNSRecordField.naptrPreference, data, start + 2, 2)
            var at = try text(.naptrFlagsLength, .naptrFlags, data, start + 4, &d)
            at = try text(.naptrServiceLength, .naptrService, data, at, &d)
            at = try text(.naptrRegexLength, .naptrRegex, data, at, &d)
            let name = try DNSName.read(data, at, &d)
            d.add(DNSRecordField.naptrReplacementLength, d.textArena.count - name.text, data, at, 0)
            d.add(DNSRecordField.naptrReplacement, textFrom: name.text, data, at, name.size)
        case 37:
            try d.read(DNSRecordField.certificateType, data, start, 2)
            try d.read(DNSRecordField.certificateTag, data, start + 2, 2)
            try d.read(DNSRecordField.certificateAlgorithm, data, start + 4, 1)
            try rest(.certificate, data, start + 5, end, &d)
        case 39: _ = try name(.alias, data, start, &d)
        case 43, 59:
            try d.read(DNSRecordField.dsKey, data, start, 2)
            try d.read(DNSRecordField.dsAlgorithm, data, start + 2, 1)
            try d.read(DNSRecordField.dsDigestType, data, start + 3, 1)
            try rest(.dsDigest, data, start + 4, end, &d)
        case 44:
            try d.read(DNSRecordField.printAlgorithm, data, start, 1)
            try d.read(DNSRecordField.printType, data, start + 1, 1)
            try rest(.fingerprint, data, start + 2, end, &d)
        case 46: try signature(data, start, end, &d)
        case 47: try DNSTypeBitmap.windows(data, try name(.nextName, data, start, &d), end, &d)
        case 48, 60: try key(data, start, end, &d)
        case 50:
            let at = try hashed(data, start, isParameter: false, &d)
            let size = try d.read(DNSRecordField.hashLength, data, at, 1)
            try data.require(at + 1, size)
            d.add(DNSRecordField.hash, text: base32(data, at + 1, size), data, at + 1, size)
            try DNSTypeBitmap.windows(data, at + 1 + size, end, &d)
        case 51: _ = try hashed(data, start, isParameter: true, &d)
        case 52:
            for (index, field) in [DNSRecordField.usage, .selector, .matching].enumerated() { try d.read(field, data, start + index, 1) }
            try rest(.association, data, start + 3, end, &d)
        case 64, 65: try DNSServices.read(data, start, end, &d)
        case 99:
            var at = start
            while at < end { at = try text(.spfLength, .spf, data, at, &d) }
        case 250: try transaction(data, start, &d)
        case 257: try authorization(data, start, end, &d)
        default: return false
        }
        return true
    }

    static func name(_ field: DNSRecordField, _ data: Octets, _ at: Int, _ d: inout Dissection) throws(Stop) -> Int {
        let name = try DNSName.read(data, at, &d)
        d.add(field, textFrom: name.text, data, at, name.size)
        return at + name.size
    }

    /// A text behind its length; where what follows begins.
    private static func text(_ length: DNSRecordField, _ field: DNSRecordField, _ data: Octets, _ at: Int, _ d: inout Dissection) throws(Stop) -> Int {
        let size = try d.read(length, data, at, 1)
        try d.bytes(field, data, at + 1, size)
        return at + 1 + size
    }

    private static func rest(_ field: DNSRecordField, _ data: Octets, _ at: Int, _ end: Int, _ d: inout Dissection) throws(Stop) {
        if at < end { try d.bytes(field, data, at, end - at) }
    }

    /// A signature over all of a name's records of one type (RFC 4034 section 3).
    private static func signature(_ data: Octets, _ start: Int, _ end: Int, _ d: inout Dissection) throws(Stop) {
        try d.read(DNSRecordField.covered, data, start, 2)
        try d.read(DNSRecordField.signatureAlgorithm, data, start + 2, 1)
        try d.read(DNSRecordField.labels, data, start + 3, 1)
        try d.read(DNSRecordField.originalTTL, data, start + 4, 4)
        d.add(DNSRecordField.expiration, text: String(utc: try data.u32(start + 8)), data, start + 8, 4)
        d.add(DNSRecordField.inception, text: String(utc: try data.u32(start + 12)), data, start + 12, 4)
        try d.read(DNSRecordField.keyTag, data, start + 16, 2)
        try rest(.signature, data, try name(.signer, data, start + 18, &d), end, &d)
    }

    private static func key(_ data: Octets, _ start: Int, _ end: Int, _ d: inout Dissection) throws(Stop) {
        let flags = try d.read(DNSRecordField.keyFlags, DNSRecordField.keyBits, data, start)
        d.open()
        d.add(DNSRecordField.keyReserved, flags & 0xfe7e, data, start, 2)
        d.close()
        try d.read(DNSRecordField.keyProtocol, data, start + 2, 1)
        let algorithm = try d.read(DNSRecordField.keyAlgorithm, data, start + 3, 1)
        try data.require(start, end - start)
        if algorithm != 1 {
            // RFC 4034 appendix B: the sum of the record's words.
            var sum = 0
            for at in start..<end { sum += (at - start) & 1 == 0 ? Int(data.base[at]) << 8 : Int(data.base[at]) }
            d.add(DNSRecordField.keyID, (sum + sum >> 16 & 0xffff) & 0xffff, data, start, 0, flags: .generated)
        }
        try rest(.publicKey, data, start + 4, end, &d)
    }

    /// How names are hashed (RFC 5155 section 3); where what follows begins.
    private static func hashed(_ data: Octets, _ start: Int, isParameter: Bool, _ d: inout Dissection) throws(Stop) -> Int {
        try d.read(DNSRecordField.hashAlgorithm, data, start, 1)
        let flags = try d.read(DNSRecordField.hashFlags, data, start + 1, 1)
        if !isParameter {
            d.open()
            d.add(DNSRecordField.hashOptOut, flags & 1, data, start + 1, 1)
            d.close()
        }
        try d.read(DNSRecordField.iterations, data, start + 2, 2)
        return try text(.saltLength, .salt, data, start + 4, &d)
    }

    /// Which types of records a name has: blocks of bits (RFC 4034 section 4.1.2), each with its number and length.

    /// Base 32 with the digits in the alphabet's order (RFC 4648 section 7), as hashed names are written.
    private static func base32(_ data: Octets, _ at: Int, _ size: Int) -> String {
        let digits = Array("0123456789abcdefghijklmnopqrstuv".utf8)
        var text: [UInt8] = [], word = 0, bits = 0
        for index in at..<at + size {
            word = (word << 8 | Int(data.base[index])) & 0xfff
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(digits[word >> bits & 31])
            }
        }
        if bits > 0 { text.append(digits[word << (5 - bits) & 31]) }
        return String(decoding: text, as: UTF8.self)
    }

    /// A message's signature with a shared secret (RFC 8945).
    private static func transaction(_ data: Octets, _ start: Int, _ d: inout Dissection) throws(Stop) {
        var at = try name(.tsigAlgorithm, data, start, &d)
        d.add(DNSRecordField.tsigTime, text: String(utc: Int(try data.u48(at))), data, at, 6)
        try d.read(DNSRecordField.tsigFudge, data, at + 6, 2)
        let size = try d.read(DNSRecordField.tsigSize, data, at + 8, 2)
        at += 10
        try d.bytes(DNSRecordField.tsigMAC, data, at, size)
        at += size
        try d.read(DNSRecordField.tsigID, data, at, 2)
        try d.read(DNSRecordField.tsigError, data, at + 2, 2)
        let other = try d.read(DNSRecordField.tsigOtherLength, data, at + 4, 2)
        if other > 0 { try d.bytes(DNSRecordField.tsigOther, data, at + 6, other) }
    }

    /// Who may make certificates (RFC 8659).
    private static func authorization(_ data: Octets, _ start: Int, _ end: Int, _ d: inout Dissection) throws(Stop) {
        let flags = try d.read(DNSRecordField.caaFlags, data, start, 1)
        d.open()
        d.add(DNSRecordField.caaCritical, flags >> 7, data, start, 1)
        d.close()
        let size = try data.u8(start + 1), value = start + 2 + size
        try data.require(start + 1, max(1 + size, end - start - 1))
        let tag = data.text(start + 2, size)
        let field: DNSRecordField = tag == "issue" ? .caaIssue : tag == "issuewild" ? .caaWild : tag == "iodef" ? .caaReport : .caaUnknown
        let text = data.text(value, max(0, end - value))
        d.add(field, text: text, data, start + 1, max(1 + size, end - start - 1))
        d.open()
        d.add(DNSRecordField.caaTagLength, size, data, start + 1, 1)
        d.add(DNSRecordField.caaTag, 0, data, start + 2, size)
        if value < end { d.add(DNSRecordField.caaValue, 0, data, value, end - value) }
        d.close()
    }
}

/// How to speak to a service (RFC 9460).
enum DNSServices {
    static func read(_ data: Octets, _ start: Int, _ end: Int, _ d: inout Dissection) throws(Stop) {
        try d.read(DNSRecordField.servicePriority, data, start, 2)
        var at = try DNSRecords.name(.serviceTarget, data, start + 2, &d)
        while at < end {
            let key = try data.u16(at), length = try data.u16(at + 2)
            try data.require(at, 4 + length)
            d.add(DNSRecordField.serviceParameter, 1, data, at, 4 + length)
            d.open()
            d.add(DNSRecordField.serviceKey, key, data, at, 2)
            d.add(DNSRecordField.serviceLength, length, data, at + 2, 2)
            try parameter(key, try data.slice(at + 4, length), &d)
            d.close()
            at += 4 + length
        }
    }

    private static func parameter(_ key: Int, _ value: Octets, _ d: inout Dissection) throws(Stop) {
        let length = value.reported
        switch key {
        case 0: for at in stride(from: 0, to: length, by: 2) { try d.read(DNSRecordField.serviceMandatory, value, at, 2) }
        case 1:
            var at = 0
            while at < length {
                let size = try d.read(DNSRecordField.serviceALPNLength, value, at, 1)
                try d.bytes(DNSRecordField.serviceALPN, value, at + 1, size)
                at += 1 + size
            }
        case 2: break
        case 3: try d.read(DNSRecordField.servicePort, value, 0, 2)
        case 4: for at in stride(from: 0, to: length, by: 4) { try d.read(DNSRecordField.serviceIPv4, value, at, 4) }
        case 5: if length > 0 { try d.bytes(DNSRecordField.serviceECH, value, 0, length) }
        case 6: for at in stride(from: 0, to: length, by: 16) { try d.bytes(DNSRecordField.serviceIPv6, value, at, 16) }
        default: if length > 0 { try d.bytes(DNSRecordField.serviceValue, value, 0, length) }
        }
    }
}
