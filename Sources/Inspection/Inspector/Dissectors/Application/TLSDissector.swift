/// What is known of a TLS session.
final class TLSState {
    /// The version agreed on; 0: not known.
    var version = 0
    /// Which draft of TLS 1.3 it is; 0: the final version, or another.
    var draft = 0
    /// The suite that the server has chosen.
    var suite = 0
    var isVersion2 = false
    /// Whether the lower and the higher end encrypt by now.
    var isEncrypted: [Bool] = [false, false]
    /// Handshake messages that go on in the next record, by end.
    var handshake: [[UInt8]] = [[], []]
    /// What is needed to find the session's keys, and what opens its records.
    var hello = TLSHello(clientRandom: [], serverRandom: [], version: 0, cipherSuite: 0)
    var isLowClient = true
    var hasBothHellos = false
    var session: (any TLSSession)?
    /// What is spoken inside, and the front of a message that goes on in the next record, by end.
    var inner: Application?
    var alpn = ""
    var pending: [[UInt8]] = [[], []]
}

extension TLSState {
    /// The server's choice. Drafts of TLS 1.3 had numbers of their own: 0x7f and the draft's, and Facebook's two.
    func agree(on version: Int) {
        draft = version >> 8 == 0x7f || version == 0xfb17 || version == 0xfb1a ? version & 0xff : 0
        self.version = draft == 0 ? version : 0x0304
    }
}

enum TLSDissector {
    @Sendable static func contentName(_ type: UInt64) -> String? { [20: "change cipher spec", 21: "alert", 22: "handshake", 23: "application data", 24: "heartbeat"][type] }
    @Sendable static func versionName(_ version: UInt64) -> String? { [0x0002: "SSL 2.0", 0x0300: "SSL 3.0", 0x0301: "TLS 1.0", 0x0302: "TLS 1.1", 0x0303: "TLS 1.2", 0x0304: "TLS 1.3"][version] }
    @Sendable static func handshakeName(_ type: UInt64) -> String? {
        [0: "hello request", 1: "client hello", 2: "server hello", 4: "new session ticket", 5: "end of early data", 8: "encrypted extensions", 11: "certificate", 12: "server key exchange", 13: "certificate request", 14: "server hello done", 15: "certificate verify", 16: "client key exchange", 20: "finished", 22: "certificate status", 24: "key update"][type]
    }
    @Sendable static func cipherName(_ suite: UInt64) -> String? {
        [0x1301: "AES-128-GCM SHA256", 0x1302: "AES-256-GCM SHA384", 0x1303: "ChaCha20-Poly1305 SHA256", 0xc02b: "ECDHE-ECDSA AES-128-GCM", 0xc02f: "ECDHE-RSA AES-128-GCM", 0xc030: "ECDHE-RSA AES-256-GCM", 0x002f: "RSA AES-128-CBC", 0x0035: "RSA AES-256-CBC", 0x00ff: "renegotiation info"][suite]
    }

    private static func isVersion(_ version: Int) -> Bool { version >= 0x0300 && version <= 0x0304 }

    /// A record's first bytes, on whatever port.
    static func looksLike(_ data: Octets) -> Bool {
        guard let type = data[0], let major = data[1], let minor = data[2], (20...24).contains(type), major == 3, minor <= 4, data.count >= 5 else { return false }
        let length = Int(data.base[3]) << 8 | Int(data.base[4])
        guard length > 0, length <= 0x4800 else { return false }
        // A handshake must begin with a message that can begin one.
        return type != 22 || data[5].map { $0 == 1 || $0 == 2 || handshakeName(UInt64($0)) != nil } ?? true
    }

    /// A client's first record, behind which there is no doubt that TLS is spoken.
    static func looksLikeHello(_ data: Octets) -> Bool { data[0] == 22 && data[5] == 1 && data[9] == 3 && looksLike(data) }

    /// SSL 2.0's way of saying hello, which later versions understand.
    private static func looksLikeVersion2(_ data: Octets, _ at: Int) -> Bool {
        guard let first = data[at], first & 0x80 != 0, data[at + 2] == 1, let major = data[at + 3], let minor = data[at + 4] else { return false }
        return major == 3 && minor <= 4 || major == 0 && minor == 2
    }

