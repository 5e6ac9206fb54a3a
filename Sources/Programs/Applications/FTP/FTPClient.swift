public import ApplicationLayer
public import Sockets
import Wire

/// Why an FTP operation failed.
public enum FTPClientError: Error, Hashable, Sendable, CustomStringConvertible {
    case connection(SocketError)
    case server(RemoteProtocolError)
    case request(LocalProtocolError)
    /// The server said no.
    case refused(FTPClientConnection.Command?, FTPReply)
    case noTLS

    public var description: String {
        switch self {
        case .connection(let error): "\(error)"
        case .server(let error): "\(error)"
        case .request(let error): "\(error)"
        case .refused(let command, let reply): "\(command.map { "\($0)" } ?? "the connection") was refused: \(reply)"
        case .noTLS: "the server does not offer AUTH TLS"
        }
    }
}

/// A session with an FTP server: log in, list, get, put, quit.
///
///     let ftp = try await FTPClient(on: host, server: "ftp.example.com")
///     try await ftp.logIn(user: "user", password: "secret")
///     for entry in try await ftp.list() { … }
///
/// One operation at a time. Belongs to its host's loop.
public final class FTPClient<H: Host>: @unchecked Sendable {
    private let host: H
    private let server: String
    private let security: (any StreamSecurity)?
    private var control: any ByteStream
    private var connection = FTPClientConnection()
    private var features: [String] = []
    private var protectsData = false
    private var isBinary = false
    /// EPSV was refused: PASV from then on.
    private var usesPASV = false
    /// Use PORT and EPRT: the server connects to us.
    public var isActive = false
    /// What the server said at the beginning.
    public private(set) var greeting = FTPReply(220)
    /// How long each reply and each piece of data may take.
    public var timeout = Duration.seconds(60)

    /// Connects and reads the greeting.
    public init(on host: H, server: String, port: UInt16 = 21, security: (any StreamSecurity)? = nil) async throws(FTPClientError) {
        self.host = host
        self.server = server
        self.security = security
        do throws(SocketError) { control = try await host.connect(to: server, port: port, options: StreamOptions(noDelay: true, connectTimeout: .seconds(30))) } catch { throw .connection(error) }
        repeat { greeting = try await reply() } while greeting.isPreliminary
        guard greeting.code == 220 else { throw .refused(nil, greeting) }
    }

    // MARK: - Commands

    /// Sends a command and waits for its reply.
    public func ask(_ verb: String, _ argument: String? = nil) async throws(FTPClientError) -> FTPReply {
        do throws(LocalProtocolError) { try connection.send(.init(verb, argument)) } catch { throw .request(error) }
        return try await reply()
    }

    /// Sends a command that must succeed.
    @discardableResult
    public func expect(_ verb: String, _ argument: String? = nil) async throws(FTPClientError) -> FTPReply {
        let reply = try await ask(verb, argument)
        guard reply.isPositive else { throw .refused(.init(verb, argument), reply) }
        return reply
    }

    private func reply() async throws(FTPClientError) -> FTPReply {
        while true {
            let event: FTPClientConnection.Event
            do throws(RemoteProtocolError) { event = try connection.nextEvent() } catch { throw .server(error) }
            switch event {
            case .reply(let reply, _): return reply
            case .closed: throw .connection(SocketError(.closed, during: "receive", of: server))
            case .needData:
                do {
                    let output = connection.takeOutput()
                    if !output.isEmpty { try await control.send(output) }
                    let stream = control
                    let bytes = try await host.withTimeLimit(timeout, for: "receive", of: server) { try await stream.receive(atMost: 8_192) }
                    if bytes.isEmpty { connection.receiveEnd() } else { connection.receive(bytes) }
                } catch { throw Self.failure(error) }
            }
        }
    }

    private static func failure(_ error: any Error) -> FTPClientError {
        switch error {
        case let error as FTPClientError: error
        case let error as SocketError: .connection(error)
        case let error as RemoteProtocolError: .server(error)
        case let error as LocalProtocolError: .request(error)
        default: .connection(SocketError(.cancelled, during: "FTP"))
        }
    }

    /// AUTH TLS, for the control connection and the data connections.
    public func secure() async throws(FTPClientError) {
        guard let security, try await ask("AUTH", "TLS").code == 234 else { throw .noTLS }
        do throws(SocketError) { control = try await security.client(over: control, name: server) } catch { throw .connection(error) }
        do throws(LocalProtocolError) { try connection.secured() } catch { throw .request(error) }
        try await expect("PBSZ", "0")
        try await expect("PROT", "P")
        protectsData = true
    }

