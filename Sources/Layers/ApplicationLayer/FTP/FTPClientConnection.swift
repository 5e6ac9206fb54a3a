/// The client's end of an FTP control connection: commands in, lines out; bytes in, replies out.
///
/// One command waits for its reply before the next; while a transfer is under way (behind a 1xx reply) only ABOR, STAT and
/// QUIT may be sent. An argument that holds a line break is refused: nobody slips a second command in with a file's name.
public struct FTPClientConnection: Sendable {
    public struct Command: Hashable, Sendable, CustomStringConvertible {
        public var verb: String
        public var argument: String?
        public init(_ verb: String, _ argument: String? = nil) {
            self.verb = verb
            self.argument = argument
        }
        /// Passwords are not shown.
        public var description: String { argument.map { "\(verb) \(verb == "PASS" ? "***" : $0)" } ?? verb }
    }

    public enum Event: Hashable, Sendable {
        case needData
        /// nil: the greeting, or a 421 that nobody asked for.
        case reply(FTPReply, to: Command?)
        case closed
    }

    private enum State: Sendable { case greeting, ready, awaitingTLS, closed }
    private var state = State.greeting
    private var reader = ReplyReader("FTP", .ftp)
    private var buffer = ReceiveBuffer()
    private var output: [UInt8] = []
    private var outstanding: [Command] = []
    private var isTransferring = false
    private var ended = false

    public private(set) var isSecured: Bool

    public init(secured: Bool = false) { isSecured = secured }

    public mutating func takeOutput() -> [UInt8] {
        defer { output.removeAll(keepingCapacity: true) }
        return output
    }

    public mutating func send(_ command: Command) throws(LocalProtocolError) {
        guard case .ready = state else { throw .ftp("\(command.verb) cannot be sent now") }
        let duringTransfer = ["ABOR", "STAT", "QUIT"].contains(command.verb)
        guard outstanding.isEmpty || isTransferring && duringTransfer && outstanding.count < 4 else { throw .ftp("the reply to \(outstanding[0].verb) comes first") }
        guard !command.verb.isEmpty, command.verb.utf8.allSatisfy(ASCII.isLetter) else { throw .ftp("that is no command") }
        guard command.argument?.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) ?? true else { throw .ftp("an argument holds a line break or another control character") }
        output.append(contentsOf: command.verb.utf8)
        if let argument = command.argument {
            output.append(ASCII.space)
            output.append(contentsOf: argument.utf8)
        }
        output.appendLine()
        outstanding.append(command)
    }

    public mutating func receive(_ bytes: some Collection<UInt8>) { buffer.append(bytes) }
    public mutating func receiveEnd() { ended = true }

    /// The TLS handshake is done.
    public mutating func secured() throws(LocalProtocolError) {
        guard case .awaitingTLS = state else { throw .ftp("no TLS was agreed on") }
        (state, isSecured) = (.ready, true)
    }

    public mutating func nextEvent() throws(RemoteProtocolError) -> Event {
        do { return try step() } catch {
            state = .closed
            throw error
        }
    }

    private mutating func step() throws(RemoteProtocolError) -> Event {
        if case .closed = state { return .closed }
        guard let (code, lines) = try reader.next(&buffer) else {
            guard ended else { return .needData }
            guard !reader.isInsideReply, outstanding.isEmpty, case .ready = state else { throw .ftp("ended the connection without a reply", code: 421) }
            state = .closed
            return .closed
        }
        let reply = FTPReply(code, lines: lines)
        if case .greeting = state {
            // 120: ready in some minutes; the greeting itself is still to come.
            if !reply.isPreliminary { state = .ready }
            return .reply(reply, to: nil)
        }
        guard let command = outstanding.first else {
            guard code == 421 else { throw .ftp("replied to nothing: \(reply)") }
            state = .closed
            return .reply(reply, to: nil)
        }
        if reply.isPreliminary {
            isTransferring = true
            return .reply(reply, to: command)
        }
        isTransferring = false
        outstanding.removeFirst()
        if command.verb == "AUTH", code == 234 {
            guard buffer.isEmpty else { throw .ftp("sent more than the reply to AUTH") }
            state = .awaitingTLS
        }
        if command.verb == "QUIT" || code == 421 { state = .closed }
        return .reply(reply, to: command)
    }
}
