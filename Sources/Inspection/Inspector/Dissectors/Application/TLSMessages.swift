/// The handshake's messages besides the hellos: keys, signatures, tickets, certificates (RFC 8446 section 4, RFC 5246 section 7.4, RFC 8422).
enum TLSMessages {
    private static let ocsp = ForeignProtocols.name("ocsp")

    static func dissect(_ type: Int, _ data: Octets, _ context: StreamContext, _ d: inout Dissection) throws(Stop) {
        let isNew = context.messages.tls.version == 0x0304
        switch type {
        case 4 where data.reported >= 6: try ticket(data, isNew: isNew, context, &d)
        case 11: try certificates(data, isNew: isNew, context, &d)
        case 12: try serverKeys(data, context, &d)
        case 13: try certificateRequest(data, isNew: isNew, context, &d)
        case 15 where data.reported >= 4:
            // Before TLS 1.2 the algorithm went without saying.
            var at = 0
            if isNew || context.messages.tls.version == 0x0303 {
                try TLSExtensions.algorithm(data, 0, &d)
                at = 2
            }
            // Wireshark calls the server's by another name than the client's of old.
            let size = try d.read(isNew ? TLSDetailField.signatureLength : .verifySignatureLength, data, at, 2)
            try d.bytes(isNew ? TLSDetailField.signatureBytes : .verifySignature, data, at + 2, size)
        case 16: try clientKeys(data, context, &d)
        case 20: d.add(TLSDetailField.verifyData, 1, data, 0, data.count)
        // What the certificate's authority says of it (RFC 6066 section 8), named only.
        case 22 where data.reported > 4 && data[0] == 1: d.chain.append(ocsp)
        case 24 where data.reported >= 1: try d.read(TLSDetailField.keyUpdate, data, 0, 1)
        default: break
        }
    }

    private static func ticket(_ data: Octets, isNew: Bool, _ context: StreamContext, _ d: inout Dissection) throws(Stop) {
        try d.read(TLSDetailField.ticketLifetime, data, 0, 4)
        var at = 4
        if isNew {
            try d.read(TLSDetailField.ticketAgeAdd, data, 4, 4)
            let nonce = try d.read(TLSDetailField.ticketNonceLength, data, 8, 1)
            if nonce > 0 { try d.bytes(TLSDetailField.ticketNonce, data, 9, nonce) }
            at = 9 + nonce
        }
        let size = try d.read(TLSDetailField.ticketLength, data, at, 2)
        if size > 0 { try d.bytes(TLSDetailField.ticket, data, at + 2, size) }
        at += 2 + size
        guard isNew, at < data.reported else { return }
        let extensions = try d.read(TLSField.extensionsLength, data, at, 2)
        try TLSExtensions.dissect(try data.slice(at + 2, extensions), in: .other, context, &d)
    }

    private static func certificates(_ data: Octets, isNew: Bool, _ context: StreamContext, _ d: inout Dissection) throws(Stop) {
        var at = 0
        if isNew {
            let size = try d.read(TLSDetailField.contextLength, data, 0, 1)
            if size > 0 { try d.bytes(TLSDetailField.context, data, 1, size) }
            at = 1 + size
        }
        let end = at + 3 + (try d.read(TLSField.certificatesLength, data, at, 3))
        at += 3
        while at < min(end, data.reported) {
            let length = try d.read(TLSField.certificateLength, data, at, 3)
            try d.bytes(TLSField.certificate, data, at + 3, length)
            X509Certificate.dissect(try data.slice(at + 3, length), &d)
            at += 3 + length
            if isNew {
                let extensions = try d.read(TLSField.extensionsLength, data, at, 2)
                try TLSExtensions.dissect(try data.slice(at + 2, extensions), in: .other, context, &d)
                at += 2 + extensions
            }
        }
    }

