import InspectorVectors
import Testing
import Wire
@testable import Inspector

/// What applications say over several frames: through proxies, compressed, in parts, and with frames missing. The chains are tshark's.
@Suite struct MessageTests {
    private func run(_ frames: [[UInt8]], limits: DissectionSession.Limits = .init()) -> (chains: [String], dataLengths: [String]) {
        var session = DissectionSession(limits: limits), dissection = Dissection()
        var chains: [String] = [], lengths: [String] = []
        for (index, frame) in frames.enumerated() {
            session.dissect(frame, linkType: 1, time: Instant(nanoseconds: Int64(index) * 1_000_000), number: index + 1, into: &dissection)
            chains.append(dissection.summary.protocols)
            for layer in dissection.layers where layer.name == "data" { lengths += layer.fields.filter { $0.name == "data.len" }.map(\.value) }
        }
        return (chains, lengths)
    }

    private func client(_ seq: UInt32, _ text: String, port: Int = 80) -> [UInt8] { Build.tcp(40000, port, seq: seq, ack: 9_001, flags: 0x18, Array(text.utf8)) }
    private func server(_ seq: UInt32, _ text: String, port: Int = 80) -> [UInt8] { Build.tcp(40000, port, seq: seq, ack: 5_001, flags: 0x18, Array(text.utf8), fromServer: true) }

    @Test func aTunnelCarriesWhatTheTargetsPortNames() {
        let chains = run([
            client(5_001, "CONNECT a:25 HTTP/1.1\r\nHost: a\r\n\r\n", port: 3128), server(9_001, "HTTP/1.1 200 OK\r\n\r\n", port: 3128),
            client(5_036, "EHLO b\r\n", port: 3128), server(9_020, "250 a\r\n", port: 3128),
        ]).chains
        #expect(chains.suffix(2) == ["eth:ethertype:ip:tcp:http:smtp", "eth:ethertype:ip:tcp:http:smtp"])
    }

    @Test func bytesBelongToHTTPOnlyBehindARequest() {
        #expect(run([server(9_001, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na"), server(9_041, "\u{1}\u{2}")]).chains.last == "eth:ethertype:ip:tcp")
        #expect(run([client(5_001, "GET / HTTP/1.1\r\n\r\n"), server(9_001, "\u{1}\u{2}")]).chains.last == "eth:ethertype:ip:tcp:http:data")
    }

    @Test func aLongMessageIsFollowedToItsEnd() {
        var limits = DissectionSession.Limits()
        limits.oneMessageBytes = 100
        let body = String(repeating: "x", count: 500), header = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
        let run = run([server(9_001, header), server(9_001 + UInt32(header.utf8.count), body), server(9_501 + UInt32(header.utf8.count), body)], limits: limits)
        #expect(run.chains == ["eth:ethertype:ip:tcp", "eth:ethertype:ip:tcp", "eth:ethertype:ip:tcp:http:data"])
        #expect(run.dataLengths == ["1000"])
    }

    @Test func partsAreReadOneByOne() {
        let body = "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nbc\r\n--x\r\nContent-Type: text/plain\r\n\r\nd\r\n--x--\r\n"
        let run = run([client(5_001, "POST / HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=\"x\"\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")])
        #expect(run.chains == ["eth:ethertype:ip:tcp:http:mime_multipart:data:data-text-lines"])
        #expect(run.dataLengths == ["2"])
    }

    @Test func aBodyIsDecompressed() {
        // "hello\n", by gzip.
        let body = hex("1f 8b 08 00 00 00 00 00 00 03 cb 48 cd c9 c9 e7 02 00 20 30 3a 36 06 00 00 00")
        let header = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\nContent-Length: \(body.count)\r\n\r\n"
        let whole = Build.tcp(40000, 80, seq: 9_001, ack: 5_001, flags: 0x18, Array(header.utf8) + body, fromServer: true)
        let broken = Build.tcp(40000, 80, seq: 9_001, ack: 5_001, flags: 0x18, Array(header.utf8) + [UInt8](repeating: 0xff, count: body.count), fromServer: true)
        #expect(run([whole]).chains == ["eth:ethertype:ip:tcp:http:data-text-lines"])
        #expect(run([broken]).chains == ["eth:ethertype:ip:tcp:http:data"])
    }

