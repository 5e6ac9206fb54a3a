public import Wire

/// A frame as somebody sees it who holds a probe to a wire, at the moment its first bit leaves.
public struct ObservedFrame: Sendable {
    /// What becomes of it on this wire.
    public enum Fate: Sendable, Equatable {
        case arrives
        /// A fault takes it away; which one.
        case lost(String)
        /// A fault has changed it, delays it or doubles it; how.
        case harmed([String])
    }

    public let id: EventID
    /// What led to it: the frame, the call or the timer.
    public let cause: EventID
    /// When its first bit leaves.
    public let time: Instant
    /// From the destination address to the FCS, padding included.
    public let bytes: [UInt8]
    public let link: LinkID
    /// The nodes' names.
    public let from: String
    public let to: String
    public let fate: Fate
    /// When its last bit arrives, as far as the wire is concerned.
    public let arrival: Instant
}

/// Looks at every frame on the wires that it was put to. Called on the simulation's thread, in the order of time.
public protocol FrameObserver: AnyObject {
    func observe(_ frame: ObservedFrame)
}
