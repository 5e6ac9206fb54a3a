/// IPv4's options (RFC 791 section 3.1, RFC 1063, RFC 1108, RFC 2113, RFC 1393, RFC 4782).
enum IPv4Options {
    @Sendable static func name(_ type: UInt64) -> String? {
        switch type {
        case 0: "end of options"
        case 1: "no operation"
        case 7: "record route"
        case 11: "MTU probe"
        case 12: "MTU reply"
        case 25: "quick start"
        case 68: "timestamp"
        case 82: "traceroute"
        case 130: "security"
        case 131: "loose source route"
        case 133: "extended security"
        case 134: "commercial security"
        case 136: "stream identifier"
        case 137: "strict source route"
        case 148: "router alert"
        case 149: "directed broadcast"
        default: nil
        }
    }

    /// Where the last address of an unfinished source route stands, which is where the packet really goes; nil where there is none.
    static func finalDestination(_ data: Octets, _ headerLength: Int) throws(Stop) -> Int? {
        var at = 20
        while at < headerLength {
            let type = try data.u8(at)
            if type == 0 { return nil }
            if type == 1 { at += 1; continue }
            guard at + 1 < headerLength else { return nil }
            let length = try data.u8(at + 1)
            guard length >= 2, at + length <= headerLength else { return nil }
            if type == 131 || type == 137 {
                let pointer = try data.u8(at + 2)
                return pointer >= 4 && pointer & 3 == 0 && pointer <= length ? at + length - 4 : nil
            }
            at += length
        }
        return nil
    }

    static func dissect(_ data: Octets, _ headerLength: Int, _ d: inout Dissection) throws(Stop) {
        var at = 20
        while at < headerLength {
            let type = try data.u8(at)
            if type <= 1 {
                d.add(IPv4Field.optionType, type, data, at, 1)
                if type == 0 { return }
                at += 1
                continue
            }
            guard at + 1 < headerLength else { return d.report(.invalid, field: IPv4Field.optionLength.id, offset: data.offset + at, reason: "is outside the header") }
            let length = try data.u8(at + 1)
            guard length >= 2, at + length <= headerLength else {
                return d.report(.invalid, field: IPv4Field.optionLength.id, offset: data.offset + at + 1, reason: "is \(length), and \(headerLength - at) bytes are left of the header")
            }
            if name(UInt64(type)) == nil {
                d.report(.invalid, field: IPv4Field.optionType.id, offset: data.offset + at, reason: "is \(type), which is no known option")
            } else {
                try option(type, length, try data.claimed(at, length), &d)
            }
            at += length
        }
    }

    private static func option(_ type: Int, _ length: Int, _ data: Octets, _ d: inout Dissection) throws(Stop) {
        if type == 25 { try data.require(2, 1) }
        try d.read(IPv4Field.optionType, data, 0, 1)
        d.open()
        defer { d.close() }
        try d.read(IPv4Field.optionLength, data, 1, 1)
        switch type {
        case 7, 131, 137: try route(isRecord: type == 7, length, data, &d)
        case 68: try timestamps(length, data, &d)
        case 148: try d.read(IPv4Field.routerAlert, data, 2, 2)
        case 11, 12: try d.read(IPv4Field.optionMTU, data, 2, 2)
        case 136: try d.read(IPv4Field.optionStream, data, 2, 2)
        case 82: try data.require(2, 10)
        case 25:
            // A request or a report of a rate; others say nothing more.
            let function = try data.u8(2) >> 4
            try data.require(2, function == 0 || function == 8 ? 6 : 1)
        case 149: for place in stride(from: 2, through: length - 4, by: 4) { try d.read(IPv4Field.optionAddress, data, place, 4) }
        case 134: try data.require(2, 4)
        default: try data.require(2, 1)
        }
    }

    /// Routers that the packet went through or is to go through. The last of a source route is the packet's destination.
    private static func route(isRecord: Bool, _ length: Int, _ data: Octets, _ d: inout Dissection) throws(Stop) {
        let pointer = try d.read(IPv4Field.optionPointer, data, 2, 1)
        guard pointer >= 4, pointer & 3 == 0 else {
            return d.report(.invalid, field: IPv4Field.optionPointer.id, offset: data.offset + 2, reason: "is \(pointer), which is not where an address begins")
        }
        var at = 3
        while at + 4 <= length {
            let field: IPv4Field
            if isRecord || pointer > length || at + 1 < pointer && at != length - 4 { field = .recordedRoute } else if at == length - 4 { field = .destination } else { field = .sourceRoute }
            try d.read(field, data, at, 4)
            at += 4
        }
    }

    private static func timestamps(_ length: Int, _ data: Octets, _ d: inout Dissection) throws(Stop) {
        try d.read(IPv4Field.optionPointer, data, 2, 1)
        let flag = try data.u8(3) & 15
        d.add(IPv4Field.timestampOverflow, try data.u8(3) >> 4, data, 3, 1)
        d.add(IPv4Field.timestampFlag, flag, data, 3, 1)
        let hasAddresses = flag == 1 || flag == 3
        var at = 4
        while at + (hasAddresses ? 8 : 4) <= length {
            if hasAddresses {
                try d.read(IPv4Field.timestampAddress, data, at, 4)
                at += 4
            }
            try d.read(IPv4Field.timestamp, data, at, 4)
            at += 4
        }
    }
}
