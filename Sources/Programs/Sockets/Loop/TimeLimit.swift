extension Host {
    /// Runs `body` for at most `limit` of the world's time. When the time is up `body` is cancelled; once it has ended,
    /// and unless it has succeeded all the same, the error is `operation`'s ``SocketError/Code/timedOut``.
    ///
    /// - Throws: what `body` throws; `SocketError` with `.timedOut`.
    public func withTimeLimit<Result: Sendable>(
        _ limit: Duration, for operation: String = "operation", of subject: String = "",
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await clock.withTimeLimit(limit, for: operation, of: subject, body)
    }
}

extension WorldClock {
    /// Runs `body` for at most `limit` on this clock: see ``Host/withTimeLimit(_:for:of:_:)``.
    public func withTimeLimit<Result: Sendable>(
        _ limit: Duration, for operation: String = "operation", of subject: String = "",
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let deadline = now.advanced(by: limit)
        let outcome = await withTaskGroup(of: Race<Result>.self, returning: Swift.Result<Result, any Error>.self) { group in
            group.addTask {
                do { return .ended(.success(try await body())) } catch { return .ended(.failure(error)) }
            }
            group.addTask {
                do { try await sleep(until: deadline); return .timeIsUp } catch { return .watchEnded }
            }
            var isLate = false
            for await arrival in group {
                switch arrival {
                case .timeIsUp:
                    isLate = true
                    group.cancelAll()
                case .watchEnded:
                    continue
                case .ended(let result):
                    group.cancelAll()
                    if isLate, case .failure = result { return .failure(SocketError(.timedOut, during: operation, of: subject)) }
                    return result
                }
            }
            return .failure(CancellationError())
        }
        return try outcome.get()
    }
}

/// Which of the two came first: the body, or the end of its time.
private enum Race<Result: Sendable>: Sendable {
    case ended(Swift.Result<Result, any Error>)
    case timeIsUp
    /// The watch was cancelled: the body has ended, or the caller itself was cancelled.
    case watchEnded
}
