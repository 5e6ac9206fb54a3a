/// The Simple Mail Transfer Protocol (RFC 5321).
enum SMTPField: UInt8, FieldSet {
    case request, response, command, parameter, code, responseParameter, endOfMail, user, password

    static var proto: ProtocolID { .smtp }
    var definition: FieldDefinition {
        switch self {
        case .request: .init("smtp.req", "Request", .boolean, "The client speaks.")
        case .response: .init("smtp.rsp", "Response", .boolean, "The server speaks.")
        case .command: .init("smtp.req.command", "Command", .text, "What the client wants.")
        case .parameter: .init("smtp.req.parameter", "Parameter", .text, "What it wants it with.")
        case .code: .init("smtp.response.code", "Code", .decimal, "How it went: 2xx well, 3xx go on, 4xx try later, 5xx no.")
        case .responseParameter: .init("smtp.rsp.parameter", "Text", .text, "The same in words.")
        case .endOfMail: .init("smtp.eom", "End of mail", .presence, "A line with a single dot.")
        case .user: .init("smtp.auth.username", "User", .text, "Who logs in, in Base64.")
        case .password: .init("smtp.auth.password", "Password", .text, "The proof, in Base64.")
        }
    }
}

/// What is known of an SMTP conversation.
final class SMTPState {
    enum Login { case none, wantsUser, wantsPassword, wantsBoth }
    var isReadingData = false
    var hasSeenData = false
    /// A login, a mail's end or TLS has shown that commands are what comes.
    var hasBegun = false
    /// Bytes that BDAT has announced, those of them that have come, and whether the mail is whole with them (RFC 3030).
    var chunkTotal = 0
    var chunkRead = 0
    var isLastChunk = true
    var hasSeenLineEnd = false
    var login = Login.none
    var wantsTLS = false
    /// The mail so far; nil once it is longer than what is kept.
    var mail: [UInt8]? = []
}

enum SMTPDissector {
    private static let ports: Set<Int> = [25, 587, 465]
    private static let mailLimit = 4 << 20
    private static let commands: Set<String> = [
        "STARTTLS", "X-EXPS", "X-LINK2STATE", "XEXCH50", "HELO", "EHLO", "MAIL", "RCPT", "DATA", "BDAT", "RSET", "NOOP", "QUIT", "HELP", "VRFY", "EXPN", "SEND", "SOML", "SAML", "TURN", "ETRN", "ATRN", "AUTH",
    ]

    static func dissect(_ data: Octets, _ context: StreamContext, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) -> Outcome {
        let isRequest = ports.contains(context.destinationPort)
        if context.canReassemble, data.count > 0, !data.line(from: 0).isWhole { return .needs(offset: 0, .segment) }
        d.layer(.smtp, data, data.count)
        d.packet.foundSomething = true
        if isRequest { try request(data, context, &d) } else { response(data, context, &d) }
        return .done
    }

    private static func response(_ data: Octets, _ context: StreamContext, _ d: inout Dissection) {
        d.add(SMTPField.response, 1, data, 0, 0, flags: .generated)
        var at = 0, isContinued = false
        while at < data.count {
            let line = data.line(from: at)
            at = line.next
            if line.start == 0 { d.info.append(UnsafeRawBufferPointer(rebasing: data.buffer[0..<min(line.end, 120)])) }
            guard line.count >= 3, let code = data.decimal(line.start, line.start + 3), data.base[line.start] != 0x20 else { continue }
            // An answer of several lines has a hyphen behind the code in all but the last (RFC 5321 section 4.2.1); it has one code.
            if !isContinued { d.add(SMTPField.code, code, data, line.start, 3) }
            isContinued = line.count > 3 && data.base[line.start + 3] == UInt8(ascii: "-")
            if line.count > 4 { d.add(SMTPField.responseParameter, 0, data, line.start + 4, line.count - 4) }
            note(code, context)
        }
    }

    private static func note(_ code: Int, _ context: StreamContext) {
        let messages = context.messages
        switch code {
        case _ where messages.smtp.wantsTLS:
            messages.smtp.wantsTLS = false
            messages.smtp.hasBegun = true
            guard code == 220 else { break }
            messages.application = .tls
            messages.startTLSFrame = context.frame
        case 235, 535: messages.smtp.login = .none
        default: break
        }
    }

    private enum Content { case commands, message, lastChunk, end(at: Int), login }

    private static func request(_ data: Octets, _ context: StreamContext, _ d: inout Dissection) throws(Stop) {
        let messages = context.messages
        let content = classify(data, messages)
        switch content {
        case .message, .lastChunk:
            d.info.append("mail, \(data.reported) bytes")
            append(data, messages)
            d.layer(.textLines, data, data.count)
            if case .lastChunk = content { mail(messages, &d) }
        case .end(let at):
            d.add(SMTPField.endOfMail, 1, data, at, min(3, data.count - at))
            d.info.append("end of mail")
            append(data.prefix(at), messages)
            mail(messages, &d)
        case .commands, .login: lines(data, messages, &d)
        }
    }

