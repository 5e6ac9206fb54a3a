import ApplicationLayer
import Testing
import Wire

@Suite struct FTPServerConnectionTests {
    /// A client's lines and the dialogue. Logins need "secret"; names with "missing" are refused; transfers begin and end at once.
    struct Vector: CustomStringConvertible {
        let name: String
        let wire: [UInt8]
        let story: [String]
        var description: String { name }
        init(_ name: String, _ wire: String, _ story: [String]) { self.init(name, bytes(wire), story) }
        init(_ name: String, _ wire: [UInt8], _ story: [String]) { (self.name, self.wire, self.story) = (name, wire, story) }
    }

    static let login = "USER user\r\nPASS secret\r\n", loginStory = ["331 Password, please", "login user secret", "230 In"]
    static let vectors: [Vector] = [
        .init("log in and out", login + "QUIT\r\n", loginStory + ["221 Goodbye", "closed"]),
        .init("a wrong password", "USER user\r\nPASS x\r\nPWD\r\n", ["331 Password, please", "login user x", "530 No", "530 Log in with USER and PASS"]),
        .init("PASS before USER, commands before login", "PASS x\r\nPWD\r\nPASV\r\nRETR a\r\nFROB\r\n", ["503 USER comes first"] + [String](repeating: "530 Log in with USER and PASS", count: 3) + ["500 FROB is not implemented"]),
        .init("folders", login + "PWD\r\nCWD sub\r\nCWD ../sub/./deep//x\r\nPWD\r\nCDUP\r\nPWD\r\nCWD missing\r\nPWD\r\nCWD ../../../../..\r\nPWD\r\n",
              loginStory + ["257 \"/\" is the current folder", "cd /sub", "250 There", "cd /sub/deep/x", "250 There", "257 \"/sub/deep/x\" is the current folder", "cd /sub/deep", "250 There", "257 \"/sub/deep\" is the current folder", "cd /sub/deep/missing", "550 No", "257 \"/sub/deep\" is the current folder", "cd /", "250 There", "257 \"/\" is the current folder"]),
        .init("quotes in names", login + "CWD q\"t\r\nPWD\r\n", loginStory + ["cd /q\"t", "250 There", "257 \"/q\"\"t\" is the current folder"]),
        .init("passive and a transfer", login + "TYPE I\r\nPASV\r\nRETR a b\r\n", loginStory + ["200 Type is image", "passive", "227 Entering Passive Mode (127,0,0,1,4,210)", "retrieve /a b 0", "150 Here it comes", "226 Done"]),
        .init("extended passive", login + "EPSV\r\nEPSV 2\r\nEPSV ALL\r\n", loginStory + ["extended passive", "229 Entering Extended Passive Mode (|||1234|)", "522 Network protocol not supported, use (1)", "200 EPSV it is"]),
        .init("after EPSV ALL nothing else", login + "EPSV ALL\r\nPASV\r\nPORT 127,0,0,1,4,210\r\nEPRT |1|127.0.0.1|1234|\r\nEPSV\r\n", loginStory + ["200 EPSV it is", "501 EPSV ALL was said", "501 EPSV ALL was said", "501 EPSV ALL was said", "extended passive", "229 Entering Extended Passive Mode (|||1234|)"]),
        .init("each transfer needs its own data connection", login + "RETR a\r\nPASV\r\nRETR a\r\nRETR a\r\n", loginStory + ["425 PASV, EPSV, PORT or EPRT comes first", "passive", "227 Entering Passive Mode (127,0,0,1,4,210)", "retrieve /a 0", "150 Here it comes", "226 Done", "425 PASV, EPSV, PORT or EPRT comes first"]),
        .init("active", login + "PORT 127,0,0,1,4,210\r\nNLST\r\nEPRT |1|127.0.0.1|1234|\r\nMLSD sub\r\n", loginStory + ["active 127.0.0.1:1234", "200 The data connection will go there", "list / names", "150 Here it comes", "226 Done", "active 127.0.0.1:1234", "200 The data connection will go there", "list /sub facts", "150 Here it comes", "226 Done"]),
        .init("no bounce to others, to low ports, nor anywhere malformed", login + "PORT 192,0,2,1,4,210\r\nPORT 127,0,0,1,0,22\r\nPORT 1,2,3\r\nPORT 300,0,0,1,1,1\r\nEPRT |9|x|y|\r\nEPRT |1|192.0.2.1|1234|\r\nEPRT |1|::1|99|\r\nEPRT\r\n",
              loginStory + [String](repeating: "504 Data connections go only to where the control connection comes from, to ports from 1024 on", count: 2) + ["501 PORT is h1,h2,h3,h4,p1,p2", "501 PORT is h1,h2,h3,h4,p1,p2", "522 Network protocol not supported, use (1,2)", "504 Data connections go only to where the control connection comes from, to ports from 1024 on", "501 EPRT is |protocol|address|port|", "501 EPRT is |protocol|address|port|"]),
        .init("LIST passes over ls's options", login + "PASV\r\nLIST -l -a sub\r\n", loginStory + ["passive", "227 Entering Passive Mode (127,0,0,1,4,210)", "list /sub unix", "150 Here it comes", "226 Done"]),
        .init("a data connection may be set up between REST and its transfer", login + "TYPE I\r\nREST 5\r\nPASV\r\nSTOR a\r\n", loginStory + ["200 Type is image", "350 The next transfer begins at 5", "passive", "227 Entering Passive Mode (127,0,0,1,4,210)", "store /a 5", "150 Here it comes", "226 Done"]),
        .init("REST does not survive another command", login + "TYPE I\r\nREST 5\r\nPWD\r\nPASV\r\nSTOR a\r\n", loginStory + ["200 Type is image", "350 The next transfer begins at 5", "257 \"/\" is the current folder", "passive", "227 Entering Passive Mode (127,0,0,1,4,210)", "store /a 0", "150 Here it comes", "226 Done"]),
        .init("SIZE only where the number is the file's", login + "SIZE a\r\nTYPE I\r\nSIZE a\r\n", loginStory + ["550 SIZE needs TYPE I", "200 Type is image", "look at /a", "213 1"]),
        .init("five wrong passwords are enough", String(repeating: "USER user\r\nPASS x\r\n", count: 6), [[String]](repeating: ["331 Password, please", "login user x", "530 No"], count: 5).flatMap { $0 } + ["421 Too many wrong passwords", "closed"]),
        .init("REST counts for the next command", login + "TYPE I\r\nPASV\r\nREST 5\r\nSTOR a\r\nPASV\r\nAPPE a\r\n", loginStory + ["200 Type is image", "passive", "227 Entering Passive Mode (127,0,0,1,4,210)", "350 The next transfer begins at 5", "store /a 5", "150 Here it comes", "226 Done", "passive", "227 Entering Passive Mode (127,0,0,1,4,210)", "append /a", "150 Here it comes", "226 Done"]),
        .init("renaming", login + "RNTO x\r\nRNFR a\r\nRNTO sub/b\r\nRNFR missing\r\nRNTO b\r\nRNFR a\r\nNOOP\r\nRNTO b\r\n", loginStory + ["503 RNFR comes first", "rename? /a", "350 Where to?", "rename /a /sub/b", "250 Fine", "rename? /missing", "550 No", "503 RNFR comes first", "rename? /a", "350 Where to?", "200 Here", "503 RNFR comes first"]),
        .init("the root is nobody's file", login + "DELE /\r\nRMD ..\r\nPASV\r\nSTOR .\r\n", loginStory + ["550 That is the root", "550 That is the root", "passive", "227 Entering Passive Mode (127,0,0,1,4,210)", "550 That is the root"]),
        .init("bad arguments", login + "TYPE Q\r\nMODE B\r\nSTRU R\r\nREST abc\r\nREST 5\r\nRETR\r\nCWD\r\nUSER\r\n", loginStory + ["504 TYPE is A or I", "504 MODE is S", "504 STRU is F", "501 REST needs a number of bytes", "504 REST needs TYPE I", "425 PASV, EPSV, PORT or EPRT comes first", "501 A path is needed", "501 USER needs a name"].map { $0 == "425 PASV, EPSV, PORT or EPRT comes first" ? "501 A path is needed" : $0 }),
        .init("control characters and bytes that are no text", bytes(login + "CWD a\u{0}b\r\n") + bytes("CWD ") + [0xc3, 0x28] + bytes("\r\n"), loginStory + ["501 A command is UTF-8 without control characters", "501 A command is UTF-8 without control characters"]),
        .init("Telnet's bytes round ABOR", bytes(login) + [0xff, 0xf4, 0xff, 0xf2] + bytes("ABOR\r\nNOOP\r\n"), loginStory + ["226 Nothing to abort", "200 Here"]),
        .init("an endless line", "USER " + String(repeating: "x", count: 6000), ["500 You sent a line of more than 5000 bytes", "error 500"]),
        .init("AUTH that is not offered, SITE, unknown", login + "AUTH TLS\r\nSITE CHMOD 777 a\r\nSTOU\r\nACCT\r\n", loginStory + ["502 AUTH is not implemented", "504 No SITE commands here", "502 STOU is not implemented", "502 ACCT is not implemented"]),
        .init("FEAT", "FEAT\r\n", ["211-Extensions:", " EPRT", " EPSV", " MDTM", " MLST type*;size*;modify*;UNIX.mode*;", " REST STREAM", " SIZE", " TVFS", " UTF8", "211 End"]),
    ]

