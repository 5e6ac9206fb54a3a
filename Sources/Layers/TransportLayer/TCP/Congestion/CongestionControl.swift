public import Wire

/// What a congestion control is made with.
public struct CongestionParameters: Hashable, Sendable {
    /// Bytes of payload in a full-sized segment (SMSS).
    public var segmentSize: Int
    /// Segments of the first flight.
    public var initialWindow: Int
    /// Segments by which one acknowledgment may open the window in slow start (L): 2 as RFC 3465 section 2.2 has it, 1 as RFC 5681
    /// section 3.1 does, with which delayed acknowledgments slow the start down.
    public var slowStartLimit: Int
    /// Whether Reno's congestion avoidance counts the bytes that were acknowledged (RFC 3465 section 2.1), which makes a segment a round
    /// trip, or the acknowledgments (RFC 5681 section 3.1, equation 3), which delayed acknowledgments make half as much.
    public var countsBytes: Bool

    public init(segmentSize: Int, initialWindow: Int, slowStartLimit: Int = 2, countsBytes: Bool = true) {
        self.segmentSize = segmentSize
        self.initialWindow = initialWindow
        self.slowStartLimit = slowStartLimit
        self.countsBytes = countsBytes
    }

    /// The first congestion window in bytes (RFC 6928 section 2).
    public var initialCongestionWindow: Int {
        initialWindow >= 10 ? min(initialWindow * segmentSize, max(2 * segmentSize, initialWindow * 1460)) : initialWindow * segmentSize
    }
}

/// What an acknowledgment tells a congestion control.
public struct Acknowledgement: Hashable, Sendable {
    /// When it came.
    public var time: Instant
    /// Bytes that it newly acknowledges.
    public var bytes: Int
    /// Bytes that were on their way when it came (FlightSize).
    public var flight: Int
    /// The latest measured, the smoothed and the least round trip; nil before the first measurement.
    public var roundTrip: Nanoseconds?
    public var smoothedRoundTrip: Nanoseconds?
    public var minimumRoundTrip: Nanoseconds?
    /// Whether the congestion window, and not the program or the peer's window, held the sender back: only then may it grow
    /// (RFC 9293 section 3.8.2, RFC 7661).
    public var isWindowLimited: Bool

    public init(time: Instant, bytes: Int, flight: Int, roundTrip: Nanoseconds?, smoothedRoundTrip: Nanoseconds?, minimumRoundTrip: Nanoseconds?, isWindowLimited: Bool) {
        self.time = time
        self.bytes = bytes
        self.flight = flight
        self.roundTrip = roundTrip
        self.smoothedRoundTrip = smoothedRoundTrip
        self.minimumRoundTrip = minimumRoundTrip
        self.isWindowLimited = isWindowLimited
    }
}

/// Decides how much may be on its way (RFC 5681): an exercise's and the connection's own. Called once per acknowledgment or event;
/// loss is found elsewhere.
public protocol CongestionControl: Sendable {
    /// Its name, for people: "CUBIC".
    var name: String { get }
    /// Bytes that may be on their way (cwnd).
    var congestionWindow: Int { get }
    /// Below this, slow start (ssthresh).
    var slowStartThreshold: Int { get }
    /// New data was acknowledged outside of loss recovery.
    mutating func acknowledged(_ acknowledgement: Acknowledgement)
    /// Loss was found by duplicate acknowledgments or by time, or the network marked a packet (ECN): once per window of data.
    mutating func congestion(flight: Int, at now: Instant)
    /// The retransmission timer expired. `isFirst` is false where it expires again for the same data.
    mutating func timedOut(flight: Int, isFirst: Bool, at now: Instant)
    /// What looked like loss was none: go back to before the last ``congestion(flight:at:)`` or ``timedOut(flight:isFirst:at:)``.
    mutating func undo()
    /// Nothing was sent for longer than a retransmission timeout (RFC 5681 section 4.1).
    mutating func restartedAfterIdle()
    /// The path takes other segments now.
    mutating func segmentSizeChanged(to size: Int)
}

/// A congestion control that is made from its parameters alone: lab 17's exercise is a type of your own that conforms to this.
public protocol ParameterisedControl: CongestionControl {
    init(_ parameters: CongestionParameters)
}
