import InspectorVectors
import Testing
import Wire
@testable import Inspector

/// Counts over a capture, as people read them.
@Suite struct StatisticsTests {
    private func text(_ kind: StatisticsKind, _ frames: [[UInt8]], step: Int64 = 1_000_000) -> String {
        var session = DissectionSession(), dissection = Dissection(), out = OutputBuffer()
        let statistic = kind.begin()
        for (index, frame) in frames.enumerated() {
            session.dissect(frame, linkType: 1, time: Instant(nanoseconds: Int64(index) * step), number: index + 1, into: &dissection)
            statistic.see(dissection)
        }
        statistic.write(into: &out)
        return out.takeString()
    }

    private static var web: [[UInt8]] {
        var talk = TransferTests.Talk(client: 40000, server: 80)
        talk.client("GET /a HTTP/1.1\r\n\r\n")
        talk.server("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        return talk.frames
    }

    /// Hosts are columns; of ARP's broadcasts the hosts that look for one another.
    @Test func framesAreArrowsBetweenHosts() {
        let arp = samples.first { $0.name == "ARP request" }?.bytes ?? samples.first { $0.bytes.count > 14 && $0.bytes[12] == 8 && $0.bytes[13] == 6 }!.bytes
        let lines = text(.flow, [arp] + Self.web.prefix(2)).split(separator: "\n")
        #expect(lines[0].hasSuffix("10.0.0.11") && lines[1].hasSuffix("10.0.0.12"), "\(lines)")
        #expect(lines.count == 5 && lines[2].contains("├────────────▶│  1 ARP who has 10.0.0.12") && lines[4].contains("◀─────────────┤  3 TCP SYN, ACK"), "\(lines)")
    }

    /// Within a host each server is a column, and its clients are one.
    @Test func programsOfOneHostAreToldApart() {
        func local(_ frame: [UInt8]) -> [UInt8] {
            var frame = frame
            for (at, byte) in [UInt8](arrayLiteral: 127, 0, 0, 1, 127, 0, 0, 1).enumerated() { frame[26 + at] = byte }
            return frame
        }
        let frames = [Build.tcp(40000, 80, seq: 0, ack: 0, flags: 2), Build.tcp(40000, 80, seq: 0, ack: 1, flags: 0x12, fromServer: true), Build.tcp(40001, 80, seq: 0, ack: 0, flags: 2), Build.tcp(40001, 25, seq: 0, ack: 0, flags: 2)].map(local)
        #expect(text(.flow, frames) == """
                            127.0.0.1, 2 clients' ports
                            │             127.0.0.1:80
                            │             │             127.0.0.1:25
                  0.000000  ├────────────▶│             │  1 :40000 TCP SYN  seq 0 win 1000
                  0.001000  ◀─────────────┤             │  2 :40000 TCP SYN, ACK  seq 0 ack 1 win 1000
                  0.002000  ├────────────▶│             │  3 :40001 TCP SYN  seq 0 win 1000
                  0.003000  ├─────────────┼────────────▶│  4 :40001 TCP SYN  seq 0 win 1000

            """)
    }

    /// A sum over the pseudo-header alone is what a host leaves its network card to finish; anything else that is wrong is damage.
    @Test func checksumsLeftToTheCardAreNoErrors() {
        var frame = Build.tcp(40000, 80, seq: 0, ack: 0, flags: 2)
        var sum = 6 + frame.count - 34
        for at in stride(from: 26, to: 34, by: 2) { sum += Int(frame[at]) << 8 | Int(frame[at + 1]) }
        sum = sum & 0xffff + sum >> 16
        frame[50] = UInt8(sum >> 8)
        frame[51] = UInt8(sum & 0xff)
        #expect(text(.expert, [frame]).contains("1  TCP       checksum left to the sender's network card  1\n"))
        frame[51] ^= 1
        #expect(text(.expert, [frame]).hasPrefix("Errors: 1\n"))
    }

    @Test func stepsAreAsWideAsIsAskedFor() {
        let statistic = StatisticsKind.io.begin(interval: 50_000_000)
        var session = DissectionSession(), dissection = Dissection(), out = OutputBuffer()
        for (index, time) in ([0, 49_999_999, 50_000_000, 210_000_000] as [Int64]).enumerated() {
            session.dissect(samples[0].bytes, linkType: samples[0].linkType, time: Instant(nanoseconds: 7_000 + time), number: index + 1, into: &dissection)
            statistic.see(dissection)
        }
        statistic.write(into: &out)
        #expect(out.takeString().split(separator: "\n").dropFirst(2).map { $0.split(separator: " ").prefix(2).joined(separator: " ") } == ["0.000000 2", "0.050000 1", "0.100000 0", "0.150000 0", "0.200000 1"])
    }

    @Test func requestsAndAnswers() {
        #expect(text(.http, Self.web) == """
            HTTP: 1 request, 1 answered, 0 without an answer in the capture
              took: least 1.000 ms, median 1.000 ms, mean 1.000 ms, most 1.000 ms
              requests: 1 × GET
              answers: 1 × 404

              asked in  answered in      took  request  answer
                     3            4  1.000 ms  GET /a   404 Not Found

            """)
    }

    @Test func namesAreAskedAndAnswered() {
        let query = Array(samples.first { $0.name == "DNS query" }!.bytes.dropFirst(42)), answer = Array(samples.first { $0.name == "DNS answer" }!.bytes.dropFirst(42))
        func udp(_ source: Int, _ destination: Int, _ payload: [UInt8], back: Bool) -> [UInt8] {
            Build.ethernet(0x0800, Build.ipv4(17, Build.word(source) + Build.word(destination) + Build.word(8 + payload.count) + [0, 0] + payload, reversed: back))
        }
        var lost = query
        lost[1] = 0x35
        #expect(text(.dns, [udp(40000, 53, query, back: false), udp(40000, 53, query, back: false), udp(53, 40000, [0x12, 0x34] + answer.dropFirst(2), back: true), udp(40000, 53, lost, back: false)]) == """
            DNS: 2 requests, 1 answered, 1 without an answer in the capture
              1 asked again before they were answered
              took: least 2.000 ms, median 2.000 ms, mean 2.000 ms, most 2.000 ms
              requests: 3 × A
              answers: 1 × no error

              asked in  answered in      took  request            answer
                     1            3  2.000 ms  A www.example.com  93.184.216.34
                     4            -         -  A www.example.com

            """)
    }

    @Test func conversationsAreCountedBothWays() {
        let shown = text(.conversations, Self.web)
        #expect(shown.contains("TCP: 1 conversation"))
        #expect(shown.contains("10.0.0.11:40000  10.0.0.12:80           2    127           2    153"), "\(shown)")
    }

    /// Ports that are used again are another conversation; a first segment that is sent again isn't.
    @Test func portsUsedAgainAreAnotherConversation() {
        func begin(_ seq: UInt32) -> [UInt8] { Build.tcp(40000, 80, seq: seq, ack: 0, flags: 2) }
        let shown = text(.conversations, [begin(5), begin(5), Build.tcp(40000, 80, seq: 7, ack: 6, flags: 0x12, fromServer: true), begin(900), begin(7000)])
        #expect(shown.contains("TCP: 3 conversations"))
        #expect(shown.split(separator: "\n").suffix(3).map { $0.split(separator: " ").dropFirst(2).joined(separator: " ") } == ["2 108 1 54 0.000 0.002", "1 54 0 0 0.003 0.000", "1 54 0 0 0.004 0.000"], "\(shown)")
    }

    @Test func theProtocolsAreATree() {
        let lines = text(.protocols, Self.web).split(separator: "\n").map { $0.prefix { $0 != "1" }.trimmed.split(separator: " ").first.map(String.init) ?? "" }
        #expect(lines.dropFirst().prefix(5) == ["frame", "eth", "ip", "tcp", "http"])
    }

    @Test func theUnusualComesFirst() {
        let shown = text(.expert, Self.web)
        #expect(shown.contains("Notes: 1\n  frames  protocol  what        in frames\n       1  HTTP      status 404  4\n"), "\(shown)")
        #expect(text(.expert, [samples[0].bytes]) == "Nothing out of the ordinary in 1 frame.\n")
    }

    /// Whatever is counted, nothing traps on damage, and no line is wider than two IPv6 addresses with ports and a table's numbers.
    @Test(arguments: StatisticsKind.allCases) func damageIsCounted(_ kind: StatisticsKind) {
        var random = SplitMix(state: 42)
        let frames = samples.filter { $0.linkType == 1 }.flatMap { sample in
            (0..<20).map { _ in
                var bytes = sample.bytes
                for _ in 0..<3 { bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next()) }
                return bytes
            }
        }
        for line in text(kind, frames).split(separator: "\n") { #expect(line.count <= 170, "\(line)") }
    }

    /// Counting alone follows no streams; it must count the same.
    @Test(arguments: [StatisticsKind.conversations, .endpoints, .lengths, .io]) func countsWithoutStreamsAreTheSame(kind: StatisticsKind) {
        #expect(!kind.needsStreams)
        let frames = samples.filter { $0.linkType == 1 }.map(\.bytes) + Self.web
        func text(followsStreams: Bool, readsApplications: Bool) -> String {
            var session = DissectionSession(), dissection = Dissection(depth: .summary), out = OutputBuffer()
            session.followsStreams = followsStreams
            session.readsApplications = readsApplications
            let statistic = kind.begin()
            for (index, frame) in frames.enumerated() {
                session.dissect(frame, linkType: 1, time: Instant(nanoseconds: Int64(index) * 1_000_000), number: index + 1, into: &dissection)
                statistic.see(dissection)
            }
            statistic.write(into: &out)
            return out.takeString()
        }
        #expect(text(followsStreams: false, readsApplications: false) == text(followsStreams: true, readsApplications: false))
    }

    /// Captured on the host that sends, segments are not finished; what they carry is put together all the same, unless it is to be as tshark has it.
    @Test(arguments: [true, false]) func unfinishedChecksumsDoNotDamage(_ trusts: Bool) {
        func unfinished(_ frame: [UInt8]) -> [UInt8] {
            var frame = frame
            let sum = Checksum.pseudoHeader(.v4(0x0a00_000b), .v4(0x0a00_000c), proto: 6, length: frame.count - 34)
            frame.replaceSubrange(50..<52, with: Build.word(Int(sum & 0xffff + sum >> 16)))
            return frame
        }
        var talk = TransferTests.Talk(client: 40000, server: 80)
        talk.client("GET /a HT")
        talk.client("TP/1.1\r\n\r\n")
        var session = DissectionSession(), dissection = Dissection()
        session.trustsUnfinishedChecksums = trusts
        for (index, frame) in talk.frames.enumerated() { session.dissect(unfinished(frame), linkType: 1, time: .zero, number: index + 1, into: &dissection) }
        #expect(dissection.summary.protocols.hasSuffix("tcp:http") == trusts, "\(dissection.summary.protocols)")
        let table = text(.conversations, talk.frames.map(unfinished))
        #expect(table.hasPrefix("4 frames, \(talk.frames.map(\.count).reduce(0, +)) bytes\n4 frames with a checksum that was left to the sender's network card\n"), "\(table)")
    }

    @Test func wrongChecksumsAreCounted() {
        var frames = Self.web
        frames[3][frames[3].count - 1] ^= 1
        #expect(text(.conversations, frames).hasPrefix("\(frames.count) frames, \(frames.map(\.count).reduce(0, +)) bytes, 1 frame with a wrong checksum\n"))
    }
}
