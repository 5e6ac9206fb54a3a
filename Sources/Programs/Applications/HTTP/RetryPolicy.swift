/// What came of a request, as a policy of one's own sees it.
public struct RequestOutcome: Codable, Hashable, Sendable {
    /// How many times the request has been sent by now, from 1.
    public var attempt: Int
    public var method: String
    /// nil: no answer came; the connection failed.
    public var status: Int?
    /// The field Retry-After, if the answer has one: seconds, or a date.
    public var retryAfter: String?
    public init(attempt: Int, method: String, status: Int?, retryAfter: String? = nil) { (self.attempt, self.method, self.status, self.retryAfter) = (attempt, method, status, retryAfter) }
}

/// A place for the decision whether a request is sent again, and when (RFC 9110 sections 9.2.2 and 10.2.3).
///
/// Lab 10's exercise is a type of your own that conforms to this.
public protocol RetryPolicy: Sendable {
    /// How many milliseconds to wait before the request is sent again; nil: what came is final.
    func wait(after outcome: RequestOutcome) throws -> Int?
}
