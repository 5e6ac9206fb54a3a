/// The extensions of hellos and their like (RFC 8446 section 4.2): each a type, a length and a value.
enum TLSExtensions {
    /// Which message they stand in: some are written otherwise in a hello of the client.
    enum Place { case clientHello, serverHello, other }

    static func dissect(_ data: Octets, in place: Place, _ context: StreamContext, _ d: inout Dissection) throws(Stop) {
        var at = 0
        while at < data.reported {
            let type = try d.read(TLSField.extensionType, data, at, 2)
            d.open()
            let length = try d.read(TLSField.extensionLength, data, at + 2, 2)
            try value(type, try data.slice(at + 4, length), in: place, context, &d)
            d.close()
            at += 4 + length
        }
    }

    /// The version that a server's hello chooses by an extension, or nil.
    static func chosenVersion(_ data: Octets) -> Int? {
        guard let id = data[34], let length = try? data.u16(38 + Int(id)) else { return nil }
        var at = 40 + Int(id)
        let end = min(data.count, at + length)
        while at + 4 <= end, let type = try? data.u16(at), let size = try? data.u16(at + 2) {
            if type == 43, size == 2 { return try? data.u16(at + 4) }
            at += 4 + size
        }
        return nil
    }

    private static func value(_ type: Int, _ value: Octets, in place: Place, _ context: StreamContext, _ d: inout Dissection) throws(Stop) {
        let length = value.reported, isClient = place == .clientHello
        switch type {
        case 0 where length >= 5: try serverName(value, &d)
        case 1 where length == 1: try d.read(TLSDetailField.fragmentLength, value, 0, 1)
        case 5 where isClient && length >= 5:
            try d.read(TLSDetailField.statusType, value, 0, 1)
            let ids = try d.read(TLSDetailField.responderLength, value, 1, 2)
            try d.read(TLSDetailField.statusExtensionsLength, value, 3 + ids, 2)
        case 10 where length >= 2:
            try d.read(TLSDetailField.groupsLength, value, 0, 2)
            for at in stride(from: 2, to: length - 1, by: 2) { try d.read(TLSField.group, value, at, 2) }
        case 11 where length >= 1:
            let size = try d.read(TLSDetailField.pointFormatsLength, value, 0, 1)
            for index in 0..<size { try d.read(TLSDetailField.pointFormat, value, 1 + index, 1) }
        case 13 where length >= 2, 50 where length >= 2: try algorithms(value, &d)
        case 16 where length >= 2: try protocols(value, isClient: isClient, context, &d)
        case 21 where length > 0: try d.bytes(TLSDetailField.padding, value, 0, length)
        case 27 where length >= 1:
            try d.read(TLSDetailField.compressionLength, value, 0, 1)
            for at in stride(from: 1, to: length - 1, by: 2) { try d.read(TLSDetailField.compression, value, at, 2) }
        case 41: try preShared(value, isClient: isClient, &d)
        // Data sent before the handshake is over: only TLS 1.3 has that.
        case 42 where isClient: context.messages.tls.version = 0x0304
        case 43 where isClient && length >= 1:
            try d.read(TLSDetailField.versionsLength, value, 0, 1)
            for at in stride(from: 1, to: length - 1, by: 2) { try d.read(TLSField.supportedVersion, value, at, 2) }
        case 43 where length == 2: context.messages.tls.agree(on: try d.read(TLSField.supportedVersion, value, 0, 2))
        case 44 where length >= 2:
            let size = try d.read(TLSDetailField.cookieLength, value, 0, 2)
            if size > 0 { try d.bytes(TLSDetailField.cookie, value, 2, size) }
        case 45 where length >= 1:
            let size = try d.read(TLSDetailField.modesLength, value, 0, 1)
            for index in 0..<size { try d.read(TLSDetailField.mode, value, 1 + index, 1) }
        case 51: try keyShares(value, isClient: isClient, &d)
        case 65281 where length >= 1:
            let size = try d.read(TLSDetailField.renegotiationLength, value, 0, 1)
            if size > 0 { try d.bytes(TLSDetailField.renegotiation, value, 1, size) }
        case 1, 5, 22, 23, 43, 49: break
        default: if length > 0 { try d.bytes(TLSDetailField.extensionData, value, 0, length) }
        }
    }

    private static func serverName(_ value: Octets, _ d: inout Dissection) throws(Stop) {
        try d.read(TLSDetailField.nameListLength, value, 0, 2)
        try d.read(TLSDetailField.nameType, value, 2, 1)
        let size = try d.read(TLSDetailField.nameLength, value, 3, 2)
        try d.bytes(TLSField.serverName, value, 5, size)
        d.say(after: " for ") { out throws(Stop) in try out.quoted(value, 5, size) }
    }

    /// Ways of signing, each a word whose two bytes TLS 1.2 read one by one.
    static func algorithms(_ value: Octets, _ d: inout Dissection) throws(Stop) {
        let size = try d.read(TLSDetailField.algorithmsLength, value, 0, 2)
        for at in stride(from: 2, to: 1 + size, by: 2) { try algorithm(value, at, &d) }
    }

    static func algorithm(_ value: Octets, _ at: Int, _ d: inout Dissection) throws(Stop) {
        try d.read(TLSField.signatureAlgorithm, value, at, 2)
        d.open()
        try d.read(TLSDetailField.hash, value, at, 1)
        try d.read(TLSDetailField.signature, value, at + 1, 1)
        d.close()
    }

    private static func protocols(_ value: Octets, isClient: Bool, _ context: StreamContext, _ d: inout Dissection) throws(Stop) {
        try d.read(TLSDetailField.alpnLength, value, 0, 2)
        var at = 2
        while at < value.reported {
            let size = try d.read(TLSDetailField.alpnNameLength, value, at, 1)
            try d.bytes(TLSField.alpn, value, at + 1, size)
            if !isClient { context.messages.tls.alpn = value.text(at + 1, size) }
            at += 1 + size
        }
    }

    /// Public keys: the client offers some, the server answers with one, or says which group it would like.
    private static func keyShares(_ value: Octets, isClient: Bool, _ d: inout Dissection) throws(Stop) {
        if !isClient, value.reported == 2 {
            try d.read(TLSDetailField.selectedGroup, value, 0, 2)
            return
        }
        var at = 0
        if isClient {
            try d.read(TLSDetailField.keyShareLength, value, 0, 2)
            at = 2
        }
        while at < value.reported {
            try d.read(TLSDetailField.keyShareGroup, value, at, 2)
            d.open()
            let size = try d.read(TLSDetailField.keyShareSize, value, at + 2, 2)
            if size > 0 { try d.bytes(TLSDetailField.keyShare, value, at + 4, size) }
            d.close()
            at += 4 + size
        }
    }

    /// Secrets from before (RFC 8446 section 4.2.11).
    private static func preShared(_ value: Octets, isClient: Bool, _ d: inout Dissection) throws(Stop) {
        guard isClient else {
            try d.read(TLSDetailField.selectedIdentity, value, 0, 2)
            return
        }
        let end = 2 + (try d.read(TLSDetailField.identitiesLength, value, 0, 2))
        var at = 2
        while at < end {
            let size = try d.read(TLSDetailField.identityLength, value, at, 2)
            if size > 0 { try d.bytes(TLSDetailField.identity, value, at + 2, size) }
            try d.read(TLSDetailField.ticketAge, value, at + 2 + size, 4)
            at += 6 + size
        }
        try d.read(TLSDetailField.bindersLength, value, at, 2)
    }
}
