/// How good an offer of a way to the root is (IEEE 802.1D-2004 section 17.5): compared part by part, the lower is the better.
public struct PriorityVector: Hashable, Comparable, Sendable {
    public var root: BridgeIdentifier
    public var cost: UInt32
    /// Who makes the offer.
    public var bridge: BridgeIdentifier
    /// Out of which of its ports.
    public var port: UInt16

    public init(root: BridgeIdentifier, cost: UInt32, bridge: BridgeIdentifier, port: UInt16) {
        self.root = root
        self.cost = cost
        self.bridge = bridge
        self.port = port
    }

    public static func < (a: PriorityVector, b: PriorityVector) -> Bool { (a.root, a.cost, a.bridge, a.port) < (b.root, b.cost, b.bridge, b.port) }

    /// Whether both are offers of one port of one switch.
    func isSameSender(as other: PriorityVector) -> Bool { bridge.address == other.bridge.address && port & 0xfff == other.port & 0xfff }
}
