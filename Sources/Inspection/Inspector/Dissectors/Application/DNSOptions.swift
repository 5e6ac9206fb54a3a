/// The options of EDNS (RFC 6891 section 6.1.2).
enum DNSOptions {
    /// What stands in the place of a time to live: the higher bits of the result, the version, flags.
    static func header(_ data: Octets, _ at: Int, _ d: inout Dissection) throws(Stop) {
        try d.read(DNSRecordField.extendedResult, data, at, 1)
        try d.read(DNSRecordField.ednsVersion, data, at + 1, 1)
        try d.read(DNSRecordField.ednsFlags, DNSRecordField.ednsBits, data, at + 2)
    }

    static func read(_ data: Octets, _ start: Int, _ length: Int, _ d: inout Dissection) throws(Stop) {
        var at = start
        while at < start + length {
            let code = try data.u16(at), size = try data.u16(at + 2)
            try data.require(at, 4 + size)
            d.add(DNSRecordField.option, 1, data, at, 4 + size)
            d.open()
            d.add(DNSRecordField.optionCode, code, data, at, 2)
            d.add(DNSRecordField.optionLength, size, data, at + 2, 2)
            let value = try data.slice(at + 4, size)
            if size > 0 { d.add(DNSRecordField.optionData, 0, value, 0, size) }
            try option(code, value, &d)
            d.close()
            at += 4 + size
        }
    }

    private static func option(_ code: Int, _ value: Octets, _ d: inout Dissection) throws(Stop) {
        let size = value.reported
        switch code {
        case 5: for at in 0..<size { try d.read(DNSRecordField.dau, value, at, 1) }
        case 6: for at in 0..<size { try d.read(DNSRecordField.dhu, value, at, 1) }
        case 7: for at in 0..<size { try d.read(DNSRecordField.n3u, value, at, 1) }
        case 8 where size >= 4: try subnet(value, &d)
        case 10 where size >= 8:
            try d.bytes(DNSRecordField.clientCookie, value, 0, 8)
            // Wireshark says so where there is none.
            if size > 8 { try d.bytes(DNSRecordField.serverCookie, value, 8, size - 8) } else { d.add(DNSRecordField.serverCookie, text: "<MISSING>", value, 8, 0) }
        case 11 where size == 2: try d.read(DNSRecordField.keepAlive, value, 0, 2)
        case 12 where size > 0: try d.bytes(DNSRecordField.padding, value, 0, size)
        case 13 where size > 0: _ = try DNSRecords.name(.chain, value, 0, &d)
        case 15 where size >= 2:
            try d.read(DNSRecordField.errorCode, value, 0, 2)
            if size > 2 { try d.bytes(DNSRecordField.errorText, value, 2, size - 2) }
        default: break
        }
    }

    /// Where the client is (RFC 7871): as much of its address as the source length says.
    private static func subnet(_ value: Octets, _ d: inout Dissection) throws(Stop) {
        let family = try d.read(DNSRecordField.subnetFamily, value, 0, 2)
        try d.read(DNSRecordField.subnetSource, value, 2, 1)
        try d.read(DNSRecordField.subnetScope, value, 3, 1)
        let size = value.reported - 4
        guard size > 0 else { return }
        switch family {
        case 1 where size <= 4:
            var address = 0
            for index in 0..<4 { address = address << 8 | (index < size ? try value.u8(4 + index) : 0) }
            d.add(DNSRecordField.subnetIPv4, address, value, 4, size)
        case 2 where size <= 16:
            try value.require(4, size)
            if d.recordsFields { d.add(DNSRecordField.subnetIPv6, text: IPv6Prefix.text(value, 4, size), value, 4, size) }
        default: try d.bytes(DNSRecordField.subnetAddress, value, 4, size)
        }
    }
}
