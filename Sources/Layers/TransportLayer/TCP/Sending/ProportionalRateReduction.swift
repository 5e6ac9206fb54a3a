/// Proportional rate reduction (RFC 9937): how much may be sent in fast recovery.
///
/// A congestion window alone would let a sender replace at once whatever it finds lost, and where it is its own sending that
/// overflows a queue, that would never end. So what goes out is measured by what arrives: a share of it while there is more in the
/// network than the new window, and about as much afterwards.
struct ProportionalRateReduction: Sendable {
    /// Bytes in the network when recovery began (RecoverFS).
    private var flight = 0
    /// Bytes that have arrived, and that were sent, since (prr_delivered, prr_out).
    private var delivered = 0
    private var sent = 0
    /// Bytes that may be in the network until the next acknowledgment.
    private(set) var window = 0

    /// Recovery begins, or begins anew at a smaller window.
    mutating func begin(flight: Int, pipe: Int) {
        self = ProportionalRateReduction()
        self.flight = max(1, flight)
        window = pipe
    }

    /// An acknowledgment tells that `bytes` more have arrived. `threshold` is the window that recovery is to end with; `isSafe` says
    /// that SND.UNA moved and nothing more was found lost.
    mutating func acknowledged(_ bytes: Int, pipe: Int, threshold: Int, segmentSize: Int, isSafe: Bool) {
        delivered += bytes
        guard pipe <= threshold else {
            // Rounded up, in floating point: the product may be too large for an integer.
            let share = (Double(delivered) * Double(threshold) / Double(flight)).rounded(.up)
            window = pipe + max(0, Int(min(share, 1e15)) - sent)
            return
        }
        let count = max(delivered - sent, bytes) + (isSafe ? segmentSize : 0)
        window = pipe + min(threshold - pipe, max(0, count))
    }

    /// More was found lost, and nothing has arrived: that alone is no leave to send.
    mutating func foundLoss(pipe: Int) { window = min(window, pipe + max(0, delivered - sent)) }

    mutating func sent(_ bytes: Int) { sent += bytes }
}
