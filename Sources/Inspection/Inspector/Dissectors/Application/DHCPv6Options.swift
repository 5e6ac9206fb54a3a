/// The values of DHCPv6's options that hold no options themselves.
enum DHCPv6Options {
    /// Reads a value; one of a length that its type does not have is left as bytes.
    static func read(_ type: Int, _ value: Octets, of message: Int, _ d: inout Dissection) throws(Stop) {
        let length = value.reported
        guard length > 0 else { return }
        switch (type, length) {
        case (1, 2...), (2, 2...): try unique(value, &d)
        case (6, _) where length % 2 == 0: for at in stride(from: 0, to: length, by: 2) { try d.read(DHCPv6Field.wanted, value, at, 2) }
        case (7, 1): try d.read(DHCPv6Field.preference, value, 0, 1)
        case (8, 2): d.add(DHCPv6Field.elapsed, try value.u16(0) * 10, value, 0, 2)
        case (11, 11...):
            for (index, field) in [DHCPv6Field.authProtocol, .authAlgorithm, .authMethod].enumerated() { try d.read(field, value, index, 1) }
            try d.bytes(DHCPv6Field.authReplay, value, 3, 8)
            if length > 11 { try d.bytes(DHCPv6Field.authInformation, value, 11, length - 11) }
        case (12, 16): try d.bytes(DHCPv6Field.unicast, value, 0, 16)
        case (13, 2...):
            try d.read(DHCPv6Field.statusCode, value, 0, 2)
            if length > 2 { try d.bytes(DHCPv6Field.statusText, value, 2, length - 2) }
        case (15, _):
            var at = 0
            while at < length {
                let size = try d.read(DHCPv6Field.userClassLength, value, at, 2)
                if size > 0 { try d.bytes(DHCPv6Field.userClassData, value, at + 2, size) }
                at += 2 + size
            }
        case (16, 4...):
            try d.read(DHCPv6Field.classEnterprise, value, 0, 4)
            var at = 4
            while at < length {
                let size = try value.u16(at)
                if size > 0 { try d.bytes(DHCPv6Field.classData, value, at + 2, size) }
                at += 2 + size
            }
        case (17, 4...):
            try d.read(DHCPv6Field.vendorEnterprise, value, 0, 4)
            var at = 4
            while at + 4 <= length {
                try d.read(DHCPv6Field.vendorCode, value, at, 2)
                d.open()
                let size = try d.read(DHCPv6Field.vendorLength, value, at + 2, 2)
                if size > 0 { try d.bytes(DHCPv6Field.vendorData, value, at + 4, size) }
                d.close()
                at += 4 + size
            }
        case (18, _): try d.bytes(DHCPv6Field.interface, value, 0, length)
        case (19, 1): try d.read(DHCPv6Field.reconfigure, value, 0, 1)
        case (21, _): try names(.sipName, value, 0, &d)
        case (22, _) where length % 16 == 0: try addresses(.sipAddress, value, &d)
        case (23, _) where length % 16 == 0: try addresses(.nameServer, value, &d)
        case (24, _): try names(.searchName, value, 0, &d)
        case (31, _) where length % 16 == 0: try addresses(.timeServer, value, &d)
        case (32, 4): try d.read(DHCPv6Field.lifetime, value, 0, 4)
        case (37, 5...):
            try d.read(DHCPv6Field.remoteEnterprise, value, 0, 4)
            try d.bytes(DHCPv6Field.remoteID, value, 4, length - 4)
        case (38, _): try d.bytes(DHCPv6Field.subscriber, value, 0, length)
        case (39, _):
            // A server answers with what it does, a client says what it would like.
            try d.read(DHCPv6Field.fqdnFlags, message == 2 || message == 7 ? DHCPv6Field.serverBits : DHCPv6Field.clientBits, value, 0)
            if length > 1 { _ = try name(.clientName, value, 1, &d) }
        case (41, _): try d.bytes(DHCPv6Field.zone, value, 0, length)
        case (42, _): try d.bytes(DHCPv6Field.zoneName, value, 0, length)
        case (56, _): try timeServers(value, &d)
        case (64, _): try names(.tunnelName, value, 0, &d)
        case (103, _): try d.bytes(DHCPv6Field.portal, value, 0, length)
        case (112, _): try d.bytes(DHCPv6Field.mudURL, value, 0, length)
        default: d.add(DHCPv6Field.value, 0, value, 0, value.count)
        }
    }

