import Capture
import Foundation
import Wire

/// A frame of a capture made by hand, and what it is in the conversation that is asked about.
struct OddFrame {
    enum Role { case syn, synAck, other, firstData, wholeAcknowledged, question, answer, noise }
    var role: Role
    var isFromClient: Bool
    /// From IP's header on.
    var packet: [UInt8]
    var microseconds: Double
    /// Bytes that the capture keeps; nil: all.
    var kept: Int?
}

/// How a capture wraps packets: its link type, and what stands before IP.
enum OddLink: String, CaseIterable {
    case ethernet, vlan, doubleTagged, sll, sll2, bsdLoopback, openBSDLoopback, raw, padded

    var linkType: UInt32 {
        switch self {
        case .ethernet, .vlan, .doubleTagged, .padded: 1
        case .bsdLoopback: 0
        case .openBSDLoopback: 108
        case .sll: 113
        case .sll2: 276
        case .raw: 101
        }
    }

    func wrap(_ packet: [UInt8], isFromClient: Bool) -> [UInt8] {
        let isSix = packet[0] >> 4 == 6, type: [UInt8] = isSix ? [0x86, 0xdd] : [0x08, 0x00]
        let macs: [UInt8] = isFromClient ? [2, 0, 0, 0, 0, 12, 2, 0, 0, 0, 0, 11] : [2, 0, 0, 0, 0, 11, 2, 0, 0, 0, 0, 12]
        switch self {
        case .ethernet: return macs + type + packet
        case .padded:
            let frame = macs + type + packet
            return frame + [UInt8](repeating: 0x55, count: max(0, 60 - frame.count)) + [1, 2, 3, 4]
        case .vlan: return macs + [0x81, 0, 0x20, 5] + type + packet
        case .doubleTagged: return macs + [0x88, 0xa8, 0, 7, 0x81, 0, 0, 5] + type + packet
        case .sll: return [0, isFromClient ? 4 : 0, 3, 4, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0] + type + packet
        case .sll2: return type + [0, 0, 0, 0, 0, 1, 3, 4, isFromClient ? 4 : 0, 6, 0, 0, 0, 0, 0, 0, 0, 0] + packet
        case .bsdLoopback: return [isSix ? 30 : 2, 0, 0, 0] + packet
        case .openBSDLoopback: return [0, 0, 0, isSix ? 24 : 2] + packet
        case .raw: return packet
        }
    }
}

/// Octets of headers, straight from the RFCs and from no codec of ours: the grader is not to be tested against itself.
enum OddOctets {
    static func word(_ value: Int) -> [UInt8] { [UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value)] }
    static func long(_ value: UInt32) -> [UInt8] { word(Int(value >> 16)) + word(Int(value & 0xffff)) }

    static func sum(_ bytes: [UInt8]) -> Int {
        var sum = 0
        for at in stride(from: 0, to: bytes.count, by: 2) { sum += Int(bytes[at]) << 8 | (at + 1 < bytes.count ? Int(bytes[at + 1]) : 0) }
        while sum > 0xffff { sum = (sum & 0xffff) + sum >> 16 }
        return ~sum & 0xffff
    }

    /// An IP packet from the client's address to the server's or back; `length` stands in its header where that is not to be the true one.
    static func ip(_ version: Int, _ next: UInt8, _ payload: [UInt8], isFromClient: Bool, options: [UInt8] = [], fragment: Int = 0, length: Int? = nil) -> [UInt8] {
        if version == 6 {
            let one = [UInt8](repeating: 0, count: 15) + [1]
            return [0x60, 0, 0, 0] + word(length ?? payload.count) + [next, 64] + one + one + payload
        }
        let ends: [UInt8] = isFromClient ? [10, 0, 0, 11, 10, 0, 0, 12] : [10, 0, 0, 12, 10, 0, 0, 11]
        var header: [UInt8] = [0x45 + UInt8(options.count / 4), 0] + word(length ?? 20 + options.count + payload.count) + [0, 7] + word(fragment) + [64, next, 0, 0] + ends + options
        header.replaceSubrange(10..<12, with: word(sum(header)))
        return header + payload
    }

    static func pseudo(_ version: Int, _ next: UInt8, _ count: Int) -> [UInt8] {
        version == 6 ? [UInt8](repeating: 0, count: 15) + [1] + [UInt8](repeating: 0, count: 15) + [1] + long(UInt32(count)) + [0, 0, 0, next] : [10, 0, 0, 11, 10, 0, 0, 12, 0, next] + word(count)
    }

    static func tcp(_ version: Int, from: Int, to: Int, seq: UInt32, ack: UInt32, flags: UInt8, options: [UInt8], _ payload: [UInt8], goodSum: Bool) -> [UInt8] {
        var segment = word(from) + word(to) + long(seq) + long(ack) + [UInt8((20 + options.count) / 4) << 4, flags] + [0xff, 0xff, 0, 0, 0, 0] + options + payload
        segment.replaceSubrange(16..<18, with: goodSum ? word(sum(pseudo(version, 6, segment.count) + segment)) : [0xfe, 0x30])
        return segment
    }

    static func udp(_ version: Int, from: Int, to: Int, _ payload: [UInt8], goodSum: Bool = true) -> [UInt8] {
        var datagram = word(from) + word(to) + word(8 + payload.count) + [0, 0] + payload
        datagram.replaceSubrange(6..<8, with: goodSum ? word(sum(pseudo(version, 17, datagram.count) + datagram)) : [0xfe, 0x2b])
        return datagram
    }
}