    /// Who asks for a client's certificate, and for which kinds.
    private static func certificateRequest(_ data: Octets, isNew: Bool, _ context: StreamContext, _ d: inout Dissection) throws(Stop) {
        if isNew {
            let size = try d.read(TLSDetailField.contextLength, data, 0, 1)
            if size > 0 { try d.bytes(TLSDetailField.context, data, 1, size) }
            let extensions = try d.read(TLSField.extensionsLength, data, 1 + size, 2)
            try TLSExtensions.dissect(try data.slice(3 + size, extensions), in: .other, context, &d)
            return
        }
        let types = try d.read(TLSDetailField.typesCount, data, 0, 1)
        for index in 0..<types { try d.read(TLSDetailField.type, data, 1 + index, 1) }
        var at = 1 + types
        if context.messages.tls.version == 0x0303 {
            let size = try data.u16(at)
            try TLSExtensions.algorithms(try data.slice(at, 2 + size), &d)
            at += 2 + size
        }
        let end = min(at + 2 + (try d.read(TLSDetailField.namesLength, data, at, 2)), data.reported)
        at += 2
        while at + 2 <= end {
            let length = try data.u16(at)
            X509Certificate.name(try data.slice(at + 2, length), &d)
            at += 2 + length
        }
    }

    /// The server's key, signed, if the agreed suite makes a new key for each session.
    private static func serverKeys(_ data: Octets, _ context: StreamContext, _ d: inout Dissection) throws(Stop) {
        switch TLSKeyExchange(suite: context.messages.tls.suite) {
        case .ellipticCurve:
            let kind = try d.read(TLSDetailField.curveType, data, 0, 1)
            guard kind == 3 else { return }
            try d.read(TLSDetailField.curve, data, 1, 2)
            let size = try d.read(TLSDetailField.serverPointLength, data, 3, 1)
            try d.bytes(TLSDetailField.serverPoint, data, 4, size)
            var at = 4 + size
            guard at < data.reported else { return }
            if context.messages.tls.version == 0x0303 {
                try TLSExtensions.algorithm(data, at, &d)
                at += 2
            }
            let length = try d.read(TLSDetailField.signatureLength, data, at, 2)
            try d.bytes(TLSDetailField.signatureBytes, data, at + 2, length)
        case .preShared:
            let size = try d.read(TLSDetailField.pskHintLength, data, 0, 2)
            if size > 0 { try d.bytes(TLSDetailField.pskHint, data, 2, size) }
        default: break
        }
    }

    private static func clientKeys(_ data: Octets, _ context: StreamContext, _ d: inout Dissection) throws(Stop) {
        switch TLSKeyExchange(suite: context.messages.tls.suite) {
        case .ellipticCurve:
            let size = try d.read(TLSDetailField.clientPointLength, data, 0, 1)
            try d.bytes(TLSDetailField.clientPoint, data, 1, size)
        case .rsa:
            // SSL 3.0 leaves the length out.
            var at = 0
            if context.messages.tls.version != 0x0300 {
                try d.read(TLSDetailField.premasterLength, data, 0, 2)
                at = 2
            }
            if data.reported > at { try d.bytes(TLSDetailField.premaster, data, at, data.reported - at) }
        case .preShared:
            let size = try d.read(TLSDetailField.pskIdentityLength, data, 0, 2)
            if size > 0 { try d.bytes(TLSDetailField.pskIdentity, data, 2, size) }
        case nil: break
        }
    }
}

/// How a suite agrees on the secret, of those kinds whose messages are read.
private enum TLSKeyExchange {
    case ellipticCurve, rsa, preShared

    /// By the suite's number; nil: another way, or not known.
    init?(suite: Int) {
        switch suite {
        case 0xc006...0xc00a, 0xc010...0xc014, 0xc023, 0xc024, 0xc027, 0xc028, 0xc02b, 0xc02c, 0xc02f, 0xc030, 0xc072, 0xc073, 0xc076, 0xc077, 0xc0ac...0xc0af, 0xcca8, 0xcca9: self = .ellipticCurve
        case 0x0001...0x000a, 0x002f, 0x0035, 0x003b...0x003d, 0x0041, 0x0084, 0x009c, 0x009d, 0xc09c...0xc0a1: self = .rsa
        case 0x002c, 0x008a...0x008d, 0x00a8, 0x00a9, 0x00ae...0x00b1, 0xc0a4, 0xc0a5, 0xc0a8, 0xc0a9, 0xccab: self = .preShared
        default: return nil
        }
    }
}
