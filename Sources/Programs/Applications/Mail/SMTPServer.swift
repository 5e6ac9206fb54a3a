public import ApplicationLayer
public import Sockets
public import Wire

/// An SMTP server that takes mail for its users and drops it in a ``MailDrop``.
public final class SMTPServer: Sendable {
    public struct Options: Sendable {
        public var configuration: SMTPServerConnection.Configuration
        public var connections = 20_000
        /// How long a client may be silent (RFC 5321 section 4.5.3.2.7 says five minutes).
        public var idleTime = Duration.seconds(300)
        /// A message that drips is given up: it may take `idleTime`, and a second more for every so many bytes that came.
        public var bytesPerSecond = 256
        /// TLS from the first byte (port 465).
        public var implicitTLS = false
        public init(name: String) { configuration = SMTPServerConnection.Configuration(name: name) }
    }

    public let options: Options
    private let drop: MailDrop
    private let security: (any StreamSecurity)?
    private let authenticate: @Sendable (SMTPCredentials) -> Bool
    private let accepts: @Sendable (SMTPMailbox, _ user: String?) -> Bool

    /// - Parameters:
    ///   - security: offers STARTTLS where given.
    ///   - authenticate: whether a name and password are right.
    ///   - accepts: whether mail for a mailbox is taken, from a client that has logged in as `user` or not at all.
    public init(options: Options, drop: MailDrop, security: (any StreamSecurity)? = nil, authenticate: @escaping @Sendable (SMTPCredentials) -> Bool, accepts: @escaping @Sendable (SMTPMailbox, _ user: String?) -> Bool = { _, _ in true }) {
        var options = options
        options.configuration.offersTLS = security != nil
        (self.options, self.drop, self.security, self.authenticate, self.accepts) = (options, drop, security, authenticate, accepts)
    }

    /// Listens on `address` and serves until the task is cancelled, or until `connections` clients have come and gone.
    public func run(on host: some Host, at address: SocketAddress, connections: Int? = nil, ready: @Sendable (SocketAddress) -> Void = { _ in }) async throws(SocketError) {
        let listener = try await host.listen(on: address, options: ListenOptions(backlog: 1_024, accepted: StreamOptions(noDelay: true)))
        defer { listener.close() }
        ready(listener.localAddress)
        let clock = host.clock, console = host.console
        try await acceptConnections(listener, table: ConnectionTable(), maximum: options.connections, total: connections, clock: clock, refuse: { try? await $0.send("421 4.3.2 Too many connections\r\n") }) { [self] stream, entry in
            entry.deadline = clock.now.advanced(by: options.idleTime)
            var current: any ByteStream = stream
            if options.implicitTLS, let security {
                guard let secured = try? await security.server(over: stream) else { return }
                current = secured
                entry.secured = secured
            }
            let session = Session(server: self, stream: current, entry: entry, clock: clock, console: console)
            await session.run()
        }
    }

    /// One client.
    private final class Session: @unchecked Sendable {
        private let server: SMTPServer
        private var stream: any ByteStream
        private let entry: ConnectionTable.Entry
        private let clock: WorldClock
        private let console: Console
        private var connection: SMTPServerConnection
        private var message: (writer: any FileWriter, name: String)?
        private var envelope: SMTPEnvelope?
        private var storeFailure: FileStoreError?
        /// When what is arriving, a line or a message, must be here.
        private var latest: Instant?
        private var messageStart = Instant.zero, messageBytes = 0

        init(server: SMTPServer, stream: any ByteStream, entry: ConnectionTable.Entry, clock: WorldClock, console: Console) {
            (self.server, self.stream, self.entry, self.clock, self.console) = (server, stream, entry, clock, console)
            connection = SMTPServerConnection(server.options.configuration, secured: server.options.implicitTLS)
        }

        func run() async {
            do {
                while try await turn() {}
                try await flush()
                await stream.closeLingering(entry, clock: clock)
            } catch is RemoteProtocolError {
                // The core has written what to say.
                if (try? await flush()) != nil { await stream.closeLingering(entry, clock: clock) }
            } catch { /* The client is gone. A message that was not whole is gone with it. */ }
            await stream.close()
        }