    static func story(_ wire: [UInt8], _ feeding: Feeding) throws -> [String] {
        var connection = FTPServerConnection(greeting: "hi", clientAddress: .v4(.loopback)), story: [String] = []
        func output() { for line in text(connection.takeOutput()).split(separator: "\r\n") { story.append(String(line)) } }
        func say(_ line: String) {
            output()
            story.append(line)
        }
        func answer(_ line: String, _ path: RootedPath?, _ good: FTPReply) throws {
            say(line)
            try connection.reply(path?.description.contains("missing") == true ? FTPReply(550, "No") : good)
        }
        func transfer(_ line: String) throws {
            say(line)
            try connection.beginTransfer(FTPReply(150, "Here it comes"))
            try connection.endTransfer(FTPReply(226, "Done"))
        }
        output()
        for piece in feeding.pieces(wire) {
            connection.receive(piece)
            events: while true {
                let event: FTPServerConnection.Event
                do { event = try connection.nextEvent() } catch {
                    say("error \(error.replyCode)")
                    return Array(story.dropFirst())
                }
                switch event {
                case .needData: break events
                case .login(let user, let password):
                    say("login \(user) \(password)")
                    try connection.reply(password == "secret" ? FTPReply(230, "In") : FTPReply(530, "No"))
                case .startTLS: say("startTLS")
                case .changeDirectory(let path): try answer("cd \(path)", path, FTPReply(250, "There"))
                case .passive(let extended):
                    say(extended ? "extended passive" : "passive")
                    try connection.enteredPassive(SocketAddress(.v4(.loopback), 1234), extended: extended)
                case .active(let address): story.append("active \(address)")
                case .list(let path, let format): try transfer("list \(path) \(format)")
                case .retrieve(let path, let offset): try transfer("retrieve \(path) \(offset)")
                case .store(let path, .append): try transfer("append \(path)")
                case .store(let path, .replace(let offset)): try transfer("store \(path) \(offset)")
                case .facts(let path), .size(let path), .modificationTime(let path): try answer("look at \(path)", path, FTPReply(213, "1"))
                case .delete(let path), .makeDirectory(let path), .removeDirectory(let path): try answer("change \(path)", path, FTPReply(250, "Fine"))
                case .renameSource(let path): try answer("rename? \(path)", path, FTPReply(350, "Where to?"))
                case .rename(let from, let to): try answer("rename \(from) \(to)", from, FTPReply(250, "Fine"))
                case .abort: say("abort")
                case .closed:
                    output()
                    if story.last != "closed" { story.append("closed") }
                    break events
                }
                output()
            }
            output()
        }
        return Array(story.dropFirst())
    }

