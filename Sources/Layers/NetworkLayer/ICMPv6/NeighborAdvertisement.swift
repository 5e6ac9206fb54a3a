import Wire

/// What a node says about one of its addresses (RFC 4861 section 4.4).
///
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |R|S|O|                     Reserved                            |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                 Target Address (four words)                   |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |   Options ...
///     +-+-+-+-+-+-+-+-+-+-+-+-
public struct NeighborAdvertisement: Hashable, Sendable {
    /// R: the sender is a router.
    public var isRouter: Bool
    /// S: answers a solicitation, so that the neighbour is known to hear us.
    public var isSolicited: Bool
    /// O: replaces what a cache already holds.
    public var overrides: Bool
    public var target: IPv6Address
    public var options: [NeighborDiscoveryOption]

    public init(isRouter: Bool = false, isSolicited: Bool, overrides: Bool, target: IPv6Address, options: [NeighborDiscoveryOption] = []) {
        self.isRouter = isRouter
        self.isSolicited = isSolicited
        self.overrides = overrides
        self.target = target
        self.options = options
    }

    /// Reads what follows the ICMPv6 header.
    init(parsing reader: inout ByteReader) throws(DecodeError) {
        let flags = try reader.uint32("flags")
        isRouter = flags & 1 << 31 != 0
        isSolicited = flags & 1 << 30 != 0
        overrides = flags & 1 << 29 != 0
        target = try IPv6Address(parsing: &reader, "target address")
        options = try NeighborDiscoveryOption.list(parsing: &reader)
    }

    func serialize(into writer: inout ByteWriter) {
        writer.uint32((isRouter ? 1 << 31 : 0) | (isSolicited ? 1 << 30 : 0) | (overrides ? 1 << 29 : 0))
        target.serialize(into: &writer)
        for option in options { option.serialize(into: &writer) }
    }

    /// The target's link-layer address, where an option tells it.
    public var targetLinkLayerAddress: MACAddress? {
        for case .targetLinkLayerAddress(let address) in options { return address }
        return nil
    }
}
