public import ApplicationLayer
public import Sockets

/// Why a message was not sent.
public enum SMTPClientError: Error, Hashable, Sendable, CustomStringConvertible {
    case connection(SocketError)
    case server(RemoteProtocolError)
    case request(LocalProtocolError)
    /// The server said no to this step ("greeting", "MAIL", "AUTH").
    case refused(step: String, SMTPReply)
    /// No recipient was taken; each with its reply.
    case allRecipientsRefused([SMTPRefusedRecipient])
    /// TLS was demanded and the server does not offer it.
    case noTLS
    /// A password would have gone over the wire readable.
    case passwordInTheClear
    case noMechanism([String])
    case tooBig(limit: Int)
    case timedOut

    public var description: String {
        switch self {
        case .connection(let error): "\(error)"
        case .server(let error): "\(error)"
        case .request(let error): "\(error)"
        case .refused(let step, let reply): "the server refused \(step): \(reply)"
        case .allRecipientsRefused(let all): "no recipient was taken: " + all.map { "<\($0.mailbox)> \($0.reply)" }.joined(separator: "; ")
        case .noTLS: "the server offers no STARTTLS"
        case .passwordInTheClear: "the connection is not secured: the password was not sent"
        case .noMechanism(let offered): "the server offers neither PLAIN nor LOGIN but \(offered.joined(separator: " "))"
        case .tooBig(let limit): "the server takes at most \(limit) bytes"
        case .timedOut: "timed out"
        }
    }
}

public struct SMTPRefusedRecipient: Hashable, Sendable {
    public var mailbox: SMTPMailbox
    public var reply: SMTPReply
}

/// What came of sending.
public struct SMTPDelivery: Hashable, Sendable {
    /// The server's last word: often the name under which it keeps the message.
    public var reply: SMTPReply
    /// Recipients that were refused while others were taken.
    public var refused: [SMTPRefusedRecipient]
    public var wasSecured: Bool
}

/// Sends mail to a server (RFC 5321, RFC 6409): EHLO, STARTTLS, AUTH, the message, QUIT.
public struct SMTPClient<H: Host>: Sendable {
    public struct Options: Sendable {
        /// What EHLO says.
        public var name = "localhost"
        public enum Security: Sendable { case never, ifOffered, required, fromTheStart }
        public var security = Security.ifOffered
        /// Send a password without TLS: only on a wire that nobody else hears.
        public var allowsPasswordInTheClear = false
        public var timeout = Duration.seconds(120)
        public init() {}
    }

    private let host: H
    private let security: (any StreamSecurity)?
    private let options: Options

    public init(on host: H, security: (any StreamSecurity)? = nil, options: Options = Options()) {
        (self.host, self.security, self.options) = (host, security, options)
    }

    /// Composes and sends a message.
    public func send(_ message: MailMessage, to server: String, port: UInt16, credentials: SMTPCredentials? = nil) async throws(SMTPClientError) -> SMTPDelivery {
        var random = host.random
        let content: [UInt8]
        do throws(LocalProtocolError) { content = try message.serialize(random: &random) } catch { throw .request(error) }
        return try await send(content, message.envelope, to: server, port: port, credentials: credentials)
    }

    /// Sends a message that is written already.
    public func send(_ content: [UInt8], _ envelope: SMTPEnvelope, to server: String, port: UInt16, credentials: SMTPCredentials? = nil) async throws(SMTPClientError) -> SMTPDelivery {
        do {
            return try await host.withTimeLimit(options.timeout, for: "SMTP") {
                let session = SMTPClientSession(stream: try await connect(server, port), secured: options.security == .fromTheStart)
                do {
                    let delivery = try await deliver(session, content, envelope, server, credentials)
                    // After QUIT the server closes first (RFC 5321, section 4.1.1.10); whether it does is no longer our affair.
                    _ = try? await host.withTimeLimit(.seconds(2), for: "QUIT") { while try await !session.stream.receive(atMost: 4_096).isEmpty {} }
                    await session.stream.close()
                    return delivery
                } catch {
                    await session.stream.close()
                    throw error
                }
            }
        } catch let error as SMTPClientError { throw error } catch let error as SocketError {
            throw error.code == .timedOut && error.operation == "SMTP" ? .timedOut : .connection(error)
        } catch let error as RemoteProtocolError { throw .server(error) } catch let error as LocalProtocolError { throw .request(error) } catch {
            throw .connection(SocketError(.cancelled, during: "SMTP"))
        }
    }

    private func connect(_ server: String, _ port: UInt16) async throws -> any ByteStream {
        let stream = try await host.connect(to: server, port: port, options: StreamOptions(noDelay: true))
        guard options.security == .fromTheStart else { return stream }
        guard let security else { throw SMTPClientError.noTLS }
        return try await security.client(over: stream, name: server)
    }

