public import Wire

/// Something that happened in a connection, and why: a line of its story.
public enum TCPOccurrence: Hashable, Sendable {
    /// A segment was handed to the network layer. `reason` tells what made the connection send it.
    case sent(TCPSegment, reason: TCPSendReason)
    /// A segment arrived and passed the checks.
    case received(TCPSegment)
    /// A segment arrived and was not acceptable.
    case rejected(TCPSegment, reason: String)
    case stateChanged(from: TCPState, to: TCPState, trigger: TCPTrigger)
    /// Something about loss, windows or timers: "fast retransmit: third duplicate ACK", "RTO expired after 1.000 s".
    case note(String)
}

/// Why a segment was sent.
public enum TCPSendReason: String, Hashable, Sendable {
    case handshake = "handshake"
    case data = "new data"
    case finish = "no more to send"
    case acknowledgement = "acknowledgment"
    case windowUpdate = "window update"
    case challenge = "challenge ACK"
    case fastRetransmission = "fast retransmission"
    case timeoutRetransmission = "retransmission after timeout"
    case tailLossProbe = "tail loss probe"
    case windowProbe = "zero-window probe"
    case keepAlive = "keep-alive probe"
    case reset = "reset"
}

/// Is told what happens in a connection, after it happened. Costs nothing where there is none.
public protocol TCPObserver: AnyObject, Sendable {
    func connection(_ pair: SocketPair, at now: Instant, did occurrence: TCPOccurrence, variables: TCPVariables)
}

extension TCPOccurrence: CustomStringConvertible {
    public var description: String {
        switch self {
        case .sent(let segment, let reason): "sent \(segment): \(reason.rawValue)"
        case .received(let segment): "received \(segment)"
        case .rejected(let segment, let reason): "rejected \(segment): \(reason)"
        case .stateChanged(let from, let to, let trigger): "\(from) to \(to): \(trigger.label)"
        case .note(let text): text
        }
    }
}
