public import Sockets
public import Wire

/// An FTP server over a ``FileStore``: passive and active data connections, both kinds, restarts, TLS where a ``StreamSecurity`` is given.
///
/// An upload has its name only once it is whole: a connection that is reset, aborted or silent for too long leaves nothing behind.
public final class FTPServer: Sendable {
    public struct Options: Sendable {
        public var greeting = "LayerLab FTP"
        public var connections = 20_000
        /// How long a client may be silent on the control connection.
        public var idleTime = Duration.seconds(300)
        /// How long a data connection may take to be made, and each of its pieces to arrive or leave.
        public var dataTime = Duration.seconds(60)
        /// Logins and transfers only under TLS.
        public var requiresTLS = false
        public init() {}
    }

    public let options: Options
    let store: any FileStore
    let security: (any StreamSecurity)?
    let authenticate: @Sendable (String, String) -> Bool

    /// - Parameter authenticate: whether a user's password is right.
    public init(store: any FileStore, options: Options = Options(), security: (any StreamSecurity)? = nil, authenticate: @escaping @Sendable (_ user: String, _ password: String) -> Bool) {
        (self.store, self.options, self.security, self.authenticate) = (store, options, security, authenticate)
    }

    /// Listens on `address` and serves until the task is cancelled, or until `connections` clients have come and gone.
    public func run<H: Host>(on host: H, at address: SocketAddress, connections: Int? = nil, ready: @Sendable (SocketAddress) -> Void = { _ in }) async throws(SocketError) {
        let listener = try await host.listen(on: address, options: ListenOptions(backlog: 1_024, accepted: StreamOptions(noDelay: true)))
        defer { listener.close() }
        ready(listener.localAddress)
        let clock = host.clock, table = ConnectionTable()
        try await acceptConnections(listener, table: table, maximum: options.connections, total: connections, clock: clock, refuse: { try? await $0.send("421 Too many connections\r\n") }) { [self] stream, entry in
            await FTPServerSession(server: self, host: host, control: stream, entry: entry).run()
        }
    }
}