    public func logIn(user: String, password: String) async throws(FTPClientError) {
        var reply = try await expect("USER", user)
        if reply.code == 331 { reply = try await expect("PASS", password) }
        guard reply.code < 300 else { throw .refused(.init("PASS", password), reply) }
        let answer = try await ask("FEAT")
        if answer.code == 211 { features = answer.lines.dropFirst().dropLast().map { $0.drop { $0 == " " }.uppercased() } }
    }

    private func offers(_ feature: String) -> Bool { features.contains { $0.hasPrefix(feature) } }

    /// The current folder.
    public func currentDirectory() async throws(FTPClientError) -> String {
        let line = try await expect("PWD").lines.joined()
        guard let open = line.firstIndex(of: "\""), let close = line.lastIndex(of: "\""), open < close else { return line }
        return String(line[line.index(after: open)..<close]).replacing("\"\"", with: "\"")
    }

    public func changeDirectory(_ path: String) async throws(FTPClientError) { try await expect("CWD", path) }
    public func makeDirectory(_ path: String) async throws(FTPClientError) { try await expect("MKD", path) }
    public func removeDirectory(_ path: String) async throws(FTPClientError) { try await expect("RMD", path) }
    public func delete(_ path: String) async throws(FTPClientError) { try await expect("DELE", path) }
    public func rename(_ from: String, to: String) async throws(FTPClientError) {
        try await expect("RNFR", from)
        try await expect("RNTO", to)
    }
    /// Bytes in a file.
    public func size(_ path: String) async throws(FTPClientError) -> Int64? {
        try await binary()
        return Int64(try await expect("SIZE", path).lines.joined())
    }

    /// Says goodbye and closes. Never fails.
    public func quit() async {
        // The server closes first (RFC 959, section 4.1.1); one that does not is not waited for.
        if (try? await ask("QUIT"))?.isPositive == true {
            let control = control
            _ = try? await host.withTimeLimit(.seconds(2), for: "QUIT") { while try await !control.receive(atMost: 4_096).isEmpty {} }
        }
        await control.close()
    }

    private func binary() async throws(FTPClientError) {
        if isBinary { return }
        try await expect("TYPE", "I")
        isBinary = true
    }

    // MARK: - Transfers

    /// The entries of a folder: by MLSD where the server has it, otherwise by LIST. "." and ".." are left out.
    public func list(_ path: String? = nil) async throws(FTPClientError) -> [FileEntry] {
        let format: FTPListFormat = offers("MLST") || offers("MLSD") ? .facts : .unix
        return try await lines(format == .facts ? "MLSD" : "LIST", path).compactMap { format.parse($0) }.filter { $0.name != "." && $0.name != ".." }
    }

