import InspectorVectors
import Testing
import Wire
@testable import Inspector

/// Two captures side by side.
@Suite struct ComparisonTests {
    private func side(_ frames: [[UInt8]]) -> CaptureComparison.Side {
        var session = DissectionSession(), dissection = Dissection(), side = CaptureComparison.Side()
        for (index, frame) in frames.enumerated() {
            session.dissect(frame, linkType: 1, time: Instant(nanoseconds: Int64(index) * 1_000_000), number: index + 1, into: &dissection)
            let isTaken = side.add(dissection)
            #expect(isTaken)
        }
        return side
    }

    /// A connection from `port`, whose numbers begin at `start`, that says `words`.
    private func talk(port: Int, start: UInt32, window: Int = 1000, _ words: String, acknowledged: Bool = true) -> [[UInt8]] {
        let bytes = Array(words.utf8)
        return [
            Build.tcp(port, 80, seq: start, ack: 0, flags: 2, window: window),
            Build.tcp(port, 80, seq: start &+ 7, ack: start &+ 1, flags: 0x12, window: window, fromServer: true),
            Build.tcp(port, 80, seq: start &+ 1, ack: start &+ 8, flags: 0x18, window: window, bytes),
        ] + (acknowledged ? [Build.tcp(port, 80, seq: start &+ 8, ack: start &+ 1 &+ UInt32(bytes.count), flags: 0x10, window: window, fromServer: true)] : [])
    }

    @Test func aCaptureAgreesWithItself() {
        let frames = talk(port: 40000, start: 5, "hello")
        let comparison = CaptureComparison(side(frames), side(frames))
        #expect(comparison.agree && comparison.same == 4)
    }

    @Test func portsNumbersAndWindowsMayDiffer() {
        let comparison = CaptureComparison(side(talk(port: 40000, start: 5, "hello")), side(talk(port: 50000, start: 4_000_000_000, window: 9999, "hello")))
        #expect(comparison.agree && comparison.expected == 4)
    }

    /// A lab's stack from before 1992 beside a kernel's of today, and a server with another address.
    @Test func optionsAndNamesMayDiffer() {
        func exchange(options: [UInt8], host: String) -> [[UInt8]] {
            [Build.tcp(40000, 80, seq: 5, ack: 0, flags: 2, options: options), Build.tcp(40000, 80, seq: 6, ack: 1, flags: 0x18, options: options, Array("GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n".utf8))]
        }
        let old = exchange(options: [], host: "10.0.0.12"), new = exchange(options: [1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 0], host: "127.0.0.1")
        let comparison = CaptureComparison(side(old), side(new))
        var out = OutputBuffer()
        comparison.write(left: "one", right: "two", all: true, into: &out)
        let text = out.takeString()
        #expect(comparison.agree && comparison.expected == 2, "\(text)")
        let path = CaptureComparison(side(old), side(Array(exchange(options: [], host: "10.0.0.12").dropLast()) + [Build.tcp(40000, 80, seq: 6, ack: 1, flags: 0x18, Array("GET . HTTP/1.1\r\nHost: 10.0.0.12\r\n\r\n".utf8))]))
        #expect(!path.agree && path.different == 1, "what is asked for is no matter of taste")
    }

    @Test func whatIsSaidMayNot() {
        let comparison = CaptureComparison(side(talk(port: 40000, start: 5, "hello")), side(talk(port: 40000, start: 5, "hullo")))
        #expect(!comparison.agree && comparison.different == 1 && comparison.same == 3)
        var out = OutputBuffer()
        comparison.write(left: "one", right: "two", all: false, into: &out)
        let text = out.takeString()
        #expect(text.contains("tcp.payload: A \"hello\", B \"hullo\"\n"), "\(text)")
    }

    @Test func acknowledgementsAndQuestionsForAddressesMayBeInOneOnly() {
        let arp = Build.ethernet(0x0806, samples.first { $0.name == "ARP request" }!.bytes.dropFirst(14) + [])
        let comparison = CaptureComparison(side(talk(port: 40000, start: 5, "hello")), side([arp] + talk(port: 40000, start: 5, "hello", acknowledged: false)))
        #expect(comparison.agree && comparison.onlyLeft == 1 && comparison.onlyRight == 1 && comparison.unexplained == 0)
        let unsaid = CaptureComparison(side(talk(port: 40000, start: 5, "hello")), side(Array(talk(port: 40000, start: 5, "hello").prefix(2))))
        #expect(!unsaid.agree && unsaid.unexplained == 1, "what was said is no matter of taste")
    }

    /// One link takes in one segment what another takes in three.
    @Test func bytesMayBeInOtherSegments() {
        let all = talk(port: 40000, start: 5, "hello, server"), start = all.prefix(2)
        func pieces(_ words: String...) -> [[UInt8]] {
            var seq: UInt32 = 6
            return words.map { word in
                defer { seq += UInt32(word.utf8.count) }
                return Build.tcp(40000, 80, seq: seq, ack: 13, flags: 0x18, Array(word.utf8))
            }
        }
        #expect(CaptureComparison(side(all), side(start + pieces("hel", "lo, ser", "ver") + all.suffix(1))).agree)
        #expect(!CaptureComparison(side(all), side(start + pieces("hel", "lo, sir", "ver") + all.suffix(1))).agree)
    }

    /// Of long values one sees the place where they part, and bytes that are text as text.
    @Test func differencesAreShownWhereTheyAre() {
        let front = String(repeating: "the same all along, ", count: 5)
        var out = OutputBuffer()
        CaptureComparison(side(talk(port: 40000, start: 5, front + "one")), side(talk(port: 40000, start: 5, front + "two"))).write(left: "a", right: "b", all: false, into: &out)
        let text = out.takeString()
        #expect(text.contains("tcp.payload: A … along, one\", B … along, two\"\n"), "\(text)")
        #expect(DifferingText.pair(nil, ["1", "2"]) == ("(not there)", "1 2"))
    }

    /// A segment that one network lost is there twice; the first of the two stands beside the other's.
    @Test func whatWasSentAgainMayBeInOneOnly() {
        let once = talk(port: 40000, start: 5, "hello"), twice = Array(once.prefix(3)) + [once[2], once[3]]
        var session = DissectionSession(), dissection = Dissection(), side = CaptureComparison.Side()
        for (index, frame) in twice.enumerated() {
            session.dissect(frame, linkType: 1, time: Instant(nanoseconds: Int64(index) * 300_000_000), number: index + 1, into: &dissection)
            _ = side.add(dissection)
        }
        let comparison = CaptureComparison(self.side(once), side)
        #expect(comparison.agree && comparison.onlyRight == 1)
        if case .right(let frame, let reason) = comparison.rows[3] { #expect(frame.number == 4 && reason == UnpairedFrames.again) } else { Issue.record("the second is not alone: \(comparison.rows)") }
    }
}
