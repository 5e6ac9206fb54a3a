import Wire

/// How long a station waits after a collision (IEEE 802.3 section 4.2.3.2.5): truncated binary exponential back-off. The medium,
/// on which collisions happen, is the simulator's.
public struct CollisionBackoff: Sendable {
    /// Bit times in a slot, for 10 and 100 Mbit/s: the time within which every station has heard of a collision.
    public static let slotBits = 512
    /// Bits that a station sends on after a collision, so that all notice it.
    public static let jamBits = 32
    /// Bit times of silence before a frame.
    public static let interframeGapBits = 96
    /// Collisions of one frame, after which it is given up.
    public static let attemptLimit = 16
    /// Collisions after which the range no longer doubles.
    public static let backoffLimit = 10

    public enum Action: Hashable, Sendable {
        /// Try again after so many slots: 0 to 1023.
        case retry(afterSlots: Int)
        /// Drop the frame: excessive collisions.
        case giveUp
    }

    /// Collisions of the present frame.
    public private(set) var collisions = 0

    public init() {}

    /// The present frame has collided.
    public mutating func collided(using random: inout some RandomNumberGenerator) -> Action {
        collisions += 1
        guard collisions < Self.attemptLimit else {
            collisions = 0
            return .giveUp
        }
        return .retry(afterSlots: Int.random(in: 0..<1 << min(collisions, Self.backoffLimit), using: &random))
    }

    /// The present frame went out without a collision: the next one begins afresh.
    public mutating func succeeded() { collisions = 0 }
}
