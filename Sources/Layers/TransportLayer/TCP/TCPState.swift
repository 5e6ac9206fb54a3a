/// The states of a connection (RFC 9293 section 3.3.2). LISTEN belongs to a ``TCPListener``.
public enum TCPState: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable {
    case closed, listen, synSent, synReceived, established, finWait1, finWait2, closeWait, closing, lastAck, timeWait

    /// Whether both ends have agreed on sequence numbers: from ESTABLISHED on.
    @inlinable public var isSynchronized: Bool { rawValue >= TCPState.established.rawValue }

    /// Whether the program may still hand over bytes to be sent.
    public var maySend: Bool { self == .synSent || self == .synReceived || self == .established || self == .closeWait }

    /// Whether bytes from the peer may still come.
    public var mayReceive: Bool { self == .established || self == .finWait1 || self == .finWait2 }
}

extension TCPState: CustomStringConvertible {
    /// As RFC 9293 writes it: "SYN-SENT".
    public var description: String {
        switch self {
        case .closed: "CLOSED"
        case .listen: "LISTEN"
        case .synSent: "SYN-SENT"
        case .synReceived: "SYN-RECEIVED"
        case .established: "ESTABLISHED"
        case .finWait1: "FIN-WAIT-1"
        case .finWait2: "FIN-WAIT-2"
        case .closeWait: "CLOSE-WAIT"
        case .closing: "CLOSING"
        case .lastAck: "LAST-ACK"
        case .timeWait: "TIME-WAIT"
        }
    }
}
