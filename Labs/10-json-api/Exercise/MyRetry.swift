import Applications
import Wire

/// E1: your decision whether to ask again. Read section 7 of the worksheet; then replace the body.
///
/// `LAB=10 swift test` judges it; `swift run json-api --busy 3 --mine` asks a busy server with it.
public struct MyRetry: RetryPolicy {
    public init() {}

    public func wait(after outcome: RequestOutcome) throws -> Int? {
        throw NotAttempted("E1")
    }
}