/// A capture file made octet by octet.
struct OddFile {
    enum Format { case pcap(isBig: Bool, nanoseconds: Bool), pcapng(interfaces: [UInt32], nanoseconds: Bool) }

    static func bytes(_ frames: [OddFrame], _ link: OddLink, _ format: Format) -> [UInt8] {
        func number(_ value: UInt32, _ isBig: Bool) -> [UInt8] { isBig ? OddOctets.long(value) : OddOctets.long(value).reversed() }
        func half(_ value: Int, _ isBig: Bool) -> [UInt8] { isBig ? OddOctets.word(value) : OddOctets.word(value).reversed() }
        let start: UInt64 = 1_700_000_000_000_000_000
        func content(_ frame: OddFrame, _ link: OddLink) -> (bytes: [UInt8], length: Int, time: UInt64) {
            let all = link.wrap(frame.packet, isFromClient: frame.isFromClient)
            return (Array(all.prefix(frame.kept ?? all.count)), all.count, UInt64(Int64(start) + Int64(frame.microseconds * 1000)))
        }
        switch format {
        case .pcap(let isBig, let nanoseconds):
            var file = number(nanoseconds ? 0xa1b2_3c4d : 0xa1b2_c3d4, isBig) + half(2, isBig) + half(4, isBig) + number(0, isBig) + number(0, isBig) + number(262_144, isBig) + number(link.linkType, isBig)
            for frame in frames {
                let (bytes, length, time) = content(frame, link)
                file += number(UInt32(time / 1_000_000_000), isBig) + number(UInt32(time % 1_000_000_000 / (nanoseconds ? 1 : 1000)), isBig) + number(UInt32(bytes.count), isBig) + number(UInt32(length), isBig) + bytes
            }
            return file
        case .pcapng(let interfaces, let nanoseconds):
            func block(_ type: UInt32, _ body: [UInt8]) -> [UInt8] {
                let padded = body + [UInt8](repeating: 0, count: (4 - body.count % 4) % 4)
                return number(type, false) + number(UInt32(padded.count + 12), false) + padded + number(UInt32(padded.count + 12), false)
            }
            var file = block(0x0a0d_0d0a, number(0x1a2b_3c4d, false) + half(1, false) + half(0, false) + [UInt8](repeating: 0xff, count: 8))
            for linkType in interfaces { file += block(1, half(Int(linkType), false) + half(0, false) + number(262_144, false) + half(9, false) + half(1, false) + [nanoseconds ? 9 : 6, 0, 0, 0] + number(0, false)) }
            for (index, frame) in frames.enumerated() {
                let interface = index % interfaces.count, own = OddLink.allCases.first { $0.linkType == interfaces[interface] } ?? link
                let (bytes, length, time) = content(frame, own), units = time / (nanoseconds ? 1 : 1000)
                file += block(6, number(UInt32(interface), false) + number(UInt32(units >> 32), false) + number(UInt32(truncatingIfNeeded: units), false) + number(UInt32(bytes.count), false) + number(UInt32(length), false) + bytes)
            }
            return file
        }
    }
}
