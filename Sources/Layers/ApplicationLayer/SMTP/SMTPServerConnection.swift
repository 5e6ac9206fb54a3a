/// The server's end of an SMTP session (RFC 5321) with PIPELINING, SIZE, 8BITMIME, SMTPUTF8, ENHANCEDSTATUSCODES,
/// STARTTLS (RFC 3207) and AUTH (RFC 4954).
///
/// Bytes in with ``receive(_:)``; ``nextEvent()`` tells what needs a decision; ``accept(_:)`` or ``refuse(_:)`` makes it;
/// ``takeOutput()`` has the replies, those that need no decision among them. Commands that the client sent ahead wait in the
/// buffer while a decision is open.
///
///     greeting -> EHLO -> [STARTTLS -> EHLO] -> [AUTH] -> MAIL -> RCPT… -> DATA -> message -> MAIL … -> QUIT
public struct SMTPServerConnection: Sendable {
    public struct Configuration: Sendable {
        /// The name in the greeting.
        public var name: String
        /// Bytes in a message; announced with SIZE.
        public var messageLimit = 25 << 20
        /// Recipients of one message; RFC 5321 section 4.5.3.1.8 wants 100 at least. The others are told `452`: the client sends them the message later.
        public var recipientLimit = 1_000
        /// Offer STARTTLS: somebody can do the handshake.
        public var offersTLS = false
        /// Offer AUTH at all.
        public var offersAuthentication = true
        /// AUTH only once the connection is secured. Without TLS on offer nobody could ever log in, so it counts only with it.
        public var authenticationNeedsTLS = true
        /// MAIL only after AUTH.
        public var requiresAuthentication = false
        /// Bytes in a command line (RFC 5321 has 512; parameters and base64 need more).
        public var lineLimit = 12_288
        /// Mistakes before the connection is given up. A recipient who does not live here is none.
        public var errorLimit = 20
        /// Recipients refused before the connection is given up: somebody is trying names.
        public var refusedRecipientLimit = 1_000
        public init(name: String) { self.name = name }
    }

    public enum Event: Hashable, Sendable {
        case needData
        /// Decide: are these right?
        case authenticate(SMTPCredentials)
        /// Decide: may this sender send?
        case sender(SMTPEnvelope)
        /// Decide: does mail for this one end here?
        case recipient(SMTPMailbox)
        /// A message begins. Its content comes in pieces, line ends CRLF, dots unstuffed.
        case message(SMTPEnvelope)
        case content([UInt8])
        /// Decide: is the message safely stored?
        case endOfMessage
        /// The message was too big or had too much of something: forget it. The refusal has been written.
        case messageDropped
        /// Send the output, do the TLS handshake, then call ``secured()``.
        case startTLS
        /// Send the output and close.
        case closed
    }

    private enum State: Sendable {
        case command
        case authenticating(SMTPAuthentication)
        case data(SMTPDataReader, count: Int)
        /// The message's last content has been told; its end comes next.
        case messageEnd
        case deciding(Decision)
        case awaitingTLS
        case closed
    }
    private enum Decision: Sendable { case authentication(user: String), sender(SMTPEnvelope), recipient(SMTPMailbox), message }

    public let configuration: Configuration
    private var state = State.command
    private var buffer = ReceiveBuffer()
    private var scanned = 0
    private var output: [UInt8] = []
    private var envelope: SMTPEnvelope?
    private var errors = 0, refusedRecipients = 0
    private var ended = false

    /// What the client calls itself; nil before EHLO.
    public private(set) var clientName: String?
    /// The client said EHLO, not HELO.
    public private(set) var isExtended = false
    public private(set) var isSecured = false
    /// Who has logged in.
    public private(set) var user: String?

    /// - Parameter secured: TLS is already there (port 465).
    public init(_ configuration: Configuration, secured: Bool = false) {
        self.configuration = configuration
        isSecured = secured
        reply(SMTPReply(220, nil, "\(configuration.name) ESMTP LayerLab"))
    }

    /// A command has begun to arrive and is not whole.
    public var isInsideLine: Bool {
        switch state {
        case .command, .authenticating: !buffer.isEmpty
        default: false
        }
    }

    // MARK: - In and out

    public mutating func receive(_ bytes: some Collection<UInt8>) { buffer.append(bytes) }
    /// The client will send no more.
    public mutating func receiveEnd() { ended = true }
    /// Replies to be sent, in order.
    public mutating func takeOutput() -> [UInt8] {
        defer { output.removeAll(keepingCapacity: true) }
        return output
    }

