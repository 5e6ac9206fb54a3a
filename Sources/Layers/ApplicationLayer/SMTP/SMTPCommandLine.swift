/// A client's command line, taken apart: verb and arguments (RFC 5321 section 4.1.1).
enum SMTPCommandLine {
    case hello(domain: String, extended: Bool)
    case mail(path: SMTPMailbox?, parameters: [(name: String, value: String?)])
    case recipient(path: SMTPMailbox, parameters: [(name: String, value: String?)])
    case data, reset, quit, noop, help, verify, startTLS
    case authenticate(mechanism: String, initial: String?)

    /// - Throws: the reply to a line that is none of these.
    init(_ line: ArraySlice<UInt8>) throws(SMTPRefusal) {
        guard line.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else { throw SMTPRefusal(SMTPReply(500, "5.5.2", "Control characters in a command")) }
        guard let text = String(validating: line, as: UTF8.self) else { throw SMTPRefusal(SMTPReply(500, "5.5.2", "A command is ASCII or UTF-8")) }
        let parts = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        let verb = parts[0].uppercased(), rest = parts.count == 2 ? Self.trimmed(parts[1]) : ""
        func alone(_ command: SMTPCommandLine) throws(SMTPRefusal) -> SMTPCommandLine {
            guard rest.isEmpty else { throw SMTPRefusal(SMTPReply(501, "5.5.4", "\(verb) takes no argument")) }
            return command
        }
        switch verb {
        case "EHLO", "HELO":
            guard !rest.isEmpty, rest.utf8.count <= 255, !rest.contains(" ") else { throw SMTPRefusal(SMTPReply(501, "5.5.4", "\(verb) needs a domain or an address literal")) }
            self = .hello(domain: String(rest), extended: verb == "EHLO")
        case "MAIL":
            let (path, parameters) = try Self.path(rest, after: "FROM:")
            if path.isEmpty { self = .mail(path: nil, parameters: parameters) } else {
                guard let mailbox = SMTPMailbox(path) else { throw SMTPRefusal(SMTPReply(501, "5.1.7", "Bad sender address syntax")) }
                self = .mail(path: mailbox, parameters: parameters)
            }
        case "RCPT":
            let (path, parameters) = try Self.path(rest, after: "TO:")
            guard let mailbox = SMTPMailbox(path) else { throw SMTPRefusal(SMTPReply(501, "5.1.3", "Bad recipient address syntax")) }
            self = .recipient(path: mailbox, parameters: parameters)
        case "DATA": self = try alone(.data)
        case "RSET": self = try alone(.reset)
        case "QUIT": self = try alone(.quit)
        case "STARTTLS": self = try alone(.startTLS)
        case "NOOP": self = .noop
        case "HELP": self = .help
        case "VRFY": self = .verify
        case "AUTH":
            let words = rest.split(separator: " ")
            guard words.count == 1 || words.count == 2 else { throw SMTPRefusal(SMTPReply(501, "5.5.4", "AUTH needs a mechanism")) }
            self = .authenticate(mechanism: words[0].uppercased(), initial: words.count == 2 ? String(words[1]) : nil)
        case "EXPN", "SEND", "SOML", "SAML", "TURN", "ETRN", "BDAT", "BURL": throw SMTPRefusal(SMTPReply(502, "5.5.1", "\(verb) is not implemented"))
        default: throw SMTPRefusal(SMTPReply(500, "5.5.2", "Command not recognized"))
        }
    }

    /// `FROM:<path> NAME=value …`; the source route of old (`<@a,@b:user@c>`) is passed over (RFC 5321 appendix C).
    private static func path(_ text: Substring, after keyword: String) throws(SMTPRefusal) -> (Substring, [(String, String?)]) {
        guard text.utf8.count > keyword.utf8.count, text.prefix(keyword.count).uppercased() == keyword else { throw SMTPRefusal(SMTPReply(501, "5.5.4", "Syntax: \(keyword)<address>")) }
        let rest = trimmed(text.dropFirst(keyword.count))
        guard rest.utf8.first == UInt8(ascii: "<"), let close = closingBracket(rest) else { throw SMTPRefusal(SMTPReply(501, "5.5.4", "Syntax: \(keyword)<address>")) }
        var path = rest[rest.index(after: rest.startIndex)..<close]
        if path.utf8.first == UInt8(ascii: "@"), let colon = path.firstIndex(of: ":") { path = path[path.index(after: colon)...] }
        let tail = rest[rest.index(after: close)...]
        guard tail.isEmpty || tail.utf8.first == ASCII.space else { throw SMTPRefusal(SMTPReply(501, "5.5.4", "Parameters are separated by spaces")) }
        let parameters = tail.split(separator: " ").map { word in
            let pair = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (pair[0].uppercased(), pair.count == 2 ? String(pair[1]) : nil)
        }
        guard parameters.count <= 20 else { throw SMTPRefusal(SMTPReply(501, "5.5.4", "Too many parameters")) }
        return (path, parameters)
    }

    /// The `>` that is not inside a quoted local part.
    private static func closingBracket(_ text: Substring) -> Substring.Index? {
        var quoted = false, escaped = false
        for index in text.indices {
            if escaped { escaped = false; continue }
            switch text[index] {
            case "\\" where quoted: escaped = true
            case "\"": quoted.toggle()
            case ">" where !quoted: return index
            default: continue
            }
        }
        return nil
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while text.utf8.first == ASCII.space { text = text.dropFirst() }
        while text.utf8.last == ASCII.space { text = text.dropLast() }
        return text
    }
}

/// A command that is answered with a refusal; the session goes on.
struct SMTPRefusal: Error {
    let reply: SMTPReply
    /// Whether it is one of the mistakes of which a client may make only so many.
    let counts: Bool
    init(_ reply: SMTPReply, counts: Bool = true) { (self.reply, self.counts) = (reply, counts) }
}
