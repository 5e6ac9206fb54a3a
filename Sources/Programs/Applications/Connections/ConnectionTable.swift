import Sockets
import Wire

/// The connections that a server has open, and by when each peer must have done something.
///
/// One watch for all of them: a timer for every read of every client would cost more than serving it. A connection whose
/// time is up is cut off, which ends whatever its task waits for. Belongs to the server's loop.
final class ConnectionTable: @unchecked Sendable {
    final class Entry: @unchecked Sendable {
        fileprivate let number: UInt64
        fileprivate let stream: any ByteStream
        /// When the peer's time is up; nil: it may take forever.
        var deadline: Instant?
        /// What is still said to a peer whose time is up. Empty: it is cut off without a word.
        var farewell: [UInt8] = []
        /// What the peer is spoken to over, where it is not the connection itself (TLS).
        var secured: (any ByteStream)?
        /// The peer's time has been up before.
        fileprivate var isExpired = false
        fileprivate init(_ number: UInt64, _ stream: any ByteStream) { (self.number, self.stream) = (number, stream) }
    }

    private var entries: [UInt64: Entry] = [:]
    private var last: UInt64 = 0
    private(set) var isWatched = false

    var count: Int { entries.count }

    func add(_ stream: any ByteStream) -> Entry {
        last += 1
        let entry = Entry(last, stream)
        entries[last] = entry
        return entry
    }

    func remove(_ entry: Entry) {
        entries[entry.number] = nil
        guard entries.isEmpty, let waiter else { return }
        self.waiter = nil
        waiter.resume()
    }

    private var waiter: UnsafeContinuation<Void, Never>?

    /// Returns when the last connection has ended.
    func waitUntilEmpty() async {
        if !entries.isEmpty { await withUnsafeContinuation { waiter = $0 } }
    }

    /// Cuts off everyone, in the order in which they came.
    func abortAll() { for entry in entries.values.sorted(by: { $0.number < $1.number }) { entry.stream.abort() } }

    /// Looks once a second, as long as there are connections.
    func watch(on clock: WorldClock) async {
        isWatched = true
        defer { isWatched = false }
        await withDiscardingTaskGroup { group in
            while !entries.isEmpty {
                do { try await clock.sleep(for: .seconds(1)) } catch { return }
                let now = clock.now
                // Sorted, so that the order is the same in every run.
                let late = entries.values.filter { $0.deadline.map { $0 <= now } ?? false }.sorted { $0.number < $1.number }
                for entry in late {
                    if entry.farewell.isEmpty || entry.isExpired {
                        entry.deadline = nil
                        entry.stream.abort()
                    } else {
                        // Whoever does not even take that is cut off next time.
                        (entry.isExpired, entry.deadline) = (true, now.advanced(by: .seconds(2)))
                        group.addTask {
                            let stream = entry.secured ?? entry.stream
                            try? await stream.send(entry.farewell)
                            await stream.close()
                        }
                    }
                }
            }
        }
    }
}

/// Accepts connections until the listener is closed or the task cancelled, each in a task of its own.
///
/// - Parameters:
///   - maximum: connections beyond it are handed to `refuse` and closed.
///   - total: after how many connections no other is accepted; returns when these have ended. nil: none is too many.
///   - handle: serves one connection; the stream is closed behind it.
func acceptConnections<Listener: StreamListener>(
    _ listener: Listener, table: ConnectionTable, maximum: Int, total: Int? = nil, clock: WorldClock,
    refuse: @escaping @Sendable (Listener.Stream) async -> Void,
    handle: @escaping @Sendable (Listener.Stream, ConnectionTable.Entry) async -> Void
) async throws(SocketError) {
    let failure: SocketError? = await withDiscardingTaskGroup { group in
        defer { group.cancelAll() }
        var accepted = 0
        while accepted < total ?? .max {
            do throws(SocketError) {
                let stream = try await listener.accept()
                guard table.count < maximum else {
                    group.addTask {
                        await refuse(stream)
                        await stream.close()
                    }
                    continue
                }
                let entry = table.add(stream)
                accepted += 1
                group.addTask {
                    await handle(stream, entry)
                    await stream.close()
                    table.remove(entry)
                }
                if !table.isWatched { group.addTask { await table.watch(on: clock) } }
            } catch {
                switch error.code {
                case .closed: return nil
                // Out of descriptors or memory, or a client that gave up in the queue: the others go on.
                case .tooManyOpenFiles, .noBuffers, .aborted:
                    do { try await clock.sleep(for: .milliseconds(50)) } catch { return nil }
                default: return error
                }
            }
        }
        await table.waitUntilEmpty()
        return nil
    }
    table.abortAll()
    if let failure, failure.code != .cancelled { throw failure }
}

extension ByteStream {
    /// Ends a conversation whose peer may still be sending: says that nothing more comes, reads what does come for a short while, then closes.
    /// Closing at once would reset the connection, and the reset could overtake the last answer.
    func closeLingering(_ entry: ConnectionTable.Entry, clock: WorldClock) async {
        entry.deadline = clock.now.advanced(by: .seconds(2))
        do {
            try await finishSending()
            var drained = 0
            while drained < 4 << 20 {
                let bytes = try await receive(atMost: 65_536)
                if bytes.isEmpty { break }
                drained += bytes.count
            }
        } catch { /* The peer is gone: nothing to wait for. */ }
        await close()
    }
}
