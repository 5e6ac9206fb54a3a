public import ApplicationLayer
public import Sockets
import Wire

/// A session with an FTP server: log in, list, get, put, quit.
///
///     let ftp = try await FTPClient(on: host, server: "ftp.example.com")
///     try await ftp.logIn(user: "user", password: "secret")
///     for entry in try await ftp.list() { … }
///
/// One operation at a time. Belongs to its host's loop.
public final class FTPClient<H: Host>: @unchecked Sendable {
    let host: H
    let server: String
    let security: (any StreamSecurity)?
    var control: any ByteStream
    private var connection = FTPClientConnection()
    private var features: [String] = []
    var protectsData = false
    private var isBinary = false
    /// EPSV was refused: PASV from then on.
    var usesPASV = false
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

    func reply() async throws(FTPClientError) -> FTPReply {
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

    static func failure(_ error: any Error) -> FTPClientError {
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

    func offers(_ feature: String) -> Bool { features.contains { $0.hasPrefix(feature) } }

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

    func binary() async throws(FTPClientError) {
        if isBinary { return }
        try await expect("TYPE", "I")
        isBinary = true
    }
}