    @Test func anAnnouncedDataConnectionIsOne() {
        func data(_ client: Int) -> [UInt8] { Build.tcp(client, 5000, seq: 1, ack: 1, flags: 0x18, Array("\u{1}\u{2}".utf8)) }
        let chains = run([server(9_001, "227 Entering Passive Mode (10,0,0,12,19,136)\r\n", port: 21), data(41000), data(41001)]).chains
        #expect(chains.suffix(2) == ["eth:ethertype:ip:tcp:ftp-data", "eth:ethertype:ip:tcp:data"])
    }

    /// The front of a TLS client's hello: enough to know it by.
    private static let hello: [UInt8] = hex("16 03 01 00 2f 01 00 00 2b 03 03") + [UInt8](repeating: 7, count: 32) + hex("00 00 02 13 01 01 00 00 00")

    @Test(arguments: [(143, "imap", "a STARTTLS\r\n", "a OK go\r\n"), (110, "pop", "STLS\r\n", "+OK go\r\n"), (5222, "xmpp", "<starttls/>", "<proceed/>")])
    func anyProtocolMayGoOnWithTLS(_ port: Int, _ name: String, _ question: String, _ answer: String) {
        let hello = Build.tcp(40000, port, seq: 5_001 + UInt32(question.utf8.count), ack: 9_001, flags: 0x18, Self.hello)
        let chains = run([client(5_001, question, port: port), server(9_001, answer, port: port), hello]).chains
        #expect(chains == ["eth:ethertype:ip:tcp:\(name)", "eth:ethertype:ip:tcp:\(name)", "eth:ethertype:ip:tcp:tls"])
    }

    @Test func anAnswerOfSeveralLinesHasOneCode() {
        var session = DissectionSession(), dissection = Dissection()
        session.dissect(server(9_001, "250-mail\r\n250-PIPELINING\r\n250 SIZE\r\n221 bye\r\n", port: 25), linkType: 1, time: .zero, number: 1, into: &dissection)
        var codes: [String] = [], texts: [String] = []
        for layer in dissection.layers where layer.name == "smtp" {
            codes += layer.fields.filter { $0.name == "smtp.response.code" }.map(\.value)
            texts += layer.fields.filter { $0.name == "smtp.rsp.parameter" }.map(\.value)
        }
        #expect(codes == ["250", "221"])
        #expect(texts == ["mail", "PIPELINING", "SIZE", "bye"])
    }

    /// A message of a protocol that is known by name only: of ten bytes, cut anywhere.
    @Test(arguments: [(389, "ldap", "30 08 02 01 01 42 03 00 00 00"), (3389, "tpkt", "03 00 00 0a 05 f0 80 01 02 03"), (5432, "pgsql", "51 00 00 00 09 61 62 63 64 65"), (3306, "mysql", "06 00 00 00 03 61 62 63 64 65"), (88, "kerberos", "00 00 00 06 61 62 63 64 65 66"), (1433, "tds", "01 01 00 0a 00 00 01 00 61 62"), (9418, "git", "30 30 30 61 61 62 63 64 65 66")])
    func aForeignMessageInPiecesIsNamedWhereItIsWhole(_ port: Int, _ name: String, _ digits: String) {
        let bytes = hex(digits)
        for cut in 1..<bytes.count {
            let pieces = [Array(bytes.prefix(cut)), Array(bytes.dropFirst(cut))]
            let frames = [Build.tcp(40000, port, seq: 5_001, ack: 9_001, flags: 0x18, pieces[0]), Build.tcp(40000, port, seq: 5_001 + UInt32(cut), ack: 9_001, flags: 0x18, pieces[1])]
            #expect(run(frames).chains == ["eth:ethertype:ip:tcp", "eth:ethertype:ip:tcp:\(name)"], "cut at \(cut)")
        }
    }

