import Wire

/// What a router says about itself and its link (RFC 4861 section 4.2).
///
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     | Cur Hop Limit |M|O|H|Prf|Resvd|       Router Lifetime         |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                         Reachable Time                        |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                          Retrans Timer                        |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |   Options ...
///     +-+-+-+-+-+-+-+-+-+-+-+-
public struct RouterAdvertisement: Hashable, Sendable {
    /// How much this router should be preferred to others (RFC 4191 section 2.1).
    public enum Preference: UInt8, Sendable { case medium = 0b00, high = 0b01, reserved = 0b10, low = 0b11 }

    /// For the hosts' own packets; 0: not said.
    public var currentHopLimit: UInt8
    /// M: addresses come from DHCPv6.
    public var isManaged: Bool
    /// O: other things come from DHCPv6.
    public var hasOtherConfiguration: Bool
    /// H: mobility's home agent (RFC 6275).
    public var isHomeAgent: Bool
    public var preference: Preference
    /// Seconds for which this is a default router; 0: it is none.
    public var routerLifetime: UInt16
    /// Milliseconds for which a confirmed neighbour counts as reachable; 0: not said.
    public var reachableTime: UInt32
    /// Milliseconds between solicitations; 0: not said.
    public var retransmissionTimer: UInt32
    public var options: [NeighborDiscoveryOption]

    public init(currentHopLimit: UInt8 = 64, isManaged: Bool = false, hasOtherConfiguration: Bool = false, isHomeAgent: Bool = false, preference: Preference = .medium, routerLifetime: UInt16, reachableTime: UInt32 = 0, retransmissionTimer: UInt32 = 0, options: [NeighborDiscoveryOption] = []) {
        self.currentHopLimit = currentHopLimit
        self.isManaged = isManaged
        self.hasOtherConfiguration = hasOtherConfiguration
        self.isHomeAgent = isHomeAgent
        self.preference = preference
        self.routerLifetime = routerLifetime
        self.reachableTime = reachableTime
        self.retransmissionTimer = retransmissionTimer
        self.options = options
    }

    /// Reads what follows the ICMPv6 header.
    init(parsing reader: inout ByteReader) throws(DecodeError) {
        currentHopLimit = try reader.uint8("current hop limit")
        let flags = try reader.uint8("flags")
        isManaged = flags & 0x80 != 0
        hasOtherConfiguration = flags & 0x40 != 0
        isHomeAgent = flags & 0x20 != 0
        preference = switch flags >> 3 & 3 { case 0: .medium; case 1: .high; case 2: .reserved; default: .low }
        routerLifetime = try reader.uint16("router lifetime")
        reachableTime = try reader.uint32("reachable time")
        retransmissionTimer = try reader.uint32("retransmission timer")
        options = try NeighborDiscoveryOption.list(parsing: &reader)
    }

    func serialize(into writer: inout ByteWriter) {
        writer.uint8(currentHopLimit)
        writer.uint8((isManaged ? 0x80 : 0) | (hasOtherConfiguration ? 0x40 : 0) | (isHomeAgent ? 0x20 : 0) | preference.rawValue << 3)
        writer.uint16(routerLifetime)
        writer.uint32(reachableTime)
        writer.uint32(retransmissionTimer)
        for option in options { option.serialize(into: &writer) }
    }
}
