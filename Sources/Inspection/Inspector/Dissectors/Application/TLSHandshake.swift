/// The handshake messages that are not encrypted (RFC 8446 section 4, RFC 5246 section 7.4).
enum TLSHandshake {
    private static let messageLimit = 1 << 18

    /// The messages of one record; one that goes on is kept for the next record.
    static func dissect(_ content: Octets, _ context: StreamContext, _ d: inout Dissection) throws(Stop) {
        let side = context.isFromLow ? 0 : 1
        var data = content
        if !context.messages.tls.handshake[side].isEmpty {
            context.messages.tls.handshake[side].append(contentsOf: content.buffer)
            let whole = context.messages.tls.handshake[side]
            context.messages.tls.handshake[side] = []
            guard let index = whole.withUnsafeBytes({ d.sources.add($0, title: "Reassembled handshake") }) else { return }
            data = d.sources.octets(index)
        }
        var at = 0
        while at < data.count {
            let left = data.count - at
            guard left >= 4 else { return keep(data, at, side, context) }
            let type = try data.u8(at), length = try data.u24(at + 1)
            guard TLSDissector.handshakeName(UInt64(type)) != nil, length <= messageLimit else {
                TLSDissector.addInfo("encrypted handshake", &d)
                return d.add(TLSField.encrypted, 0, data, at, left)
            }
            guard left >= 4 + length else { return keep(data, at, side, context) }
            TLSDissector.addInfo(TLSDissector.handshakeName(UInt64(type)) ?? "handshake", &d)
            d.add(TLSDetailField.handshake, 1, data, at, 4 + length, flags: .hidden)
            d.add(TLSField.handshakeType, type, data, at, 1)
            d.open()
            d.add(TLSField.handshakeLength, length, data, at + 1, 3)
            try message(type, data.clamped(at + 4, length), context, &d)
            d.close()
            at += 4 + length
        }
    }

    private static func keep(_ data: Octets, _ at: Int, _ side: Int, _ context: StreamContext) {
        guard context.canReassemble, data.count - at <= messageLimit else { return }
        context.messages.tls.handshake[side] = Array(data.clamped(at, data.count - at).buffer)
    }

    private static func message(_ type: Int, _ data: Octets, _ context: StreamContext, _ d: inout Dissection) throws(Stop) {
        switch type {
        case 1, 2:
            if type == 1 { context.messages.tls.isLowClient = context.isFromLow }
            if context.messages.tls.hello.note(UInt8(type), Array(data.buffer)) { context.messages.tls.hasBothHellos = true }
            try hello(isClient: type == 1, data, context, &d)
        case 8 where data.count >= 2:
            let length = try d.read(TLSField.extensionsLength, data, 0, 2)
            try TLSExtensions.dissect(try data.slice(2, length), in: .other, context, &d)
        default: try TLSMessages.dissect(type, data, context, &d)
        }
    }

    private static func hello(isClient: Bool, _ data: Octets, _ context: StreamContext, _ d: inout Dissection) throws(Stop) {
        let version = try d.read(TLSField.handshakeVersion, data, 0, 2)
        let chosen = isClient ? nil : TLSExtensions.chosenVersion(data)
        if !isClient { context.messages.tls.agree(on: version) }
        try d.bytes(TLSField.random, data, 2, 32)
        if d.recordsFields, chosen != 0x0304, !isClient || context.messages.tls.version != 0x0304 {
            d.open()
            d.add(TLSDetailField.randomTime, text: String(utc: try data.u32(2)), data, 2, 4)
            d.add(TLSDetailField.randomBytes, 0, data, 6, 28)
            d.close()
        }
        // Drafts of TLS 1.3 before the 22nd had neither a session's number in the server's hello nor a way of compressing.
        let isShort = !isClient && context.messages.tls.version == 0x0304 && (1..<22).contains(context.messages.tls.draft)
        var at = 34
        if !isShort {
            let idLength = try d.read(TLSField.sessionIDLength, data, 34, 1)
            if idLength > 0 { try d.bytes(TLSField.sessionID, data, 35, idLength) }
            at = 35 + idLength
        }
        if isClient {
            let suites = try d.read(TLSField.cipherSuitesLength, data, at, 2)
            at += 2
            let end = at + suites
            while at + 2 <= end {
                try d.read(TLSField.cipherSuite, data, at, 2)
                at += 2
            }
            at = end
            let methods = try d.read(TLSField.compressionLength, data, at, 1)
            for index in 0..<methods { try d.read(TLSField.compression, data, at + 1 + index, 1) }
            at += 1 + methods
        } else {
            context.messages.tls.suite = try d.read(TLSField.cipherSuite, data, at, 2)
            if !isShort { try d.read(TLSField.compression, data, at + 2, 1) }
            at += isShort ? 2 : 3
        }
        guard at < data.reported else { return }
        let length = try d.read(TLSField.extensionsLength, data, at, 2)
        try TLSExtensions.dissect(try data.slice(at + 2, length), in: isClient ? .clientHello : .serverHello, context, &d)
    }
}