    /// The mail is whole.
    private static func mail(_ messages: StreamMessages, _ d: inout Dissection) {
        let mail = messages.smtp.mail
        messages.smtp.mail = []
        guard let mail, !mail.isEmpty, let index = mail.withUnsafeBytes({ d.sources.add($0, title: "Mail") }) else { return }
        MailDissector.dissect(d.sources.octets(index), &d)
    }

    private static func append(_ data: Octets, _ messages: StreamMessages) {
        guard let count = messages.smtp.mail?.count else { return }
        if count + data.count > mailLimit { messages.smtp.mail = nil } else { messages.smtp.mail?.append(contentsOf: data.buffer) }
    }

    /// What the client's bytes are, and what they change.
    private static func classify(_ data: Octets, _ messages: StreamMessages) -> Content {
        var at = 0, content = Content.commands
        while at < data.count {
            let line = data.line(from: at)
            if messages.smtp.isReadingData {
                let isEnd = messages.smtp.hasSeenLineEnd && data.matches(".\r\n", at: at) || data.matches("\r\n.\r\n", at: at)
                messages.smtp.hasSeenLineEnd = data.matches("\r\n", at: data.count - 2) && data.count == data.reported
                if isEnd {
                    messages.smtp.isReadingData = false
                    messages.smtp.hasBegun = true
                    return .end(at: at)
                }
                content = .message
                if messages.smtp.chunkTotal > 0 {
                    messages.smtp.chunkRead += data.reported - at
                    guard messages.smtp.chunkRead == messages.smtp.chunkTotal else { return .message }
                    messages.smtp.isReadingData = false
                    messages.smtp.hasBegun = true
                    return messages.smtp.isLastChunk ? .lastChunk : .message
                }
                at = line.next
                continue
            }
            let word = data.text(line.start, min(data.wordEnd(from: line.start, to: line.end) - line.start, 16)).uppercased()
            if commands.contains(word) {
                content = .commands
                command(word, data, line, messages)
            } else if messages.smtp.login != .none {
                content = .login
            } else {
                content = messages.smtp.hasSeenData || !messages.smtp.hasBegun ? .message : .commands
            }
            at = line.next
        }
        return content
    }

    private static func command(_ word: String, _ data: Octets, _ line: TextLine, _ messages: StreamMessages) {
        switch word {
        case "DATA":
            messages.smtp.isReadingData = true
            messages.smtp.hasSeenData = true
            messages.smtp.hasSeenLineEnd = false
        case "BDAT":
            let count = data.decimal(line.start + 4, line.end) ?? 0
            messages.smtp.hasSeenData = true
            messages.smtp.hasBegun = true
            messages.smtp.chunkTotal += count
            messages.smtp.isReadingData = count > 0
            messages.smtp.isLastChunk = data.matchesIgnoringCase("LAST", at: line.end - 4)
        case "STARTTLS": messages.smtp.wantsTLS = true
        case "AUTH":
            let isLogin = data.matchesIgnoringCase("AUTH LOGIN", at: line.start), isPlain = data.matchesIgnoringCase("AUTH PLAIN", at: line.start)
            if isLogin { messages.smtp.login = line.count > 11 ? .wantsPassword : .wantsUser }
            if isPlain { messages.smtp.login = line.count > 11 ? .none : .wantsBoth }
            if isLogin || isPlain || data.matchesIgnoringCase("AUTH NTLM", at: line.start) { messages.smtp.hasBegun = true }
        default: break
        }
    }

    private static func lines(_ data: Octets, _ messages: StreamMessages, _ d: inout Dissection) {
        var at = 0
        while at < data.count {
            let line = data.line(from: at)
            at = line.next
            if line.start == 0 { d.info.append(UnsafeRawBufferPointer(rebasing: data.buffer[0..<min(line.end, 120)])) }
            d.add(SMTPField.request, 1, data, line.start, 0, flags: .generated)
            let isCommand = commands.contains(data.text(line.start, min(data.wordEnd(from: line.start, to: line.end) - line.start, 16)).uppercased())
            if !isCommand, messages.smtp.login != .none {
                d.add(messages.smtp.login == .wantsUser ? SMTPField.user : .password, 0, data, line.start, line.count)
                messages.smtp.login = messages.smtp.login == .wantsUser ? .wantsPassword : .none
                continue
            }
            d.add(SMTPField.command, 0, data, line.start, min(4, line.count))
            if line.count > 5 { d.add(SMTPField.parameter, 0, data, line.start + 5, line.count - 5) }
        }
    }
}