    /// The next thing that needs the caller.
    ///
    /// - Throws: for a bare line feed, an endless line or commands sent ahead of TLS. A reply that says so is in the output:
    ///   send it and close.
    public mutating func nextEvent() throws(RemoteProtocolError) -> Event {
        do { return try step() } catch {
            state = .closed
            reply(SMTPReply(error.replyCode, "5.5.2", "You \(error.reason)"))
            throw error
        }
    }

    private mutating func step() throws(RemoteProtocolError) -> Event {
        while true {
            switch state {
            case .closed: return .closed
            case .deciding, .awaitingTLS: return .needData
            case .messageEnd:
                state = .deciding(.message)
                return .endOfMessage
            case .data(var reader, let count):
                guard !buffer.isEmpty else { return waiting() }
                let step = try reader.next(&buffer)
                let content: [UInt8], isEnd: Bool
                switch step {
                case .content(let bytes): (content, isEnd) = (bytes, false)
                case .end(let bytes): (content, isEnd) = (bytes, true)
                }
                // A message that is too big is read to its end, so that the reply stands where it belongs, and forgotten.
                let total = count + content.count, isTooBig = total > configuration.messageLimit
                if isEnd {
                    if isTooBig {
                        state = .command
                        envelope = nil
                        reply(SMTPReply(552, "5.3.4", "The message has more than \(configuration.messageLimit) bytes"))
                        return .messageDropped
                    }
                    if !content.isEmpty {
                        state = .messageEnd
                        return .content(content)
                    }
                    state = .deciding(.message)
                    return .endOfMessage
                }
                if total > 4 * configuration.messageLimit { throw .smtp("went on with a message far beyond the limit", code: 552) }
                state = .data(reader, count: total)
                if !isTooBig, !content.isEmpty { return .content(content) }
            case .command, .authenticating:
                guard let line = try nextLine() else { return waiting() }
                do {
                    if let event = try handle(line) { return event }
                } catch {
                    state = .command
                    if error.counts { refused(error.reply) } else { reply(error.reply) }
                }
            }
        }
    }

    private mutating func waiting() -> Event {
        guard ended else { return .needData }
        state = .closed
        return .closed
    }

    private mutating func nextLine() throws(RemoteProtocolError) -> ArraySlice<UInt8>? {
        guard let lineFeed = buffer.lineFeed(from: buffer.start + scanned) else {
            scanned = buffer.count
            if scanned > configuration.lineLimit { throw .smtp("sent a line of more than \(configuration.lineLimit) bytes") }
            return nil
        }
        guard lineFeed > buffer.start, buffer.storage[lineFeed - 1] == ASCII.carriageReturn else { throw .smtp("sent a bare line feed: lines end in CRLF", code: 521) }
        let line = buffer.storage[buffer.start..<lineFeed - 1]
        guard line.count <= configuration.lineLimit else { throw .smtp("sent a line of more than \(configuration.lineLimit) bytes") }
        guard !line.contains(ASCII.carriageReturn) else { throw .smtp("sent a bare carriage return: lines end in CRLF", code: 521) }
        buffer.skip(lineFeed + 1 - buffer.start)
        scanned = 0
        return line
    }

    // MARK: - Commands

