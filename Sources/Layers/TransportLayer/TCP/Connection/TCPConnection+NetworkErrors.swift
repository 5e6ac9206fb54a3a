public import Wire

// ICMP's messages about a connection's segments (RFC 9293 section 3.9.2.2, RFC 1191, RFC 8201, RFC 5927).

extension TCPConnection {
    /// An ICMP message about a segment of this connection has arrived, which quoted `sequence`. It counts only where that segment is
    /// on its way: an attacker would have to guess it (RFC 5927 section 4.1).
    public mutating func receive(_ error: TCPNetworkError, quoting sequence: SequenceNumber, at now: Instant) {
        guard state != .closed, sequence >= sender.unacknowledged, sequence < sender.next else {
            note("ICMP message ignored: nothing with sequence number \(sequence) is on its way", at: now)
            return
        }
        switch error {
        case .packetTooBig(let size): pathTakes(size, at: now)
        case .portUnreachable, .protocolUnreachable:
            // Hard errors end only what has not begun (RFC 5927 section 5.2).
            if state == .synSent { fail(.refused, .givenUp, at: now) }
        case .networkUnreachable: remember(.networkUnreachable, at: now)
        case .hostUnreachable, .administrativelyProhibited: remember(.hostUnreachable, at: now)
        }
    }

    private mutating func remember(_ error: TCPFailure, at now: Instant) {
        sender.softError = error
        note("ICMP: \(error)", at: now)
        if state == .synSent, configuration.abortsOpeningOnSoftErrors { fail(error, .givenUp, at: now) }
    }

    /// Path MTU discovery: smaller segments from now on, and what was too large again at once. That is no congestion.
    private mutating func pathTakes(_ size: Int, at now: Instant) {
        let isVersion6 = pair.remote.address.version == 6
        let segmentSize = max(size, isVersion6 ? 1280 : configuration.minimumPathMTU) - (isVersion6 ? 60 : 40)
        guard segmentSize < sender.pathSegmentSize else { return }
        note("path MTU is \(size)", at: now)
        sender.pathSegmentSize = segmentSize
        sizeSegments()
        guard state.isSynchronized else { return }
        var index = 0
        while index < sender.sent.count {
            let segment = sender.sent[index]
            if Int(segment.length) > sender.segmentSize, segment.isInNetwork { lose(index) }
            index += 1
        }
    }
}
