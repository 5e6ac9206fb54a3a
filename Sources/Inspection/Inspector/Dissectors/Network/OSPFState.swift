/// Link state advertisements of version 2 (RFC 2328 appendix A.4).
enum OSPFState {
    @Sendable static func typeName(_ type: UInt64) -> String? {
        [1: "router", 2: "network", 3: "summary of a network", 4: "summary of a boundary router", 5: "external", 6: "group membership", 7: "external, not so stubby", 8: "external attributes", 9: "opaque, this link", 10: "opaque, this area", 11: "opaque, everywhere"][type]
    }

    private static let kinds: [OSPFStateField] = [.isRouter, .isNetwork, .isSummary, .isBoundary, .isExternal, .isMember, .isStubby, .isAttributes, .isOpaque, .isOpaque, .isOpaque]
    /// Bytes of an advertisement's header.
    static let headerLength = 20

    /// One advertisement; how many bytes it takes.
    static func dissect(_ data: Octets, hasBody: Bool, _ d: inout Dissection) throws(Stop) -> Int {
        let type = try data.u8(3), length = try data.u16(18)
        d.add(OSPFStateField.type, type, data, 3, 1)
        d.open()
        defer { d.close() }
        if let kind = kinds[safe: type - 1] { d.add(kind, 1, data, 3, 1, flags: .hidden) }
        try d.parts(OSPFStateField.ageBits, data, 0)
        try d.read(OSPFField.options, type == 7 ? OSPFField.externalOptionBits : OSPFField.optionBits, data, 2)
        let opaque = try identify(type, data, &d)
        try d.read(OSPFStateField.advertiser, data, 8, 4)
        try d.read(OSPFStateField.sequence, data, 12, 4)
        try d.read(OSPFStateField.checksum, data, 16, 2)
        try d.read(OSPFStateField.length, data, 18, 2)
        guard hasBody else { return headerLength }
        guard length >= headerLength else { throw tooShort(data) }
        try data.require(0, length)
        let body = try data.slice(headerLength, length - headerLength)
        checkSum(data.prefix(length), &d)
        switch type {
        case 1: try router(body, &d)
        case 2:
            try d.read(OSPFStateField.mask, body, 0, 4)
            for at in stride(from: 4, to: body.reported, by: 4) { try d.read(OSPFStateField.attached, body, at, 4) }
        case 3, 4:
            try d.read(OSPFStateField.summaryMask, body, 0, 4)
            for at in stride(from: 4, to: body.reported, by: 4) {
                try d.read(OSPFStateField.service, body, at, 1)
                try d.read(OSPFStateField.metric, body, at + 1, 3)
            }
        case 5, 7:
            try d.read(OSPFStateField.externalMask, body, 0, 4)
            for at in stride(from: 4, to: body.reported, by: 12) {
                try d.parts(OSPFStateField.externalMetricBits, body, at)
                try d.read(OSPFStateField.metric, body, at + 1, 3)
                try d.read(OSPFStateField.forwarding, body, at + 4, 4)
                try d.read(OSPFStateField.tag, body, at + 8, 4)
            }
        case 9, 10, 11: try OSPFOpaque.dissect(opaque, body, &d)
        default: break
        }
        return length
    }

    /// The link state id, which for opaque advertisements says of what kind they are; that kind.
    private static func identify(_ type: Int, _ data: Octets, _ d: inout Dissection) throws(Stop) -> Int {
        guard 9...11 ~= type else {
            try d.read(OSPFStateField.id, data, 4, 4)
            return 0
        }
        let opaque = try d.read(OSPFStateField.opaqueType, data, 4, 1)
        if opaque == 1 {
            try d.read(OSPFStateField.trafficReserved, data, 5, 1)
            try d.read(OSPFStateField.trafficInstance, data, 6, 2)
        } else {
            try d.read(OSPFStateField.opaqueID, data, 5, 3)
        }
        return opaque
    }

    private static func router(_ body: Octets, _ d: inout Dissection) throws(Stop) {
        try d.read(OSPFStateField.routerFlags, OSPFStateField.routerBits, body, 0)
        let links = try d.read(OSPFStateField.linkCount, body, 2, 2)
        var at = 4
        for _ in 0..<links {
            try d.read(OSPFStateField.linkID, body, at, 4)
            d.open()
            try d.read(OSPFStateField.linkData, body, at + 4, 4)
            try d.read(OSPFStateField.linkType, body, at + 8, 1)
            let metrics = try d.read(OSPFStateField.metricCount, body, at + 9, 1)
            try d.read(OSPFStateField.linkMetric, body, at + 10, 2)
            at += 12
            for _ in 0..<metrics {
                d.add(OSPFStateField.serviceMetric, try body.u16(at + 2), body, at, 4)
                at += 4
            }
            d.close()
        }
    }

    static func tooShort(_ data: Octets) -> Stop { Stop(offset: data.offset + 18, needed: headerLength, available: data.count, source: data.source, isCut: false, reason: "an advertisement's length is less than its header's 20 bytes") }

    /// Says so when an advertisement's own checksum is wrong: Fletcher's, over all but the age (RFC 2328 section 12.1.7).
    static func checkSum(_ data: Octets, _ d: inout Dissection) {
        guard data.count == data.reported, data.count > headerLength else { return }
        var a = 0, b = 0
        for at in 2..<data.count {
            a = (a + Int(data.base[at])) % 255
            b = (b + a) % 255
        }
        if a != 0 || b != 0 { d.report(.invalid, field: OSPFStateField.checksum.id, offset: data.offset + 16, reason: "is wrong: the advertisement was damaged, or its router reckons wrongly") }
    }
}
