import ApplicationLayer
import Sockets
import Wire

/// One client of an ``FTPServer``: the control connection.
final class FTPServerSession<H: Host>: @unchecked Sendable {
    let server: FTPServer
    let host: H
    let entry: ConnectionTable.Entry
    var control: any ByteStream
    var connection: FTPServerConnection
    /// Where the next data connection comes from.
    private var listener: H.Listener?
    private var target: SocketAddress?
    /// The client has ended the control connection, or a reply could not be sent whole.
    private var controlHasEnded = false, controlIsBroken = false
    /// The transfer under way has been cut off from the control connection.
    private var isCut = false

    init(server: FTPServer, host: H, control: any ByteStream, entry: ConnectionTable.Entry) {
        (self.server, self.host, self.control, self.entry) = (server, host, control, entry)
        connection = FTPServerConnection(greeting: server.options.greeting, clientAddress: control.remoteAddress.address, offersTLS: server.security != nil, requiresTLS: server.options.requiresTLS)
    }

    func run() async {
        do {
            while try await turn() {}
            try await flush()
            listener?.close()
            await control.closeLingering(entry, clock: host.clock)
        } catch is RemoteProtocolError {
            if (try? await flush()) != nil { await control.closeLingering(entry, clock: host.clock) }
        } catch { /* The client is gone. */ }
        listener?.close()
        await control.close()
    }

    func flush() async throws {
        let output = connection.takeOutput()
        if !output.isEmpty { try await control.send(output) }
    }

    func receive() async throws {
        let bytes = try await control.receive(atMost: 8_192)
        if bytes.isEmpty {
            controlHasEnded = true
            connection.receiveEnd()
        } else { connection.receive(bytes) }
    }

    private func turn() async throws -> Bool {
        let store = server.store
        switch try connection.nextEvent() {
        case .needData:
            try await flush()
            entry.deadline = host.clock.now.advanced(by: server.options.idleTime)
            try await receive()
        case .login(let user, let password):
            if server.authenticate(user, password) { try connection.reply(FTPReply(230, "Welcome, \(user)")) } else {
                try await host.clock.sleep(for: .seconds(1))
                try connection.reply(FTPReply(530, "Wrong user or password"))
            }
        case .startTLS:
            try await flush()
            guard let security = server.security else { return false }
            control = try await security.server(over: control)
            try connection.secured()
            listener?.close()
            (listener, target) = (nil, nil)
        case .changeDirectory(let path):
            try answer(path) { () throws(FileStoreError) in
                guard try store.entry(path).kind == .directory else { throw FileStoreError(.notDirectory, path) }
                return FTPReply(250, "\(path) is the current folder")
            }
        case .passive(let extended): try await listen(extended)
        case .active(let address):
            listener?.close()
            (listener, target) = (nil, address)
        case .list(let path, let format): try await list(path, format)
        case .retrieve(let path, let offset): try await retrieve(path, offset)
        case .store(let path, let mode): try await receive(path, mode)
        case .facts(let path):
            try answer(path) { () throws(FileStoreError) in
                var entry = try store.entry(path)
                entry.name = path.description
                return FTPReply(250, "Facts:", FTPListFormat.facts.line(entry, now: 0), "End")
            }
        case .size(let path):
            try answer(path) { () throws(FileStoreError) in
                let entry = try store.entry(path)
                guard entry.kind == .file else { throw FileStoreError(.isDirectory, path) }
                return FTPReply(213, "\(entry.size)")
            }
        case .modificationTime(let path): try answer(path) { () throws(FileStoreError) in FTPReply(213, FTPListFormat.timestamp(try store.entry(path).modified ?? 0)) }
        case .delete(let path): try answer(path) { () throws(FileStoreError) in try store.delete(path); return FTPReply(250, "Deleted") }
        case .makeDirectory(let path): try answer(path) { () throws(FileStoreError) in try store.makeDirectory(path); return FTPReply(257, "\(path.quoted) made") }
        case .removeDirectory(let path): try answer(path) { () throws(FileStoreError) in try store.removeDirectory(path); return FTPReply(250, "Removed") }
        case .renameSource(let path): try answer(path) { () throws(FileStoreError) in _ = try store.entry(path); return FTPReply(350, "Where to?") }
        case .rename(let from, let to): try answer(from) { () throws(FileStoreError) in try store.rename(from, to: to); return FTPReply(250, "Renamed") }
        case .abort: break
        case .closed: return false
        }
        return true
    }

    private static func refusal(_ error: FileStoreError) -> FTPReply { FTPReply(error.code == .noSpace ? 552 : 550, "\(error)") }

    private func answer(_ path: RootedPath, _ body: () throws(FileStoreError) -> FTPReply) throws {
        let reply: FTPReply
        do throws(FileStoreError) { reply = try body() } catch { reply = Self.refusal(error) }
        try connection.reply(reply)
    }

    // MARK: - Data connections