    private func deliver(_ session: SMTPClientSession, _ content: [UInt8], _ envelope: SMTPEnvelope, _ server: String, _ credentials: SMTPCredentials?) async throws -> SMTPDelivery {
        let greeting = try await session.reply()
        guard greeting.code == 220 else { throw SMTPClientError.refused(step: "the greeting", greeting) }
        try await hello(session)
        if options.security == .required || options.security == .ifOffered && security != nil, !session.connection.isSecured {
            if session.connection.offers("STARTTLS"), let security {
                try await session.expect(.startTLS, "STARTTLS")
                session.stream = try await security.client(over: session.stream, name: server)
                try session.connection.secured()
                try await hello(session)
            } else if options.security == .required { throw SMTPClientError.noTLS }
        }
        if let credentials { try await logIn(session, credentials) }
        if let limit = session.connection.sizeLimit, content.count > limit { throw SMTPClientError.tooBig(limit: limit) }

        let is8Bit = content.contains { $0 >= 0x80 }
        try await session.expect(.mail(from: envelope.sender, size: content.count, is8Bit: is8Bit, isUTF8: envelope.isUTF8), "MAIL")
        var refused: [SMTPRefusedRecipient] = []
        for mailbox in envelope.recipients {
            let reply = try await session.ask(.recipient(mailbox))
            if !reply.isPositive { refused.append(SMTPRefusedRecipient(mailbox: mailbox, reply: reply)) }
        }
        guard refused.count < envelope.recipients.count else {
            try? await session.expect(.quit, "QUIT")
            throw SMTPClientError.allRecipientsRefused(refused)
        }
        let go = try await session.ask(.data)
        guard go.code == 354 else { throw SMTPClientError.refused(step: "DATA", go) }
        for start in stride(from: 0, to: content.count, by: 65_536) {
            let end = min(start + 65_536, content.count)
            try session.connection.send(content: content[start..<end])
            // The last piece goes with the end of the message.
            if end < content.count { try await session.flush() }
        }
        try session.connection.endContent()
        let stored = try await session.reply()
        guard stored.isPositive else { throw SMTPClientError.refused(step: "the message", stored) }
        // The message is delivered whatever happens to QUIT.
        try? await session.expect(.quit, "QUIT")
        return SMTPDelivery(reply: stored, refused: refused, wasSecured: session.connection.isSecured)
    }

    private func hello(_ session: SMTPClientSession) async throws {
        let reply = try await session.ask(.ehlo(options.name))
        if reply.isPositive { return }
        guard reply.code >= 500 else { throw SMTPClientError.refused(step: "EHLO", reply) }
        // A server from before 1995.
        try await session.expect(.helo(options.name), "HELO")
    }

    private func logIn(_ session: SMTPClientSession, _ credentials: SMTPCredentials) async throws {
        guard session.connection.isSecured || options.allowsPasswordInTheClear else { throw SMTPClientError.passwordInTheClear }
        if session.connection.offers(mechanism: "PLAIN") { return try await session.expect(.authPlain(credentials), "AUTH") }
        if session.connection.offers(mechanism: "LOGIN") { return try await session.expect(.authLogin(credentials), "AUTH") }
        throw SMTPClientError.noMechanism(session.connection.extensions.filter { $0.keyword == "AUTH" }.map(\.parameters))
    }
}

/// A stream and the protocol's state: sends a command, waits for its reply.
private final class SMTPClientSession: @unchecked Sendable {
    var stream: any ByteStream
    var connection: SMTPClientConnection

    init(stream: any ByteStream, secured: Bool) {
        self.stream = stream
        connection = SMTPClientConnection(secured: secured)
    }

    func flush() async throws {
        let output = connection.takeOutput()
        guard !output.isEmpty else { return }
        do throws(SocketError) { try await stream.send(output) } catch {
            // A server that has had enough says so before it closes.
            while error.code != .cancelled, let bytes = try? await stream.receive(atMost: 65_536), !bytes.isEmpty { connection.receive(bytes) }
            if case .reply(let reply, _)? = try? connection.nextEvent(), !reply.isPositive { throw SMTPClientError.refused(step: "what was sent", reply) }
            throw error
        }
    }

    func reply() async throws -> SMTPReply {
        while true {
            switch try connection.nextEvent() {
            case .reply(let reply, _): return reply
            case .closed: throw RemoteProtocolError("SMTP", "closed the connection", replyCode: 421)
            case .needData:
                try await flush()
                let bytes = try await stream.receive(atMost: 65_536)
                if bytes.isEmpty { connection.receiveEnd() } else { connection.receive(bytes) }
            }
        }
    }

    func ask(_ command: SMTPClientConnection.Command) async throws -> SMTPReply {
        try connection.send(command)
        return try await reply()
    }

    func expect(_ command: SMTPClientConnection.Command, _ step: String) async throws {
        let reply = try await ask(command)
        guard reply.isPositive else { throw SMTPClientError.refused(step: step, reply) }
    }
}
