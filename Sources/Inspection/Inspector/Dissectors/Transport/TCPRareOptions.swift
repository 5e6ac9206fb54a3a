/// TCP's rarer options: signatures (RFC 2385), user timeouts (RFC 5482), fast open (RFC 7413), several paths (RFC 8684).
enum TCPRareField: UInt8, FieldSet {
    case digest, granularity, timeout, fastOpenRequest, fastOpenCookie, sackCount
    case subtype, version, reserved, flags, backup, needsChecksum, extensibility, noMoreSubflows, usesHMAC, dataFin, longSequence, hasSequence, longAcknowledgment, hasAcknowledgment
    case sendKey, receiveKey, token, random, shortHMAC, longHMAC, acknowledgment, sequence, subflowSequence, dataLength, checksum, echo, addressID, ipv4, ipv6, port, addressHMAC, resetReason

    static var proto: ProtocolID { .tcpRare }
    var definition: FieldDefinition {
        switch self {
        case .digest: .init("tcp.options.md5.digest", "Signature", .bytes, "Could be reckoned only with the shared secret.")
        case .granularity: .init("tcp.options.user_to_granularity", "In minutes", .boolean, "The timeout is in minutes, not in seconds.", bits: 0..<1)
        case .timeout: .init("tcp.options.user_to_val", "User timeout", .decimal, "How long the sender waits for an acknowledgement before it gives up.", bits: 1..<16)
        case .fastOpenRequest: .init("tcp.options.tfo.request", "Cookie wanted", .presence, "The client would like a cookie, to send data at once next time.")
        case .fastOpenCookie: .init("tcp.options.tfo.cookie", "Cookie", .bytes, "Shows that the client's address is its own: data may come with the SYN.")
        case .sackCount: .init("tcp.options.sack.count", "Blocks", .decimal, "How many blocks are told.")
        case .subtype: .init("tcp.options.mptcp.subtype", "Multipath message", .decimal, "What is said about the paths.", bits: 0..<4) { ["capable", "join", "data sequence", "add address", "remove address", "priority", "fail", "fast close", "reset"][safe: Int(truncatingIfNeeded: $0)] }
        case .version: .init("tcp.options.mptcp.version", "Version", .decimal, "0 or 1.", bits: 4..<8)
        case .reserved: .init("tcp.options.mptcp.reserved", "Reserved", .hex(4), "Nothing yet; must be 0.", bits: 4..<16)
        case .flags: .init("tcp.options.mptcp.flags", "Flags", .hex(2), "What follows, and how it is meant.")
        case .backup: .init("tcp.options.mptcp.backup.flag", "Backup", .decimal, "Only to be used when the others fail.", bits: 7..<8)
        case .needsChecksum: .init("tcp.options.mptcp.checksumreq.flags", "Checksum wanted", .decimal, "The data is to have a checksum of its own.", bits: 0..<1)
        case .extensibility: .init("tcp.options.mptcp.extensibility.flag", "Extensibility", .decimal, "Must be 0.", bits: 1..<2)
        case .noMoreSubflows: .init("tcp.options.mptcp.nomoresubflows.flag", "No more here", .decimal, "No further path is to be opened to this address.", bits: 2..<3)
        case .usesHMAC: .init("tcp.options.mptcp.sha256.flag", "HMAC-SHA256", .decimal, "How paths prove that they belong together.", bits: 7..<8)
        case .dataFin: .init("tcp.options.mptcp.datafin.flag", "Data's end", .decimal, "The sender will send no more on any path.", bits: 3..<4)
        case .longSequence: .init("tcp.options.mptcp.dseqn8.flag", "Long sequence number", .decimal, "The sequence number has 8 bytes.", bits: 4..<5)
        case .hasSequence: .init("tcp.options.mptcp.dseqnpresent.flag", "Sequence number", .decimal, "A sequence number follows.", bits: 5..<6)
        case .longAcknowledgment: .init("tcp.options.mptcp.dataack8.flag", "Long acknowledgement", .decimal, "The acknowledgement has 8 bytes.", bits: 6..<7)
        case .hasAcknowledgment: .init("tcp.options.mptcp.dataackpresent.flag", "Acknowledgement", .decimal, "An acknowledgement follows.", bits: 7..<8)
        case .sendKey: .init("tcp.options.mptcp.sendkey", "Sender's key", .decimal, "Further paths are joined with it.")
        case .receiveKey: .init("tcp.options.mptcp.recvkey", "Receiver's key", .decimal, "The other end's key, repeated.")
        case .token: .init("tcp.options.mptcp.recvtok", "Token", .decimal, "Which connection the path belongs to.")
        case .random: .init("tcp.options.mptcp.sendrand", "Random", .decimal, "Makes every proof different.")
        case .shortHMAC: .init("tcp.options.mptcp.sendtrunchmac", "Proof", .decimal, "The sender knows the keys: the front of the proof.")
        case .longHMAC: .init("tcp.options.mptcp.sendhmac", "Proof", .bytes, "The sender knows the keys.")
        case .acknowledgment: .init("tcp.options.mptcp.rawdataack", "Data acknowledged", .decimal, "Up to where all paths together have arrived.")
        case .sequence: .init("tcp.options.mptcp.rawdataseqno", "Data's sequence number", .decimal, "Where in all paths' data this segment's begins.")
        case .subflowSequence: .init("tcp.options.mptcp.subflowseqno", "Path's sequence number", .decimal, "Where in this path's data that is.")
        case .dataLength: .init("tcp.options.mptcp.datalvllen", "Length", .decimal, "For how many bytes this holds.")
        case .checksum: .init("tcp.options.mptcp.checksum", "Checksum", .hex(4), "Guards the data against boxes that change it.")
        case .echo: .init("tcp.options.mptcp.echo", "Echo", .decimal, "Repeated, to show that it has arrived.", bits: 7..<8)
        case .addressID: .init("tcp.options.mptcp.addrid", "Address's number", .decimal, "What the address is called from now on.")
        case .ipv4: .init("tcp.options.mptcp.ipv4", "IPv4 address", .ipv4, "Another address of the sender.")
        case .ipv6: .init("tcp.options.mptcp.ipv6", "IPv6 address", .ipv6, "Another address of the sender.")
        case .port: .init("tcp.options.mptcp.port", "Port", .decimal, "Its port.")
        case .addressHMAC: .init("tcp.options.mptcp.addaddrtrunchmac", "Proof", .decimal, "The sender knows the keys: the front of the proof.")
        case .resetReason: .init("tcp.options.mptcp.rst_reason", "Reason", .hex(2), "Why the path is given up.")
        }
    }

