public import Wire

/// The server's end of an FTP control connection (RFC 959, 2228, 2389, 2428, 3659, 4217): command lines in, work out; outcomes in, replies out.
///
/// What the protocol settles alone (order, types, arguments, paths) it answers itself; the rest are events that ask for
/// ``reply(_:)``, or for a transfer between ``beginTransfer(_:)`` and ``endTransfer(_:)``. Every path in an event is below the root.
public struct FTPServerConnection: Sendable {
    public enum Event: Hashable, Sendable {
        case needData
        /// Answer 230 or 530.
        case login(user: String, password: String)
        /// Send the output, do the TLS handshake, then ``secured()``.
        case startTLS
        /// Answer 250 if it is a folder.
        case changeDirectory(RootedPath)
        /// Listen for the data connection, then ``enteredPassive(_:)``.
        case passive(extended: Bool)
        /// The client listens there. Already answered.
        case active(SocketAddress)
        case list(RootedPath, FTPListFormat)
        case retrieve(RootedPath, offset: Int64)
        case store(RootedPath, Store)
        /// MLST: answer 250 with the entry's facts.
        case facts(RootedPath)
        /// Answer 213 and the number of bytes, in the type that is set.
        case size(RootedPath)
        /// Answer 213 and the time.
        case modificationTime(RootedPath)
        case delete(RootedPath)
        case makeDirectory(RootedPath)
        case removeDirectory(RootedPath)
        /// RNFR: answer 350 if it exists.
        case renameSource(RootedPath)
        case rename(RootedPath, to: RootedPath)
        /// End the transfer that is under way: ``endTransfer(_:)`` with 426.
        case abort
        /// Send the output and close.
        case closed
    }

    public enum Store: Hashable, Sendable {
        /// From an offset on (REST); 0 for a file of its own.
        case replace(offset: Int64)
        case append
    }

    public enum TransferType: Hashable, Sendable { case ascii, image }

    enum State: Sendable {
        case command
        /// An event waits for its reply.
        case asked(Asked)
        case transferring
        case awaitingTLS
        case closed
    }
    enum Asked: Sendable { case other, login(String), directory(RootedPath), renameSource(RootedPath), passive, transfer }

    /// Where the control connection comes from: a data connection goes nowhere else, or the server could be sent to attack others (RFC 2577).
    public let clientAddress: IPAddress
    let offersTLS: Bool
    let requiresTLS: Bool
    var state = State.command
    var lines = FTPLineReader()
    private var output: [UInt8] = []
    var pendingUser: String?
    var renameFrom: RootedPath?
    var restart: Int64 = 0
    var hasDataAddress = false
    private var abortAnswerOwed = false
    private var failures = 0
    private var failedLogins = 0
    /// EPSV ALL was said: no other way to make a data connection is taken any more (RFC 2428 section 4).
    var onlyExtendedPassive = false
    private var ended = false

    public internal(set) var user: String?
    public internal(set) var currentDirectory = RootedPath.root
    public internal(set) var type = TransferType.ascii
    public private(set) var isSecured: Bool
    /// PROT P: data connections are under TLS too.
    public internal(set) var protectsData = false

    public init(greeting: String, clientAddress: IPAddress, offersTLS: Bool = false, requiresTLS: Bool = false, secured: Bool = false) {
        self.clientAddress = clientAddress
        self.offersTLS = offersTLS
        self.requiresTLS = requiresTLS
        isSecured = secured
        say(FTPReply(220, greeting))
    }

    // MARK: - In and out

    public mutating func receive(_ bytes: some Collection<UInt8>) { lines.receive(bytes) }
    public mutating func receiveEnd() { ended = true }
    /// Bytes of commands that wait for their turn.
    public var bufferedBytes: Int { lines.count }
    public mutating func takeOutput() -> [UInt8] {
        defer { output.removeAll(keepingCapacity: true) }
        return output
    }

