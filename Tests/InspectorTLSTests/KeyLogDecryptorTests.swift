import Capture
import Foundation
import Inspector
import Testing
import Wire
@testable import InspectorTLS

/// TLS opened with the keys of a log: OpenSSL's server and curl, recorded once for each cipher.
@Suite struct KeyLogDecryptorTests {
    static let names = ["tls13-aes128", "tls13-aes256", "tls13-chacha", "tls12-aes128", "tls12-aes256", "tls12-chacha"]

    private static func path(_ name: String) throws -> String { try #require(Bundle.module.path(forResource: "Captures/\(name)", ofType: nil)) }

    /// What client and server said, and the chains of the frames.
    private func read(_ name: String, keys: KeyLog?, without lost: Int? = nil) throws -> (client: String, server: String, chains: [String]) {
        var reader = try CaptureFile.Reader(path: Self.path("\(name).pcap")), session = DissectionSession(), dissection = Dissection()
        let decryptor = keys.map { KeyLogDecryptor($0) }
        session.decryptor = decryptor
        var follower = StreamFollower(StreamName(.tls, 0), decryptor: decryptor), number = 0, client = "", server = "", chains: [String] = []
        try reader.forEach { (header: FrameHeader, bytes: RawSpan) throws(CaptureError) -> Bool in
            number += 1
            if number == lost { return true }
            session.dissect(header, bytes, number: number, into: &dissection)
            follower.see(dissection)
            chains.append(dissection.summary.protocols)
            return true
        }
        follower.finish()
        for case .bytes(let bytes, let isFromClient, _) in follower.takePieces() {
            if isFromClient { client += String(decoding: bytes, as: UTF8.self) } else { server += String(decoding: bytes, as: UTF8.self) }
        }
        return (client, server, chains)
    }

    @Test(arguments: names) func whatWasSaidIsRead(_ name: String) throws {
        let said = try read(name, keys: KeyLog(path: Self.path("\(name).keys")))
        #expect(said.client.hasPrefix("GET /a.txt HTTP/1.1\r\n"))
        #expect(said.server.hasPrefix("HTTP/1.0 200 ok\r\n") && said.server.hasSuffix("hello from tls\n"))
        #expect(said.chains.contains { $0.contains("tls:http") })
    }

    /// Another session's keys open nothing, and nothing is made of what they give.
    @Test(arguments: names) func withOtherKeysNothingIs(_ name: String) throws {
        let right = try String(contentsOfFile: Self.path("\(name).keys"), encoding: .utf8)
        // The same session's randoms, other secrets.
        let wrong = right.split(separator: "\n").map { $0.dropLast() + ($0.last == "0" ? "1" : "0") }.joined(separator: "\n")
        let said = try read(name, keys: KeyLog(Array(wrong.utf8)))
        #expect(!said.client.contains("GET") && !said.server.contains("hello"))
        #expect(!said.chains.contains { $0.contains("http") })
    }

    /// Whatever frame is not in the capture, nothing traps and no error is thrown.
    @Test(arguments: names) func aFrameMayBeMissing(_ name: String) throws {
        let keys = try KeyLog(path: Self.path("\(name).keys"))
        for lost in 1...16 { _ = try read(name, keys: keys, without: lost) }
    }

    @Test(arguments: [
        ("garbage in", "line 1: a label"), ("CLIENT_RANDOM 00 11", "line 1: CLIENT_RANDOM"), ("# fine\n\nCLIENT_TRAFFIC_SECRET_0 zz zz\n", "line 3: CLIENT_TRAFFIC_SECRET_0"), (String(repeating: "A", count: 5000), "line 1: longer"),
    ]) func aBadLogIsRefused(_ text: String, _ reason: String) {
        let error = #expect(throws: KeyLogReadError.self) { try KeyLog(Array(text.utf8), name: "keys") }
        #expect(error?.description.contains(reason) == true, "\(error.map { "\($0)" } ?? "")")
    }

    @Test func otherLabelsArePassedOver() throws {
        #expect(try KeyLog(Array("# a comment\nEXPORTER_SECRET 00 00\n\n".utf8)).sessions == 0)
    }
}
