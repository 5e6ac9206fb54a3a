/// The values of DHCP's rarer options: a table for the plain ones, and what has a shape of its own.
enum DHCPOptions {
    private enum Shape {
        /// Addresses, one or more.
        case addresses(DHCPOptionField)
        /// Pairs of addresses.
        case pairs(DHCPOptionField, DHCPOptionField)
        /// One number of so many bytes.
        case number(DHCPOptionField, Int)
        /// Numbers of so many bytes, one or more.
        case numbers(DHCPOptionField, Int)
        case text(DHCPOptionField)
        case bytes(DHCPOptionField)
    }

    private static let shapes: [Int: Shape] = [
        2: .number(.timeOffset, 4), 4: .addresses(.timeServer), 5: .addresses(.nameServer), 7: .addresses(.logServer), 8: .addresses(.quotesServer), 9: .addresses(.printServer), 10: .addresses(.impressServer),
        11: .addresses(.locationServer), 13: .number(.bootFileSize, 2), 14: .text(.dumpFile), 16: .number(.swapServer, 4), 17: .text(.rootPath), 18: .text(.extensionPath), 19: .number(.forwarding, 1),
        20: .number(.sourceRouting, 1), 21: .pairs(.policyAddress, .policyMask), 22: .number(.reassemblySize, 2), 23: .number(.defaultTTL, 1), 24: .number(.agingTimeout, 4), 25: .numbers(.plateau, 2), 26: .number(.mtu, 2),
        27: .number(.subnetsLocal, 1), 29: .number(.maskDiscovery, 1), 30: .number(.maskSupplier, 1), 31: .number(.routerDiscovery, 1), 32: .number(.solicitation, 4), 33: .pairs(.routeAddress, .routeRouter),
        34: .number(.trailers, 1), 35: .number(.arpTimeout, 4), 36: .number(.ethernetEncapsulation, 1), 37: .number(.tcpTTL, 1), 38: .number(.keepAliveInterval, 4), 39: .number(.keepAliveGarbage, 1),
        40: .text(.nisDomain), 41: .addresses(.nisServer), 42: .addresses(.ntpServer), 43: .bytes(.vendorValue), 44: .addresses(.netbiosServer), 45: .addresses(.netbiosDistribution), 46: .number(.netbiosNode, 1), 47: .text(.netbiosScope),
        48: .addresses(.fontServer), 49: .addresses(.displayManager), 52: .number(.overload, 1), 56: .text(.message), 60: .text(.vendorClass), 64: .text(.nisPlusDomain), 65: .addresses(.nisPlusServer),
        66: .text(.tftpName), 67: .text(.bootFile), 68: .addresses(.homeAgent), 69: .addresses(.smtpServer), 70: .addresses(.pop3Server), 71: .addresses(.nntpServer), 72: .addresses(.webServer),
        91: .number(.lastTransaction, 4), 92: .addresses(.associated), 93: .numbers(.architecture, 2), 100: .text(.timeZone), 101: .text(.timeZoneName), 114: .text(.captivePortal), 116: .number(.autoConfiguration, 1), 118: .number(.subnetSelection, 4),
        138: .addresses(.accessController), 145: .numbers(.nonce, 1), 150: .addresses(.tftpAddress), 161: .text(.mudURL), 252: .text(.proxy),
    ]

    /// Reads an option's value; one of a length that its type does not have is left as bytes.
    static func read(_ type: Int, _ value: Octets, _ d: inout Dissection) throws(Stop) {
        let length = value.reported
        guard length > 0 else { return }
        switch shapes[type] {
        case .addresses(let field) where length % 4 == 0: for at in stride(from: 0, to: length, by: 4) { try d.read(field, value, at, 4) }
        case .pairs(let first, let second) where length % 8 == 0:
            for at in stride(from: 0, to: length, by: 8) {
                try d.read(first, value, at, 4)
                try d.read(second, value, at + 4, 4)
            }
        case .number(let field, let size) where length == size:
            let number = try value.number(0, size)
            // The only number that may be below zero.
            d.add(field, field == .timeOffset ? UInt64(bitPattern: Int64(Int32(truncatingIfNeeded: number))) : number, value, 0, size)
        case .numbers(let field, let size) where length % size == 0: for at in stride(from: 0, to: length, by: size) { try d.read(field, value, at, size) }
        case .text(let field), .bytes(let field): try d.bytes(field, value, 0, length)
        case nil: try shaped(type, value, &d)
        default: break
        }
    }

