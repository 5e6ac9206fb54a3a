/// Open Shortest Path First, versions 2 (RFC 2328) and 3 (RFC 5340): the header and the five messages.
enum OSPFDissector {
    static func dissect(_ data: Octets, _ d: inout Dissection) throws(Stop) {
        d.layer(.ospf, data, data.count)
        d.say { out throws(Stop) in try OSPFWords.write(data, into: &out) }
        let version = try d.read(OSPFField.version, data, 0, 1)
        let type = try d.read(OSPFField.type, data, 1, 1)
        if let kind = [.isHello, .isDescription, .isRequest, .isUpdate, .isAcknowledgement][safe: type - 1] as OSPFField? { d.add(kind, 1, data, 1, 1, flags: .hidden) }
        let length = try d.read(OSPFField.length, data, 2, 2)
        try d.read(OSPFField.router, data, 4, 4)
        try d.read(OSPFField.area, data, 8, 4)
        let checksum = try d.read(OSPFField.checksum, data, 12, 2)
        switch version {
        case 2:
            let behind = length + (try authentication(data, length, &d))
            checkSum(checksum, data.prefix(length), version, &d)
            try message(type, try data.prefix(length).dropping(24), version, &d)
            if try hasSignalling(type, data, 24, version) { _ = try OSPFSignalling.dissect(try data.dropping(behind), &d) }
        case 3:
            try d.read(OSPFField.instance, data, 14, 1)
            try d.bytes(OSPFField.reserved, data, 15, 1)
            checkSum(checksum, data.prefix(length), version, &d)
            try message(type, try data.prefix(length).dropping(16), version, &d)
            var behind = length
            if try hasSignalling(type, data, 16, version) { behind += try OSPFSignalling.dissect(try data.dropping(behind), &d) }
            if try options(type, data, 16, version) & 0x0400 != 0 { try OSPFSignalling.trailer(try data.dropping(behind), &d) }
        default: break
        }
    }

    /// The proof of version 2, in the header and, for a digest, behind the message; bytes behind the message.
    private static func authentication(_ data: Octets, _ length: Int, _ d: inout Dissection) throws(Stop) -> Int {
        switch try d.read(OSPFField.authentication, data, 14, 2) {
        case 0: try d.bytes(OSPFField.noAuthentication, data, 16, 8)
        case 1:
            try data.require(16, 8)
            if d.recordsFields { d.add(OSPFField.password, text: data.text(16, (data.firstIndex(of: 0, from: 16, limit: 24) ?? 24) - 16), data, 16, 8) }
        case 2:
            try d.read(OSPFField.keyID, data, 18, 1)
            let digest = try d.read(OSPFField.digestLength, data, 19, 1)
            try d.read(OSPFField.digestSequence, data, 20, 4)
            if digest > 0 { try d.bytes(OSPFField.digest, data, length, digest) }
            return digest
        default: try d.bytes(OSPFField.unknownAuthentication, data, 16, 8)
        }
        return 0
    }

    /// Says so when the message's checksum is wrong. The password is left out of it; with a digest there is none.
    private static func checkSum(_ checksum: Int, _ data: Octets, _ version: Int, _ d: inout Dissection) {
        guard checksum != 0, data.count == data.reported, data.count >= 24 || version == 3, !d.packet.isFragment, !d.packet.isInError else { return }
        let sum = version == 2
            ? Checksum.sum(data, 24, data.count - 24, initial: UInt64(Checksum.sum(data, 0, 16)))
            : Checksum.sum(data, 0, data.count, initial: Checksum.pseudoHeader(d.packet.source, d.packet.destination, proto: 89, length: data.count))
        if sum != 0xffff { d.report(.invalid, field: OSPFField.checksum.id, offset: data.offset + 12, reason: "is wrong: the message was damaged, or its sender reckons wrongly") }
    }

    private static func message(_ type: Int, _ data: Octets, _ version: Int, _ d: inout Dissection) throws(Stop) {
        switch type {
        case 1: try hello(data, version, &d)
        case 2: try description(data, version, &d)
        case 3:
            var at = 0
            while at < data.reported {
                if version == 2 {
                    try d.read(OSPFStateField.type, data, at, 4)
                } else {
                    try d.bytes(OSPFField.reserved, data, at, 2)
                    try d.read(OSPFStateField.type3, OSPFStateField.type3Bits, data, at + 2)
                }
                d.open()
                try d.read(OSPFStateField.requested, data, at + 4, 4)
                try d.read(OSPFStateField.advertiser, data, at + 8, 4)
                d.close()
                at += 12
            }
        case 4:
            let count = try d.read(OSPFField.stateCount, data, 0, 4)
            var at = 4
            for _ in 0..<count { at += version == 2 ? try OSPFState.dissect(try data.dropping(at), hasBody: true, &d) : try OSPFv3State.dissect(try data.dropping(at), hasBody: true, &d) }
        case 5: try headers(data, 0, version, &d)
        default: break
        }
    }

