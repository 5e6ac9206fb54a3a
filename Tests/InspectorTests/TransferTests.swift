import InspectorVectors
import Testing
import Wire
@testable import Inspector

/// Files that pass: HTTP bodies, FTP's data connections, mails. Conversations are made of lines "client> …" and "server> …".
@Suite struct TransferTests {
    /// A conversation of its own ports; each text is one segment.
    struct Talk {
        var frames: [[UInt8]] = []
        let client: Int, server: Int
        private var sent: UInt32 = 1, got: UInt32 = 1

        init(client: Int, server: Int) {
            self.client = client
            self.server = server
            frames.append(Build.tcp(client, server, seq: 0, ack: 0, flags: 2))
            frames.append(Build.tcp(client, server, seq: 0, ack: 1, flags: 0x12, fromServer: true))
        }
        mutating func client(_ bytes: [UInt8]) {
            frames.append(Build.tcp(client, server, seq: sent, ack: got, flags: 0x18, bytes))
            sent += UInt32(bytes.count)
        }
        mutating func server(_ bytes: [UInt8]) {
            frames.append(Build.tcp(client, server, seq: got, ack: sent, flags: 0x18, bytes, fromServer: true))
            got += UInt32(bytes.count)
        }
        mutating func client(_ text: String) { client(Array(text.utf8)) }
        mutating func server(_ text: String) { server(Array(text.utf8)) }
        /// Segments that the capture doesn't have.
        mutating func serverLost(_ text: String) { got += UInt32(text.utf8.count) }
    }

    struct File: Equatable, CustomStringConvertible {
        var name: String
        var content: String
        var isWhole = true
        var description: String { "\(name)\(isWhole ? "" : "!"): \(content)" }
    }

    private func files(_ frames: [[UInt8]], with extractor: TransferExtractor = TransferExtractor()) -> [File] {
        var session = DissectionSession(), dissection = Dissection(), files: [Int: (File, [UInt8])] = [:]
        for (index, frame) in frames.enumerated() {
            session.dissect(frame, linkType: 1, time: Instant(nanoseconds: Int64(index) * 1_000_000), number: index + 1, into: &dissection)
            extractor.see(dissection)
        }
        extractor.finish()
        for event in extractor.takeEvents() {
            switch event {
            case .begin(let transfer): files[transfer.id] = (File(name: transfer.name, content: ""), [])
            case .bytes(let id, let bytes): files[id]?.1 += bytes
            case .end(let id, let fault): files[id]?.0.isWhole = fault == nil
            }
        }
        return files.sorted { $0.key < $1.key }.map { File(name: $0.value.0.name, content: String(decoding: $0.value.1, as: UTF8.self), isWhole: $0.value.0.isWhole) }
    }

    @Test func bodiesOfHTTPByLengthInChunksAndToTheEnd() {
        var talk = Talk(client: 40000, server: 8123)
        talk.client("GET /a.txt HTTP/1.1\r\nHost: x\r\n\r\nHEAD /b HTTP/1.1\r\n\r\nPOST /c?q=1 HTTP/1.1\r\nContent-Length: 5\r\n\r\nasked")
        talk.server("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloHTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n")
        talk.server("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4;x=y\r\nde")
        talk.server("fg\r\n0\r\nTrailer: t\r\n\r\n")
        talk.client("GET /d HTTP/1.0\r\n\r\n")
        talk.server("HTTP/1.0 200 OK\r\n\r\nto the ")
        talk.server("end")
        #expect(files(talk.frames) == [File(name: "/c?q=1", content: "asked"), File(name: "/a.txt", content: "hello"), File(name: "/c?q=1", content: "abcdefg"), File(name: "/d", content: "to the end")])
    }

    /// However the segments are cut, the same body comes out.
    @Test func cutAnywhere() {
        let answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n"
        for cut in 1..<answer.utf8.count {
            var talk = Talk(client: 40000, server: 80)
            talk.client("GET /x HTTP/1.1\r\n\r\n")
            talk.server(Array(answer.utf8.prefix(cut)))
            talk.server(Array(answer.utf8.dropFirst(cut)))
            #expect(files(talk.frames) == [File(name: "/x", content: "hello!")], "cut at \(cut)")
        }
    }

