/// A packet that waits until its next hop's link-layer address is known.
public struct WaitingPacket: Hashable, Sendable {
    /// The packet, without a link-layer header.
    public var bytes: [UInt8]
    /// What led to it.
    public var cause: EventID

    public init(_ bytes: [UInt8], cause: EventID = .none) {
        self.bytes = bytes
        self.cause = cause
    }
}