    static let timeoutBits = FlagBits<TCPRareField>(bytes: 2, .granularity, .timeout)
    static let reservedBits = FlagBits<TCPRareField>(bytes: 2, .reserved)
    static let capableBits = FlagBits<TCPRareField>(bytes: 1, .needsChecksum, .extensibility, .noMoreSubflows, .usesHMAC)
    static let signalBits = FlagBits<TCPRareField>(bytes: 1, .dataFin, .longSequence, .hasSequence, .longAcknowledgment, .hasAcknowledgment)
    static let backupBits = FlagBits<TCPRareField>(bytes: 1, .backup)
}

enum TCPRareOptions {
    /// Reads an option, whose kind and length were read; one of a length that its kind does not have is left as it is.
    static func dissect(_ kind: Int, _ length: Int, _ data: Octets, _ d: inout Dissection) throws(Stop) {
        switch (kind, length) {
        case (19, 18): try d.bytes(TCPRareField.digest, data, 2, 16)
        case (28, 4): try d.parts(TCPRareField.timeoutBits, data, 2)
        case (34, 2): d.add(TCPRareField.fastOpenRequest, 1, data, 0, 2)
        case (34, 3...): try d.bytes(TCPRareField.fastOpenCookie, data, 2, length - 2)
        case (30, 3...): if d.recordsFields { try multipath(length, data, &d) }
        default: break
        }
    }

    private static func multipath(_ length: Int, _ data: Octets, _ d: inout Dissection) throws(Stop) {
        let first = try data.u8(2), subtype = first >> 4
        d.add(TCPRareField.subtype, subtype, data, 2, 1)
        switch (subtype, length) {
        case (0, 4...):
            d.add(TCPRareField.version, first & 15, data, 2, 1)
            try d.read(TCPRareField.flags, TCPRareField.capableBits, data, 3)
            try fields([(.sendKey, 8), (.receiveKey, 8), (.dataLength, 2), (.checksum, 2)], data, 4, length, &d)
        case (1, 12), (1, 16):
            try d.read(TCPRareField.flags, TCPRareField.backupBits, data, 2)
            try d.read(TCPRareField.addressID, data, 3, 1)
            try fields(length == 12 ? [(.token, 4), (.random, 4)] : [(.shortHMAC, 8), (.random, 4)], data, 4, length, &d)
        case (1, 24):
            try d.parts(TCPRareField.reservedBits, data, 2)
            try d.bytes(TCPRareField.longHMAC, data, 4, 20)
        case (2, 4...): try signal(length, data, &d)
        case (3, 8...):
            d.add(TCPRareField.echo, first & 1, data, 2, 1)
            try d.read(TCPRareField.addressID, data, 3, 1)
            // What is left beside the address is a port, a proof, or both.
            let isLong = length >= 20, size = isLong ? 16 : 4
            if isLong { try d.bytes(TCPRareField.ipv6, data, 4, 16) } else { try d.read(TCPRareField.ipv4, data, 4, 4) }
            let rest = length - 4 - size
            try fields(rest == 2 || rest == 10 ? [(.port, 2), (.addressHMAC, 8)] : [(.addressHMAC, 8)], data, 4 + size, length, &d)
        case (4, 4...): for at in 3..<length { try d.read(TCPRareField.addressID, data, at, 1) }
        case (5, 3...):
            try d.read(TCPRareField.flags, TCPRareField.backupBits, data, 2)
            if length > 3 { try d.read(TCPRareField.addressID, data, 3, 1) }
        case (6, 12), (7, 12):
            try d.parts(TCPRareField.reservedBits, data, 2)
            try d.read(subtype == 6 ? TCPRareField.sequence : .receiveKey, data, 4, 8)
        case (8, 4): try d.read(TCPRareField.resetReason, data, 3, 1)
        default: break
        }
    }

    /// What was acknowledged of all paths' data, and where in it this segment's belongs.
    private static func signal(_ length: Int, _ data: Octets, _ d: inout Dissection) throws(Stop) {
        let flags = try d.read(TCPRareField.flags, TCPRareField.signalBits, data, 3)
        var parts: [(TCPRareField, Int)] = []
        if flags & 1 != 0 { parts.append((.acknowledgment, flags & 2 != 0 ? 8 : 4)) }
        if flags & 4 != 0 { parts += [(.sequence, flags & 8 != 0 ? 8 : 4), (.subflowSequence, 4), (.dataLength, 2), (.checksum, 2)] }
        try fields(parts, data, 4, length, &d)
    }

    /// Numbers one after the other, as far as the option reaches.
    private static func fields(_ parts: [(TCPRareField, Int)], _ data: Octets, _ start: Int, _ length: Int, _ d: inout Dissection) throws(Stop) {
        var at = start
        for (field, size) in parts {
            guard at + size <= length else { return }
            try d.read(field, data, at, size)
            at += size
        }
    }
}