    private mutating func handle(_ line: ArraySlice<UInt8>) throws(SMTPRefusal) -> Event? {
        if case .authenticating(let step) = state { return try authenticate(step, line) }
        switch try SMTPCommandLine(line) {
        case .hello(let domain, let extended): hello(domain, extended)
        case .mail(let path, let parameters): return try mail(path, parameters)
        case .recipient(let path, let parameters):
            guard let envelope else { throw SMTPRefusal(SMTPReply(503, "5.5.1", "MAIL comes first")) }
            guard parameters.isEmpty else { throw SMTPRefusal(SMTPReply(555, "5.5.4", "RCPT's parameters are not known")) }
            guard envelope.isUTF8 || path.isASCII else { throw SMTPRefusal(SMTPReply(553, "5.6.7", "An address beyond ASCII needs SMTPUTF8")) }
            guard envelope.recipients.count < configuration.recipientLimit else { throw SMTPRefusal(SMTPReply(452, "4.5.3", "Too many recipients"), counts: false) }
            state = .deciding(.recipient(path))
            return .recipient(path)
        case .data:
            guard let envelope else { throw SMTPRefusal(SMTPReply(503, "5.5.1", "MAIL comes first")) }
            guard !envelope.recipients.isEmpty else { throw SMTPRefusal(SMTPReply(554, "5.5.1", "No valid recipients")) }
            state = .data(SMTPDataReader(), count: 0)
            reply(SMTPReply(354, nil, "Send the message; end it with a line of one dot"))
            return .message(envelope)
        case .reset:
            envelope = nil
            reply(SMTPReply(250, "2.0.0", "Forgotten"))
        case .noop: reply(SMTPReply(250, "2.0.0", "Here"))
        case .help: reply(SMTPReply(214, "2.0.0", "EHLO STARTTLS AUTH MAIL RCPT DATA RSET NOOP QUIT"))
        case .verify: reply(SMTPReply(252, "2.5.0", "Send mail and see"))
        case .quit:
            reply(SMTPReply(221, "2.0.0", "\(configuration.name) closes the connection"))
            state = .closed
            return .closed
        case .startTLS: return try startTLS()
        case .authenticate(let mechanism, let initial): return try beginAuthentication(mechanism, initial)
        }
        return nil
    }

    private var mayAuthenticate: Bool { configuration.offersAuthentication && (isSecured || !configuration.offersTLS || !configuration.authenticationNeedsTLS) }

