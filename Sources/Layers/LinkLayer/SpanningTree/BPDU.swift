import Wire

/// A switch's name in the spanning tree (IEEE 802.1D-2004 section 9.2.5): the lowest is the root.
public struct BridgeIdentifier: Hashable, Comparable, Sendable {
    /// Steps of 4096 in the four highest bits; below them, the VLAN for trees by VLAN.
    public var priority: UInt16
    public var address: MACAddress

    public init(priority: UInt16 = 32768, address: MACAddress) {
        self.priority = priority
        self.address = address
    }

    public static func < (a: BridgeIdentifier, b: BridgeIdentifier) -> Bool { (a.priority, a.address) < (b.priority, b.address) }
}

extension BridgeIdentifier: CustomStringConvertible {
    public var description: String { "\(priority)/\(address)" }
}

/// A port's part in the tree (IEEE 802.1D-2004 section 17.7).
public enum PortRole: UInt8, Hashable, Sendable {
    /// In BPDUs, alternate and backup are one; disabled is said by nobody.
    case disabled = 4
    /// Another way to the root, unused.
    case alternate = 1
    /// Another way to a segment that we already serve, unused.
    case backup = 5
    /// Our way to the root.
    case root = 2
    /// We serve this segment.
    case designated = 3
}

/// A bridge protocol data unit (IEEE 802.1D-2004 section 9.3): what switches say so that their wiring becomes a tree.
///
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |      Protocol Identifier      |    Version    |     Type      |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |     Flags     |         Root Identifier (8 bytes)  ...        |
///     |                        Root Path Cost                         |
///     |             Bridge Identifier (8 bytes)        ...            |
///     |        Port Identifier        |          Message Age          |
///     |            Max Age            |          Hello Time           |
///     |         Forward Delay         |Version 1 Len. |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///
/// It travels in an LLC frame (0x42, 0x42, 0x03) to 01:80:c2:00:00:00.
public enum BPDU: Hashable, Sendable {
    public static let context = DecodeContext(.link, "STP")
    /// Where BPDUs are sent.
    public static let destination = MACAddress(rawValue: 0x0180_c200_0000)

    /// Version 0, type 0x80: the old protocol's "something has changed".
    case topologyChangeNotification
    /// Version 0, type 0 (STP), or version 2, type 2 (RSTP).
    case configuration(Configuration)

    /// What a switch says about the tree on one of its ports.
    public struct Configuration: Hashable, Sendable {
        /// False: of the old protocol, whose flags are only topology change and its acknowledgment.
        public var isRapid: Bool
        public var topologyChange: Bool
        /// RSTP: the sender wants to forward at once, if the receiver agrees.
        public var proposal: Bool
        /// RSTP; nil is "unknown".
        public var role: PortRole?
        public var learning: Bool
        public var forwarding: Bool
        /// RSTP: the answer to a proposal.
        public var agreement: Bool
        public var topologyChangeAcknowledgment: Bool
        public var root: BridgeIdentifier
        public var rootPathCost: UInt32
        public var bridge: BridgeIdentifier
        /// Priority in the highest four bits, number in the others.
        public var port: UInt16
        /// 1/256 seconds, as all that follow.
        public var messageAge: UInt16
        public var maximumAge: UInt16
        public var helloTime: UInt16
        public var forwardDelay: UInt16

        public init(isRapid: Bool = true, topologyChange: Bool = false, proposal: Bool = false, role: PortRole? = .designated, learning: Bool = false, forwarding: Bool = false, agreement: Bool = false, topologyChangeAcknowledgment: Bool = false, root: BridgeIdentifier, rootPathCost: UInt32, bridge: BridgeIdentifier, port: UInt16, messageAge: UInt16 = 0, maximumAge: UInt16 = 20 * 256, helloTime: UInt16 = 2 * 256, forwardDelay: UInt16 = 15 * 256) {
            self.isRapid = isRapid
            self.topologyChange = topologyChange
            self.proposal = proposal
            self.role = role
            self.learning = learning
            self.forwarding = forwarding
            self.agreement = agreement
            self.topologyChangeAcknowledgment = topologyChangeAcknowledgment
            self.root = root
            self.rootPathCost = rootPathCost
            self.bridge = bridge
            self.port = port
            self.messageAge = messageAge
            self.maximumAge = maximumAge
            self.helloTime = helloTime
            self.forwardDelay = forwardDelay
        }
    }

