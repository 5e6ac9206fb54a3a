import Wire

/// A connection's timers: when each expires; `distantFuture` where it does not run.
struct TCPTimers: Sendable {
    /// RFC 6298.
    var retransmission = Instant.distantFuture
    /// RFC 8985 section 6.3: segments that will count as lost by then.
    var reordering = Instant.distantFuture
    /// RFC 8985 section 7.
    var tailProbe = Instant.distantFuture
    /// RFC 9293 section 3.8.6.1.
    var persist = Instant.distantFuture
    /// RFC 9293 section 3.8.6.3.
    var delayedAcknowledgement = Instant.distantFuture
    /// RFC 9293 section 3.8.4.
    var keepAlive = Instant.distantFuture
    /// TIME-WAIT, and FIN-WAIT-2 of a connection that its program has closed.
    var lifetime = Instant.distantFuture

    /// The earliest.
    var next: Instant {
        var next = min(retransmission, reordering)
        next = min(next, tailProbe)
        next = min(next, persist)
        next = min(next, delayedAcknowledgement)
        next = min(next, keepAlive)
        return min(next, lifetime)
    }

    /// Stops all of them.
    mutating func stopAll() { self = TCPTimers() }
}