    /// A listing's lines as they came.
    public func lines(_ verb: String = "LIST", _ path: String? = nil) async throws(FTPClientError) -> [String] {
        let collected = Collected(limit: 64 << 20)
        try await receive(verb, path, offset: 0) { try collected.add($0) }
        return String(decoding: collected.bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
    }

    /// Gets a file piece by piece.
    public func retrieve(_ path: String, from offset: Int64 = 0, into sink: @escaping @Sendable ([UInt8]) throws -> Void) async throws(FTPClientError) {
        try await binary()
        try await receive("RETR", path, offset: offset, sink)
    }

    /// Gets a small file whole.
    public func retrieve(_ path: String, limit: Int = 64 << 20) async throws(FTPClientError) -> [UInt8] {
        let collected = Collected(limit: limit)
        try await retrieve(path) { try collected.add($0) }
        return collected.bytes
    }

    /// Puts a file; `source` is asked for pieces until there are none.
    public func store(_ path: String, appending: Bool = false, from source: @escaping @Sendable () throws -> [UInt8]?) async throws(FTPClientError) {
        try await binary()
        try await transfer(appending ? "APPE" : "STOR", path, offset: 0) { stream, limit in
            while let piece = try source() {
                if !piece.isEmpty { try await limit { try await stream.send(piece) } }
            }
            try await stream.finishSending()
            // Until the server has closed too, what was sent may still be on its way.
            while try await !limit({ try await stream.receive(atMost: 1_024) }).isEmpty {}
        }
    }

    public func store(_ path: String, _ content: [UInt8], appending: Bool = false) async throws(FTPClientError) {
        let once = Collected(limit: .max)
        try await store(path, appending: appending) {
            guard once.bytes.isEmpty else { return nil }
            once.bytes = [1]
            return content
        }
    }

    private func receive(_ verb: String, _ path: String?, offset: Int64, _ sink: @escaping @Sendable ([UInt8]) throws -> Void) async throws(FTPClientError) {
        try await transfer(verb, path, offset: offset) { stream, limit in
            while true {
                let bytes = try await limit { try await stream.receive(atMost: 262_144) }
                if bytes.isEmpty { break }
                try sink(bytes)
            }
        }
    }

    /// Opens a data connection, sends the command, moves the data, reads the last reply.
    private func transfer(_ verb: String, _ path: String?, offset: Int64, _ body: (any ByteStream, TimeLimited) async throws -> Void) async throws(FTPClientError) {
        do {
            let opening = isActive ? try await active() : try await passive()
            if offset > 0 { try await expect("REST", "\(offset)") }
            let begun = try await ask(verb, path)
            guard begun.isPreliminary else {
                await opening.abandon()
                throw FTPClientError.refused(.init(verb, path), begun)
            }
            var stream: any ByteStream
            do {
                stream = try await host.withTimeLimit(timeout, for: "accept", of: server) { try await opening.stream() }
                if protectsData, let security { stream = try await security.client(over: stream, name: server) }
            } catch {
                await opening.abandon()
                // The server says why, and the next command must not get this one's reply.
                let answer = try await reply()
                if !answer.isPositive { throw FTPClientError.refused(.init(verb, path), answer) }
                throw error
            }
            do {
                try await body(stream, TimeLimited(clock: host.clock, limit: timeout))
                await stream.close()
            } catch {
                stream.abort()
                _ = try? await reply()
                throw error
            }
            let done = try await reply()
            guard done.isPositive else { throw FTPClientError.refused(.init(verb, path), done) }
        } catch { throw Self.failure(error) }
    }

    private enum Opening: Sendable {
        case connected(any ByteStream)
        case listening(H.Listener)

        func stream() async throws -> any ByteStream {
            switch self {
            case .connected(let stream): return stream
            case .listening(let listener):
                defer { listener.close() }
                return try await listener.accept()
            }
        }
        func abandon() async {
            switch self {
            case .connected(let stream): await stream.close()
            case .listening(let listener): listener.close()
            }
        }
    }

    /// The address in a 227 is not believed: data goes to the host that the control connection goes to, whatever a server (or somebody
    /// between) says.
    private func passive() async throws -> Opening {
        let remote = control.remoteAddress
        var port: UInt16?
        if !usesPASV {
            let reply = try await ask("EPSV")
            if reply.code == 229 { port = FTPDataAddress.parse(extendedPassiveReply: reply.lines.joined()) } else if remote.address.version == 4 { usesPASV = true } else { throw FTPClientError.refused(.init("EPSV"), reply) }
        }
        if usesPASV { port = FTPDataAddress.parse(passiveReply: try await expect("PASV").lines.joined())?.port }
        guard let port else { throw RemoteProtocolError("FTP", "named no port for the data connection", replyCode: 500) }
        return .connected(try await host.connect(to: SocketAddress(remote.address, port, scope: remote.scope), options: StreamOptions(connectTimeout: timeout)))
    }

    private func active() async throws -> Opening {
        let local = control.localAddress
        let listener = try await host.listen(on: SocketAddress(local.address, 0, scope: local.scope))
        let address = SocketAddress(local.address, listener.localAddress.port)
        if case .v4(let v4) = address.address { try await expect("PORT", FTPDataAddress.formatPort(v4, address.port)) } else { try await expect("EPRT", FTPDataAddress.formatExtendedPort(address)) }
        return .listening(listener)
    }
}

/// Runs one step of a transfer within a time.
private struct TimeLimited: Sendable {
    let clock: WorldClock
    let limit: Duration
    func callAsFunction<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
        try await clock.withTimeLimit(limit, for: "data", body)
    }
}

/// Bytes that a transfer collects.
private final class Collected: @unchecked Sendable {
    var bytes: [UInt8] = []
    private let limit: Int
    init(limit: Int) { self.limit = limit }
    func add(_ more: [UInt8]) throws {
        guard bytes.count + more.count <= limit else { throw RemoteProtocolError("FTP", "sent more than \(limit) bytes", replyCode: 552) }
        bytes += more
    }
}
