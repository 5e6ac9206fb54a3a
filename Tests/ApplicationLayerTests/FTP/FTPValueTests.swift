import ApplicationLayer
import Testing
import Wire

@Suite struct FTPValueTests {
    @Test(arguments: [("/a", "b", "/a/b"), ("/a", "/b", "/b"), ("/a/b", "..", "/a"), ("/", "..", "/"), ("/a", "../../../etc/passwd", "/etc/passwd"), ("/a", "./x//y/.", "/a/x/y"), ("/a", "..\\..\\etc", "/a/..\\..\\etc"), ("/", "...", "/..."), ("/", "~", "/~"), ("/", "a/../../b", "/b"), ("/", "%2e%2e", "/%2e%2e")])
    func paths(_ from: String, _ argument: String, _ path: String) {
        #expect(RootedPath.root.resolving(from)?.resolving(argument)?.description == path)
    }

    @Test(arguments: ["a\u{0}b", "a\r\nb", "a\nb", String(repeating: "x", count: 256), String(repeating: "a/", count: 300)])
    func noPaths(_ argument: String) { #expect(RootedPath.root.resolving(argument) == nil) }

    @Test func nothingLeadsAboveTheRoot() {
        var random = SeededGenerator(state: 7)
        let pieces = ["..", ".", "a", "/", "//", "\\", "..a", "a..", "%2e", " ", "é"]
        for _ in 0..<2000 {
            let argument = (0..<Int.random(in: 1...12, using: &random)).map { _ in pieces.randomElement(using: &random)! }.joined(separator: Bool.random(using: &random) ? "/" : "")
            for component in RootedPath.root.resolving(argument)?.components ?? [] { #expect(component != ".." && component != "." && !component.isEmpty && !component.contains("/"), "\(argument)") }
        }
    }

    @Test func dataAddresses() throws {
        let address = SocketAddress(.v4(IPv4Address(10, 0, 0, 7)), 1234)
        #expect(FTPDataAddress.parse(port: "10,0,0,7,4,210") == address)
        #expect(FTPDataAddress.parse(port: FTPDataAddress.formatPort(IPv4Address(10, 0, 0, 7), 1234)) == address)
        for reply in ["Entering Passive Mode (10,0,0,7,4,210)", "Entering Passive Mode. 10,0,0,7,4,210", "=10,0,0,7,4,210"] { #expect(FTPDataAddress.parse(passiveReply: reply) == address) }
        for reply in ["Entering (10,0,0,7,4)", "", "(10,0,0,7,4,256)"] { #expect(FTPDataAddress.parse(passiveReply: reply) == nil) }
        #expect(try FTPDataAddress.parse(extendedPort: "|1|10.0.0.7|1234|") == address)
        #expect(try FTPDataAddress.parse(extendedPort: "!2!::1!1234!") == SocketAddress(.v6(.loopback), 1234))
        #expect(try FTPDataAddress.parse(extendedPort: FTPDataAddress.formatExtendedPort(address)) == address)
        #expect(FTPDataAddress.parse(extendedPassiveReply: "Entering (|||6446|)") == 6446)
        for reply in ["(|||0|)", "(|||66000|)", "(||6446|)", "", "(", "|||1|)"] { #expect(FTPDataAddress.parse(extendedPassiveReply: reply) == nil) }
    }

    static let entry = FileEntry(name: "a file", kind: .file, size: 6, modified: 784_111_777, mode: 0o640)

    @Test func listings() {
        #expect(FTPListFormat.unix.line(Self.entry, now: 784_200_000) == "-rw-r----- 1 ftp ftp            6 Nov  6 08:49 a file")
        #expect(FTPListFormat.unix.line(Self.entry, now: 984_200_000) == "-rw-r----- 1 ftp ftp            6 Nov  6  1994 a file")
        #expect(FTPListFormat.facts.line(Self.entry, now: 0) == "type=file;size=6;modify=19941106084937;UNIX.mode=0640; a file")
        #expect(FTPListFormat.facts.parse(FTPListFormat.facts.line(Self.entry, now: 0)) == Self.entry)
        var parsed = FTPListFormat.unix.parse(FTPListFormat.unix.line(Self.entry, now: 0))
        parsed?.modified = Self.entry.modified
        #expect(parsed == Self.entry)
        #expect(FTPListFormat.unix.parse("lrwxrwxrwx    1 0 0  7 Jan 01  2020 link -> target")?.name == "link")
        for line in ["total 5", "", "x", "-rw-r--r-- 1 a b c Jan 1 00:00"] { #expect(FTPListFormat.unix.parse(line) == nil) }
        for line in ["", "type=file;", "type; x"] { #expect(FTPListFormat.facts.parse(line) == nil) }
    }

    @Test(arguments: ["", "a\nb\n", "a\r\nb", "\r", "\n\n\r\r\n", "x\r"], Feeding.allCases)
    func textConverts(_ content: String, _ feeding: Feeding) {
        var toFile = FTPTextConverter(), file: [UInt8] = []
        for piece in feeding.pieces(bytes(content)) { file += toFile.toFile(piece) }
        file += toFile.finishToFile()
        #expect(text(file) == content.unicodeScalars.map(String.init).joined().replacing("\r\n", with: "\n"))
        var toWire = FTPTextConverter(), wire: [UInt8] = []
        for piece in feeding.pieces(file) { wire += toWire.toWire(piece) }
        #expect(!text(wire).unicodeScalars.elementsEqual("\n".unicodeScalars))
    }
}

@Suite struct FTPClientConnectionTests {
    static func ready() throws -> FTPClientConnection {
        var client = FTPClientConnection()
        client.receive(bytes("220 hi\r\n"))
        _ = try client.nextEvent()
        return client
    }

    @Test(arguments: Feeding.allCases)
    func repliesOfManyLines(_ feeding: Feeding) throws {
        var client = FTPClientConnection(), replies: [FTPReply] = []
        for piece in feeding.pieces(bytes("120 soon\r\n220-hello\r\n 220 not the end\r\n221 nor this\r\n220-nor this\r\n\r\n220 end\r\n")) {
            client.receive(piece)
            while case .reply(let reply, to: nil) = try client.nextEvent() { replies.append(reply) }
        }
        #expect(replies == [FTPReply(120, "soon"), FTPReply(220, "hello", " 220 not the end", "221 nor this", "220-nor this", "", "end")])
    }

    @Test func transferAndAbort() throws {
        var client = try Self.ready()
        let retrieve = FTPClientConnection.Command("RETR", "a b")
        try client.send(retrieve)
        #expect(throws: LocalProtocolError.self) { try client.send(.init("ABOR")) }
        client.receive(bytes("150 coming\r\n"))
        #expect(try client.nextEvent() == .reply(FTPReply(150, "coming"), to: retrieve))
        #expect(throws: LocalProtocolError.self) { try client.send(.init("NOOP")) }
        try client.send(.init("ABOR"))
        client.receive(bytes("426 cut\r\n226 aborted\r\n"))
        #expect(try client.nextEvent() == .reply(FTPReply(426, "cut"), to: retrieve))
        #expect(try client.nextEvent() == .reply(FTPReply(226, "aborted"), to: .init("ABOR")))
        #expect(text(client.takeOutput()) == "RETR a b\r\nABOR\r\n")
        #expect(throws: LocalProtocolError.self) { try client.send(.init("RETR", "a\r\nDELE b")) }
    }

    @Test func passwordsAreNotShown() { #expect("\(FTPClientConnection.Command("PASS", "secret"))" == "PASS ***") }

    @Test(arguments: ["hello\r\n", "22\r\n", "220-" + String(repeating: "x", count: 5000), String(repeating: "220-" + String(repeating: "y", count: 1000) + "\r\n", count: 100)])
    func refusesWhatIsNoReply(_ wire: String) {
        var client = FTPClientConnection()
        client.receive(bytes(wire))
        #expect(throws: RemoteProtocolError.self) { while try client.nextEvent() != .needData {} }
    }
}