        private func flush() async throws {
            let output = connection.takeOutput()
            if !output.isEmpty { try await stream.send(output) }
        }

        /// Until when the client has time. A line counts from its first byte on, a message from its beginning, however slowly they drip.
        private func patience() -> Instant {
            let idle = clock.now.advanced(by: server.options.idleTime)
            if envelope != nil { return min(idle, messageStart.advanced(by: server.options.idleTime + .seconds(messageBytes / max(1, server.options.bytesPerSecond)))) }
            guard connection.isInsideLine else {
                latest = nil
                return idle
            }
            latest = latest ?? idle
            return latest ?? idle
        }

        private func turn() async throws -> Bool {
            switch try connection.nextEvent() {
            case .needData:
                try await flush()
                (entry.deadline, entry.farewell) = (patience(), tooSlow)
                let bytes = try await stream.receive(atMost: 65_536)
                entry.farewell = []
                if bytes.isEmpty { connection.receiveEnd() } else { connection.receive(bytes) }
                messageBytes += bytes.count
            case .authenticate(let credentials):
                if server.authenticate(credentials) { try connection.accept() } else {
                    // Guessing passwords should take its time.
                    try await clock.sleep(for: .seconds(1))
                    try connection.refuse(SMTPReply(535, "5.7.8", "Authentication credentials invalid"))
                }
            case .sender: try connection.accept()
            case .recipient(let mailbox):
                if server.accepts(mailbox, connection.user) { try connection.accept() } else { try connection.refuse(SMTPReply(550, "5.7.1", "Mail for this recipient is not taken here")) }
            case .message(let envelope): begin(envelope)
            case .content(let bytes): write(bytes)
            case .endOfMessage: try end()
            case .messageDropped: (message, envelope) = (nil, nil)
            case .startTLS:
                try await flush()
                guard let security = server.security else { return false }
                stream = try await security.server(over: stream)
                entry.secured = stream
                try connection.secured()
            case .closed: return false
            }
            return true
        }

        private func begin(_ envelope: SMTPEnvelope) {
            storeFailure = nil
            self.envelope = envelope
            (messageStart, messageBytes) = (clock.now, 0)
            let seconds = clock.now.nanoseconds / 1_000_000_000
            do throws(FileStoreError) {
                message = try server.drop.begin(unixSeconds: seconds)
                let with = (connection.isExtended ? "ESMTP" : "SMTP") + (connection.isSecured ? "S" : "") + (connection.user == nil ? "" : "A")
                let date = HTTPDate.format(unixSeconds: seconds).replacing("GMT", with: "+0000")
                let received = "Return-Path: <\(envelope.sender?.description ?? "")>\r\nReceived: from \(connection.clientName ?? "unknown") (\(stream.remoteAddress.address))\r\n\tby \(server.options.configuration.name) with \(with); \(date)\r\n"
                try message?.writer.write(Array(received.utf8))
            } catch { storeFailure = error }
        }

        private func write(_ bytes: [UInt8]) {
            guard storeFailure == nil else { return }
            do throws(FileStoreError) { try message?.writer.write(bytes) } catch { storeFailure = error }
        }

        private func end() throws {
            do throws(FileStoreError) { if storeFailure == nil { try message?.writer.commit() } } catch { storeFailure = error }
            if let storeFailure {
                console.print("SMTP: a message could not be stored: \(storeFailure)")
                try connection.refuse(SMTPReply(451, "4.3.0", "The message could not be stored"))
            } else {
                console.print("SMTP: \(message?.name ?? "message") from <\(envelope?.sender?.description ?? "")> to \(envelope?.recipients.map { "<\($0)>" }.joined(separator: ", ") ?? "")")
                try connection.accept("Stored as \(message?.name ?? "")")
            }
            (message, envelope) = (nil, nil)
        }
    }
}

private let tooSlow = Array("421 4.4.2 Too slow: closing the connection\r\n".utf8)
