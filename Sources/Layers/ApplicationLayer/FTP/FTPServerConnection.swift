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

    private enum State: Sendable {
        case command
        /// An event waits for its reply.
        case asked(Asked)
        case transferring
        case awaitingTLS
        case closed
    }
    private enum Asked: Sendable { case other, login(String), directory(RootedPath), renameSource(RootedPath), passive, transfer }

    /// Where the control connection comes from: a data connection goes nowhere else, or the server could be sent to attack others (RFC 2577).
    public let clientAddress: IPAddress
    private let offersTLS: Bool
    private let requiresTLS: Bool
    private var state = State.command
    private var lines = FTPLineReader()
    private var output: [UInt8] = []
    private var pendingUser: String?
    private var renameFrom: RootedPath?
    private var restart: Int64 = 0
    private var hasDataAddress = false
    private var abortAnswerOwed = false
    private var failures = 0
    private var failedLogins = 0
    /// EPSV ALL was said: no other way to make a data connection is taken any more (RFC 2428 section 4).
    private var onlyExtendedPassive = false
    private var ended = false

    public private(set) var user: String?
    public private(set) var currentDirectory = RootedPath.root
    public private(set) var type = TransferType.ascii
    public private(set) var isSecured: Bool
    /// PROT P: data connections are under TLS too.
    public private(set) var protectsData = false

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

    // MARK: - Commands

    private mutating func handle(_ line: ArraySlice<UInt8>) throws(FTPRefusal) -> Event? {
        guard let text = String(validating: line, as: UTF8.self), text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else { throw FTPRefusal(FTPReply(501, "A command is UTF-8 without control characters")) }
        let parts = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        var verb = parts[0].uppercased()
        let argument = parts.count == 2 ? String(parts[1]) : ""
        // The X forms of RFC 775 still occur.
        if ["XPWD", "XCWD", "XCUP", "XMKD", "XRMD"].contains(verb) { verb = verb == "XCUP" ? "CDUP" : String(verb.dropFirst()) }
        let source = renameFrom, offset = restart
        renameFrom = nil
        // RFC 3659 section 5.3 wants the transfer to follow at once; clients set up the data connection between.
        if !Self.keepsRestart.contains(verb) { restart = 0 }

        switch verb {
        case "USER":
            guard !argument.isEmpty else { throw FTPRefusal(FTPReply(501, "USER needs a name")) }
            if requiresTLS, !isSecured { throw FTPRefusal(FTPReply(530, "AUTH TLS comes first")) }
            (user, pendingUser) = (nil, argument)
            say(FTPReply(331, "Password, please"))
            return nil
        case "PASS":
            guard let pendingUser else { throw FTPRefusal(FTPReply(503, "USER comes first")) }
            self.pendingUser = nil
            return ask(.login(pendingUser), .login(user: pendingUser, password: argument))
        case "QUIT":
            say(FTPReply(221, "Goodbye"))
            state = .closed
            return .closed
        case "NOOP": say(FTPReply(200, "Here")); return nil
        case "SYST": say(FTPReply(215, "UNIX Type: L8")); return nil
        case "HELP": say(FTPReply(214, "See RFC 959")); return nil
        case "FEAT": say(FTPReply(211, lines: ["Extensions:"] + features + ["End"])); return nil
        case "OPTS":
            guard argument.uppercased().hasPrefix("UTF8") || argument.uppercased().hasPrefix("MLST") else { throw FTPRefusal(FTPReply(501, "No such option")) }
            say(FTPReply(200, "So it is"))
            return nil
        case "AUTH": return try authenticateTLS(argument)
        case "PBSZ": return try secure(argument == "0" ? FTPReply(200, "PBSZ=0") : FTPReply(200, "PBSZ=0"))
        case "PROT":
            switch argument.uppercased() {
            case "P", "C":
                let event = try secure(FTPReply(200, "Data connections are \(argument.uppercased() == "P" ? "protected" : "clear")"))
                protectsData = argument.uppercased() == "P"
                return event
            default: throw FTPRefusal(FTPReply(536, "PROT is P or C"))
            }
        default: break
        }
        guard Self.known.contains(verb) else { throw FTPRefusal(FTPReply(Self.unimplemented.contains(verb) ? 502 : 500, "\(ASCII.shown(verb.utf8, limit: 20)) is not implemented")) }
        guard user != nil else { throw FTPRefusal(FTPReply(530, "Log in with USER and PASS")) }
        return try handle(verb, argument, source, offset)
    }

    private static let known = ["PWD", "CWD", "CDUP", "TYPE", "MODE", "STRU", "PASV", "EPSV", "PORT", "EPRT", "LIST", "NLST", "MLSD", "MLST", "RETR", "STOR", "APPE", "REST", "SIZE", "MDTM", "DELE", "MKD", "RMD", "RNFR", "RNTO", "ABOR", "STAT", "ALLO", "SITE", "STOU"]
    private static let keepsRestart = ["TYPE", "PASV", "EPSV", "PORT", "EPRT", "ALLO", "NOOP", "SIZE", "MDTM"]
    private static let unimplemented = ["ACCT", "SMNT", "REIN", "ADAT", "CCC", "MIC", "CONF", "ENC", "LANG", "HOST"]
    private var features: [String] {
        (offersTLS ? ["AUTH TLS", "PBSZ", "PROT"] : []) + ["EPRT", "EPSV", "MDTM", "MLST type*;size*;modify*;UNIX.mode*;", "REST STREAM", "SIZE", "TVFS", "UTF8"]
    }

    private mutating func handle(_ verb: String, _ argument: String, _ source: RootedPath?, _ offset: Int64) throws(FTPRefusal) -> Event? {
        switch verb {
        case "PWD": say(FTPReply(257, "\(currentDirectory.quoted) is the current folder"))
        case "CWD":
            let path = try path(argument)
            return ask(.directory(path), .changeDirectory(path))
        case "CDUP": return ask(.directory(currentDirectory.parent), .changeDirectory(currentDirectory.parent))
        case "TYPE":
            switch argument.uppercased() {
            case "A", "A N": type = .ascii
            case "I", "L 8", "L8": type = .image
            default: throw FTPRefusal(FTPReply(504, "TYPE is A or I"))
            }
            say(FTPReply(200, "Type is \(type == .ascii ? "ASCII" : "image")"))
        case "MODE":
            guard argument.uppercased() == "S" else { throw FTPRefusal(FTPReply(504, "MODE is S")) }
            say(FTPReply(200, "Mode is stream"))
        case "STRU":
            guard argument.uppercased() == "F" else { throw FTPRefusal(FTPReply(504, "STRU is F")) }
            say(FTPReply(200, "Structure is file"))
        case "PASV", "PORT", "EPRT":
            guard !onlyExtendedPassive else { throw FTPRefusal(FTPReply(501, "EPSV ALL was said")) }
            if verb == "EPRT" { return try active(FTPDataAddress.parse(extendedPort: argument)) }
            if verb == "PORT" {
                guard let address = FTPDataAddress.parse(port: argument) else { throw FTPRefusal(FTPReply(501, "PORT is h1,h2,h3,h4,p1,p2")) }
                return try active(address)
            }
            guard clientAddress.version == 4 else { throw FTPRefusal(FTPReply(425, "Over IPv6 use EPSV")) }
            return ask(.passive, .passive(extended: false))
        case "EPSV":
            switch argument.uppercased() {
            case "", "\(clientAddress.version == 4 ? 1 : 2)": return ask(.passive, .passive(extended: true))
            case "ALL":
                onlyExtendedPassive = true
                say(FTPReply(200, "EPSV it is"))
            default: throw FTPRefusal(FTPReply(522, "Network protocol not supported, use (\(clientAddress.version == 4 ? 1 : 2))"))
            }
        case "LIST", "NLST", "MLSD":
            var name = argument[...]
            // Clients send options of ls to the first two: passed over.
            while verb != "MLSD", name.hasPrefix("-") { name = name.drop { $0 != " " }.drop { $0 == " " } }
            return try transfer(.list(name.isEmpty ? currentDirectory : try path(String(name)), verb == "LIST" ? .unix : verb == "NLST" ? .names : .facts))
        case "MLST": return ask(.other, .facts(argument.isEmpty ? currentDirectory : try path(argument)))
        case "RETR": return try transfer(.retrieve(try path(argument), offset: offset))
        case "STOR": return try transfer(.store(try file(argument), .replace(offset: offset)))
        case "APPE": return try transfer(.store(try file(argument), .append))
        case "STOU": throw FTPRefusal(FTPReply(502, "STOU is not implemented"))
        case "REST":
            guard let bytes = ASCII.decimal(argument.utf8) else { throw FTPRefusal(FTPReply(501, "REST needs a number of bytes")) }
            guard type == .image || bytes == 0 else { throw FTPRefusal(FTPReply(504, "REST needs TYPE I")) }
            restart = Int64(bytes)
            say(FTPReply(350, "The next transfer begins at \(bytes)"))
        case "SIZE":
            // In TYPE A the number would be that of the bytes on the wire (RFC 3659 section 4), for which the file would have to be read.
            guard type == .image else { throw FTPRefusal(FTPReply(550, "SIZE needs TYPE I")) }
            return ask(.other, .size(try path(argument)))
        case "MDTM": return ask(.other, .modificationTime(try path(argument)))
        case "DELE": return ask(.other, .delete(try file(argument)))
        case "MKD": return ask(.other, .makeDirectory(try file(argument)))
        case "RMD": return ask(.other, .removeDirectory(try file(argument)))
        case "RNFR":
            let path = try file(argument)
            return ask(.renameSource(path), .renameSource(path))
        case "RNTO":
            guard let source else { throw FTPRefusal(FTPReply(503, "RNFR comes first")) }
            return ask(.other, .rename(source, to: try file(argument)))
        case "ABOR": say(FTPReply(226, "Nothing to abort"))
        case "STAT": say(FTPReply(211, "Logged in as \(user ?? ""), nothing under way"))
        case "ALLO": say(FTPReply(202, "Not needed"))
        case "SITE": throw FTPRefusal(FTPReply(504, "No SITE commands here"))
        default: throw FTPRefusal(FTPReply(502, "Not implemented"))
        }
        return nil
    }

    private func path(_ argument: String) throws(FTPRefusal) -> RootedPath {
        guard !argument.isEmpty else { throw FTPRefusal(FTPReply(501, "A path is needed")) }
        guard let path = currentDirectory.resolving(argument) else { throw FTPRefusal(FTPReply(553, "That is no path")) }
        return path
    }

    private func file(_ argument: String) throws(FTPRefusal) -> RootedPath {
        let path = try path(argument)
        guard !path.isRoot else { throw FTPRefusal(FTPReply(550, "That is the root")) }
        return path
    }

    private mutating func ask(_ asked: Asked, _ event: Event) -> Event {
        state = .asked(asked)
        return event
    }

    private mutating func active(_ address: SocketAddress) throws(FTPRefusal) -> Event {
        guard address.address == clientAddress, address.port >= 1024 else { throw FTPRefusal(FTPReply(504, "Data connections go only to where the control connection comes from, to ports from 1024 on")) }
        hasDataAddress = true
        say(FTPReply(200, "The data connection will go there"))
        return .active(address)
    }

    private mutating func transfer(_ event: Event) throws(FTPRefusal) -> Event {
        guard hasDataAddress else { throw FTPRefusal(FTPReply(425, "PASV, EPSV, PORT or EPRT comes first")) }
        if isSecured, requiresTLS, !protectsData { throw FTPRefusal(FTPReply(521, "PROT P comes first")) }
        return ask(.transfer, event)
    }

    private mutating func authenticateTLS(_ argument: String) throws(FTPRefusal) -> Event? {
        guard offersTLS else { throw FTPRefusal(FTPReply(502, "AUTH is not implemented")) }
        guard ["TLS", "TLS-C", "SSL"].contains(argument.uppercased()) else { throw FTPRefusal(FTPReply(504, "AUTH is TLS")) }
        guard !isSecured else { throw FTPRefusal(FTPReply(503, "TLS is there already")) }
        guard lines.isEmpty else {
            lines.forget()
            throw FTPRefusal(FTPReply(503, "Commands must not follow AUTH at once"))
        }
        say(FTPReply(234, "Ready for TLS"))
        state = .awaitingTLS
        return .startTLS
    }

    private mutating func secure(_ reply: FTPReply) throws(FTPRefusal) -> Event? {
        guard isSecured else { throw FTPRefusal(FTPReply(503, "AUTH TLS comes first")) }
        say(reply)
        return nil
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

    private mutating func say(_ reply: FTPReply) { reply.serialize(into: &output) }
}