    private static func shaped(_ type: Int, _ value: Octets, _ d: inout Dissection) throws(Stop) {
        let length = value.reported
        switch type {
        case 61: try DHCPUnique.clientID(value, &d)
        case 77: try userClass(value, &d)
        case 81 where length >= 3: try fullName(value, &d)
        case 82: try agent(value, &d)
        case 90 where length >= 11:
            for (index, field) in [DHCPOptionField.authProtocol, .authAlgorithm, .authMethod].enumerated() { try d.read(field, value, index, 1) }
            try d.read(DHCPOptionField.authReplay, value, 3, 8)
        case 94 where length == 3:
            try d.read(DHCPOptionField.networkMajor, value, 1, 1)
            try d.read(DHCPOptionField.networkMinor, value, 2, 1)
        case 97 where length == 17:
            try value.require(1, 16)
            d.add(DHCPOptionField.clientUUID, text: DHCPUnique.uuid(value, 1), value, 1, 16)
        case 119:
            var at = 0
            while at < length { at = try name(.searchName, value, at, &d) }
        case 120 where try value.u8(0) == 1 && length % 4 == 1:
            try d.read(DHCPOptionField.sipEncoding, value, 0, 1)
            for at in stride(from: 1, to: length, by: 4) { try d.read(DHCPOptionField.sipAddress, value, at, 4) }
        case 121, 249:
            var at = 0
            while at < length {
                let bits = try value.u8(at)
                guard bits <= 32 else { return d.report(.invalid, field: DHCPOptionField.classlessRoute.id, offset: value.offset + at, reason: "has a prefix of \(bits) bits, at most 32 can be") }
                let size = 1 + (bits + 7) / 8 + 4
                try d.bytes(DHCPOptionField.classlessRoute, value, at, size)
                at += size
            }
        case 124, 125: try enterprises(type, value, &d)
        default: break
        }
    }

    private static func name(_ field: DHCPOptionField, _ value: Octets, _ at: Int, _ d: inout Dissection) throws(Stop) -> Int {
        let name = try DNSName.read(value, at, &d)
        d.add(field, textFrom: name.text, value, at, name.size)
        return at + name.size
    }

    private static func userClass(_ value: Octets, _ d: inout Dissection) throws(Stop) {
        var at = 0, count = 0
        while at < value.reported {
            let size = try value.u8(at)
            try value.require(at, 1 + size)
            d.add(DHCPOptionField.userClass, count, value, at, 1 + size)
            d.open()
            d.add(DHCPOptionField.userClassLength, size, value, at, 1)
            if size > 0 { d.add(DHCPOptionField.userClassData, 0, value, at + 1, size) }
            d.close()
            at += 1 + size
            count += 1
        }
    }

    /// The client's name, and who tells DNS about it (RFC 4702).
    private static func fullName(_ value: Octets, _ d: inout Dissection) throws(Stop) {
        let flags = try d.read(DHCPOptionField.fqdnFlags, DHCPOptionField.fqdnBits, value, 0)
        try d.read(DHCPOptionField.fqdnResult1, value, 1, 1)
        try d.read(DHCPOptionField.fqdnResult2, value, 2, 1)
        guard value.reported > 3 else { return }
        if flags & 4 != 0 { _ = try name(.fqdnName, value, 3, &d) } else { try d.bytes(DHCPOptionField.fqdnName, value, 3, value.reported - 3) }
    }