    /// The next thing that needs the caller.
    ///
    /// - Throws: for an endless line; the reply is in the output: send it and close.
    public mutating func nextEvent() throws(RemoteProtocolError) -> Event {
        do { return try step() } catch {
            state = .closed
            say(FTPReply(error.replyCode, "You \(error.reason)"))
            throw error
        }
    }

    private mutating func step() throws(RemoteProtocolError) -> Event {
        while true {
            switch state {
            case .closed: return .closed
            case .asked, .awaitingTLS: return .needData
            case .transferring:
                // Only what is meant for a transfer under way is read; the rest waits for its end.
                guard let line = try lines.peek(), let command = String(validating: line, as: UTF8.self)?.uppercased() else { return ended ? .closed : .needData }
                switch command {
                case "ABOR":
                    lines.take()
                    abortAnswerOwed = true
                    return .abort
                case "STAT":
                    lines.take()
                    say(FTPReply(213, "A transfer is under way"))
                default: return .needData
                }
            case .command:
                guard let line = try lines.peek() else {
                    guard ended else { return .needData }
                    state = .closed
                    return .closed
                }
                lines.take()
                do {
                    if let event = try handle(line) { return event }
                } catch {
                    say(error.reply)
                    failures += 1
                    if failures >= 200 {
                        say(FTPReply(421, "Too many errors"))
                        state = .closed
                    }
                }
            }
        }
    }

    // MARK: - Outcomes

    /// The answer to an event that asked, whatever it is.
    public mutating func reply(_ reply: FTPReply) throws(LocalProtocolError) {
        guard case .asked(let asked) = state, reply.code >= 200 else { throw .ftp("nothing waits for the reply \(reply.code)") }
        state = .command
        say(reply)
        switch asked {
        case .login(let name) where reply.isPositive: (user, failedLogins) = (name, 0)
        case .login:
            failedLogins += 1
            if failedLogins >= 5 { shutDown("Too many wrong passwords") }
        case .directory(let path) where reply.isPositive: currentDirectory = path
        case .renameSource(let path) where reply.isPositive: renameFrom = path
        case .transfer: hasDataAddress = false
        default: break
        }
    }

    /// The answer to `.passive`: the server listens there.
    public mutating func enteredPassive(_ address: SocketAddress, extended: Bool) throws(LocalProtocolError) {
        guard case .asked(.passive) = state else { throw .ftp("nobody asked for passive mode") }
        state = .command
        hasDataAddress = true
        if extended { return say(FTPReply(229, "Entering Extended Passive Mode (|||\(address.port)|)")) }
        guard case .v4(let v4) = address.address else { throw .ftp("PASV has only IPv4 addresses") }
        say(FTPReply(227, "Entering Passive Mode (\(FTPDataAddress.formatPort(v4, address.port)))"))
    }

    /// The data connection is there, or is being made.
    public mutating func beginTransfer(_ reply: FTPReply) throws(LocalProtocolError) {
        guard case .asked(.transfer) = state, reply.isPreliminary else { throw .ftp("no transfer was asked for") }
        state = .transferring
        say(reply)
    }

    public mutating func endTransfer(_ reply: FTPReply) throws(LocalProtocolError) {
        guard case .transferring = state, reply.code >= 200 else { throw .ftp("no transfer is under way") }
        state = .command
        hasDataAddress = false
        say(reply)
        if abortAnswerOwed { say(FTPReply(226, "Aborted")) }
        abortAnswerOwed = false
    }

    /// The TLS handshake is done.
    public mutating func secured() throws(LocalProtocolError) {
        guard case .awaitingTLS = state else { throw .ftp("no TLS was asked for") }
        // What was agreed on in the clear could be anybody's wish.
        (state, isSecured, user, pendingUser) = (.command, true, nil, nil)
        (renameFrom, restart, hasDataAddress, onlyExtendedPassive, currentDirectory) = (nil, 0, false, false, .root)
        lines.forget()
    }

    /// Ends the session from this side.
    public mutating func shutDown(_ reason: String) {
        if case .closed = state { return }
        say(FTPReply(421, reason))
        state = .closed
    }

    mutating func say(_ reply: FTPReply) { reply.serialize(into: &output) }
}