    /// Reads what follows the LLC header. Throws `truncated`, and `invalid` for another protocol and for types that are none. Versions
    /// beyond 2 are read as 2 (section 9.3.4).
    public init(parsing reader: inout ByteReader) throws(DecodeError) {
        let identifier = try reader.uint16("protocol identifier")
        guard identifier == 0 else { throw reader.invalid("protocol identifier", found: "\(identifier)", expected: "0", at: reader.offset - 2) }
        let version = try reader.uint8("version")
        let type = try reader.uint8("type")
        if type == 0x80 { self = .topologyChangeNotification; return }
        guard type == 0 || type == 2 && version >= 2 else { throw reader.invalid("type", found: "\(type) in version \(version)", expected: "0 or 128, or 2 in version 2", at: reader.offset - 1) }
        let isRapid = type == 2
        let flags = try reader.uint8("flags")
        let root = BridgeIdentifier(priority: try reader.uint16("root identifier"), address: try MACAddress(parsing: &reader, "root identifier"))
        let cost = try reader.uint32("root path cost")
        let bridge = BridgeIdentifier(priority: try reader.uint16("bridge identifier"), address: try MACAddress(parsing: &reader, "bridge identifier"))
        var configuration = Configuration(
            isRapid: isRapid, topologyChange: flags & 0x01 != 0, role: .designated, topologyChangeAcknowledgment: flags & 0x80 != 0, root: root, rootPathCost: cost, bridge: bridge,
            port: try reader.uint16("port identifier"), messageAge: try reader.uint16("message age"), maximumAge: try reader.uint16("maximum age"), helloTime: try reader.uint16("hello time"),
            forwardDelay: try reader.uint16("forward delay"))
        if isRapid {
            configuration.proposal = flags & 0x02 != 0
            configuration.role = PortRole(rawValue: flags >> 2 & 3)
            configuration.learning = flags & 0x10 != 0
            configuration.forwarding = flags & 0x20 != 0
            configuration.agreement = flags & 0x40 != 0
            try reader.skip(1, "version 1 length")
        }
        self = .configuration(configuration)
    }

    public func serialize(into writer: inout ByteWriter) {
        writer.uint16(0)
        guard case .configuration(let configuration) = self else {
            writer.uint16(0x0080)
            return
        }
        writer.uint16(configuration.isRapid ? 0x0202 : 0)
        var flags: UInt8 = (configuration.topologyChange ? 0x01 : 0) | (configuration.topologyChangeAcknowledgment ? 0x80 : 0)
        if configuration.isRapid {
            // A backup port says that it is an alternate one: there are two bits.
            let role: UInt8 = switch configuration.role { case nil, .disabled: 0; case .alternate, .backup: 1; case .root: 2; case .designated: 3 }
            flags |= (configuration.proposal ? 0x02 : 0) | role << 2 | (configuration.learning ? 0x10 : 0) | (configuration.forwarding ? 0x20 : 0) | (configuration.agreement ? 0x40 : 0)
        }
        writer.uint8(flags)
        writer.uint16(configuration.root.priority)
        configuration.root.address.serialize(into: &writer)
        writer.uint32(configuration.rootPathCost)
        writer.uint16(configuration.bridge.priority)
        configuration.bridge.address.serialize(into: &writer)
        writer.uint16(configuration.port)
        writer.uint16(configuration.messageAge)
        writer.uint16(configuration.maximumAge)
        writer.uint16(configuration.helloTime)
        writer.uint16(configuration.forwardDelay)
        if configuration.isRapid { writer.uint8(0) }
    }
}

extension BPDU: CustomStringConvertible {
    public var description: String {
        switch self {
        case .topologyChangeNotification: "STP topology change notification"
        case .configuration(let it):
            "\(it.isRapid ? "RSTP" : "STP") root \(it.root) cost \(it.rootPathCost) bridge \(it.bridge) port \(it.port & 0xfff)" + (it.proposal ? " proposal" : "") + (it.agreement ? " agreement" : "") + (it.topologyChange ? " topology change" : "")
        }
    }
}
