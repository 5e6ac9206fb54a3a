import InspectorVectors
import Testing
import Wire
@testable import Inspector

/// TCP over several frames: relative numbers, judgement, messages across segments; and IP fragments.
@Suite struct StreamTests {
    private final class Run {
        var facts: [TCPFacts] = []
        var chains: [String] = []
        var infos: [String] = []
    }

    /// Dissects frames a millisecond apart.
    private func run(_ frames: [[UInt8]], step: Int64 = 1_000_000) -> Run {
        var session = DissectionSession(), dissection = Dissection()
        let run = Run()
        for (index, frame) in frames.enumerated() {
            session.dissect(frame, linkType: 1, time: Instant(nanoseconds: Int64(index) * step), number: index + 1, into: &dissection)
            let summary = dissection.summary
            if let tcp = summary.tcp { run.facts.append(tcp) }
            run.chains.append(summary.protocols)
            run.infos.append(summary.info)
        }
        return run
    }

    private let handshake: [[UInt8]] = [
        Build.tcp(40000, 12345, seq: 5_000, ack: 0, flags: 2, options: [2, 4, 5, 0xb4, 1, 3, 3, 7]),
        Build.tcp(40000, 12345, seq: 9_000, ack: 5_001, flags: 0x12, options: [2, 4, 5, 0xb4, 1, 3, 3, 7], fromServer: true),
        Build.tcp(40000, 12345, seq: 5_001, ack: 9_001, flags: 0x10, window: 500),
    ]

    @Test func numbersAreRelativeAndWindowsScaled() {
        let facts = run(handshake).facts
        #expect(facts.map(\.sequence) == [0, 0, 1])
        #expect(facts.map(\.acknowledgment) == [0, 1, 1])
        #expect(facts.map(\.isFromClient) == [true, false, true])
        #expect(facts[2].scaledWindow == 500 << 7)
        #expect(facts[1].acknowledgesFrame == 1 && facts[1].roundTrip == .milliseconds(1))
    }

    private func data(_ seq: UInt32, _ text: String, server: Int = 12345) -> [UInt8] { Build.tcp(40000, server, seq: seq, ack: 9_001, flags: 0x18, window: 500, Array(text.utf8)) }
    private func ack(_ ack: UInt32) -> [UInt8] { Build.tcp(40000, 12345, seq: 9_001, ack: ack, flags: 0x10, window: 500, fromServer: true) }

    @Test func lossIsSeen() {
        // The second segment is lost; three more arrive, each answered with the same acknowledgement, and it is sent again.
        let frames = handshake + [data(5_001, "aaaa"), ack(5_005), data(5_009, "cccc"), ack(5_005), data(5_013, "dddd"), ack(5_005), data(5_017, "eeee"), ack(5_005), data(5_005, "bbbb")]
        let facts = run(frames).facts
        #expect(facts[5].analysis == [.lostSegment])
        #expect(facts[6].analysis == [.duplicateAck] && facts[6].duplicateAckNumber == 1)
        #expect(facts[10].duplicateAckNumber == 3)
        #expect(facts[11].analysis == [.fastRetransmission])
    }

    @Test func repetitionAndReorderingAreToldApart() {
        let repeated = run(handshake + [data(5_001, "aaaa"), data(5_001, "aaaa")], step: 300_000_000).facts
        #expect(repeated[4].analysis == [.retransmission])
        // Sooner than an answer to the loss could have come: overtaken on the way.
        let swapped = run(handshake + [data(5_005, "bbbb"), data(5_001, "aaaa")], step: 1_000_000).facts
        #expect(swapped[3].analysis == [.lostSegment] && swapped[4].analysis == [.outOfOrder])
        let spurious = run(handshake + [data(5_001, "aaaa"), ack(5_005), data(5_001, "aaaa")]).facts
        #expect(spurious[5].analysis == [.spuriousRetransmission])
    }

    @Test func aMessageAcrossSegmentsIsOne() {
        let text = "POST /x HTTP/1.1\r\nContent-Length: 6\r\nContent-Type: text/plain\r\n\r\nabcdef"
        for cut in 1..<text.utf8.count {
            let first = String(decoding: text.utf8.prefix(cut), as: UTF8.self), second = String(decoding: text.utf8.dropFirst(cut), as: UTF8.self)
            let run = run([data(5_001, first, server: 80), data(5_001 + UInt32(cut), second, server: 80)])
            #expect(run.chains.last == "eth:ethertype:ip:tcp:http:data-text-lines", "cut at \(cut)")
            #expect(run.chains.first == "eth:ethertype:ip:tcp", "cut at \(cut)")
        }
    }

    @Test func fragmentsMakeADatagram() {
        let datagram: [UInt8] = hex("9c 40 9c 41 00 28 00 00") + [UInt8](repeating: 0x61, count: 32)
        let frames = [
            Build.ethernet(0x0800, Build.ipv4(17, Array(datagram[24...]), id: 9, fragment: 3)),
            Build.ethernet(0x0800, Build.ipv4(17, Array(datagram[..<24]), id: 9, fragment: 0x2000)),
        ]
        #expect(run(frames).chains == ["eth:ethertype:ip:data", "eth:ethertype:ip:udp:data"])
    }

    /// However many streams there are, only so many are remembered, and it is said how many were not.
    @Test func streamsAreBounded() {
        var limits = DissectionSession.Limits()
        limits.streams = 100
        var session = DissectionSession(limits: limits), dissection = Dissection(depth: .summary)
        for port in 0..<1_000 {
            session.dissect(Build.tcp(1_000 + port, 12345, seq: 1, ack: 0, flags: 2), linkType: 1, time: .zero, number: port + 1, into: &dissection)
            #expect(dissection.tcp?.stream == port)
        }
        #expect(session.evicted == 900)
    }

    @Test func unfinishedMessagesOfAllStreamsShareOneBound() {
        var limits = DissectionSession.Limits()
        limits.messageBytes = 50_000
        var session = DissectionSession(limits: limits), dissection = Dissection()
        // 400 requests, each of which promises a megabyte and brings a kilobyte.
        for client in 0..<400 {
            let front = Array("POST / HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n".utf8) + [UInt8](repeating: 0x61, count: 1000)
            session.dissect(Build.tcp(20_000 + client, 80, seq: 1, ack: 1, flags: 0x18, front), linkType: 1, time: .zero, number: client + 1, into: &dissection)
            #expect(session.tcp.heldBytes <= limits.messageBytes)
        }
        #expect(session.tcp.heldBytes > limits.messageBytes / 2)
        #expect(session.evicted > 300)
    }
}
