import Wire

/// How a switch's port takes part in VLANs (IEEE 802.1Q section 6.9).
public enum VLANPort: Hashable, Sendable {
    /// For a host: frames carry no tag, and all belong to this VLAN. Tagged frames are refused, but for a priority alone (VLAN 0).
    case access(UInt16)
    /// For another switch: frames carry tags. `native` is the VLAN of those without (nil: refused).
    case trunk(native: UInt16?, allowed: Set<UInt16>)

    /// Whether frames of `vlan` go out of the port, and with a tag or without; nil: they do not.
    func egress(_ vlan: UInt16) -> Bool? {
        switch self {
        case .access(let own): own == vlan ? false : nil
        case .trunk(let native, let allowed): native == vlan ? false : allowed.contains(vlan) ? true : nil
        }
    }
}

/// What the spanning tree lets a port do (IEEE 802.1D-2004 section 7.4).
public enum PortState: String, Hashable, Sendable, CaseIterable {
    case discarding, learning, forwarding
}

/// A switch that keeps VLANs apart: each is a network of its own, with its own stations; access ports add and take off the tags.
public struct VLANSwitch: Sendable {
    /// A copy of the frame, to be sent out of `port`.
    public struct Copy: Hashable, Sendable {
        public let port: Int
        public let frame: [UInt8]
    }

    /// Why a frame went nowhere, by count.
    public struct Drops: Hashable, Sendable {
        /// Too short for a header or a tag, or the reserved VLAN 4095.
        public var malformed = 0
        /// Its VLAN is not the port's.
        public var wrongVLAN = 0
        /// The spanning tree blocks the port.
        public var blocked = 0
    }

    public let ports: [VLANPort]
    /// Set by the spanning tree; forwarding where there is none.
    public var states: [PortState]
    public var table: MACTable
    public private(set) var drops = Drops()

    public init(ports: [VLANPort], table: MACTable = MACTable()) {
        self.ports = ports
        self.table = table
        states = Array(repeating: .forwarding, count: ports.count)
    }

    /// A frame without its check has come in.
    public mutating func forward(_ frame: [UInt8], arrivingOn port: Int, at now: Instant) -> [Copy] {
        guard ports.indices.contains(port), let arrival = try? Arrival(frame) else {
            drops.malformed += 1
            return []
        }
        // Spoken between neighbours, and for the switch itself, whatever the port's state.
        if LearningSwitch.isReserved(arrival.header.destination) { return [] }
        guard states[port] != .discarding else {
            drops.blocked += 1
            return []
        }
        guard arrival.vlan != 0xfff else {
            drops.malformed += 1
            return []
        }
        guard let vlan = vlan(of: arrival, on: port) else {
            drops.wrongVLAN += 1
            return []
        }
        table.learn(arrival.header.source, vlan: vlan, on: port, at: now)
        guard states[port] == .forwarding else {
            drops.blocked += 1
            return []
        }
        var out = arrival.forms(frame, vlan: vlan)
        if !arrival.header.destination.isMulticast, let known = table.port(of: arrival.header.destination, vlan: vlan, at: now) {
            return known == port ? [] : copy(known, vlan, &out)
        }
        return ports.indices.flatMap { $0 == port ? [] : copy($0, vlan, &out) }
    }

    private func copy(_ port: Int, _ vlan: UInt16, _ forms: inout Arrival.Forms) -> [Copy] {
        guard ports.indices.contains(port), states[port] == .forwarding, let tagged = ports[port].egress(vlan) else { return [] }
        return [Copy(port: port, frame: tagged ? forms.tagged : forms.untagged)]
    }

    /// The VLAN that an arriving frame belongs to; nil: the port does not take it.
    private func vlan(of arrival: Arrival, on port: Int) -> UInt16? {
        let named = arrival.vlan.flatMap { $0 == 0 ? nil : $0 }
        switch (ports[port], named) {
        case (.access(let own), nil): return own
        case (.access, _?): return nil
        case (.trunk(let native, _), nil): return native
        case (.trunk(let native, let allowed), let named?): return allowed.contains(named) || native == named ? named : nil
        }
    }

    /// What a frame's first bytes say.
    private struct Arrival {
        let header: EthernetHeader
        let tag: VLANTag?

        init(_ frame: [UInt8]) throws(DecodeError) {
            (header, tag) = try frame.decode(as: EthernetHeader.context) { reader throws(DecodeError) in
                let header = try EthernetHeader(parsing: &reader)
                return (header, header.etherType == .vlan ? try VLANTag(parsing: &reader) : nil)
            }
        }

        /// Nil: no tag.
        var vlan: UInt16? { tag?.identifier }

        /// The frame with the tag of its VLAN and without any, each made when it is first asked for.
        struct Forms {
            let frame: [UInt8], hasTag: Bool, control: UInt16
            lazy var tagged: [UInt8] = {
                var writer = ByteWriter(capacity: frame.count + VLANTag.length)
                writer.write(frame[..<12])
                writer.uint16(EtherType.vlan.rawValue)
                writer.uint16(control)
                writer.write(frame[(hasTag ? 16 : 12)...])
                return writer.bytes
            }()
            lazy var untagged: [UInt8] = hasTag ? Array(frame[..<12] + frame[16...]) : frame
        }

        func forms(_ frame: [UInt8], vlan: UInt16) -> Forms {
            // The priority of the tag that it came with stays.
            let priority = tag.map { UInt16($0.priority) << 13 | ($0.isDropEligible ? 0x1000 : 0) } ?? 0
            return Forms(frame: frame, hasTag: tag != nil, control: priority | vlan)
        }
    }
}
