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

    @Test func whatIsSaidMayNot() {
        let comparison = CaptureComparison(side(talk(port: 40000, start: 5, "hello")), side(talk(port: 40000, start: 5, "hullo")))
        #expect(!comparison.agree && comparison.different == 1 && comparison.same == 3)
        var out = OutputBuffer()
        comparison.write(left: "one", right: "two", all: false, into: &out)
        let text = out.takeString()
        #expect(text.contains("tcp.payload: A 68656c6c6f, B 68756c6c6f\n"), "\(text)")
    }

    @Test func aFrameMayBeInOneOnly() {
        let comparison = CaptureComparison(side(talk(port: 40000, start: 5, "hello")), side(talk(port: 40000, start: 5, "hello", acknowledged: false)))
        #expect(!comparison.agree && comparison.onlyLeft == 1 && comparison.onlyRight == 0)
    }
}
