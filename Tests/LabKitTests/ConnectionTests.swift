import Testing
import TransportLayer
import Wire

@testable import LabKit

@Suite("What an onlooker can tell about a connection") struct OnlookerTests {
    private static let client = SocketAddress(IPv4Address(10, 0, 0, 1), 40000), server = SocketAddress(IPv4Address(10, 0, 0, 2), 80)
    /// Close to the end of the circle, so that every number passes through zero.
    private static let clientStart: UInt32 = .max - 5, serverStart: UInt32 = 77

    /// One segment of a script: from the client or not, its flags, numbers counted from each end's SYN, and whether it arrives.
    private struct Line {
        var isClient: Bool, flags: TCPFlags, sequence: Int, length = 0, acknowledgement = 0, window: UInt16 = 1000, sacked: [Range<Int>] = [], arrives = true, milliseconds = 0
    }

    private static func segment(_ line: Line) -> TCPSegment {
        let (mine, other) = line.isClient ? (clientStart, serverStart) : (serverStart, clientStart)
        var segment = TCPSegment(sourcePort: 1, destinationPort: 2, sequence: SequenceNumber(mine) + line.sequence, flags: line.flags)
        segment.payloadLength = line.length
        if line.flags.contains(.ack) { segment.acknowledgement = SequenceNumber(other) + line.acknowledgement }
        segment.window = line.window
        if line.flags.contains(.syn) { segment.windowScale = 2 }
        for run in line.sacked { segment.sackBlocks.append(SACKBlock(left: other &+ UInt32(run.lowerBound), right: other &+ UInt32(run.upperBound))) }
        return segment
    }

    private static func play(_ lines: [Line]) -> Onlooker {
        var onlooker = Onlooker()
        for line in lines { _ = onlooker.see(segment(line), fromFirst: line.isClient, arrives: line.arrives, at: Instant(nanoseconds: Int64(line.milliseconds) * 1_000_000)) }
        return onlooker
    }

    private static let handshake = [
        Line(isClient: true, flags: .syn, sequence: 0), Line(isClient: false, flags: [.syn, .ack], sequence: 0, acknowledgement: 1),
        Line(isClient: true, flags: .ack, sequence: 1, acknowledgement: 1),
    ]

    @Test("A handshake, data, and goodbye: both ends' states and numbers")
    func whole() {
        var onlooker = Self.play(Self.handshake + [Line(isClient: true, flags: [.ack, .psh], sequence: 1, length: 10, acknowledgement: 1, milliseconds: 5)])
        #expect(onlooker.variables(ofFirst: true).words == ["ESTABLISHED", "una 1", "nxt 11", "flight 10", "rwnd 1000", "rcv.nxt 1", "rcv.wnd 4000"], "the window of a SYN is not scaled")
        onlooker = Self.play(Self.handshake + [
            Line(isClient: true, flags: [.ack, .psh], sequence: 1, length: 10, acknowledgement: 1, milliseconds: 5), Line(isClient: false, flags: .ack, sequence: 1, acknowledgement: 11, milliseconds: 8),
            Line(isClient: true, flags: [.ack, .fin], sequence: 11, acknowledgement: 1, milliseconds: 9), Line(isClient: false, flags: [.ack, .fin], sequence: 1, acknowledgement: 12, milliseconds: 13),
        ])
        #expect(onlooker.variables(ofFirst: true).latestRoundTrip == .milliseconds(4))
        #expect(onlooker.variables(ofFirst: true).state == "TIME-WAIT" && onlooker.variables(ofFirst: false).state == "LAST-ACK")
        _ = onlooker.see(Self.segment(Line(isClient: true, flags: .ack, sequence: 12, acknowledgement: 2)), fromFirst: true, arrives: true, at: .zero)
        #expect(onlooker.variables(ofFirst: false).state == "CLOSED")
    }

    @Test("What is lost on the way changes its sender, not its receiver; SACK's runs grow together")
    func lossAndSACK() {
        let data = (0..<4).map { Line(isClient: true, flags: .ack, sequence: 1 + 10 * $0, length: 10, acknowledgement: 1, arrives: $0 != 0) }
        let onlooker = Self.play(Self.handshake + data + [
            Line(isClient: false, flags: .ack, sequence: 1, acknowledgement: 1, sacked: [11..<21]), Line(isClient: false, flags: .ack, sequence: 1, acknowledgement: 1, sacked: [31..<41, 11..<21]),
            Line(isClient: false, flags: .ack, sequence: 1, acknowledgement: 1, sacked: [11..<41]),
        ])
        let sender = onlooker.variables(ofFirst: true)
        #expect(sender.scoreboard == [11..<41] && sender.flight == 40 && sender.sacked == 30, "\(sender)")
    }

    @Test("A connection whose beginning was not seen counts from its first segment; a reset ends it")
    func middle() {
        let onlooker = Self.play([Line(isClient: true, flags: .ack, sequence: 500, length: 10, acknowledgement: 300), Line(isClient: false, flags: .rst, sequence: 300)])
        #expect(onlooker.variables(ofFirst: true).state == "CLOSED" && onlooker.variables(ofFirst: true).sendNext == 11)
    }

    @Test("Segments of chance break nothing", arguments: 0..<20)
    func hostile(seed: UInt64) {
        var state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
        func next(_ bound: UInt32) -> UInt32 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return UInt32(truncatingIfNeeded: state >> 20) % bound
        }
        var onlooker = Onlooker()
        for _ in 0..<2000 {
            var segment = TCPSegment(sourcePort: 1, destinationPort: 2, sequence: SequenceNumber(next(3) == 0 ? next(.max) : next(100)), flags: TCPFlags(rawValue: UInt16(next(64))))
            segment.acknowledgement = SequenceNumber(next(3) == 0 ? next(.max) : next(100))
            segment.payloadLength = Int(next(60))
            if next(2) == 0 { segment.sackBlocks.append(SACKBlock(left: next(.max), right: next(.max))) }
            if next(2) == 0 { segment.windowScale = UInt8(next(256)) }
            let view = onlooker.see(segment, fromFirst: next(2) == 0, arrives: next(4) != 0, at: Instant(nanoseconds: Int64(next(1000))))
            #expect(!view.words.isEmpty)
            for isFirst in [true, false] { #expect(onlooker.variables(ofFirst: isFirst).lines(width: 80).allSatisfy { $0.count <= 80 }) }
        }
    }
}
