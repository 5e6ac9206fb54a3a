/// The client's end of an SMTP session (RFC 5321): commands in, bytes out; bytes in, replies out, each with its command.
///
/// Where the server offers PIPELINING, commands may be sent before the replies to those before (RFC 2920); otherwise each
/// waits for its turn. Nothing that a caller hands in can break a line: such arguments are a ``LocalProtocolError``.
public struct SMTPClientConnection: Sendable {
    public enum Command: Hashable, Sendable {
        case ehlo(String)
        case helo(String)
        case startTLS
        case authPlain(SMTPCredentials)
        case authLogin(SMTPCredentials)
        /// `size`: bytes of the message, told where the server offers SIZE.
        case mail(from: SMTPMailbox?, size: Int?, is8Bit: Bool, isUTF8: Bool)
        case recipient(SMTPMailbox)
        case data
        /// The dot: made by ``endContent()``.
        case endOfMessage
        case reset, noop, quit
    }

    public enum Event: Hashable, Sendable {
        case needData
        /// nil: the greeting.
        case reply(SMTPReply, to: Command?)
        case closed
    }

    private enum State: Sendable {
        case greeting, ready
        /// Behind 354: content may be sent.
        case content
        case awaitingTLS, closed
    }

    private var state = State.greeting
    private var reader = ReplyReader("SMTP", .smtp)
    private var buffer = ReceiveBuffer()
    private var output: [UInt8] = []
    private var outstanding: [Command] = []
    private var writer = SMTPDataWriter()
    private var ended = false
    private var loginStep = 0

    /// The server's EHLO keywords, upper case, with their parameters.
    public private(set) var extensions: [(keyword: String, parameters: String)] = []
    public private(set) var isSecured: Bool

    public init(secured: Bool = false) { isSecured = secured }

    public func offers(_ keyword: String) -> Bool { extensions.contains { $0.keyword == keyword } }
    public func offers(mechanism: String) -> Bool {
        extensions.contains { $0.keyword == "AUTH" && $0.parameters.uppercased().split(separator: " ").contains { $0 == mechanism } }
    }
    /// The largest message that the server takes; nil where it does not say.
    public var sizeLimit: Int? { extensions.first { $0.keyword == "SIZE" }.flatMap { ASCII.decimal($0.parameters.utf8) }.flatMap { $0 == 0 ? nil : $0 } }

    // MARK: - Out

    public mutating func takeOutput() -> [UInt8] {
        defer { output.removeAll(keepingCapacity: true) }
        return output
    }

    public mutating func send(_ command: Command) throws(LocalProtocolError) {
        switch state {
        case .greeting: throw .smtp("the server's greeting comes first")
        case .content: throw .smtp("the message is not finished")
        case .awaitingTLS: throw .smtp("the TLS handshake comes first")
        case .closed: throw .smtp("the session is over")
        case .ready: break
        }
        if !outstanding.isEmpty {
            guard offers("PIPELINING"), outstanding.count < 200 else { throw .smtp("the reply to the command before comes first") }
            // EHLO, DATA, STARTTLS, AUTH and QUIT end a group (RFC 2920 section 3.1).
            switch outstanding.last {
            case .mail, .recipient, .reset, .endOfMessage: break
            default: throw .smtp("the reply to the command before comes first")
            }
        }
        let line: String
        switch command {
        case .ehlo(let name): line = "EHLO \(name)"
        case .helo(let name): line = "HELO \(name)"
        case .startTLS:
            guard !isSecured else { throw .smtp("the connection is secured") }
            line = "STARTTLS"
        case .authPlain(let credentials):
            guard !credentials.user.utf8.contains(0), !credentials.password.utf8.contains(0) else { throw .smtp("a name or password cannot hold a zero byte") }
            line = "AUTH PLAIN " + String(decoding: Base64.encode([0] + Array(credentials.user.utf8) + [0] + Array(credentials.password.utf8)), as: UTF8.self)
        case .authLogin:
            loginStep = 0
            line = "AUTH LOGIN"
        case .mail(let from, let size, let is8Bit, let isUTF8):
            guard isUTF8 || from?.isASCII ?? true else { throw .smtp("an address beyond ASCII needs SMTPUTF8") }
            if isUTF8, !offers("SMTPUTF8") { throw .smtp("the server does not offer SMTPUTF8") }
            line = "MAIL FROM:<\(from?.description ?? "")>" + (size != nil && offers("SIZE") ? " SIZE=\(size ?? 0)" : "") + (is8Bit && offers("8BITMIME") ? " BODY=8BITMIME" : "") + (isUTF8 ? " SMTPUTF8" : "")
        case .recipient(let mailbox):
            guard mailbox.isASCII || offers("SMTPUTF8") else { throw .smtp("the server does not offer SMTPUTF8, which \(mailbox) needs") }
            line = "RCPT TO:<\(mailbox)>"
        case .data: line = "DATA"
        case .endOfMessage: throw .smtp("a message is ended with endContent()")
        case .reset: line = "RSET"
        case .noop: line = "NOOP"
        case .quit: line = "QUIT"
        }
        try write(line)
        outstanding.append(command)
    }

