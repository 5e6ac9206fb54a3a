import ApplicationLayer
import Sockets
import Wire

/// A connection of an ``HTTPClient`` with its protocol's state.
final class HTTPPooledConnection: @unchecked Sendable {
    let stream: any ByteStream
    var connection: HTTPClientConnection
    var exchanges = 0
    /// Used before, and nothing of an answer has come since: the server has probably closed it while it was idle.
    var isFreshlyDead = false
    fileprivate var idleSince = Instant.zero

    init(stream: any ByteStream, limits: HTTPLimits) {
        self.stream = stream
        connection = HTTPClientConnection(limits: limits)
    }

    /// Whether the server has neither closed the connection nor said anything unasked, as far as can be told at once. One that was used a moment ago
    /// is taken to be open: looking costs a call.
    func isStillOpen(_ clock: WorldClock) async -> Bool {
        if clock.now < idleSince.advanced(by: .milliseconds(10)) { return true }
        let stream = stream
        do {
            _ = try await clock.withTimeLimit(.zero, for: "look") { try await stream.receive(atMost: 1) }
            return false
        } catch let error as SocketError { return error.code == .timedOut } catch { return false }
    }
}

/// Idle connections by origin, the latest used first. Belongs to one loop.
final class HTTPConnectionPool: @unchecked Sendable {
    private var idle: [String: [HTTPPooledConnection]] = [:]
    private let perOrigin: Int
    private let idleTime: Duration

    init(perOrigin: Int, idleTime: Duration) { (self.perOrigin, self.idleTime) = (perOrigin, idleTime) }

    func take(_ origin: String, at now: Instant) -> HTTPPooledConnection? {
        while let last = idle[origin]?.popLast() {
            if idle[origin]?.isEmpty == true { idle[origin] = nil }
            // A stream that is let go is closed.
            if last.idleSince.advanced(by: idleTime) > now { return last }
        }
        return nil
    }

    func give(_ connection: HTTPPooledConnection, _ origin: String, at now: Instant) {
        connection.idleSince = now
        idle[origin, default: []].append(connection)
        if let count = idle[origin]?.count, count > perOrigin { idle[origin]?.removeFirst() }
    }

    func closeAll() async {
        let all = idle.sorted { $0.key < $1.key }.flatMap(\.value)
        idle = [:]
        for connection in all { await connection.stream.close() }
    }
}
