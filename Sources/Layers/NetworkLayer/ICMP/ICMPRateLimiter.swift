import Wire

/// How often errors may be sent (RFC 1812 section 4.3.2.8, RFC 4443 section 2.4 (f)): so many a second to all together, and fewer to each
/// one, so that nobody uses up another's share (and nobody learns from it what others do).
public struct ICMPRateLimiter: Sendable {
    /// Rates and limits.
    public struct Configuration: Hashable, Sendable {
        /// To all together.
        public var perSecond = 1000
        public var burst = 50
        /// To one destination (Linux: one a second after six at once; here so that traceroute's three probes a hop all get answers).
        public var perSecondEach = 10
        public var burstEach = 10
        /// Destinations told apart: of more, the one seen first is forgotten.
        public var maximumDestinations = 256

        public init() {}
    }

    public let configuration: Configuration
    private var all: TokenBucket
    private var each: [IPAddress: TokenBucket] = [:]
    /// By when they were first seen, oldest first.
    private var order: [IPAddress] = []
    /// Errors that were not sent.
    public private(set) var suppressed = 0

    public init(configuration: Configuration = Configuration()) {
        self.configuration = configuration
        all = TokenBucket(perSecond: configuration.perSecond, burst: configuration.burst)
    }

    /// Whether an error may be sent to `destination` now; if so, it counts.
    public mutating func allows(_ destination: IPAddress, at now: Instant) -> Bool {
        if each[destination] == nil {
            if order.count >= max(1, configuration.maximumDestinations) { each[order.removeFirst()] = nil }
            each[destination] = TokenBucket(perSecond: configuration.perSecondEach, burst: configuration.burstEach, at: now)
            order.append(destination)
        }
        // The destination's own first: what it may not have costs the others nothing.
        guard each[destination]?.take(at: now) == true, all.take(at: now) else {
            suppressed += 1
            return false
        }
        return true
    }
}
