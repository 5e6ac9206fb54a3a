import Wire

extension TCPConnection {
    /// All variables as they are now (RFC 9293's STATUS call, section 3.10.6).
    public var variables: TCPVariables {
        TCPVariables(
            state: state, initialSend: sender.initial, initialReceive: receiver.initial,
            sendUnacknowledged: sender.unacknowledged, sendNext: sender.next, sendWindow: sender.window,
            receiveNext: receiver.next, receiveWindow: max(0, receiver.edge - receiver.next),
            congestionWindow: sendingWindow,
            slowStartThreshold: sender.congestion.slowStartThreshold == .max ? nil : sender.congestion.slowStartThreshold,
            flight: sender.flight, pipe: pipe, sacked: sender.sent.sackedBytes, lost: sender.sent.lostBytes, scoreboard: sender.sent.sackedRuns,
            retransmissionTimeout: sender.retransmission.timeout, smoothedRoundTrip: sender.retransmission.smoothedRoundTrip,
            roundTripVariation: sender.retransmission.variation, minimumRoundTrip: sender.minimumRoundTrip.value, latestRoundTrip: sender.latestRoundTrip,
            segmentSize: sender.segmentSize, recovery: sender.recovery, sendBuffered: sender.buffer.count,
            receiveBuffered: receiver.reassembler.readable, outOfOrder: receiver.reassembler.outOfOrder,
            congestionControl: sender.congestion.name)
    }
}