    @Test(arguments: vectors, Feeding.allCases)
    func dialogue(_ vector: Vector, _ feeding: Feeding) throws {
        #expect(try Self.story(vector.wire, feeding) == vector.story)
    }

    static func transferring() throws -> FTPServerConnection {
        var connection = FTPServerConnection(greeting: "hi", clientAddress: .v4(.loopback))
        connection.receive(bytes(login + "PASV\r\nRETR a\r\n"))
        while case let event = try connection.nextEvent(), event != .needData {
            switch event {
            case .login: try connection.reply(FTPReply(230, "In"))
            case .passive(let extended): try connection.enteredPassive(SocketAddress(.v4(.loopback), 1234), extended: extended)
            case .retrieve: try connection.beginTransfer(FTPReply(150, "go"))
            default: Issue.record("\(event)")
            }
        }
        _ = connection.takeOutput()
        return connection
    }

    @Test(arguments: ["ABOR\r\n", "ABOR\r", "abor\n"])
    func aborting(_ line: String) throws {
        var connection = try Self.transferring()
        connection.receive(bytes(line))
        #expect(try connection.nextEvent() == .abort)
        try connection.endTransfer(FTPReply(426, "Cut off"))
        connection.receive(bytes((line == "ABOR\r" ? "" : "") + "NOOP\r\n"))
        #expect(try connection.nextEvent() == .needData)
        #expect(text(connection.takeOutput()) == "426 Cut off\r\n226 Aborted\r\n200 Here\r\n")
    }

