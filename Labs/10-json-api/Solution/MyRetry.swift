import Applications
import Wire

/// E1, done: again only what may be done twice, only what may go better, and more slowly each time.
public struct MyRetry: RetryPolicy {
    public init() {}

    public func wait(after outcome: RequestOutcome) throws -> Int? {
        guard ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"].contains(outcome.method), outcome.attempt < 8 else { return nil }
        if let status = outcome.status, ![429, 502, 503, 504].contains(status) { return nil }
        let usual = min(5000, 100 << (outcome.attempt - 1))
        guard let seconds = outcome.retryAfter.flatMap({ Int($0) }), seconds >= 0 else { return usual }
        return seconds > 60 ? nil : max(usual, seconds * 1000)
    }
}
