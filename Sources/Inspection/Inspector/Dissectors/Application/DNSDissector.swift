/// Messages of DNS over UDP and TCP: the header, the questions, and the records of the usual types.
enum DNSDissector {
    /// A message of DNS on a port of its own: an ordinary question with nothing but one question in it, or an answer
    /// with a believable number of records.
    static func looksLike(_ data: Octets) -> Bool {
        guard data.reported > 12, let flags = try? data.u16(2), flags & 0x7800 == 0, let questions = try? data.u16(4), let answers = try? data.u16(6), let authorities = try? data.u16(8), let additional = try? data.u16(10) else { return false }
        guard additional <= 10 else { return false }
        return flags & 0x8000 == 0 ? questions == 1 && answers == 0 && authorities == 0 : questions <= 1 && answers <= 100 && authorities <= 10
    }

    /// Over UDP.
    static func dissect(_ data: Octets, _ proto: ProtocolID, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        try message(data, proto, prefix: nil, isFirst: true, &d, &s.questions)
    }

    /// Over TCP: each message behind its length.
    static func dissectStream(_ data: Octets, _ context: StreamContext, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) -> Outcome {
        var at = 0
        while at < data.count {
            let left = data.count - at
            guard left >= 2 else {
                if context.canReassemble { return .needs(offset: at, .segment) }
                throw data.stop(at, 2)
            }
            let length = try data.u16(at)
            if context.canReassemble, left < length + 2 { return .needs(offset: at, .bytes(length + 2 - left)) }
            let whole = data.clamped(at, length + 2)
            try message(try whole.dropping(2), .dns, prefix: whole, isFirst: at == 0, &d, &s.questions)
            at += length + 2
        }
        return .done
    }

    private static func message(_ data: Octets, _ proto: ProtocolID, prefix: Octets?, isFirst: Bool, _ d: inout Dissection, _ questions: inout DNSQuestions) throws(Stop) {
        // The header must be there before anything is said.
        let id = try data.u16(0), flags = try data.u16(2)
        d.layer(proto, data, data.count, isChained: isFirst)
        d.packet.foundSomething = true
        if let prefix { try d.read(DNSField.length, prefix, 0, 2) }
        let isResponse = flags >> 15 == 1, opcode = flags >> 11 & 15
        d.add(DNSField.id, id, data, 0, 2)
        header(flags, isResponse: isResponse, isLinkLocal: proto == .llmnr, data, &d)
        let isUpdate = opcode == 5
        let counts: InlineArray<4, Int> = [
            try d.read(isUpdate ? DNSField.zones : .queries, data, 4, 2), try d.read(isUpdate ? DNSField.prerequisites : .answers, data, 6, 2),
            try d.read(isUpdate ? DNSField.updates : .authorities, data, 8, 2), try d.read(DNSField.additional, data, 10, 2),
        ]
        d.info.append(isResponse ? "answer " : "query ")
        var at = 12
        var words = DNSWords(isOrdinary: isResponse && opcode == 0 && proto == .dns)
        for index in 0..<counts[0] { at = try question(data, at, isMulticast: proto == .mdns, isFirst: index == 0, &words, &d) }
        if isResponse, flags & 15 != 0 { d.info.append(DNSField.rcode.definition.values?(UInt64(flags & 15)).map { ": \($0)" } ?? ": error \(flags & 15)") }
        for section in 1...3 {
            for _ in 0..<counts[section] { at = try record(data, at, isMulticast: proto == .mdns, section: section, &words, &d) }
        }
        try words.finish(flags: flags, answers: counts[1], data, &d)
        guard d.recordsFields, proto != .mdns, !d.packet.isInError, d.packet.hasPorts else { return }
        pair(id, isResponse: isResponse, data, &d, &questions)
    }