    static func dissect(_ data: Octets, _ context: StreamContext, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) -> Outcome {
        let messages = context.messages
        if messages.startTLSFrame != 0, messages.startTLSFrame >= context.frame { return .rejected }
        // Four letters in a row are no record.
        if data.count > 4, (0..<4).allSatisfy({ data.base[$0] >= 0x20 && data.base[$0] < 0x7f }) { return .rejected }
        d.layer(.tls, data, data.count)
        let layer = d.currentLayer
        d.packet.foundSomething = true
        var at = 0
        while at < data.count {
            let left = data.count - at
            d.currentLayer = layer
            d.currentDepth = 0
            guard left >= 5 else { return context.canReassemble ? .needs(offset: at, .segment) : .done }
            if messages.tls.version == 0 || messages.tls.version == 2, looksLikeVersion2(data, at) {
                guard let length = try version2(data, at, context, &d) else { return .needs(offset: at, .bytes(2 + ((try data.u16(at)) & 0x7fff) - left)) }
                at += length
                continue
            }
            let type = try data.u8(at), version = try data.u16(at + 1), length = try data.u16(at + 3)
            guard (20...24).contains(type), isVersion(version) || messages.tls.version != 0 else { return .done }
            if left < length + 5 { return context.canReassemble && data.count >= data.reported ? .needs(offset: at, .bytes(length + 5 - left)) : .done }
            if messages.tls.hasBothHellos, let decryptor = s.decryptor {
                messages.tls.hasBothHellos = false
                messages.tls.session = decryptor.session(messages.tls.hello)
            }
            try record(data.clamped(at, length + 5), type, version, length, context, &d, &s)
            at += length + 5
        }
        return .done
    }

    private static func record(_ data: Octets, _ type: Int, _ version: Int, _ length: Int, _ context: StreamContext, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        let messages = context.messages, side = context.isFromLow ? 0 : 1
        let opened = TLSInside.open(data, type, context)
        d.add(TLSDetailField.record, 1, data, 0, data.count, flags: .hidden)
        d.add(messages.tls.version == 0x0304 && type == 23 ? TLSField.opaqueType : .contentType, type, data, 0, 1)
        d.open()
        defer { d.close() }
        d.add(TLSField.version, version, data, 1, 2)
        d.add(TLSField.length, length, data, 3, 2)
        let content = try data.dropping(5)
        // The version of everything but the client's hello counts.
        if messages.tls.version == 0, length > 0, type != 22 || content[0] != 1 && content[0] != 2 { messages.tls.version = isVersion(version) ? version : 0 }
        if let (inner, plain) = opened, let source = plain.withUnsafeBytes({ d.sources.add($0, title: "Decrypted TLS") }) {
            return try TLSInside.dissect(d.sources.octets(source), inner, outer: type, content, context, &d, &s)
        }
        switch type {
        case 20:
            d.mark(TLSField.changeCipherSpec, content, 0, content.count)
            addInfo("change cipher spec", &d)
            if messages.tls.version != 0x0304 { messages.tls.isEncrypted[side] = true }
        case 21:
            addInfo("alert", &d)
            guard length == 2, !messages.tls.isEncrypted[side] else { return d.add(TLSField.encrypted, 0, content, 0, content.count) }
            d.add(TLSDetailField.alert, 1, content, 0, 2, flags: .hidden)
            try d.read(TLSField.alertLevel, content, 0, 1)
            try d.read(TLSField.alertDescription, content, 1, 1)
        case 22:
            guard !messages.tls.isEncrypted[side] else {
                addInfo("encrypted handshake", &d)
                return d.add(TLSField.encrypted, 0, content, 0, content.count)
            }
            try TLSHandshake.dissect(content, context, &d)
        case 23:
            addInfo("application data", &d)
            d.add(TLSField.appData, 0, content, 0, content.count)
        default: break
        }
    }

    static func addInfo(_ text: String, _ d: inout Dissection) {
        guard d.info.count < 200 else { return }
        if d.info.count > 0 { d.info.append(", ") }
        d.info.append(text)
    }

    /// A client hello of SSL 2.0 (RFC 5246 appendix E.2); its size, or nil when it isn't all there.
    private static func version2(_ data: Octets, _ at: Int, _ context: StreamContext, _ d: inout Dissection) throws(Stop) -> Int? {
        let length = try data.u16(at) & 0x7fff
        if data.count - at < length + 2, context.canReassemble { return nil }
        let hello = data.clamped(at + 2, length)
        d.add(TLSField.version, 2, data, at, 2)
        d.add(TLSField.length, length, data, at, 2)
        d.open()
        defer { d.close() }
        try d.read(TLSField.handshakeType, hello, 0, 1)
        try d.read(TLSField.handshakeVersion, hello, 1, 2)
        addInfo("client hello", &d)
        let suites = try d.read(TLSField.cipherSuitesLength, hello, 3, 2)
        // Suites of three bytes, the first of which is 0 for those of later versions.
        var place = 9
        while place + 3 <= min(9 + suites, hello.count) {
            d.add(TLSField.cipherSpec, try hello.u24(place), hello, place, 3)
            place += 3
        }
        return length + 2
    }
}
