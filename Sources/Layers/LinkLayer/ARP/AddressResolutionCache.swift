import Wire

/// What address resolution wants done.
public enum ARPAction: Hashable, Sendable {
    /// Send this ARP packet in a frame to `destination`.
    case transmit(ARPPacket, to: MACAddress)
    /// The address is known now: send this packet on its way.
    case release(WaitingPacket, to: MACAddress)
    /// Nobody answered, or there was no room to wait: these will not be sent (ICMP host unreachable, where one may be sent).
    case unreachable(IPv4Address, [WaitingPacket])
    /// Another station uses an address of ours (RFC 5227 section 2.4).
    case conflict(IPv4Address, claimedBy: MACAddress)
}

/// Which station has an IPv4 address: what a host asks before each packet. The stack works with ``ARPCache`` unless it is given another one.
///
/// The cache never asks for the time and sets no timer: after each call its owner looks at ``nextDeadline`` and calls
/// ``tick(at:)`` when that time has come.
public protocol AddressResolutionCache: Sendable {
    /// The station that has `address`, if it is known; asked once per packet.
    mutating func resolve(_ address: IPv4Address, at now: Instant) -> MACAddress?
    /// Lets `packet` wait until `address` is known, and asks for it if nobody does already. Called when ``resolve(_:at:)`` said nil.
    mutating func enqueue(_ packet: WaitingPacket, for address: IPv4Address, at now: Instant) -> [ARPAction]
    /// An ARP packet has arrived.
    mutating func handle(_ packet: ARPPacket, at now: Instant) -> [ARPAction]
    /// The time is `now`: asks again, or gives up.
    mutating func tick(at now: Instant) -> [ARPAction]
    /// When ``tick(at:)`` wants to be called next; nil when nothing is waiting.
    var nextDeadline: Instant? { get }
}
