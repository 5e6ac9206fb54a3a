/// Protocols over UDP that have no port of their own and are recognised by how their datagrams begin. Once one is, the conversation is its.
enum RecognisedDatagrams {
    static let stun = ForeignProtocols.name("stun"), classicSTUN = ForeignProtocols.name("classicstun")
    private static let quic = ForeignProtocols.name("quic"), gquic = ForeignProtocols.name("gquic"), dtls = ForeignProtocols.name("dtls"), rpc = ForeignProtocols.name("rpc"), wireGuard = ForeignProtocols.name("wg")

    static func recognise(_ data: Octets) -> ProtocolName? {
        guard let first = data[0], data.count >= 12 else { return nil }
        if first & 0x80 != 0, isQUIC(data) { return quic }
        if isMessage(data) { return stun }
        if isOldMessage(data) { return classicSTUN }
        if isRecords(data) { return dtls }
        if isGoogleQUIC(first, data) { return gquic }
        if isWireGuard(first, data) { return wireGuard }
        return isCall(data, at: 0) ? rpc : nil
    }

    /// Whether the conversation is that protocol's from now on: of WireGuard's messages only the first says so, of STUN's without a cookie none.
    static func isBeginning(_ name: ProtocolName, _ data: Octets) -> Bool { name != classicSTUN && (name != wireGuard || data[0] == 1) }

    /// - Returns: false where the bytes cannot be that protocol's.
    static func dissect(_ name: ProtocolName, _ data: Octets, _ d: inout Dissection) throws(Stop) -> Bool {
        if name == stun { return try message(data, &d) }
        if name == dtls && !isRecords(data) || name == rpc && !isCallOrReply(data) { return false }
        DataDissector.foreign(name, data, &d)
        return true
    }

    /// QUIC's long header (RFC 9000 section 17.2): a version that is known, and connection numbers of at most 20 bytes.
    private static func isQUIC(_ data: Octets) -> Bool {
        guard data.count >= 13, let version = try? data.u32(1) else { return false }
        switch version {
        case 1, 0x6b33_43cf, 0x709a_50c4, 0xff00_000b...0xff00_0022, 0xface_b001...0xface_b00e, 0x5130_3530, 0x5430_3530, 0x5430_3531: break
        // Versions that nobody may have, so that everybody learns to refuse them.
        case _ where version & 0x0f0f_0f0f == 0x0a0a_0a0a: break
        default: return false
        }
        guard let size = data[5], size <= 20, let other = data[6 + Int(size)] else { return false }
        return other <= 20
    }

    /// Google's QUIC: a version as text, behind the connection's number.
    private static func isGoogleQUIC(_ first: UInt8, _ data: Octets) -> Bool {
        if first & 0xc0 == 0 {
            return first & 9 == 9 && data[9] == UInt8(ascii: "Q") && data[10] == UInt8(ascii: "0") && data[11].map { (UInt8(ascii: "2")...UInt8(ascii: "4")).contains($0) } ?? false
        }
        return first & 0xc0 == 0xc0 && data.count >= 14 && data.matches("Q046", at: 1)
    }

    /// DTLS records (RFC 6347 section 4.1) that fill the datagram.
    private static func isRecords(_ data: Octets) -> Bool {
        var at = 0
        while at + 13 <= data.count, (20...26).contains(data.base[at]) {
            let version = Int(data.base[at + 1]) << 8 | Int(data.base[at + 2])
            guard version == 0xfeff || version == 0xfefd || version == 0x0100 else { return false }
            at += 13 + (Int(data.base[at + 11]) << 8 | Int(data.base[at + 12]))
            if at == data.reported { return true }
        }
        return at >= 13 && data.count < data.reported && at <= data.reported
    }

    /// WireGuard's three messages of a handshake have lengths of their own; its data has not, and is known by what came before.
    private static func isWireGuard(_ first: UInt8, _ data: Octets) -> Bool {
        switch first {
        case 1: data.reported == 148
        case 2: data.reported == 92
        case 3: data.reported == 64
        case 4: data.reported >= 32 && data[1] == 0 && data[2] == 0 && data[3] == 0
        default: false
        }
    }

    /// A call of remote procedures (RFC 5531 section 9), to one of the programs that Unix has always had.
    static func isCall(_ data: Octets, at: Int) -> Bool {
        guard data.count >= at + 16, data.base[at + 4] | data.base[at + 5] | data.base[at + 6] | data.base[at + 7] == 0, let version = try? data.u32(at + 8), version == 2, let program = try? data.u32(at + 12) else { return false }
        return (100_000...100_300).contains(program) || program == 150_001 || program == 390_109 || program == 400_122
    }

    private static func isCallOrReply(_ data: Octets) -> Bool { data.count >= 8 && data[4] == 0 && data[5] == 0 && data[6] == 0 && data[7].map { $0 < 2 } ?? false }

    // MARK: - STUN (RFC 8489)

    private static let cookie = 0x2112_a442

    private static func isMessage(_ data: Octets) -> Bool {
        guard data.count >= 20, let type = try? data.u16(0), type >> 14 == 0, let value = try? data.u32(4), value == cookie else { return false }
        return (type & 15 | type >> 1 & 0x70 | type >> 2 & 0xf80) <= 0xff && data.reported == 20 + (Int(data.base[2]) << 8 | Int(data.base[3]))
    }

    /// As the first STUN had them (RFC 3489): without a cookie.
    private static func isOldMessage(_ data: Octets) -> Bool {
        guard data.count >= 20, data.count == data.reported, let type = try? data.u16(0), let value = try? data.u32(4), value != cookie else { return false }
        // Questions, answers and refusals of its two methods. (Not an array: one for each datagram would be allocated.)
        guard type & 0xfeef < 3, type & 0xf > 0, type & 0x110 != 0x010 else { return false }
        return data.count == 20 + (Int(data.base[2]) << 8 | Int(data.base[3]))
    }

    private static func message(_ data: Octets, _ d: inout Dissection) throws(Stop) -> Bool {
        guard data.count >= 4 else { return false }
        let type = try data.u16(0), length = try data.u16(2)
        if type >> 14 != 0 {
            // Data for a channel through a relay (RFC 8656 section 12.4).
            guard type >> 15 == 0 || type == 0xff10, data.reported == 4 + length || data.reported == (7 + length) / 4 * 4 else { return false }
            d.layer(named: stun, .foreign, data, 4)
            DataDissector.dissect(data.clamped(4, length), &d)
            return true
        }
        guard isMessage(data) else { return false }
        DataDissector.foreign(stun, data, &d)
        var at = 20
        while data.reported - at >= 4 {
            let kind = try data.u16(at), size = try data.u16(at + 2)
            // 0x0013: what somebody sends through the relay.
            if kind == 0x0013, size > 0 { DataDissector.dissect(try data.slice(at + 4, size), &d) }
            at += 4 + (size + 3) / 4 * 4
        }
        return true
    }
}
