import Wire

/// The Internet Control Message Protocol (RFC 792, RFC 1191, RFC 1256, RFC 4884).
///
///     +---------------+---------------+-------------------------------+
///     |     Type      |     Code      |           Checksum            |
///     +---------------+---------------+-------------------------------+
///     |       identifier and sequence, or what the type says          |
///     +---------------------------------------------------------------+
///     |       data, or the front of the packet that is the cause      |
enum ICMPField: UInt8, FieldSet {
    case type, code, checksum, checksumStatus, identifier, identifierLE, sequence, sequenceLE, mtu, gateway, pointer, length
    case addressCount, addressSize, lifetime, routerAddress, preference, dataTime, originate, receive, transmit, mask, unused, responseTo, responseTime
    case extensions, extensionVersion, extensionReserved, extensionChecksum, extensionChecksumStatus, objectLength, objectClass, objectType, objectData, label, labelClass, labelBottom, labelTTL

    static var proto: ProtocolID { .icmp }
    var definition: FieldDefinition {
        switch self {
        case .type: .init("icmp.type", "Type", .decimal, "What the message is about.", ICMPDissector.typeName)
        case .code: .init("icmp.code", "Code", .decimal, "The type's particular case.")
        case .checksum: .init("icmp.checksum", "Checksum", .hex(4), "Guards the whole message against damage.")
        case .checksumStatus: .init("icmp.checksum.status", "Checksum status", .decimal, "Whether the checksum is right.", Checksum.name)
        case .identifier: .init("icmp.ident", "Identifier", .decimal, "Which program asked: the answer repeats it.")
        case .identifierLE: .init("icmp.ident_le", "Identifier (little-endian)", .decimal, "The identifier as some systems write it.")
        case .sequence: .init("icmp.seq", "Sequence", .decimal, "Which of its questions this is: the answer repeats it.")
        case .sequenceLE: .init("icmp.seq_le", "Sequence (little-endian)", .decimal, "The sequence as some systems write it.")
        case .mtu: .init("icmp.mtu", "Next hop's MTU", .decimal, "The longest packet that the next link carries.")
        case .gateway: .init("icmp.redir_gw", "Gateway", .ipv4, "The better router for that destination.")
        case .pointer: .init("icmp.pointer", "Pointer", .decimal, "Which byte of the packet is at fault.")
        case .length: .init("icmp.length", "Length of the original", .decimal, "Units of 4 bytes of the packet that is the cause.")
        case .addressCount: .init("icmp.num_addrs", "Addresses", .decimal, "How many routers are announced.")
        case .addressSize: .init("icmp.addr_entry_size", "Entry size", .decimal, "Units of 4 bytes an entry takes.")
        case .lifetime: .init("icmp.lifetime", "Lifetime", .decimal, "Seconds for which the announcement holds.")
        case .routerAddress: .init("icmp.router_address", "Router", .ipv4, "A router on this link.")
        case .preference: .init("icmp.pref_level", "Preference", .signed, "The higher, the better.")
        case .dataTime: .init("icmp.data_time", "Sent at", .seconds, "The time that the asking program put into the data.")
        case .originate: .init("icmp.originate_timestamp", "Originate", .decimal, "When the question left, in milliseconds since midnight.")
        case .receive: .init("icmp.receive_timestamp", "Receive", .decimal, "When the question arrived.")
        case .transmit: .init("icmp.transmit_timestamp", "Transmit", .decimal, "When the answer left.")
        case .responseTo: .init("icmp.resp_to", "Answers frame", .decimal, "The frame with the question.")
        case .responseTime: .init("icmp.resptime", "Time since question", .text, "Milliseconds from the question to this answer.")
        case .unused: .init("icmp.unused", "Unused", .bytes, "Nothing; must be 0.")
        case .extensions: .init("icmp.ext", "Extensions", .presence, "What the router adds to the packet that is the cause.")
        case .extensionVersion: .init("icmp.ext.version", "Version", .decimal, "2.", bits: 0..<4)
        case .extensionReserved: .init("icmp.ext.res", "Reserved", .hex(4), "0.")
        case .extensionChecksum: .init("icmp.ext.checksum", "Extensions' checksum", .hex(4), "Guards the extensions against damage.")
        case .extensionChecksumStatus: .init("icmp.ext.checksum.status", "Checksum status", .decimal, "Whether the checksum is right.", Checksum.name)
        case .objectLength: .init("icmp.ext.length", "Object's length", .decimal, "Bytes of the object, its header included.")
        case .objectClass: .init("icmp.ext.class", "Class", .decimal, "What the object is about.") { [1: "MPLS labels", 2: "interface", 3: "interface identification"][$0] }
        case .objectType: .init("icmp.ext.ctype", "Type", .decimal, "Which of the class's forms this is.")
        case .objectData: .init("icmp.ext.data", "Object", .bytes, "What the object says.")
        case .label: .init("icmp.mpls.label", "Label", .decimal, "A label that the packet had when it was given up.")
        case .labelClass: .init("icmp.mpls.exp", "Traffic class", .decimal, "How urgent the packet was.")
        case .labelBottom: .init("icmp.mpls.s", "Bottom of stack", .boolean, "The last label.")
        case .labelTTL: .init("icmp.mpls.ttl", "Label's TTL", .decimal, "How many hops the label had left.")
        case .mask: .init("icmp.address_mask", "Mask", .ipv4, "The network's mask.")
        }
    }
}

