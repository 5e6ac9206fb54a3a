import ApplicationLayer
import Sockets
import Wire

/// Data connections: from whichever side they come, and what ends them.
extension FTPServerSession {
    func listen(_ extended: Bool) async throws {
        listener?.close()
        (listener, target) = (nil, nil)
        let new: H.Listener
        do throws(SocketError) {
            new = try await host.listen(on: SocketAddress(control.localAddress.address, 0, scope: control.localAddress.scope), options: ListenOptions(backlog: 4))
        } catch { return try connection.reply(FTPReply(425, "\(error)")) }
        listener = new
        try connection.enteredPassive(new.localAddress, extended: extended)
    }

    /// The data connection, from whichever side: accepted only from the client's own address.
    private func openData() async throws -> any ByteStream {
        if let listener {
            self.listener = nil
            defer { listener.close() }
            while true {
                let stream = try await listener.accept()
                guard stream.remoteAddress.address == control.remoteAddress.address else {
                    stream.abort()
                    continue
                }
                return try await secured(stream)
            }
        }
        guard let target else { throw SocketError(.notConnected, during: "connect") }
        self.target = nil
        return try await secured(try await host.connect(to: target, options: StreamOptions(connectTimeout: server.options.dataTime)))
    }

    private func secured(_ stream: any ByteStream) async throws -> any ByteStream {
        guard connection.protectsData, let security = server.security else { return stream }
        return try await security.server(over: stream)
    }

    /// Runs a transfer while the control connection is listened to: ABOR, or its end, cuts the transfer off.
    func transfer(_ opening: FTPReply, _ body: @escaping @Sendable (any ByteStream, _ progress: @escaping @Sendable () -> Void) async throws -> FTPReply) async throws {
        try connection.beginTransfer(opening)
        isCut = false
        try await flush()
        let watch = DataWatch(limit: server.options.dataTime, clock: host.clock)
        let result: FTPReply = await withTaskGroup(of: FTPReply?.self) { group in
            group.addTask { await self.run(body, watch) }
            group.addTask { await self.waitForAbort() }
            group.addTask { await watch.run() }
            var reply: FTPReply?
            for await ended in group {
                guard let ended else { continue }
                reply = reply ?? ended
                group.cancelAll()
            }
            return reply ?? FTPReply(426, "The transfer was cut off")
        }
        entry.deadline = nil
        guard !controlIsBroken else { throw SocketError(.aborted, during: "send", of: "\(control.remoteAddress)") }
        try connection.endTransfer(result)
    }

    private func run(_ body: @Sendable (any ByteStream, @escaping @Sendable () -> Void) async throws -> FTPReply, _ watch: DataWatch) async -> FTPReply? {
        let stream: any ByteStream
        do { stream = try await openData() } catch {
            return Task.isCancelled ? nil : FTPReply(425, "The data connection could not be made")
        }
        do {
            let reply = try await body(stream) { watch.note() }
            await stream.close()
            return reply
        } catch let error as FileStoreError {
            stream.abort()
            return Self.refusal(error)
        } catch {
            stream.abort()
            return Task.isCancelled ? nil : FTPReply(426, "The data connection broke")
        }
    }

    private func waitForAbort() async -> FTPReply? {
        entry.deadline = nil
        do {
            while true {
                switch try connection.nextEvent() {
                case .abort:
                    isCut = true
                    return FTPReply(426, "Aborted")
                case .closed:
                    isCut = true
                    return FTPReply(426, "The control connection has ended")
                default:
                    do { try await flush() } catch {
                        controlIsBroken = true
                        throw error
                    }
                    // More commands than anybody types during a transfer are not read until its end. Those that were sent before the
                    // client ended its side wait for it too.
                    guard connection.bufferedBytes < 65_536, !controlHasEnded else { try await host.clock.sleep(for: .seconds(3_600)); continue }
                    try await receive()
                }
            }
        } catch {
            if Task.isCancelled { return nil }
            isCut = true
            return FTPReply(426, "The control connection broke")
        }
    }
}

/// Ends a transfer that makes no progress.
private final class DataWatch: @unchecked Sendable {
    private let limit: Duration
    private let clock: WorldClock
    private var deadline: Instant

    init(limit: Duration, clock: WorldClock) {
        (self.limit, self.clock) = (limit, clock)
        deadline = clock.now.advanced(by: limit)
    }

    func note() { deadline = clock.now.advanced(by: limit) }

    func run() async -> FTPReply? {
        while clock.now < deadline {
            do { try await clock.sleep(until: deadline) } catch { return nil }
        }
        return FTPReply(426, "The data connection was silent for too long")
    }
}