    private static func addresses(_ field: DHCPv6Field, _ value: Octets, _ d: inout Dissection) throws(Stop) {
        for at in stride(from: 0, to: value.reported, by: 16) { try d.bytes(field, value, at, 16) }
    }

    private static func names(_ field: DHCPv6Field, _ value: Octets, _ start: Int, _ d: inout Dissection) throws(Stop) {
        var at = start
        while at < value.reported { at = try name(field, value, at, &d) }
    }

    /// A name as DNS writes it; a whole one ends with a dot, one that ends with its option is no more than a part.
    private static func name(_ field: DHCPv6Field, _ value: Octets, _ start: Int, _ d: inout Dissection) throws(Stop) -> Int {
        var at = start, text = "", isWhole = false
        while at < value.reported {
            let size = try value.u8(at)
            try value.require(at + 1, size)
            guard size > 0 else {
                isWhole = true
                at += 1
                break
            }
            if !text.isEmpty { text += "." }
            if d.recordsFields { text += value.text(at + 1, size) }
            at += 1 + size
        }
        d.add(field, text: isWhole ? text + "." : text, value, start, at - start)
        return at
    }

    /// What a client or server is known by (RFC 8415 section 11).
    private static func unique(_ value: Octets, _ d: inout Dissection) throws(Stop) {
        let length = value.reported
        try d.bytes(DHCPv6Field.duid, value, 0, length)
        switch (try d.read(DHCPv6Field.duidType, value, 0, 2), length) {
        case (1, 8...):
            try d.read(DHCPv6Field.duidTimeHardware, value, 2, 2)
            // Counted from the beginning of 2000.
            if d.recordsFields { d.add(DHCPv6Field.duidTime, text: String(utc: try value.u32(4) + 946_684_800), value, 4, 4) }
            try linkAddress(.duidTimeAddress, value, 8, &d)
        case (2, 6...):
            try d.read(DHCPv6Field.duidEnterprise, value, 2, 4)
            if length > 6 { try d.bytes(DHCPv6Field.duidIdentifier, value, 6, length - 6) }
        case (3, 4...):
            try d.read(DHCPv6Field.duidHardware, value, 2, 2)
            try linkAddress(.duidAddress, value, 4, &d)
        case (4, 18): try d.bytes(DHCPv6Field.duidUUID, value, 2, 16)
        default: break
        }
    }

    private static func linkAddress(_ field: DHCPv6Field, _ value: Octets, _ at: Int, _ d: inout Dissection) throws(Stop) {
        let size = value.reported - at
        guard size > 0, d.recordsFields else { return }
        try value.require(at, size)
        var out = OutputBuffer(capacity: 64)
        for index in at..<at + size {
            if index > at { out.byte(UInt8(ascii: ":")) }
            out.hex(UInt64(value.base[index]), digits: 2)
        }
        d.add(field, text: out.takeString(), value, at, size)
    }

    /// Servers for the time (RFC 5908), by address, group or name.
    private static func timeServers(_ value: Octets, _ d: inout Dissection) throws(Stop) {
        var at = 0
        while at + 4 <= value.reported {
            let type = try d.read(DHCPv6Field.ntpType, value, at, 2)
            d.open()
            let size = try d.read(DHCPv6Field.ntpLength, value, at + 2, 2)
            let entry = try value.slice(at + 4, size)
            switch (type, size) {
            case (1, 16): try d.bytes(DHCPv6Field.ntpAddress, entry, 0, 16)
            case (2, 16): try d.bytes(DHCPv6Field.ntpGroup, entry, 0, 16)
            case (3, 1...): try names(.ntpName, entry, 0, &d)
            default: break
            }
            d.close()
            at += 4 + size
        }
    }
}
