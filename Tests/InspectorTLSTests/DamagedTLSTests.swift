import Capture
import Foundation
import Inspector
import Testing
import Wire
@testable import InspectorTLS

/// TLS whose bytes, and key logs whose letters, are not what they were: nothing traps, nothing hangs, and what opens is what was sealed.
@Suite struct DamagedTLSTests {
    /// Numbers that look random and are the same in every run.
    private struct Numbers {
        var state: UInt64
        mutating func below(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % max(1, limit)
        }
    }

    private static func path(_ name: String) throws -> String { try #require(Bundle.module.path(forResource: "Captures/\(name)", ofType: nil)) }

    /// A capture's frames, some of them changed, left out, sent twice or cut, before everything that opens TLS.
    @Test(arguments: KeyLogDecryptorTests.names) func framesMayBeDamaged(_ name: String) throws {
        var frames: [[UInt8]] = [], reader = try CaptureFile.Reader(path: Self.path("\(name).pcap"))
        let link = reader.linkType.rawValue, keys = try KeyLog(path: Self.path("\(name).keys"))
        try reader.forEach { (_: FrameHeader, bytes: RawSpan) throws(CaptureError) -> Bool in
            frames.append(bytes.withUnsafeBytes { Array($0) })
            return true
        }
        var numbers = Numbers(state: UInt64(name.utf8.reduce(7) { $0 &* 31 &+ Int($1) }.magnitude)), opened = 0
        for _ in 0..<25 {
            var damaged = frames
            for _ in 0...numbers.below(6) {
                let at = numbers.below(damaged.count)
                switch numbers.below(5) {
                case 0: damaged.remove(at: at)
                case 1: damaged.insert(damaged[at], at: numbers.below(damaged.count))
                case 2: damaged[at] = Array(damaged[at].prefix(numbers.below(damaged[at].count)))
                default: if damaged[at].count > 70 { damaged[at][66 + numbers.below(damaged[at].count - 66)] ^= UInt8(1 << numbers.below(8)) }
                }
            }
            let decryptor = KeyLogDecryptor(keys)
            var session = DissectionSession(), dissection = Dissection(), follower = StreamFollower(StreamName(.tls, 0), decryptor: decryptor)
            let extractor = TransferExtractor(decryptor: decryptor)
            // Damage is to reach what is behind the checksums.
            session.verifiesChecksums = false
            session.decryptor = decryptor
            for (index, frame) in damaged.enumerated() {
                session.dissect(frame, linkType: Int(link), time: .zero, number: index + 1, into: &dissection)
                follower.see(dissection)
                extractor.see(dissection)
            }
            follower.finish()
            extractor.finish()
            for case .bytes(let bytes, true, _) in follower.takePieces() {
                opened += 1
                #expect(String(decoding: bytes, as: UTF8.self).hasPrefix("GET /a.txt"), "a damaged record was opened")
            }
        }
        #expect(opened > 0, "no capture was left whole enough")
    }

    @Test(arguments: KeyLogDecryptorTests.names) func keyLogsMayBeDamaged(_ name: String) throws {
        let whole = try Data(contentsOf: URL(fileURLWithPath: Self.path("\(name).keys"))), letters = Array("0aFgZ_# \n\r\t\0\u{7f}".utf8)
        var numbers = Numbers(state: 99), refused = 0
        for _ in 0..<300 {
            var text = Array(whole)
            for _ in 0...numbers.below(3) {
                let at = numbers.below(text.count)
                if numbers.below(3) == 0 { text.removeSubrange(at..<min(text.count, at + 1 + numbers.below(40))) } else { text[at] = letters[numbers.below(letters.count)] }
                if text.isEmpty { text = [0x0a] }
            }
            do throws(KeyLogReadError) {
                _ = try KeyLog(text)
            } catch {
                refused += 1
                #expect(error.description.contains("line "))
            }
        }
        #expect(refused > 50)
    }
}