    private mutating func write(_ line: String) throws(LocalProtocolError) {
        guard line.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else { throw .smtp("an argument holds a line break or another control character") }
        output.append(contentsOf: line.utf8)
        output.appendLine()
    }

    /// Some of the message, after `354` to DATA: lines may end in CRLF, LF or CR, and dots need no care.
    public mutating func send(content: some Collection<UInt8>) throws(LocalProtocolError) {
        guard case .content = state else { throw .smtp("the server has not asked for a message") }
        writer.write(content, into: &output)
    }

    public mutating func endContent() throws(LocalProtocolError) {
        guard case .content = state else { throw .smtp("the server has not asked for a message") }
        writer.end(into: &output)
        state = .ready
        outstanding.append(.endOfMessage)
    }

    /// The TLS handshake is done: EHLO comes next, and what the server offered before counts no more.
    public mutating func secured() throws(LocalProtocolError) {
        guard case .awaitingTLS = state else { throw .smtp("no TLS was agreed on") }
        (state, isSecured, extensions) = (.ready, true, [])
    }

    // MARK: - In

    public mutating func receive(_ bytes: some Collection<UInt8>) { buffer.append(bytes) }
    public mutating func receiveEnd() { ended = true }

    public mutating func nextEvent() throws(RemoteProtocolError) -> Event {
        do { return try step() } catch {
            state = .closed
            throw error
        }
    }

    private mutating func step() throws(RemoteProtocolError) -> Event {
        while true {
            if case .closed = state { return .closed }
            guard let (code, lines) = try reader.next(&buffer) else {
                guard ended else { return .needData }
                guard !reader.isInsideReply, outstanding.isEmpty, case .ready = state else { throw .smtp("ended the connection without a reply", code: 421) }
                state = .closed
                return .closed
            }
            let reply = SMTPReply(code: code, rawLines: lines)
            if case .greeting = state {
                state = .ready
                return .reply(reply, to: nil)
            }
            guard let command = outstanding.first else {
                // The server may close at any time with a 421 (RFC 5321 section 3.8).
                if code == 421 { state = .closed; return .reply(reply, to: nil) }
                throw .smtp("replied to nothing: \(reply)")
            }
            if code == 334, let line = try loginAnswer(command) {
                output.append(contentsOf: line)
                output.appendLine()
                continue
            }
            outstanding.removeFirst()
            switch command {
            case .ehlo where code == 250: extensions = lines.dropFirst().map(Self.keyword)
            case .startTLS where code == 220:
                // A reply sent ahead of the handshake would be read inside TLS as the server's own.
                guard buffer.isEmpty else { throw .smtp("sent more than the reply to STARTTLS") }
                state = .awaitingTLS
            case .data where code == 354: state = .content
            case .quit: state = .closed
            default: break
            }
            return .reply(reply, to: command)
        }
    }

    /// AUTH LOGIN is answered in two lines.
    private mutating func loginAnswer(_ command: Command) throws(RemoteProtocolError) -> [UInt8]? {
        guard case .authLogin(let credentials) = command else {
            if case .authPlain = command { throw .smtp("asked for more than AUTH PLAIN has") }
            return nil
        }
        loginStep += 1
        guard loginStep <= 2 else { throw .smtp("asked for more than a name and a password") }
        return Base64.encode(Array((loginStep == 1 ? credentials.user : credentials.password).utf8))
    }

    private static func keyword(_ line: String) -> (keyword: String, parameters: String) {
        // Some old servers write AUTH=LOGIN.
        let parts = line.split(maxSplits: 1, omittingEmptySubsequences: true) { $0 == " " || $0 == "=" }
        return (parts.first?.uppercased() ?? "", parts.count == 2 ? String(parts[1]) : "")
    }
}

extension SMTPReply {
    /// A reply as it came: the enhanced code, where every line begins with one of the code's class, is taken out.
    init(code: Int, rawLines: [String]) {
        self.init(code)
        lines = rawLines
        func split(_ line: String) -> (String, String)? {
            let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
            guard let first = parts.first else { return nil }
            let numbers = first.split(separator: ".", omittingEmptySubsequences: false)
            guard numbers.count == 3, numbers[0] == "\(code / 100)", numbers.allSatisfy({ (1...3).contains($0.utf8.count) && $0.utf8.allSatisfy(ASCII.isDigit) }) else { return nil }
            return (String(first), parts.count == 2 ? String(parts[1]) : "")
        }
        let parts = rawLines.compactMap(split)
        if parts.count == rawLines.count, let first = parts.first {
            enhanced = first.0
            lines = parts.map(\.1)
        }
    }
}
