/// "hello from 10.255.0.1, hears 10.255.0.2, area 0.0.0.0": OSPF (RFC 2328, RFC 5340).
enum OSPFWords {
    static func write(_ data: Octets, into out: inout OutputBuffer) throws(Stop) {
        let version = try data.u8(0), type = try data.u8(1)
        // A message is as long as it says, however much lies behind it.
        let message = data.prefix(try data.u16(2)), body = version == 2 ? 24 : 16
        guard let name = Self.name(type) else { return }
        out.text(name)
        out.text(" from ")
        try out.ipv4(data, 4)
        switch type {
        case 1: try hello(message, body, &out)
        case 2:
            let flags = try message.u8(version == 2 ? body + 3 : body + 7)
            if flags & 4 != 0 { out.text(", begins") }
            if flags & 1 != 0 { out.text(", master") }
            try headers(message, body + (version == 2 ? 8 : 12), isVersion2: version == 2, &out)
        case 3: try requests(message, body, isVersion2: version == 2, &out)
        case 4: try updates(message, body, isVersion2: version == 2, &out)
        default: try headers(message, body, isVersion2: version == 2, &out)
        }
        out.text(", area ")
        try out.ipv4(data, 8)
    }

    private static func name(_ type: Int) -> StaticString? {
        switch type {
        case 1: "hello"
        case 2: "DB description"
        case 3: "LS request"
        case 4: "LS update"
        case 5: "LS acknowledgment"
        default: nil
        }
    }

    /// Both versions have designated router and neighbours at the same place.
    private static func hello(_ data: Octets, _ body: Int, _ out: inout OutputBuffer) throws(Stop) {
        var at = body + 20, count = 0
        while at + 4 <= data.reported, count <= most {
            guard count < most else {
                out.text(" …")
                break
            }
            out.text(count == 0 ? ", hears " : " ")
            try out.ipv4(data, at)
            at += 4
            count += 1
        }
        guard try data.u32(body + 12) != 0 else { return }
        out.text(", designated ")
        try out.ipv4(data, body + 12)
    }

    /// So many advertisements are named.
    private static let most = 3

    private static func headers(_ data: Octets, _ start: Int, isVersion2: Bool, _ out: inout OutputBuffer) throws(Stop) {
        for index in 0..<max(0, (data.reported - start) / 20) {
            guard index < most else { return out.text(" …") }
            try header(data, start + 20 * index, index, isVersion2: isVersion2, &out)
        }
    }

    private static func updates(_ data: Octets, _ body: Int, isVersion2: Bool, _ out: inout OutputBuffer) throws(Stop) {
        var at = body + 4
        for index in 0..<(try data.u32(body)) {
            guard index < most else { return out.text(" …") }
            try header(data, at, index, isVersion2: isVersion2, &out)
            let length = try data.u16(at + 18)
            guard length >= 20 else { return }
            at += length
        }
    }

    private static func requests(_ data: Octets, _ body: Int, isVersion2: Bool, _ out: inout OutputBuffer) throws(Stop) {
        for index in 0..<max(0, (data.reported - body) / 12) {
            guard index < most else { return out.text(" …") }
            let at = body + 12 * index
            try advertisement(try data.u32(at), data, at + 4, index, isVersion2: isVersion2, &out)
        }
    }

    private static func header(_ data: Octets, _ at: Int, _ index: Int, isVersion2: Bool, _ out: inout OutputBuffer) throws(Stop) {
        try advertisement(isVersion2 ? try data.u8(at + 3) : try data.u16(at + 2), data, at + 4, index, isVersion2: isVersion2, &out)
    }

    /// An advertisement's kind, and its name: the link state ID in version 2, the advertising router in version 3, whose IDs are numbers only.
    private static func advertisement(_ type: Int, _ data: Octets, _ identifier: Int, _ index: Int, isVersion2: Bool, _ out: inout OutputBuffer) throws(Stop) {
        out.text(index == 0 ? ": " : ", ")
        switch (type, isVersion2) {
        case (1, true), (0x2001, false): out.text("router ")
        case (2, true), (0x2002, false): out.text("network ")
        case (3, true), (0x2003, false): out.text("summary ")
        case (4, true), (0x2004, false): out.text("boundary router ")
        case (5, true), (0x4005, false): out.text("external ")
        case (7, true), (0x2007, false): out.text("NSSA external ")
        case (8, false): out.text("link ")
        case (0x2009, false): out.text("prefixes ")
        default:
            out.text("type ")
            out.decimal(type)
            out.byte(0x20)
        }
        try out.ipv4(data, isVersion2 ? identifier : identifier + 4)
    }
}