    /// Which question an answer is to, and what came before.
    private static func pair(_ id: Int, isResponse: Bool, _ data: Octets, _ d: inout Dissection, _ questions: inout DNSQuestions) {
        guard isResponse else {
            guard let before = questions.ask(d.packet, id) else { return }
            d.add(DNSField.askedBefore, before, data, 0, 0, flags: .generated)
            return d.add(DNSField.retransmission, 1, data, 0, 0, flags: .generated)
        }
        switch questions.answer(d.packet, id) {
        case .first(let frame, let time):
            d.add(DNSField.responseTo, frame, data, 0, 0, flags: .generated)
            d.add(DNSField.time, Int(d.packet.time.nanoseconds &- time), data, 0, 0, flags: .generated)
        case .again(let frame):
            d.add(DNSField.answeredBefore, frame, data, 0, 0, flags: .generated)
            d.add(DNSField.retransmission, 1, data, 0, 0, flags: .generated)
        case .unsolicited: d.add(DNSField.unsolicited, 1, data, 0, 0, flags: .generated)
        }
    }

    private static func header(_ flags: Int, isResponse: Bool, isLinkLocal: Bool, _ data: Octets, _ d: inout Dissection) {
        d.add(DNSField.flags, flags, data, 2, 2)
        d.open()
        d.add(DNSField.response, flags >> 15, data, 2, 2)
        d.add(DNSField.opcode, flags >> 11 & 15, data, 2, 2)
        if isResponse { d.add(isLinkLocal ? DNSField.conflict : .authoritative, flags >> 10 & 1, data, 2, 2) }
        d.add(DNSField.truncated, flags >> 9 & 1, data, 2, 2)
        if isLinkLocal {
            d.add(DNSField.tentative, flags >> 8 & 1, data, 2, 2)
        } else {
            d.add(DNSField.recursionDesired, flags >> 8 & 1, data, 2, 2)
            if isResponse { d.add(DNSField.recursionAvailable, flags >> 7 & 1, data, 2, 2) }
            d.add(DNSField.reservedFlag, flags >> 6 & 1, data, 2, 2)
            if isResponse || flags >> 5 & 1 == 1 { d.add(DNSField.authenticated, flags >> 5 & 1, data, 2, 2) }
            d.add(DNSField.checkingDisabled, flags >> 4 & 1, data, 2, 2)
        }
        if isResponse { d.add(DNSField.rcode, flags & 15, data, 2, 2) }
        d.close()
    }

    private static func question(_ data: Octets, _ at: Int, isMulticast: Bool, isFirst: Bool, _ words: inout DNSWords, _ d: inout Dissection) throws(Stop) -> Int {
        let name = try DNSName.read(data, at, &d)
        let type = try data.u16(at + name.size), kind = try data.u16(at + name.size + 2)
        if isFirst { words.ask(type: type, name: name.text, &d) }
        d.add(DNSField.queryName, textFrom: name.text, data, at, name.size)
        d.open()
        if d.recordsFields {
            let letters = d.textArena.count - name.text
            var dots = 0
            for index in name.text..<d.textArena.count where d.textArena[index] == UInt8(ascii: ".") { dots += 1 }
            d.add(DNSField.queryNameLength, letters, data, at, name.size)
            d.add(DNSField.labelCount, letters > 1 ? dots + 1 : 0, data, at, name.size)
        }
        d.add(DNSField.queryType, type, data, at + name.size, 2)
        // In mDNS the highest bit asks for an answer to the asker only.
        d.add(DNSField.queryClass, isMulticast ? kind & 0x7fff : kind, data, at + name.size + 2, 2)
        if isMulticast { d.add(DNSField.unicastWanted, kind >> 15, data, at + name.size + 2, 2) }
        d.close()
        if !d.recordsFields { d.textArena.count = name.text }
        return at + name.size + 4
    }

