import Wire

/// What each command does: answered at once, or an event.
extension FTPServerConnection {
    /// Answers a command line, or makes an event of it.
    mutating func handle(_ line: ArraySlice<UInt8>) throws(FTPRefusal) -> Event? {
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
}
