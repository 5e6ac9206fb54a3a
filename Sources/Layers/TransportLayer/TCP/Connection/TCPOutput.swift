/// What a connection owes to the network: set by whatever happens, paid by ``TCPConnection/nextSegment(at:)``.
struct TCPOutput: Sendable {
    /// A SYN, or a SYN,ACK.
    var handshake = false
    /// An acknowledgment at once, and why.
    var acknowledgement: TCPSendReason?
    /// A reset: the last segment of all. The sequence number to use, and the acknowledgment where the reset carries one.
    var reset: (sequence: SequenceNumber, acknowledgement: SequenceNumber?)?
    /// The oldest segment again, whatever the windows say: a timer expired.
    var headRetransmission: TCPSendReason?
    /// A tail loss probe (RFC 8985 section 7).
    var tailProbe = false
    /// Data that would otherwise wait for a larger window or for Nagle's algorithm.
    var overridesWaiting = false
    /// One byte into a closed window (RFC 9293 section 3.8.6.1).
    var windowProbe = false
    /// An empty segment that makes the peer answer (RFC 9293 section 3.8.4).
    var keepAlive = false
}
