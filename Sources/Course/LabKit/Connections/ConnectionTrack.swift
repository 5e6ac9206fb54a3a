import Wire

/// What the pictures of one end of a connection are drawn from: what it sent and what came back. Times are in seconds from the run's first line.
struct ConnectionTrack: Sendable {
    struct Sending: Sendable {
        var time: Double
        var range: Range<Int>
        var isRetransmission: Bool
        /// Whether a timer made it go again; nil where that is not known.
        var isTimeout: Bool?
    }

    let host: String
    let local: SocketAddress
    let remote: SocketAddress

    private(set) var sendings: [Sending] = []
    /// Acknowledgments, and the right edge of the window that came with each.
    private(set) var acknowledgements: [(time: Double, number: Int)] = []
    private(set) var edges: [(time: Double, number: Int)] = []
    private(set) var sacked: [(time: Double, range: Range<Int>)] = []
    /// Segments of this end that a wire lost.
    private(set) var lost: [(time: Double, range: Range<Int>)] = []
    private(set) var windows: [(time: Double, congestion: Int?, threshold: Int?, flight: Int)] = []
    /// Measured by the end itself or, by who sees frames, between a segment and its acknowledgment.
    private(set) var roundTrips: [(time: Double, seconds: Double)] = []
    private(set) var smoothed: [(time: Double, seconds: Double)] = []
    private(set) var timeouts: [(time: Double, seconds: Double)] = []
    private(set) var highestSent = 0
    private var hasFinished = false
    private(set) var highestAcknowledged = 0
    private var lastSACK: [Range<Int>] = []
    /// What is beyond this is not kept: pictures of a few hundred pixels do not need it.
    private static let limit = 300_000

    init(host: String, local: SocketAddress, remote: SocketAddress) {
        self.host = host
        self.local = local
        self.remote = remote
    }

    private var isFull: Bool { sendings.count + acknowledgements.count >= Self.limit }
    /// Bytes of data that this end has sent, without those sent again.
    var payloadSent: Int { max(0, highestSent - 1 - (hasFinished ? 1 : 0)) }
    var retransmissions: Int { sendings.count { $0.isRetransmission } }

    mutating func sent(_ segment: SegmentView, isTimeout: Bool? = nil, at time: Double) {
        guard !segment.range.isEmpty, !isFull else { return }
        sendings.append(Sending(time: time, range: segment.range, isRetransmission: segment.range.lowerBound < highestSent, isTimeout: isTimeout))
        highestSent = max(highestSent, segment.range.upperBound)
        if segment.flags.contains(.fin) { hasFinished = true }
    }

    /// - Parameter window: the peer's, in bytes.
    mutating func received(_ segment: SegmentView, window: Int, at time: Double) {
        guard let number = segment.acknowledgement, number <= highestSent, !isFull else { return }
        if number > highestAcknowledged || acknowledgements.isEmpty { acknowledgements.append((time, number)) }
        highestAcknowledged = max(highestAcknowledged, number)
        if edges.last?.number != number + window { edges.append((time, number + window)) }
        for run in segment.sacked where !lastSACK.contains(run) { sacked.append((time, run)) }
        lastSACK = segment.sacked
    }

    mutating func lose(_ range: Range<Int>, at time: Double) {
        guard !range.isEmpty, lost.count < Self.limit else { return }
        lost.append((time, range))
    }

    mutating func note(_ variables: ConnectionVariables, at time: Double) {
        guard windows.count < Self.limit else { return }
        if let flight = variables.flight {
            let entry = (time, variables.congestionWindow, variables.slowStartThreshold, flight)
            if let last = windows.last, (last.congestion, last.threshold, last.flight) == (entry.1, entry.2, entry.3) {} else { windows.append(entry) }
        }
        if let trip = variables.latestRoundTrip, roundTrips.last?.seconds != Self.seconds(trip) { roundTrips.append((time, Self.seconds(trip))) }
        if let trip = variables.smoothedRoundTrip, smoothed.last?.seconds != Self.seconds(trip) { smoothed.append((time, Self.seconds(trip))) }
        if let timeout = variables.retransmissionTimeout, timeouts.last?.seconds != Self.seconds(timeout) { timeouts.append((time, Self.seconds(timeout))) }
    }

    private static func seconds(_ span: Nanoseconds) -> Double { Double(span.count) / 1e9 }
}