    private mutating func hello(_ domain: String, _ extended: Bool) {
        (clientName, isExtended, envelope) = (domain, extended, nil)
        var lines = ["\(configuration.name) greets \(domain)"]
        if extended {
            lines += ["PIPELINING", "SIZE \(configuration.messageLimit)", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES", "HELP"]
            if configuration.offersTLS, !isSecured { lines.append("STARTTLS") }
            if mayAuthenticate { lines.append("AUTH PLAIN LOGIN") }
        }
        var answer = SMTPReply(250)
        answer.lines = lines
        reply(answer)
    }

    private mutating func mail(_ path: SMTPMailbox?, _ parameters: [(name: String, value: String?)]) throws(SMTPRefusal) -> Event {
        guard clientName != nil else { throw SMTPRefusal(SMTPReply(503, "5.5.1", "EHLO comes first")) }
        guard envelope == nil else { throw SMTPRefusal(SMTPReply(503, "5.5.1", "A message has begun already")) }
        if configuration.requiresAuthentication, user == nil { throw SMTPRefusal(SMTPReply(530, "5.7.0", "Authentication required")) }
        var envelope = SMTPEnvelope(sender: path)
        for (name, value) in parameters {
            switch (name, value?.uppercased()) {
            case ("SIZE", let size?):
                guard (1...20).contains(size.utf8.count), size.utf8.allSatisfy(ASCII.isDigit) else { throw SMTPRefusal(SMTPReply(501, "5.5.4", "SIZE is a number")) }
                // Twenty digits may say more than any number here holds.
                let bytes = ASCII.decimal(size.utf8) ?? .max
                guard bytes <= configuration.messageLimit else { throw SMTPRefusal(SMTPReply(552, "5.3.4", "A message has at most \(configuration.messageLimit) bytes")) }
                envelope.declaredSize = bytes
            case ("BODY", "7BIT"?): envelope.is8Bit = false
            case ("BODY", "8BITMIME"?): envelope.is8Bit = true
            case ("SMTPUTF8", nil): envelope.isUTF8 = true
            // Who another server says wrote the message (RFC 4954 section 5): taken, and not believed.
            case ("AUTH", .some): break
            default: throw SMTPRefusal(SMTPReply(555, "5.5.4", "MAIL's parameter \(ASCII.shown(name.utf8, limit: 20)) is not known"))
            }
        }
        guard envelope.isUTF8 || path?.isASCII ?? true else { throw SMTPRefusal(SMTPReply(553, "5.6.7", "An address beyond ASCII needs SMTPUTF8")) }
        state = .deciding(.sender(envelope))
        return .sender(envelope)
    }

    private mutating func startTLS() throws(SMTPRefusal) -> Event {
        guard configuration.offersTLS, !isSecured else { throw SMTPRefusal(SMTPReply(isSecured ? 503 : 502, "5.5.1", isSecured ? "TLS is there already" : "STARTTLS is not implemented")) }
        // What came ahead of the handshake could be anybody's, and would be obeyed inside TLS: forgotten, unread.
        let ahead = buffer.takeAll()
        guard ahead.isEmpty else { throw SMTPRefusal(SMTPReply(501, "5.5.4", "Commands must not follow STARTTLS at once")) }
        reply(SMTPReply(220, "2.0.0", "Ready for TLS"))
        state = .awaitingTLS
        return .startTLS
    }

    private mutating func beginAuthentication(_ mechanism: String, _ initial: String?) throws(SMTPRefusal) -> Event? {
        guard configuration.offersAuthentication else { throw SMTPRefusal(SMTPReply(502, "5.5.1", "AUTH is not implemented")) }
        guard clientName != nil, user == nil, envelope == nil else { throw SMTPRefusal(SMTPReply(503, "5.5.1", user == nil ? "AUTH comes between EHLO and MAIL" : "You have logged in")) }
        guard mayAuthenticate else { throw SMTPRefusal(SMTPReply(538, "5.7.11", "Encryption required: STARTTLS comes first")) }
        let first: SMTPAuthentication, challenge: String
        switch mechanism {
        case "PLAIN": (first, challenge) = (.plain, "")
        case "LOGIN": (first, challenge) = (.loginUser, "Username:")
        default: throw SMTPRefusal(SMTPReply(504, "5.5.4", "PLAIN and LOGIN are the mechanisms"))
        }
        if let initial { return try authenticate(first, Array(initial.utf8)[...]) }
        state = .authenticating(first)
        reply(SMTPReply(334, nil, String(decoding: Base64.encode(Array(challenge.utf8)), as: UTF8.self)))
        return nil
    }

    private mutating func authenticate(_ step: SMTPAuthentication, _ line: ArraySlice<UInt8>) throws(SMTPRefusal) -> Event? {
        switch try step.take(line) {
        case .ask(let challenge, let next):
            state = .authenticating(next)
            reply(SMTPReply(334, nil, String(decoding: Base64.encode(Array(challenge.utf8)), as: UTF8.self)))
            return nil
        case .done(let credentials):
            state = .deciding(.authentication(user: credentials.user))
            return .authenticate(credentials)
        }
    }

    // MARK: - Decisions

    /// Yes to the latest event that asked; `text` stands in the reply.
    public mutating func accept(_ text: String? = nil) throws(LocalProtocolError) {
        guard case .deciding(let decision) = state else { throw .smtp("there is nothing to decide") }
        state = .command
        switch decision {
        case .authentication(let name):
            user = name
            reply(SMTPReply(235, "2.7.0", text ?? "Welcome"))
        case .sender(let accepted):
            envelope = accepted
            reply(SMTPReply(250, "2.1.0", text ?? "Sender is fine"))
        case .recipient(let path):
            envelope?.recipients.append(path)
            reply(SMTPReply(250, "2.1.5", text ?? "Recipient is fine"))
        case .message:
            envelope = nil
            reply(SMTPReply(250, "2.0.0", text ?? "The message is stored"))
        }
    }

    /// No to the latest event that asked, with a 4xx or 5xx reply.
    public mutating func refuse(_ answer: SMTPReply) throws(LocalProtocolError) {
        guard case .deciding(let decision) = state else { throw .smtp("there is nothing to decide") }
        guard (400...599).contains(answer.code) else { throw .smtp("\(answer.code) is no refusal") }
        state = .command
        switch decision {
        case .recipient:
            reply(answer)
            refusedRecipients += 1
            if refusedRecipients >= configuration.refusedRecipientLimit { shutDown("Too many refused recipients") }
            return
        case .message: envelope = nil
        case .authentication, .sender: break
        }
        refused(answer)
    }

    /// The TLS handshake is done: what was said before counts no more (RFC 3207 section 4.2).
    public mutating func secured() throws(LocalProtocolError) {
        guard case .awaitingTLS = state else { throw .smtp("no TLS was asked for") }
        (state, isSecured, clientName, envelope, user) = (.command, true, nil, nil, nil)
        _ = buffer.takeAll()
    }

    /// Ends the session from this side: `421` and nothing more is read.
    public mutating func shutDown(_ reason: String) {
        if case .closed = state { return }
        reply(SMTPReply(421, "4.3.2", reason))
        state = .closed
    }

    private mutating func refused(_ answer: SMTPReply) {
        reply(answer)
        errors += 1
        if errors >= configuration.errorLimit { shutDown("Too many errors") }
    }

    private mutating func reply(_ reply: SMTPReply) { reply.serialize(into: &output) }
}
