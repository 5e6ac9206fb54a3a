import Applications
import Capture
public import GradeKit
import Inspector
import Wire

extension LabCourse {
    /// Lab 00. Each key is worked out from the first frame with a UDP datagram, which has its check sequence.
    public static let protocolStack = LabCourse("00", "protocol-stack", exercises: [.checksum], personal: { random in
        let network = PersonalNetwork(&random)
        // Short enough to need padding.
        let message = PersonalMessage.text(&random, length: 3...15), port = UInt16(1024 + random.below(40_000))
        let capture = try network.capture("00-protocol-stack.pcap") { client, server in
            let there = try await server.bind(to: SocketAddress(.v4(network.server), port)), here = try await client.bind(to: SocketAddress(.v4(network.client), 0))
            try await here.send(message, to: SocketAddress(.v4(network.server), port))
            _ = try await there.receive(atMost: 2000)
        }
        return Evidence(capture: EvidenceCapture(name: capture.name, frames: Array(capture.captured.prefix(1))))
    }) { evidence in
        let capture = try evidence.frames()
        guard let frame = capture.captured.first?.bytes, let summary = capture.frames.first, let payload = summary.udpPayloadLength, frame.count > 46 else { throw EvidenceError("\(capture.name) holds no UDP datagram") }
        func word(_ offset: Int) -> Int64 { offset + 1 < frame.count ? Int64(frame[offset]) << 8 | Int64(frame[offset + 1]) : 0 }
        let start = Int64(summary.udpPayloadStart), message = Int64(payload)
        let udp = Int(start) - 8, total = word(16)
        let padding = Int64(frame.count) - 4 - 14 - total
        func bits(_ octet: UInt8, leastFirst: Bool) -> String { String((0..<8).map { octet >> UInt8(leastFirst ? $0 : 7 - $0) & 1 == 1 ? Character("1") : "0" }) }
        func q(_ number: Int, _ points: Int, _ wanted: String, _ section: String, _ key: Question.Key, _ misconceptions: [Question.Misconception]) -> Question {
            Question("Q\(number)", points: points, wanted: wanted, section: "worksheet section \(section)", key: key, misconceptions: misconceptions)
        }
        return [
            q(1, 1, "how many layers handle the message", "1", .number(5), [
                .init(.number(7), isReally: "the layers of the OSI model", likely: "count the names in the lab's output"),
                .init(.number(4), isReally: "the layers with a header", likely: "the physical layer has a preamble, and the application its message"),
            ]),
            q(2, 2, "how many bytes of headers and check the frame has", "5.1", .number(start + 4), [
                .init(.number(start), isReally: "the headers alone", likely: "the frame check has four bytes more"),
                .init(.number(start + 12), isReally: "headers, check and preamble", likely: "the preamble stands before the frame"),
                .init(.number(start + 4 + padding), isReally: "headers, check and padding", likely: "padding was not asked for"),
            ]),
            q(3, 1, "how many bytes of padding are in the frame", "5.1", .number(padding), [
                .init(.number(padding + 4), isReally: "padding and check", likely: "the shortest frame has 60 bytes and its check of 4"),
                .init(.number(0), isReally: "what a longer message would need", likely: "60 less what stands before the check"),
            ]),
            q(4, 2, "at which byte of the frame the message begins", "5.1", .number(start), [
                .init(.number(start + 1), isReally: "the place counted from 1", likely: "count from 0"),
                .init(.number(start + 8), isReally: "the place counted from the preamble", likely: "the frame begins behind the preamble"),
                .init(.number(start - 14), isReally: "the place counted from the IP header", likely: "the Ethernet header belongs to the frame"),
            ]),
            q(5, 2, "the length field of the UDP header", "5.2", .number(word(udp + 4)), [
                .init(.number(message), isReally: "the message's length", likely: "UDP's length counts its own header of 8 bytes"),
                .init(.number(total), isReally: "the IP packet's total length", likely: "look one layer higher"),
            ]),
            q(6, 2, "the UDP checksum", "5.2", .number(word(udp + 6)), [
                .init(.number(word(24)), isReally: "the IP header's checksum", likely: "the UDP header has one of its own"),
                .init(.number((word(udp + 6) & 0xff) << 8 | word(udp + 6) >> 8), isReally: "its two bytes the other way round", likely: "network byte order: the high byte comes first"),
            ]),
            q(7, 2, "the number that says that UDP comes next", "5.2", .number(Int64(frame[23])), [
                .init(.number(0x0800), isReally: "Ethernet's number of IPv4", likely: "the IP header has a field of its own: protocol"),
                .init(.number(6), isReally: "TCP's number", likely: "this packet carries UDP"),
                .init(.number(word(udp + 2)), isReally: "the destination port", likely: "the port names the program; the protocol field names UDP"),
            ]),
            q(8, 2, "the eight bits of the first byte, first sent first", "5.3", .text([bits(frame[0], leastFirst: true)]), [
                .init(.text([bits(frame[0], leastFirst: false)]), isReally: "the bits as they are written on paper", likely: "Ethernet sends the least significant bit first"),
                .init(.text(["10101010"]), isReally: "a byte of the preamble", likely: "the frame begins behind the preamble and the delimiter"),
            ]),
        ]
    }
}
