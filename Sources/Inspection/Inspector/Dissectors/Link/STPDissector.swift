/// The spanning tree protocols' bridge messages (IEEE 802.1D, 802.1w, 802.1s).
enum STPField: UInt8, FieldSet {
    case protocolID, version, type, flags, tcAcknowledgment, agreement, forwarding, learning, role, proposal, topologyChange
    case rootPriority, rootExtension, rootMAC, rootCost, bridgePriority, bridgeExtension, bridgeMAC, port, messageAge, maxAge, hello, forward
    case version1Length, version3Length, configName, configRevision, configDigest, internalRootCost, cistBridgePriority, cistBridgeExtension, cistBridgeMAC, remainingHops
    case configSelector, mstiFlags, mstiAcknowledgment, mstiAgreement, mstiForwarding, mstiLearning, mstiRole, mstiProposal, mstiChange, mstiPriority, mstiID, mstiRootMAC, mstiRootCost, mstiBridgePriority, mstiPortPriority, mstiRemainingHops, pvstType, pvstLength, pvstVLAN

    static var proto: ProtocolID { .stp }
    var definition: FieldDefinition {
        switch self {
        case .protocolID: .init("stp.protocol", "Protocol", .hex(4), "0 for the spanning tree.")
        case .version: .init("stp.version", "Version", .decimal, "0: the first protocol; 2: rapid; 3: one tree for each group of VLANs.") { $0 == 0 ? "STP" : $0 == 2 ? "RSTP" : $0 == 3 ? "MSTP" : $0 == 4 ? "SPT" : nil }
        case .type: .init("stp.type", "Type", .hex(2), "What the message is.") { $0 == 0 ? "configuration" : $0 == 2 ? "rapid or multiple" : $0 == 0x80 ? "topology change notification" : nil }
        case .flags: .init("stp.flags", "Flags", .hex(2), "What the port does and wants.")
        case .tcAcknowledgment: .init("stp.flags.tcack", "Change acknowledged", .boolean, "The notification of a change has arrived.")
        case .agreement: .init("stp.flags.agreement", "Agreement", .boolean, "The neighbour may forward at once.")
        case .forwarding: .init("stp.flags.forwarding", "Forwarding", .boolean, "The port forwards frames.")
        case .learning: .init("stp.flags.learning", "Learning", .boolean, "The port learns addresses.")
        case .role: .init("stp.flags.port_role", "Port role", .decimal, "What the port is in the tree.") { ["unknown", "alternate or backup", "root", "designated"][Int($0 & 3)] }
        case .proposal: .init("stp.flags.proposal", "Proposal", .boolean, "The port wants to forward at once.")
        case .topologyChange: .init("stp.flags.tc", "Topology change", .boolean, "The tree has changed: forget old addresses.")
        case .rootPriority: .init("stp.root.prio", "Root's priority", .decimal, "The lower, the sooner a bridge becomes the root.")
        case .rootExtension: .init("stp.root.ext", "Root's extension", .decimal, "The VLAN or the tree's number.")
        case .rootMAC: .init("stp.root.hw", "Root's address", .mac, "The bridge that the sender takes for the root.")
        case .rootCost: .init("stp.root.cost", "Cost to the root", .decimal, "The sum of the links' costs.")
        case .bridgePriority: .init("stp.bridge.prio", "Bridge's priority", .decimal, "The sender's own priority.")
        case .bridgeExtension: .init("stp.bridge.ext", "Bridge's extension", .decimal, "The VLAN or the tree's number.")
        case .bridgeMAC: .init("stp.bridge.hw", "Bridge's address", .mac, "The sender.")
        case .port: .init("stp.port", "Port", .hex(4), "Which of the sender's ports this left by.")
        case .messageAge: .init("stp.msg_age", "Message age", .text, "Seconds, or bridges, since the root sent it.")
        case .maxAge: .init("stp.max_age", "Maximum age", .text, "Seconds after which a message is forgotten.")
        case .hello: .init("stp.hello", "Hello time", .text, "Seconds between the root's messages.")
        case .forward: .init("stp.forward", "Forward delay", .text, "Seconds that a port listens and learns before it forwards.")
        case .version1Length: .init("stp.version_1_length", "Version 1 length", .decimal, "0.")
        case .version3Length: .init("mstp.version_3_length", "Version 3 length", .decimal, "Bytes of the multiple trees' part.")
        case .configName: .init("mstp.config_name", "Configuration's name", .text, "Bridges of one region have the same.")
        case .configRevision: .init("mstp.config_revision_level", "Configuration's revision", .decimal, "Bridges of one region have the same.")
        case .configDigest: .init("mstp.config_digest", "Configuration's digest", .bytes, "Bridges of one region have the same.")
        case .internalRootCost: .init("mstp.cist_internal_root_path_cost", "Cost inside the region", .decimal, "To the region's root.")
        case .cistBridgePriority: .init("mstp.cist_bridge.prio", "Bridge's priority", .decimal, "The sender's own priority in the common tree.")
        case .cistBridgeExtension: .init("mstp.cist_bridge.ext", "Bridge's extension", .decimal, "The tree's number.")
        case .cistBridgeMAC: .init("mstp.cist_bridge.hw", "Bridge's address", .mac, "The sender.")
        case .remainingHops: .init("mstp.cist_remaining_hops", "Remaining hops", .decimal, "How many more bridges pass this on.")
        case .mstiFlags: .init("mstp.msti.flags", "Flags", .hex(2), "What the port does in this tree.")
        case .mstiAcknowledgment: .init("stp.flags.tcack", "Change acknowledged", .boolean, "In this tree.", bits: 0..<1)
        case .mstiAgreement: .init("stp.flags.agreement", "Agreement", .boolean, "In this tree.", bits: 1..<2)
        case .mstiForwarding: .init("stp.flags.forwarding", "Forwarding", .boolean, "In this tree.", bits: 2..<3)
        case .mstiLearning: .init("stp.flags.learning", "Learning", .boolean, "In this tree.", bits: 3..<4)
        case .mstiRole: .init("stp.flags.port_role", "Port role", .decimal, "In this tree.", bits: 4..<6) { ["master", "alternate or backup", "root", "designated"][safe: Int(truncatingIfNeeded: $0)] }
        case .mstiProposal: .init("stp.flags.proposal", "Proposal", .boolean, "In this tree.", bits: 6..<7)
        case .mstiChange: .init("stp.flags.tc", "Topology change", .boolean, "In this tree.", bits: 7..<8)
        case .mstiPriority: .init("mstp.msti.priority", "Tree's priority", .hex(2), "The root's priority in this tree, in steps of 4096.", bits: 0..<4)
        case .mstiID: .init("mstp.msti.msti_id", "Tree", .decimal, "The tree's number.", bits: 4..<16)
        case .configSelector: .init("mstp.config_format_selector", "Configuration's format", .decimal, "0.")
        case .pvstType: .init("stp.pvst.tlvtype", "Entry", .hex(4), "0: the VLAN that the tree is for.")
        case .pvstLength: .init("stp.pvst.tlvlen", "Length", .decimal, "Bytes of the entry's value.")
        case .pvstVLAN: .init("stp.pvst.origvlan", "VLAN", .decimal, "The VLAN that the tree is for.")
        case .mstiRootMAC: .init("mstp.msti.root.hw", "Regional root", .mac, "The tree's root in this region.")
        case .mstiRootCost: .init("mstp.msti.root_cost", "Cost", .decimal, "To that root.")
        case .mstiBridgePriority: .init("mstp.msti.bridge_priority", "Bridge priority", .decimal, "The sender's in this tree.")
        case .mstiPortPriority: .init("mstp.msti.port_priority", "Port priority", .decimal, "The port's in this tree.")
        case .mstiRemainingHops: .init("mstp.msti.remaining_hops", "Remaining hops", .decimal, "How many more bridges pass this on.")
        }
    }