    @Test func otherCommandsWaitForTheTransfersEnd() throws {
        var connection = try Self.transferring()
        connection.receive(bytes("NOOP\r\nABOR\r\n"))
        #expect(try connection.nextEvent() == .needData)
        #expect(connection.takeOutput().isEmpty)
        try connection.endTransfer(FTPReply(226, "Done"))
        #expect(try connection.nextEvent() == .needData)
        #expect(text(connection.takeOutput()) == "226 Done\r\n200 Here\r\n226 Nothing to abort\r\n")
    }

    @Test func securing() throws {
        var connection = FTPServerConnection(greeting: "hi", clientAddress: .v4(.loopback), offersTLS: true, requiresTLS: true)
        connection.receive(bytes("USER a\r\nPROT P\r\nAUTH TLS\r\n"))
        #expect(try connection.nextEvent() == .startTLS)
        #expect(text(connection.takeOutput()) == "220 hi\r\n530 AUTH TLS comes first\r\n503 AUTH TLS comes first\r\n234 Ready for TLS\r\n")
        connection.receive(bytes("QUIT\r\n"))
        try connection.secured()
        #expect(try connection.nextEvent() == .needData, "what came before the handshake is forgotten")
        connection.receive(bytes("PBSZ 0\r\nPROT P\r\n"))
        #expect(try connection.nextEvent() == .needData)
        #expect(connection.protectsData)
    }

    @Test func localMistakes() throws {
        var connection = FTPServerConnection(greeting: "hi", clientAddress: .v4(.loopback))
        #expect(throws: LocalProtocolError.self) { try connection.reply(FTPReply(200, "x")) }
        #expect(throws: LocalProtocolError.self) { try connection.beginTransfer(FTPReply(150, "x")) }
        #expect(throws: LocalProtocolError.self) { try connection.endTransfer(FTPReply(226, "x")) }
    }
}
