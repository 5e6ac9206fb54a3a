public import Wire

/// A handshake that a listener has completed: what a connection needs to go on from SYN-RECEIVED.
public struct TCPPassiveOpen: Hashable, Sendable {
    public internal(set) var pair: SocketPair
    /// This end's and the peer's initial sequence numbers (ISS and IRS).
    public internal(set) var initialSequenceNumber: SequenceNumber
    public internal(set) var peerSequenceNumber: SequenceNumber
    public internal(set) var timestampOffset: UInt32
    /// What the peer's SYN offered.
    public internal(set) var peerSegmentSize: Int
    public internal(set) var windowScale: UInt8?
    public internal(set) var usesSACK: Bool
    public internal(set) var usesECN: Bool
    /// The peer's timestamp, where both ends use timestamps.
    public internal(set) var timestamp: UInt32?
    /// The most that this end takes in a segment on the path that the SYN came by.
    public internal(set) var segmentSize: Int
    /// The window field of the SYN, which is never scaled.
    public internal(set) var window: Int
    /// When the SYN,ACK was sent; nil where it was sent more than once or nothing was kept (a SYN cookie).
    public internal(set) var answeredAt: Instant?
}
