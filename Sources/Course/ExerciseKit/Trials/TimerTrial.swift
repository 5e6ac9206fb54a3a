public import TransportLayer
import Wire

/// Lab 16, E1: what happens to a retransmission timer, and its timeout after each step.
public enum TimerTrial: Trial {
    public enum Event: Codable, Sendable {
        /// Milliseconds.
        case measured(Int)
        case expired
        /// Something new was acknowledged.
        case acknowledged
    }

    /// Timeouts in microseconds: at the beginning, and after each event.
    public static func run(_ piece: any RetransmissionTimer, _ input: [Event]) async throws -> [Int] {
        var piece = piece
        var timeouts = [Int(piece.timeout.count / 1000)]
        // As handed out it never waits.
        if piece.timeout == .zero { throw NotAttempted("E1") }
        for event in input {
            switch event {
            case .measured(let milliseconds): piece.measured(.milliseconds(Int64(milliseconds)), samplesPerRoundTrip: 1)
            case .expired: piece.backOff()
            case .acknowledged: piece.resetBackOff()
            }
            timeouts.append(Int(piece.timeout.count / 1000))
        }
        return timeouts
    }
}

/// Lab 17, E1: what happens to a connection, and the congestion window after each step.
public enum CongestionTrial: Trial {
    public enum Event: Codable, Sendable {
        /// So many bytes are newly acknowledged, with the window full.
        case acknowledged(Int)
        /// The same, but the program had no more to send.
        case acknowledgedIdle(Int)
        /// Loss was found with so many bytes on their way.
        case loss(flight: Int)
        case timeout(flight: Int)
    }

    public struct Window: Codable, Sendable, Equatable {
        public var congestionWindow: Int
        public var threshold: Int
        public init(_ congestionWindow: Int, _ threshold: Int) { (self.congestionWindow, self.threshold) = (congestionWindow, threshold) }
    }

    /// The segment size of every trial, in bytes, and the first window, in segments.
    public static let segmentSize = 1000, initialWindow = 4

    public static func run(_ piece: any ParameterisedControl.Type, _ input: [Event]) async throws -> [Window] {
        var control: any ParameterisedControl = piece.init(CongestionParameters(segmentSize: segmentSize, initialWindow: initialWindow))
        // As handed out its window is closed.
        if control.congestionWindow == 0 { throw NotAttempted("E1") }
        func window() -> Window { Window(control.congestionWindow, min(control.slowStartThreshold, 1 << 40)) }
        var windows = [window()], time = Instant.zero
        for event in input {
            time = time + .milliseconds(10)
            switch event {
            case .acknowledged(let bytes), .acknowledgedIdle(let bytes):
                var isLimited = true
                if case .acknowledgedIdle = event { isLimited = false }
                control.acknowledged(Acknowledgement(time: time, bytes: bytes, flight: control.congestionWindow, roundTrip: .milliseconds(50), smoothedRoundTrip: .milliseconds(50), minimumRoundTrip: .milliseconds(50), isWindowLimited: isLimited))
            case .loss(let flight): control.congestion(flight: flight, at: time)
            case .timeout(let flight): control.timedOut(flight: flight, isFirst: true, at: time)
            }
            windows.append(window())
        }
        return windows
    }
}
