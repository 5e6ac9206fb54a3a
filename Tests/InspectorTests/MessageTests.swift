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
}
