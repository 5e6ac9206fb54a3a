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
    var listener: H.Listener?
    var target: SocketAddress?
    /// The client has ended the control connection, or a reply could not be sent whole.
    var controlHasEnded = false, controlIsBroken = false
    /// The transfer under way has been cut off from the control connection.
    var isCut = false

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
            (entry.deadline, entry.farewell) = (host.clock.now.advanced(by: server.options.idleTime), tooSlow)
            try await receive()
            entry.farewell = []
        case .login(let user, let password):
            if server.authenticate(user, password) { try connection.reply(FTPReply(230, "Welcome, \(user)")) } else {
                try await host.clock.sleep(for: .seconds(1))
                try connection.reply(FTPReply(530, "Wrong user or password"))
            }
        case .startTLS:
            try await flush()
            guard let security = server.security else { return false }
            control = try await security.server(over: control)
            entry.secured = control
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

    static func refusal(_ error: FileStoreError) -> FTPReply { FTPReply(error.code == .noSpace ? 552 : 550, "\(error)") }

    private func answer(_ path: RootedPath, _ body: () throws(FileStoreError) -> FTPReply) throws {
        let reply: FTPReply
        do throws(FileStoreError) { reply = try body() } catch { reply = Self.refusal(error) }
        try connection.reply(reply)
    }
}

private let tooSlow = Array("421 Idle for too long: closing the connection\r\n".utf8)
