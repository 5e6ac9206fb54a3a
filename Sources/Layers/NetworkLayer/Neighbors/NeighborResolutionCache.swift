import Wire

/// What neighbour discovery wants done.
public enum NeighborAction: Hashable, Sendable {
    /// Send a neighbour solicitation for `target` from `source` to `destination`, with our link-layer address as an option.
    /// `linkLayer` nil: the destination is a group, with the group's link-layer address (33:33 and its last 32 bits).
    case solicit(target: IPv6Address, source: IPv6Address, destination: IPv6Address, linkLayer: MACAddress?)
    /// The address is known now: send this packet on its way.
    case release(WaitingPacket, to: MACAddress)
    /// Nobody answered, or there was no room to wait (ICMPv6 address unreachable, where one may be sent).
    case unreachable(IPv6Address, [WaitingPacket])
    /// A neighbour that was a router says that it no longer is: choose another (RFC 4861 section 6.2.5).
    case routerLost(IPv6Address)
}

/// Which station has an IPv6 address: what a host asks before each packet. The stack works with ``NeighborCache`` unless it is given another one;
/// after each call the owner looks at ``nextDeadline`` and calls ``tick(at:)`` when that time has come.
public protocol NeighborResolutionCache: Sendable {
    /// The station that has `address`, if it is known; asked once per packet.
    mutating func resolve(_ address: IPv6Address, at now: Instant) -> MACAddress?
    /// Lets `packet` wait until `address` is known, and asks for it from `source`. Called when ``resolve(_:at:)`` said nil.
    mutating func enqueue(_ packet: WaitingPacket, for address: IPv6Address, from source: IPv6Address, at now: Instant) -> [NeighborAction]
    /// A valid advertisement has arrived.
    mutating func handle(_ advertisement: NeighborAdvertisement, at now: Instant) -> [NeighborAction]
    /// A valid solicitation, router advertisement, router solicitation or redirect told a neighbour's link-layer address.
    /// `isRouter` nil: the message says nothing of it.
    mutating func learn(_ address: IPv6Address, linkLayer: MACAddress, isRouter: Bool?, at now: Instant) -> [NeighborAction]
    /// The upper layer knows that packets arrive there: TCP has had an acknowledgment of new data (RFC 4861 section 7.3.1).
    mutating func confirm(_ address: IPv6Address, at now: Instant)
    /// The time is `now`: asks again, or gives up.
    mutating func tick(at now: Instant) -> [NeighborAction]
    /// When ``tick(at:)`` wants to be called next.
    var nextDeadline: Instant? { get }
}
