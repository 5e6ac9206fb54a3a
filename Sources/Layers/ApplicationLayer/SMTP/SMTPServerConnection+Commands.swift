/// What each command does: answered at once, or an event that asks for a decision.
extension SMTPServerConnection {
    /// Answers a command line, or makes an event of it.
    mutating func handle(_ line: ArraySlice<UInt8>) throws(SMTPRefusal) -> Event? {
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
}
