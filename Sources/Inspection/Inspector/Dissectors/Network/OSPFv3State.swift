/// Link state advertisements of version 3 (RFC 5340 appendix A.4): addresses are told apart from how routers are joined.
enum OSPFv3State {
    @Sendable static func functionName(_ function: UInt64) -> String? {
        [1: "router", 2: "network", 3: "prefix of another area", 4: "boundary router of another area", 5: "external", 6: "group membership", 7: "external, not so stubby", 8: "link", 9: "prefixes of this area", 12: "router information"][function]
    }

    private static let kinds: [Int: OSPFStateField] = [1: .isRouter3, 2: .isNetwork3, 3: .isPrefix3, 4: .isBoundary3, 5: .isExternal3, 6: .isMember3, 7: .isStubby3, 8: .isLink3, 9: .isIntra3, 12: .isOpaque3]

    /// One advertisement; how many bytes it takes.
    static func dissect(_ data: Octets, hasBody: Bool, _ d: inout Dissection) throws(Stop) -> Int {
        let type = try d.read(OSPFStateField.type3, OSPFStateField.type3Bits, data, 2)
        let function = type & 0x1fff
        d.open()
        defer { d.close() }
        if let kind = kinds[function] { d.add(kind, 1, data, 2, 2, flags: .hidden) }
        try d.parts(OSPFStateField.age3Bits, data, 0)
        try d.read(OSPFStateField.requested, data, 4, 4)
        try d.read(OSPFStateField.advertiser, data, 8, 4)
        try d.read(OSPFStateField.sequence, data, 12, 4)
        try d.read(OSPFStateField.checksum, data, 16, 2)
        let length = try d.read(OSPFStateField.length, data, 18, 2)
        guard hasBody else { return OSPFState.headerLength }
        guard length >= OSPFState.headerLength else { throw OSPFState.tooShort(data) }
        try data.require(0, length)
        OSPFState.checkSum(data.prefix(length), &d)
        try body(function, try data.slice(OSPFState.headerLength, length - OSPFState.headerLength), &d)
        return length
    }

    private static func body(_ function: Int, _ body: Octets, _ d: inout Dissection) throws(Stop) {
        switch function {
        case 1:
            try d.read(OSPFStateField.router3Flags, OSPFStateField.router3Bits, body, 0)
            try d.read(OSPFField.options3, OSPFField.option3Bits, body, 1)
            for at in stride(from: 4, to: body.reported, by: 16) {
                try d.read(OSPFStateField.link3Type, body, at, 1)
                d.open()
                try d.bytes(OSPFField.reserved, body, at + 1, 1)
                try d.read(OSPFStateField.metric, body, at + 2, 2)
                try d.read(OSPFStateField.interface3, body, at + 4, 4)
                try d.read(OSPFStateField.neighbourInterface, body, at + 8, 4)
                try d.read(OSPFStateField.neighbourRouter, body, at + 12, 4)
                d.close()
            }
        case 2:
            try d.bytes(OSPFField.reserved, body, 0, 1)
            try d.read(OSPFField.options3, OSPFField.option3Bits, body, 1)
            for at in stride(from: 4, to: body.reported, by: 4) { try d.read(OSPFStateField.attached3, body, at, 4) }
        case 3:
            try d.bytes(OSPFField.reserved, body, 0, 1)
            try d.read(OSPFStateField.metric, body, 1, 3)
            _ = try prefix(body, 4, hasMetric: false, &d)
        case 4:
            try d.bytes(OSPFField.reserved, body, 0, 1)
            try d.read(OSPFField.options3, OSPFField.option3Bits, body, 1)
            try d.bytes(OSPFField.reserved, body, 4, 1)
            try d.read(OSPFStateField.metric, body, 5, 3)
            try d.read(OSPFStateField.destination3, body, 8, 4)
        case 5, 7: try external(body, &d)
        case 8:
            try d.read(OSPFStateField.priority3, body, 0, 1)
            try d.read(OSPFField.options3, OSPFField.option3Bits, body, 1)
            try d.bytes(OSPFStateField.linkLocal, body, 4, 16)
            var at = 24
            for _ in 0..<(try d.read(OSPFStateField.prefixCount, body, 20, 4)) { at = try prefix(body, at, hasMetric: false, &d) }
        case 9:
            let count = try d.read(OSPFStateField.prefixCount, body, 0, 2)
            try d.read(OSPFStateField.referencedType, body, 2, 2)
            try d.read(OSPFStateField.referencedID, body, 4, 4)
            try d.read(OSPFStateField.referencedRouter, body, 8, 4)
            var at = 12
            for _ in 0..<count { at = try prefix(body, at, hasMetric: true, &d) }
        case 12: try OSPFOpaque.routerInformation(body, &d)
        default: break
        }
    }

    private static func external(_ body: Octets, _ d: inout Dissection) throws(Stop) {
        let flags = try d.read(OSPFStateField.external3Flags, OSPFStateField.external3Bits, body, 0)
        try d.read(OSPFStateField.metric, body, 1, 3)
        let length = try d.read(OSPFStateField.prefixLength, body, 4, 1)
        try d.read(OSPFStateField.prefixOptions, OSPFStateField.prefixBits, body, 5)
        let type = try d.read(OSPFStateField.referencedType, body, 6, 2)
        var at = try address(length, body, 8, &d)
        if flags & 2 != 0 {
            try d.bytes(OSPFStateField.forwarding3, body, at, 16)
            at += 16
        }
        if flags & 1 != 0 {
            try d.read(OSPFStateField.tag3, body, at, 4)
            at += 4
        }
        if type > 0 { try d.read(OSPFStateField.referencedID, body, at, 4) }
    }

    /// A prefix with its length and options; where what follows it begins.
    private static func prefix(_ body: Octets, _ at: Int, hasMetric: Bool, _ d: inout Dissection) throws(Stop) -> Int {
        let length = try d.read(OSPFStateField.prefixLength, body, at, 1)
        d.open()
        defer { d.close() }
        try d.read(OSPFStateField.prefixOptions, OSPFStateField.prefixBits, body, at + 1)
        if hasMetric { try d.read(OSPFStateField.metric, body, at + 2, 2) } else { try d.bytes(OSPFField.reserved, body, at + 2, 2) }
        return try address(length, body, at + 4, &d)
    }

    /// The prefix itself, in as many words of four bytes as its length needs; where what follows begins.
    private static func address(_ length: Int, _ body: Octets, _ at: Int, _ d: inout Dissection) throws(Stop) -> Int {
        let size = (length + 31) / 32 * 4
        try body.require(at, size)
        guard length <= 128 else {
            d.report(.invalid, field: OSPFStateField.prefixLength.id, offset: body.offset + at - 4, reason: "is \(length), must be at most 128")
            return at + size
        }
        if d.recordsFields { d.add(OSPFStateField.prefix, text: IPv6Prefix.text(body, at, size), body, at, size) }
        return at + size
    }
}