enum ICMPDissector {
    @Sendable static func typeName(_ type: UInt64) -> String? {
        switch type {
        case 0: "echo reply"
        case 3: "destination unreachable"
        case 4: "source quench"
        case 5: "redirect"
        case 8: "echo request"
        case 9: "router advertisement"
        case 10: "router solicitation"
        case 11: "time exceeded"
        case 12: "parameter problem"
        case 13: "timestamp request"
        case 14: "timestamp reply"
        case 17: "mask request"
        case 18: "mask reply"
        default: nil
        }
    }

    static func codeName(_ type: Int, _ code: Int) -> String? {
        switch (type, code) {
        case (3, 0): "network"
        case (3, 1): "host"
        case (3, 2): "protocol"
        case (3, 3): "port"
        case (3, 4): "fragmentation needed"
        case (3, 5): "source route failed"
        case (3, 9), (3, 10), (3, 13): "forbidden"
        case (11, 0): "in transit"
        case (11, 1): "in reassembly"
        case (5, 0): "for the network"
        case (5, 1): "for the host"
        default: nil
        }
    }

    static func dissect(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        d.layer(.icmp, data, data.count)
        let type = try data.u8(0), code = try data.u8(1)
        let originalUnits = try data.u8(5)
        d.add(ICMPField.type, type, data, 0, 1)
        d.add(ICMPField.code, code, data, 1, 1)
        let checksum = try d.read(ICMPField.checksum, data, 2, 2)
        _ = checksum
        if !d.packet.isFragment && data.count >= data.reported && !d.packet.isInError {
            d.add(ICMPField.checksumStatus, Checksum.sum(data, 0, data.count) == 0xffff ? 1 : 0, data, 2, 0, flags: .generated)
        } else {
            d.add(ICMPField.checksumStatus, 2, data, 2, 0, flags: .generated)
        }
        if !d.packet.isInError { d.icmp = ICMPFacts(version: 4, type: type, code: code) }
        if ICMPWords.knows(type) { d.say { out throws(Stop) in try ICMPWords.write(type, code, data, into: &out) } }
        switch type {
        case 42, 43: try d.read(ICMPField.identifier, data, 4, 2)
        case 0, 8, 13, 14, 15, 16, 17, 18:
            let identifier = try d.read(ICMPField.identifier, data, 4, 2)
            try d.readLE(ICMPField.identifierLE, data, 4, 2)
            let sequence = try d.read(ICMPField.sequence, data, 6, 2)
            try d.readLE(ICMPField.sequenceLE, data, 6, 2)
            if !d.packet.isInError {
                d.icmpFacts.identifier = identifier
                d.icmpFacts.sequence = sequence
                if type == 8, d.recordsFields { s.echoes.ask(d.packet, identifier, sequence) }
                if type == 0, d.recordsFields, let asked = s.echoes.answer(d.packet, identifier, sequence) {
                    d.add(ICMPField.responseTo, asked.frame, data, 0, 0, flags: .generated)
                    d.add(ICMPField.responseTime, text: String(general: asked.milliseconds), data, 0, 0)
                }
            }
        case 3:
            if originalUnits > 0 { d.add(ICMPField.length, originalUnits, data, 5, 1) }
            if originalUnits == 0 { try d.bytes(ICMPField.unused, data, 4, code == 4 ? 2 : 4) }
            if code == 4 { try d.read(ICMPField.mtu, data, 6, 2) }
        case 5: try d.read(ICMPField.gateway, data, 4, 4)
        case 9:
            try d.read(ICMPField.addressCount, data, 4, 1)
            try d.read(ICMPField.addressSize, data, 5, 1)
            try d.read(ICMPField.lifetime, data, 6, 2)
        case 11:
            if originalUnits == 0 { try d.bytes(ICMPField.unused, data, 4, 4) }
            if originalUnits > 0 { d.add(ICMPField.length, originalUnits, data, 5, 1) }
        case 12:
            try d.read(ICMPField.pointer, data, 4, 1)
            if originalUnits > 0 { d.add(ICMPField.length, originalUnits, data, 5, 1) }
        default: break
        }

        switch type {
        case 3, 4, 5, 11, 12: try original(type, originalUnits, data, &d, &s)
        case 0, 8: try echo(data, &d)
        case 9:
            guard data[5] == 2 else { return DataDissector.dissect(try data.dropping(8), &d) }
            for index in 0..<(data[4].map { Int($0) } ?? 0) {
                try d.read(ICMPField.routerAddress, data, 8 + 8 * index, 4)
                try d.read(ICMPField.preference, data, 12 + 8 * index, 4)
            }
        case 13, 14:
            try d.read(ICMPField.originate, data, 8, 4)
            try d.read(ICMPField.receive, data, 12, 4)
            try d.read(ICMPField.transmit, data, 16, 4)
        case 17, 18: try d.read(ICMPField.mask, data, 8, 4)
        default: break
        }
    }