    private static func record(_ data: Octets, _ start: Int, isMulticast: Bool, section: Int, _ words: inout DNSWords, _ d: inout Dissection) throws(Stop) -> Int {
        let name = try DNSName.read(data, start, &d)
        var at = start + name.size
        let type = try data.u16(at), kind = try data.u16(at + 2), length = try data.u16(at + 8)
        // Of a record that isn't whole nothing is shown.
        try data.require(at + 10, length)
        if type == 33 { serviceName(name.text, data, start, name.size, &d) } else { d.add(DNSField.name, textFrom: name.text, data, start, name.size) }
        d.open()
        defer { d.close() }
        d.add(DNSField.type, type, data, at, 2)
        if type == 41 {
            d.add(isMulticast ? DNSField.multicastUDPSize : .udpSize, isMulticast ? kind & 0x7fff : kind, data, at + 2, 2)
            if isMulticast { d.add(DNSField.cacheFlush, kind >> 15, data, at + 2, 2) }
            try DNSOptions.header(data, at + 4, &d)
        } else {
            d.add(DNSField.classField, isMulticast ? kind & 0x7fff : kind, data, at + 2, 2)
            if isMulticast { d.add(DNSField.cacheFlush, kind >> 15, data, at + 2, 2) }
            try d.read(DNSField.ttl, data, at + 4, 4)
        }
        d.add(DNSField.dataLength, length, data, at + 8, 2)
        at += 10
        if !d.recordsFields { d.textArena.count = name.text }
        guard length > 0 else { return at }
        if section == 1 { try words.answer(type: type, data, at, &d) } else if section == 2 { words.authority(type: type, name: start, at) }
        if d.recordsFields { try value(type, data, at, length, &d) }
        return at + length
    }

    private static func name(_ field: DNSField, _ data: Octets, _ at: Int, _ d: inout Dissection) throws(Stop) -> Int {
        let name = try DNSName.read(data, at, &d)
        d.add(field, textFrom: name.text, data, at, name.size)
        return at + name.size
    }

    private static func value(_ type: Int, _ data: Octets, _ start: Int, _ length: Int, _ d: inout Dissection) throws(Stop) {
        var at = start
        switch type {
        case 1: try d.read(DNSField.a, data, at, 4)
        case 28: try d.bytes(DNSField.aaaa, data, at, 16)
        case 2: _ = try name(.ns, data, at, &d)
        case 5: _ = try name(.cname, data, at, &d)
        case 12: _ = try name(.ptr, data, at, &d)
        case 15:
            try d.read(DNSField.mxPreference, data, at, 2)
            _ = try name(.mx, data, at + 2, &d)
        case 16:
            while at < start + length {
                let size = try d.read(DNSField.txtLength, data, at, 1)
                try data.require(at + 1, size)
                d.add(DNSField.txt, 0, data, at + 1, size)
                at += 1 + size
            }
        case 6:
            at = try name(.soaName, data, at, &d)
            at = try name(.soaMailbox, data, at, &d)
            for field in [DNSField.soaSerial, .soaRefresh, .soaRetry, .soaExpire, .soaMinimum] {
                try d.read(field, data, at, 4)
                at += 4
            }
        case 33:
            try d.read(DNSField.srvPriority, data, at, 2)
            try d.read(DNSField.srvWeight, data, at + 2, 2)
            try d.read(DNSField.srvPort, data, at + 4, 2)
            _ = try name(.srvTarget, data, at + 6, &d)
        case 41: try DNSOptions.read(data, at, length, &d)
        case 30, 62: try DNSTypeBitmap.dissect(type, data, at, length, &d)
        default: if try !DNSRecords.read(type, data, at, length, &d) { try d.bytes(DNSField.data, data, at, length) }
        }
    }

    /// A service's name says three things (RFC 2782): the service, what it runs over, whose it is.
    private static func serviceName(_ text: Int, _ data: Octets, _ start: Int, _ size: Int, _ d: inout Dissection) {
        guard d.recordsFields else { return }
        let name = String(decoding: UnsafeRawBufferPointer(start: d.textArena.base + text, count: d.textArena.count - text), as: UTF8.self)
        let parts = name.split(separator: ".", maxSplits: 2)
        guard parts.count == 3 else { return d.add(DNSField.srvName, text: name, data, start, size) }
        for (field, part) in zip([DNSField.srvService, .srvProtocol, .srvName], parts) { d.add(field, text: String(part), data, start, size) }
    }
}
