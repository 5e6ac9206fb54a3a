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

    enum State: Sendable {
        case command
        case authenticating(SMTPAuthentication)
        case data(SMTPDataReader, count: Int)
        /// The message's last content has been told; its end comes next.
        case messageEnd
        case deciding(Decision)
        case awaitingTLS
        case closed
    }
    enum Decision: Sendable { case authentication(user: String), sender(SMTPEnvelope), recipient(SMTPMailbox), message }

    public let configuration: Configuration
    var state = State.command
    var buffer = ReceiveBuffer()
    private var scanned = 0
    private var output: [UInt8] = []
    var envelope: SMTPEnvelope?
    private var errors = 0, refusedRecipients = 0
    private var ended = false

    /// What the client calls itself; nil before EHLO.
    public internal(set) var clientName: String?
    /// The client said EHLO, not HELO.
    public internal(set) var isExtended = false
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
    public mutating func receive(_ bytes: [UInt8]) { buffer.append(bytes) }
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

    mutating func reply(_ reply: SMTPReply) { reply.serialize(into: &output) }
}
