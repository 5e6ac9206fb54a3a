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
        case 8 where data.count >= 2: try extensions(try data.slice(2, try data.u16(0)), isClient: false, context, &d)
        case 11: try certificates(data, context, &d)
        default: break
        }
    }

    private static func hello(isClient: Bool, _ data: Octets, _ context: StreamContext, _ d: inout Dissection) throws(Stop) {
        let version = try d.read(TLSField.handshakeVersion, data, 0, 2)
        if !isClient { context.messages.tls.version = version }
        try d.bytes(TLSField.random, data, 2, 32)
        let idLength = try d.read(TLSField.sessionIDLength, data, 34, 1)
        if idLength > 0 { try d.bytes(TLSField.sessionID, data, 35, idLength) }
        var at = 35 + idLength
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
            try d.read(TLSField.cipherSuite, data, at, 2)
            try d.read(TLSField.compression, data, at + 2, 1)
            at += 3
        }
        guard at < data.reported else { return }
        let length = try d.read(TLSField.extensionsLength, data, at, 2)
        try extensions(try data.slice(at + 2, length), isClient: isClient, context, &d)
    }

    private static func extensions(_ data: Octets, isClient: Bool, _ context: StreamContext, _ d: inout Dissection) throws(Stop) {
        var at = 0
        while at < data.reported {
            let type = try d.read(TLSField.extensionType, data, at, 2)
            d.open()
            let length = try d.read(TLSField.extensionLength, data, at + 2, 2)
            let value = try data.slice(at + 4, length)
            switch type {
            case 0 where length >= 5:
                let size = try value.u16(3)
                try d.bytes(TLSField.serverName, value, 5, size)
                d.say(after: " for ") { out throws(Stop) in try out.quoted(value, 5, size) }
            case 10 where length >= 2:
                for place in stride(from: 2, to: length - 1, by: 2) { try d.read(TLSField.group, value, place, 2) }
            case 13 where length >= 2:
                for place in stride(from: 2, to: length - 1, by: 2) { try d.read(TLSField.signatureAlgorithm, value, place, 2) }
            case 16 where length >= 2:
                var place = 2
                while place < length {
                    let size = try value.u8(place)
                    try d.bytes(TLSField.alpn, value, place + 1, size)
                    if !isClient { context.messages.tls.alpn = value.text(place + 1, size) }
                    place += 1 + size
                }
            // Data sent before the handshake is over: only TLS 1.3 has that.
            case 42 where isClient: context.messages.tls.version = 0x0304
            case 43:
                if isClient {
                    for place in stride(from: 1, to: length - 1, by: 2) { try d.read(TLSField.supportedVersion, value, place, 2) }
                } else if length == 2 {
                    context.messages.tls.version = try d.read(TLSField.supportedVersion, value, 0, 2)
                }
            default: break
            }
            d.close()
            at += 4 + length
        }
    }

    private static let x509 = ForeignProtocols.name("x509sat")

    private static func certificates(_ data: Octets, _ context: StreamContext, _ d: inout Dissection) throws(Stop) {
        guard context.messages.tls.version != 0x0304 else { return }
        let total = try d.read(TLSField.certificatesLength, data, 0, 3)
        var at = 3
        while at < min(3 + total, data.reported) {
            let length = try d.read(TLSField.certificateLength, data, at, 3)
            try d.bytes(TLSField.certificate, data, at + 3, length)
            d.chain.append(x509)
            at += 3 + length
        }
    }
}