    @Test func whatIsMissingIsSaid() {
        var talk = Talk(client: 40000, server: 80)
        talk.client("GET /x HTTP/1.1\r\n\r\n")
        talk.server("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")
        talk.serverLost("def")
        talk.server("ghi")
        talk.client("GET /y HTTP/1.1\r\n\r\n")
        talk.server("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")
        #expect(files(talk.frames) == [File(name: "/x", content: "abc\0\0\0ghi", isWhole: false), File(name: "/y", content: "abc", isWhole: false)])
    }

    @Test(arguments: [("PASV", "227 Entering Passive Mode (10,0,0,12,200,1)", 51201), ("EPSV", "229 Entering Extended Passive Mode (|||51202|)", 51202)])
    func aFileByFTP(_ command: String, _ reply: String, _ port: Int) {
        var control = Talk(client: 40000, server: 2121)
        control.server("220 ready\r\n")
        control.client("USER user\r\n")
        control.server("331 go on\r\n")
        control.client("\(command)\r\n")
        control.server("\(reply)\r\n")
        control.client("RETR dir/../notes.txt\r\n")
        control.server("150 here it comes\r\n")
        var data = Talk(client: 40001, server: port)
        data.server("line one\r\n")
        data.server("line two\r\n")
        #expect(files(control.frames + data.frames) == [File(name: "dir/../notes.txt", content: "line one\r\nline two\r\n")])
    }

    @Test func aMailAndWhatIsAttached() {
        var talk = Talk(client: 40000, server: 2525)
        talk.server("220 here\r\n")
        talk.client("EHLO me\r\n")
        talk.server("250 hello\r\n")
        talk.client("DATA\r\n")
        talk.server("354 go on\r\n")
        talk.client("Subject: A plan\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n..\r\n--b\r\nContent-Disposition: attachment; filename=\"../plan.txt\"\r\nContent-Transfer-Encoding: base64\r\n\r\naGVsbG8=\r\n--b--")
        talk.client("\r\n.\r\nQUIT\r\n")
        let found = files(talk.frames)
        #expect(found.map(\.name) == ["A plan.eml", "plan.txt"])
        #expect(found.last?.content == "hello")
        #expect(found.first?.content.contains("text\r\n.\r\n--b") == true)
    }

    /// A program that is none of the three leaves no file, whatever it sends.
    @Test func anythingElseIsLeftAlone() {
        var random = SplitMix(state: 7)
        for turn in 0..<200 {
            var talk = Talk(client: 40000 + turn, server: 80)
            for _ in 0..<6 {
                let bytes = (0..<Int(random.next() % 80)).map { _ in UInt8(truncatingIfNeeded: random.next()) | 0x80 }
                if random.next() % 2 == 0 { talk.client(bytes) } else { talk.server(bytes) }
            }
            #expect(files(talk.frames).isEmpty)
        }
    }

    /// Conversations with holes, and mails that go on: together they hold no more than is allowed, and what is given up is said.
    @Test func allTogetherHoldOnlySoMuch() {
        let extractor = TransferExtractor(heldLimit: 4_000)
        var frames: [[UInt8]] = []
        for client in 1...8 {
            var talk = Talk(client: 40_000 + client, server: 80)
            talk.client("GET /\(client) HTTP/1.1\r\n\r\n")
            talk.server("HTTP/1.1 200 OK\r\nContent-Length: 1010\r\n\r\n")
            talk.serverLost("0123456789")
            talk.server(String(repeating: "x", count: 1000))
            frames += talk.frames
        }
        let http = files(frames, with: extractor)
        #expect(http.count == 8 && extractor.cut == 4 && http.allSatisfy { $0.content.utf8.count == 1010 && !$0.isWhole }, "\(http), \(extractor.cut)")

        var mail = Talk(client: 50_000, server: 25)
        mail.server("220 here\r\n")
        mail.client("EHLO me\r\n")
        mail.client("DATA\r\n")
        mail.server("354 go on\r\n")
        mail.client("Subject: long\r\n\r\n")
        for _ in 0..<6 { mail.client(String(repeating: "y", count: 998) + "\r\n") }
        mail.client(".\r\n")
        mail.client("DATA\r\n")
        mail.server("354 go on\r\n")
        mail.client("Subject: short\r\n\r\nhello\r\n.\r\n")
        let mails = files(mail.frames, with: TransferExtractor(heldLimit: 4_000))
        #expect(mails.map(\.name) == ["long.eml", "short.eml"] && mails.map(\.isWhole) == [false, true], "\(mails)")
    }
}