    /// The packet that is the cause of an error message.
    private static func original(_ type: Int, _ units: Int, _ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        let wasInError = d.packet.isInError, layer = d.currentLayer
        let outer = (d.packet.source, d.packet.destination)
        d.packet.isInError = true
        defer {
            d.packet.isInError = wasInError
            (d.packet.source, d.packet.destination) = outer
            d.packet.hasPorts = false
        }
        var inner = try data.dropping(8)
        if type == 5 {
            inner = inner.prefix((try data.u8(8) & 15) * 4 + 8)
        } else if units > 0, data.reported > 8 + units * 4, try data.u16(10) > units * 4 {
            inner = inner.prefix(((try data.u8(8) & 15) + units) * 4)
        }
        try d.readInError { (d: inout Dissection) throws(Stop) in try IPDissector.dissect(inner, &d, &s) }
        // There are extensions if 128 bytes are more than the packet had.
        guard d.recordsFields, data.reported > 8 + 128, try data.u16(10) <= 128 else { return }
        d.currentLayer = layer
        d.currentDepth = 0
        do { try ICMPExtensions.dissect(data, units: type == 5 ? 0 : units, &d) } catch {
            d.packet.top = ProtocolName(.icmp)
            throw error
        }
    }

    /// The data of an echo: some programs put the time first.
    private static func echo(_ data: Octets, _ d: inout Dissection) throws(Stop) {
        let payload = try data.dropping(8)
        guard payload.count >= 8 else { return DataDissector.dissect(payload, &d) }
        let now = d.packet.time.nanoseconds / 1_000_000_000
        for (seconds, fraction) in [(try payload.u32(0), try payload.u32(4)), (try payload.u32le(0), try payload.u32le(4))] {
            guard abs(Int64(Int32(truncatingIfNeeded: Int64(seconds) &- now))) < 86_400, fraction < 1_000_000 else { continue }
            d.add(ICMPField.dataTime, UInt64(seconds) &* 1_000_000_000 &+ UInt64(fraction) &* 1_000, data, 8, 8)
            return DataDissector.dissect(try payload.dropping(8), &d)
        }
        DataDissector.dissect(payload, &d)
    }
}