    private static func hello(_ data: Octets, _ version: Int, _ d: inout Dissection) throws(Stop) {
        if version == 2 {
            try d.read(OSPFField.mask, data, 0, 4)
            try d.read(OSPFField.interval, data, 4, 2)
            try d.read(OSPFField.options, OSPFField.optionBits, data, 6)
            try d.read(OSPFField.priority, data, 7, 1)
            try d.read(OSPFField.deadInterval, data, 8, 4)
        } else {
            try d.read(OSPFField.interface, data, 0, 4)
            try d.read(OSPFField.priority, data, 4, 1)
            try d.read(OSPFField.options3, OSPFField.option3Bits, data, 5)
            try d.read(OSPFField.interval, data, 8, 2)
            try d.read(OSPFField.deadInterval, data, 10, 2)
        }
        try d.read(OSPFField.designated, data, 12, 4)
        try d.read(OSPFField.backup, data, 16, 4)
        for at in stride(from: 20, to: data.reported, by: 4) { try d.read(OSPFField.neighbour, data, at, 4) }
    }

    private static func description(_ data: Octets, _ version: Int, _ d: inout Dissection) throws(Stop) {
        if version == 2 {
            try d.read(OSPFField.mtu, data, 0, 2)
            try d.read(OSPFField.options, OSPFField.optionBits, data, 2)
            try d.read(OSPFField.description, OSPFField.descriptionBits, data, 3)
            try d.read(OSPFField.descriptionSequence, data, 4, 4)
        } else {
            try d.bytes(OSPFField.reserved, data, 0, 1)
            try d.read(OSPFField.options3, OSPFField.option3Bits, data, 1)
            try d.read(OSPFField.mtu, data, 4, 2)
            try d.bytes(OSPFField.reserved, data, 6, 1)
            try d.read(OSPFField.description, OSPFField.descriptionBits, data, 7)
            try d.read(OSPFField.descriptionSequence, data, 8, 4)
        }
        try headers(data, version == 2 ? 8 : 12, version, &d)
    }

    /// Advertisements without their bodies, to the end.
    private static func headers(_ data: Octets, _ start: Int, _ version: Int, _ d: inout Dissection) throws(Stop) {
        var at = start
        while at < data.reported { at += version == 2 ? try OSPFState.dissect(try data.dropping(at), hasBody: false, &d) : try OSPFv3State.dissect(try data.dropping(at), hasBody: false, &d) }
    }

    /// The options of hellos and database descriptions, which say what follows the message.
    private static func options(_ type: Int, _ data: Octets, _ header: Int, _ version: Int) throws(Stop) -> Int {
        switch (type, version) {
        case (1, 2): try data.u8(header + 6)
        case (2, 2): try data.u8(header + 2)
        case (1, _): try data.u24(header + 5)
        case (2, _): try data.u24(header + 1)
        default: 0
        }
    }

    private static func hasSignalling(_ type: Int, _ data: Octets, _ header: Int, _ version: Int) throws(Stop) -> Bool { try options(type, data, header, version) & (version == 2 ? 0x10 : 0x0200) != 0 }
}

/// What may follow a message: link-local signalling (RFC 5613) and the authentication trailer of version 3 (RFC 7166).
enum OSPFSignalling {
    /// The block; how many bytes it takes.
    static func dissect(_ data: Octets, _ d: inout Dissection) throws(Stop) -> Int {
        try d.read(OSPFField.signallingChecksum, data, 0, 2)
        let length = try data.u16(2) * 4
        d.add(OSPFField.signallingLength, length, data, 2, 2)
        var at = 4
        while at < length {
            let type = try d.read(OSPFField.tlvType, data, at, 2)
            d.open()
            let size = try d.read(OSPFField.tlvLength, data, at + 2, 2)
            switch type {
            case 1 where size == 4: try d.read(OSPFField.extendedOptions, OSPFField.extendedBits, data, at + 4)
            case 2 where size >= 4:
                try d.read(OSPFField.signallingSequence, data, at + 4, 4)
                try d.bytes(OSPFField.signallingDigest, data, at + 8, size - 4)
            default: break
            }
            d.close()
            at += 4 + size
        }
        return length
    }

    static func trailer(_ data: Octets, _ d: inout Dissection) throws(Stop) {
        try d.read(OSPFField.trailerType, data, 0, 2)
        let length = try d.read(OSPFField.trailerLength, data, 2, 2)
        try d.read(OSPFField.trailerReserved, data, 4, 2)
        try d.read(OSPFField.trailerAssociation, data, 6, 2)
        try d.read(OSPFField.trailerSequence, data, 8, 8)
        if length > 16 { try d.bytes(OSPFField.trailerData, data, 16, length - 16) }
    }
}