    static let mstiBits = FlagBits<STPField>(bytes: 1, .mstiAcknowledgment, .mstiAgreement, .mstiForwarding, .mstiLearning, .mstiRole, .mstiProposal, .mstiChange)
}

enum STPDissector {
    /// - Parameter hasVLAN: one of Cisco's trees for one VLAN each, which says at its end for which.
    static func dissect(_ data: Octets, hasVLAN: Bool = false, _ d: inout Dissection) throws(Stop) {
        // Bridges announce VLANs and groups (GARP) to addresses of their own.
        if d.packet.destination.kind == .mac, d.packet.destination.low >> 8 == 0x01_80c2_0000, let name = registration(d.packet.destination.low & 0xff) {
            guard let name else { return }
            d.chained(.stp)
            return DataDissector.foreign(name, data, &d)
        }
        d.layer(.stp, data, data.count)
        d.say { out throws(Stop) in try SpanningTreeWords.write(data, into: &out) }
        let type = try data.u8(3), version = try data.u8(2)
        let isConfiguration = type == 0 || type == 2
        if isConfiguration { try data.require(25, 2) }
        try d.read(STPField.protocolID, data, 0, 2)
        try d.read(STPField.version, data, 2, 1)
        try d.read(STPField.type, data, 3, 1)
        guard isConfiguration else { return d.setLayerLength(4) }
        let flags = try d.read(STPField.flags, data, 4, 1)
        d.open()
        d.add(STPField.tcAcknowledgment, flags >> 7, data, 4, 1)
        if type == 2 {
            d.add(STPField.agreement, flags >> 6 & 1, data, 4, 1)
            d.add(STPField.forwarding, flags >> 5 & 1, data, 4, 1)
            d.add(STPField.learning, flags >> 4 & 1, data, 4, 1)
            d.add(STPField.role, flags >> 2 & 3, data, 4, 1)
            d.add(STPField.proposal, flags >> 1 & 1, data, 4, 1)
        }
        d.add(STPField.topologyChange, flags & 1, data, 4, 1)
        d.close()
        try bridge((.rootPriority, .rootExtension, .rootMAC), data, 5, &d)
        try d.read(STPField.rootCost, data, 13, 4)
        try bridge((.bridgePriority, .bridgeExtension, .bridgeMAC), data, 17, &d)
        try d.read(STPField.port, data, 25, 2)
        for (field, at) in [(STPField.messageAge, 27), (.maxAge, 29), (.hello, 31), (.forward, 33)] {
            d.add(field, text: seconds(try data.u16(at)), data, at, 2)
        }
        guard type == 2 else { return d.setLayerLength(35) }
        let version1 = try d.read(STPField.version1Length, data, 35, 1)
        if hasVLAN, version == 2, data.count >= 42 {
            try d.read(STPField.pvstType, data, 36, 2)
            try d.read(STPField.pvstLength, data, 38, 2)
            try d.read(STPField.pvstVLAN, data, 40, 2)
        }
        guard version >= 3, version1 == 0, data.reported >= 102 else { return d.setLayerLength(36) }
        try multiple(data, version, &d)
    }