    /// What a relay adds about where the client is (RFC 3046).
    private static func agent(_ value: Octets, _ d: inout Dissection) throws(Stop) {
        var at = 0
        while at < value.reported {
            let type = try value.u8(at), size = try value.u8(at + 1)
            try value.require(at, 2 + size)
            d.add(DHCPOptionField.agentOption, type, value, at, 2 + size)
            d.open()
            switch (type, size) {
            case (1, 1...): try d.bytes(DHCPOptionField.circuit, value, at + 2, size)
            case (2, 1...): try d.bytes(DHCPOptionField.remote, value, at + 2, size)
            case (5, 4): try d.read(DHCPOptionField.linkSelection, value, at + 2, 4)
            case (6, 1...): try d.bytes(DHCPOptionField.subscriber, value, at + 2, size)
            case (11, 4): try d.read(DHCPOptionField.serverOverride, value, at + 2, 4)
            default: break
            }
            d.close()
            at += 2 + size
        }
    }

    /// Options of makers, each behind its maker's number (RFC 3925).
    private static func enterprises(_ type: Int, _ value: Octets, _ d: inout Dissection) throws(Stop) {
        var at = 0
        while at < value.reported {
            let size = try value.u8(at + 4)
            try value.require(at, 5 + size)
            try d.read(type == 124 ? DHCPOptionField.classEnterprise : .enterprise, value, at, 4)
            d.open()
            try d.read(type == 124 ? DHCPOptionField.classLength : .enterpriseLength, value, at + 4, 1)
            let end = at + 5 + size
            if type == 124 {
                if size > 0 { try d.bytes(DHCPOptionField.classData, value, at + 5, size) }
            } else {
                var entry = at + 5
                while entry + 2 <= end {
                    let length = try value.u8(entry + 1)
                    try d.read(DHCPOptionField.enterpriseOption, value, entry, 1)
                    d.open()
                    if length > 0 { try d.bytes(DHCPOptionField.enterpriseData, value, entry + 2, length) }
                    d.close()
                    entry += 2 + length
                }
            }
            d.close()
            at = end
        }
    }
}

/// What a client is known by, for ever (RFC 4361, RFC 8415 section 11).
enum DHCPUnique {
    @Sendable static func kind(_ type: UInt64) -> String? { ["", "address and time", "by a maker", "address", "UUID"][safe: Int(truncatingIfNeeded: type)] }

    static func clientID(_ value: Octets, _ d: inout Dissection) throws(Stop) {
        let length = value.reported, kind = try value.u8(0)
        switch kind {
        case 1..<48 where length == 7:
            try d.read(DHCPField.hardwareType, value, 0, 1)
            if kind == 1 || kind == 6 { try d.read(DHCPField.mac, value, 1, 6) }
        case 0 where length == 17:
            try value.require(1, 16)
            d.add(DHCPOptionField.clientUUID, text: uuid(value, 1), value, 1, 16)
        case 0 where length > 1:
            try d.read(DHCPOptionField.clientType, value, 0, 1)
            try d.bytes(DHCPOptionField.clientUndefined, value, 1, length - 1)
        case 255 where length > 7:
            try d.bytes(DHCPOptionField.clientIAID, value, 1, 4)
            switch try d.read(DHCPOptionField.duidType, value, 5, 2) {
            case 1 where length >= 13:
                let hardware = try d.read(DHCPOptionField.duidTimeHardware, value, 7, 2)
                try d.read(DHCPOptionField.duidTime, value, 9, 4)
                if hardware == 1, length >= 19 { try d.read(DHCPOptionField.duidAddress, value, 13, 6) }
            case 3 where length >= 9:
                let hardware = try d.read(DHCPOptionField.duidHardware, value, 7, 2)
                if hardware == 1, length >= 15 { try d.read(DHCPOptionField.duidAddress, value, 9, 6) }
            default: break
            }
        default: break
        }
    }

    /// The first three groups stand in little-endian order, as Microsoft and PXE write them.
    static func uuid(_ value: Octets, _ at: Int) -> String {
        var out = OutputBuffer(capacity: 40)
        for (index, place) in [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15].enumerated() {
            if [4, 6, 8, 10].contains(index) { out.byte(UInt8(ascii: "-")) }
            out.hex(UInt64(value[at + place] ?? 0), digits: 2)
        }
        return out.takeString()
    }
}