    private func listen(_ extended: Bool) async throws {
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
    private func transfer(_ opening: FTPReply, _ body: @escaping @Sendable (any ByteStream, _ progress: @escaping @Sendable () -> Void) async throws -> FTPReply) async throws {
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

    // MARK: - Transfers

    private static var pieceSize: Int { 262_144 }

    /// A folder's entries, or one file; or, where the last name is a pattern as `mget *.txt` sends it, what matches.
    private func entries(_ path: RootedPath, _ format: FTPListFormat) throws(FileStoreError) -> [FileEntry] {
        let store = server.store
        do throws(FileStoreError) {
            let entry = try store.entry(path)
            if entry.kind == .directory { return try store.list(path) }
            guard format != .facts else { throw FileStoreError(.notDirectory, path) }
            return [entry]
        } catch {
            guard error.code == .notFound, format != .facts, let pattern = FTPNamePattern(path.name) else { throw error }
            var matching = try store.list(path.parent).filter { pattern.matches($0.name) }
            guard !matching.isEmpty else { throw error }
            // A name alone would be looked for in the current folder.
            if format == .names, path.parent != connection.currentDirectory {
                for index in matching.indices { matching[index].name = (path.parent.isRoot ? "" : path.parent.description) + "/" + matching[index].name }
            }
            return matching
        }
    }

    private func list(_ path: RootedPath, _ format: FTPListFormat) async throws {
        let now = host.clock.now.nanoseconds / 1_000_000_000
        let entries: [FileEntry]
        do throws(FileStoreError) {
            entries = try self.entries(path, format)
        } catch { return try connection.reply(Self.refusal(error)) }
        try await transfer(FTPReply(150, "Here is the list")) { stream, progress in
            var text: [UInt8] = []
            for entry in entries {
                text += Array(format.line(entry, now: now).utf8) + [0x0d, 0x0a]
                if text.count > Self.pieceSize {
                    try await stream.send(text)
                    progress()
                    text = []
                }
            }
            if !text.isEmpty { try await stream.send(text) }
            return FTPReply(226, "\(entries.count) entries")
        }
    }

    private func retrieve(_ path: RootedPath, _ start: Int64) async throws {
        let reader: any FileReader
        do throws(FileStoreError) { reader = try server.store.read(path) } catch { return try connection.reply(Self.refusal(error)) }
        guard start <= reader.size else { return try connection.reply(FTPReply(554, "The file has only \(reader.size) bytes")) }
        let isText = connection.type == .ascii
        try await transfer(FTPReply(150, "\(path.name), \(reader.size - start) bytes")) { stream, progress in
            var offset = start, converter = FTPTextConverter()
            while true {
                let bytes = try reader.read(at: offset, count: Self.pieceSize)
                if bytes.isEmpty { break }
                offset += Int64(bytes.count)
                try await stream.send(isText ? converter.toWire(bytes) : bytes)
                progress()
            }
            return FTPReply(226, "\(offset - start) bytes sent")
        }
    }

    private func receive(_ path: RootedPath, _ mode: FTPServerConnection.Store) async throws {
        let writer: any FileWriter, old: (any FileReader)?, kept: Int64
        do throws(FileStoreError) {
            switch mode {
            case .append: (writer, old, kept) = (try server.store.write(path, .append), nil, 0)
            case .replace(0): (writer, old, kept) = (try server.store.write(path, .replace(keeping: 0)), nil, 0)
            case .replace(let offset): (writer, old, kept) = (try server.store.write(path, .replace(keeping: 0)), try server.store.read(path), offset)
            }
        } catch { return try connection.reply(Self.refusal(error)) }
        if let old, kept > old.size { return try connection.reply(FTPReply(554, "The file has only \(old.size) bytes")) }
        let isText = connection.type == .ascii
        try await transfer(FTPReply(150, "Send \(path.name)")) { stream, progress in
            // What is kept of an old file may be long: others have their turn between its pieces.
            var offset: Int64 = 0
            while let old, offset < kept {
                let bytes = try old.read(at: offset, count: Int(min(Int64(Self.pieceSize), kept - offset)))
                guard !bytes.isEmpty else { throw FileStoreError(.failed, path) }
                try writer.write(bytes)
                offset += Int64(bytes.count)
                progress()
                await Task.yield()
            }
            var converter = FTPTextConverter(), count: Int64 = 0
            while true {
                let bytes = try await stream.receive(atMost: Self.pieceSize)
                if bytes.isEmpty { break }
                count += Int64(bytes.count)
                try writer.write(isText ? converter.toFile(bytes) : bytes)
                progress()
            }
            if isText { try writer.write(converter.finishToFile()) }
            // A client that was killed has ended both its connections: such an end of the data is not the file's end.
            for _ in 0..<4 where !self.isCut { await Task.yield() }
            guard !self.isCut else { throw SocketError(.aborted, during: "receive") }
            try writer.commit()
            return FTPReply(226, "\(count) bytes stored")
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