    /// The registration protocol of an address: nil for a bridge's own messages, a name or none for GARP's.
    private static func registration(_ last: UInt64) -> ProtocolName?? {
        switch last {
        case 0x20: .some(ForeignProtocols.name("gmrp"))
        case 0x21, 0x0d: .some(ForeignProtocols.name("gvrp"))
        case 0x22...0x2f: .some(nil)
        default: nil
        }
    }

    /// Units of 1/256 second.
    private static func seconds(_ value: Int) -> String {
        value & 0xff == 0 ? "\(value >> 8)" : "\(Double(value) / 256)"
    }

    private static func bridge(_ fields: (STPField, STPField, STPField), _ data: Octets, _ at: Int, _ d: inout Dissection) throws(Stop) {
        let word = try data.u16(at)
        d.add(fields.0, word & 0xf000, data, at, 1)
        d.add(fields.1, word & 0x0fff, data, at, 2)
        try d.read(fields.2, data, at + 2, 6)
    }

    /// The part of the multiple spanning tree protocol.
    private static func multiple(_ data: Octets, _ version: Int, _ d: inout Dissection) throws(Stop) {
        let length = try d.read(STPField.version3Length, data, 36, 2)
        // In bytes, or, as some bridges have it, in messages of 16 bytes.
        let messages = length >= 64 ? length - 64 : length * 16
        let data = version == 3 ? data.prefix(102 + messages) : data
        try d.read(STPField.configSelector, data, 38, 1)
        try data.require(39, 32)
        d.add(STPField.configName, 0, data, 39, nameLength(data))
        try d.read(STPField.configRevision, data, 71, 2)
        try d.bytes(STPField.configDigest, data, 73, 16)
        try d.read(STPField.internalRootCost, data, 89, 4)
        try bridge((.cistBridgePriority, .cistBridgeExtension, .cistBridgeMAC), data, 93, &d)
        try d.read(STPField.remainingHops, data, 101, 1)
        // Each further tree has 16 bytes.
        var at = 102
        while at < 102 + messages {
            try data.require(at + 1, 8)
            try d.read(STPField.mstiFlags, STPField.mstiBits, data, at)
            let root = try data.u16(at + 1)
            d.add(STPField.mstiPriority, root >> 12, data, at + 1, 1)
            d.add(STPField.mstiID, root & 0xfff, data, at + 1, 2)
            try d.read(STPField.mstiRootMAC, data, at + 3, 6)
            try d.read(STPField.mstiRootCost, data, at + 9, 4)
            let bridge = try data.u8(at + 13), port = try data.u8(at + 14)
            d.add(STPField.mstiBridgePriority, bridge >> 4, data, at + 13, 1)
            d.add(STPField.mstiPortPriority, port >> 4, data, at + 14, 1)
            try d.read(STPField.mstiRemainingHops, data, at + 15, 1)
            at += 16
        }
    }

    private static func nameLength(_ data: Octets) -> Int { (data.firstIndex(of: 0, from: 39, limit: 71) ?? 71) - 39 }
}