    @Test func whatPassesThroughSOCKSIsTheTargets() {
        func fromClient(_ seq: UInt32, _ bytes: [UInt8]) -> [UInt8] { Build.tcp(40000, 1080, seq: seq, ack: 9_001, flags: 0x18, bytes) }
        func fromProxy(_ seq: UInt32, _ bytes: [UInt8]) -> [UInt8] { Build.tcp(40000, 1080, seq: seq, ack: 5_001, flags: 0x18, bytes, fromServer: true) }
        let version5 = run([
            fromClient(5_001, [5, 1, 0]), fromProxy(9_001, [5, 0]), fromClient(5_004, [5, 1, 0, 3, 1, 0x61, 0, 25]), fromProxy(9_003, [5, 0, 0, 1, 0, 0, 0, 0, 0, 0]), fromProxy(9_013, Array("220 a\r\n".utf8)),
        ]).chains
        #expect(version5.last == "eth:ethertype:ip:tcp:socks:smtp")
        let version4 = run([fromClient(5_001, [4, 1, 0, 80, 10, 0, 0, 1, 0]), fromProxy(9_001, [0, 90, 0, 0, 0, 0, 0, 0]), fromClient(5_010, Array("GET / HTTP/1.1\r\n\r\n".utf8))]).chains
        #expect(version4 == ["eth:ethertype:ip:tcp:socks", "eth:ethertype:ip:tcp:socks", "eth:ethertype:ip:tcp:socks:http"])
        let refused = run([fromClient(5_001, [4, 1, 0, 80, 10, 0, 0, 1, 0]), fromProxy(9_001, [0, 91, 0, 0, 0, 0, 0, 0]), fromClient(5_010, Array("GET / HTTP/1.1\r\n\r\n".utf8))]).chains
        #expect(refused.last == "eth:ethertype:ip:tcp:socks")
    }

    @Test func aServerOfTFTPAnswersFromAnyPort() {
        let chains = run([Build.udp(40000, 50000, [0, 3, 0, 1, 0x61]), Build.udp(40000, 69, [0, 1, 0x61, 0, 0x6f, 0]), Build.udp(40000, 50000, [0, 3, 0, 1, 0x61]), Build.udp(40001, 50000, [0, 3, 0, 1, 0x61])]).chains
        #expect(chains.map { $0.split(separator: ":").dropFirst(4).joined(separator: ":") } == ["data", "tftp", "tftp:data", "data"])
    }

    @Test func aConversationStaysWhatItWasRecognisedAs() {
        let hello = hex("c0 00 00 00 01 08 01 02 03 04 05 06 07 08 00 00 40 02 00 00"), short = hex("40 01 02 03 04 05 06 07 08 09")
        let chains = run([Build.udp(40000, 443, short), Build.udp(40000, 443, hello), Build.udp(40000, 443, short), Build.udp(40001, 443, short)]).chains
        #expect(chains.map { $0.split(separator: ":").last ?? "" } == ["data", "quic", "quic", "data"])
    }

    @Test func conversationsOfSNMPAreCountedTwice() {
        let question = hex("30 26 02 01 01 04 06 70 75 62 6c 69 63 a0 19 02 04 01 02 03 04 02 01 00 02 01 00 30 0b 30 09 06 05 2b 06 01 02 01 05 00")
        var session = DissectionSession(), dissection = Dissection(), streams: [Int?] = []
        for (index, frame) in [Build.udp(40000, 161, question), Build.udp(40000, 161, question), Build.udp(40000, 161, question), Build.udp(40001, 9, [1])].enumerated() {
            session.dissect(frame, linkType: 1, time: .zero, number: index + 1, into: &dissection)
            streams.append(dissection.packet.udpStream)
        }
        #expect(streams == [0, 1, 1, 2])
    }

    @Test func piecesThatComeAgainAreNotReadAgain() {
        // A record of 10 bytes in two segments; the first comes again when three acknowledgements have asked for it.
        let record = hex("17 03 03 00 05 01 02 03 04 05"), handshake = [
            Build.tcp(40000, 443, seq: 5_000, ack: 0, flags: 2), Build.tcp(40000, 443, seq: 9_000, ack: 5_001, flags: 0x12, fromServer: true), Build.tcp(40000, 443, seq: 5_001, ack: 9_001, flags: 0x10),
        ]
        func piece(_ range: Range<Int>) -> [UInt8] { Build.tcp(40000, 443, seq: 5_001 + UInt32(range.lowerBound), ack: 9_001, flags: 0x18, Array(record[range])) }
        let ack = Build.tcp(40000, 443, seq: 9_001, ack: 5_001, flags: 0x10, fromServer: true)
        let chains = run(handshake + [piece(0..<6), piece(6..<10), ack, ack, ack, ack, piece(0..<6)]).chains
        #expect(chains[4] == "eth:ethertype:ip:tcp:tls")
        #expect(chains.last == "eth:ethertype:ip:tcp")
    }

    @Test func aMailFetchedByPOPIsRead() {
        let mail = "From: a@b\r\nSubject: hello\r\n\r\nhow are you\r\n.\r\n", half = mail.utf8.count / 2
        let first = String(decoding: mail.utf8.prefix(half), as: UTF8.self), second = String(decoding: mail.utf8.dropFirst(half), as: UTF8.self)
        let answer = "+OK \(mail.utf8.count) octets\r\n", at = 9_001 + UInt32(answer.utf8.count)
        let chains = run([client(5_001, "RETR 1\r\n", port: 110), server(9_001, answer, port: 110), server(at, first, port: 110), server(at + UInt32(half), second, port: 110)]).chains
        #expect(chains == ["eth:ethertype:ip:tcp:pop", "eth:ethertype:ip:tcp:pop", "eth:ethertype:ip:tcp:pop", "eth:ethertype:ip:tcp:pop:imf"])
    }

    @Test func whatACallAnnouncesIsItsMedia() {
        let body = "v=0\r\nc=IN IP4 10.0.0.12\r\nm=audio 6000 RTP/AVP 0\r\nm=video 0 RTP/AVP 31\r\n"
        let invitation = "INVITE sip:b@b SIP/2.0\r\nContent-Type: application/sdp\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        let media = [UInt8(0x80)] + [UInt8](repeating: 0, count: 15)
        let chains = run([
            Build.udp(40000, 6000, media), Build.udp(5060, 5060, Array(invitation.utf8)), Build.udp(40000, 6000, media), Build.udp(40001, 6001, media), Build.udp(40000, 6002, media), Build.udp(40000, 6000, [0]), Build.udp(5060, 5060, Array("\r\n\r\n".utf8)),
        ]).chains
        #expect(chains.map { $0.split(separator: ":").dropFirst(4).joined(separator: ":") } == ["data", "sip:sdp", "rtp", "rtcp", "data", "data", "data"])
    }

    @Test func anAnswerOfFingerEndsWithTheConnection() {
        let end = Build.tcp(40000, 79, seq: 9_005, ack: 5_001, flags: 0x11, fromServer: true)
        #expect(run([client(5_001, "a\r\n", port: 79), server(9_001, "b\r\n", port: 79), end]).chains == ["eth:ethertype:ip:tcp:finger", "eth:ethertype:ip:tcp", "eth:ethertype:ip:tcp:finger"])
    }

    @Test func remoteCallsOverAConnectionAreRecognised() {
        let part = hex("05 00 0b 03 10 00 00 00 18 00 00 00 01 00 00 00 b8 10 b8 10 00 00 00 00")
        let frames = [Build.tcp(40000, 49_155, seq: 5_001, ack: 9_001, flags: 0x18, Array(part.prefix(20))), Build.tcp(40000, 49_155, seq: 5_021, ack: 9_001, flags: 0x18, Array(part.dropFirst(20)))]
        #expect(run(frames).chains == ["eth:ethertype:ip:tcp", "eth:ethertype:ip:tcp:dcerpc"])
    }

    @Test func aLengthThatNobodyCanWaitForIsNone() {
        let end = Build.tcp(40000, 80, seq: 9_050, ack: 5_001, flags: 0x11, fromServer: true)
        #expect(run([server(9_001, "HTTP/1.1 200 OK\r\nContent-Length: 2200000000\r\n\r\nab"), end]).chains == ["eth:ethertype:ip:tcp", "eth:ethertype:ip:tcp:http:data"])
        // A request whose length is no number has no body: what follows is the next request.
        #expect(run([client(5_001, "POST / HTTP/1.1\r\nContent-Length: 18446744073709551615\r\n\r\nGET / HTTP/1.1\r\n\r\n")]).chains == ["eth:ethertype:ip:tcp:http"])
    }
}
