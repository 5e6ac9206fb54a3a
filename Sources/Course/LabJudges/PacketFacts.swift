import GradeKit
import Wire

/// A frame with an IPv4 packet, taken apart for the keys.
struct PacketFacts {
    /// The frame's, from 1.
    let number: Int
    let destinationStation: MACAddress, sourceStation: MACAddress
    let source: IPv4Address, destination: IPv4Address
    let protocolNumber: UInt8, timeToLive: UInt8
    let identification: UInt16
    /// Bytes, with the header.
    let totalLength: Int
    /// Bytes of the datagram's payload before this one's.
    let fragmentOffset: Int
    let moreFragments: Bool
    let payload: [UInt8]

    var isFragment: Bool { moreFragments || fragmentOffset > 0 }

    /// Type and code of an ICMP message; nil for another protocol or a later fragment.
    var icmp: (type: UInt8, code: UInt8)? { protocolNumber == 1 && fragmentOffset == 0 && payload.count >= 2 ? (payload[0], payload[1]) : nil }

    /// A UDP datagram's ports and data; nil for another protocol or a fragment.
    var udp: (source: UInt16, destination: UInt16, data: [UInt8])? {
        guard protocolNumber == 17, !isFragment, payload.count >= 8 else { return nil }
        return (UInt16(payload[0]) << 8 | UInt16(payload[1]), UInt16(payload[2]) << 8 | UInt16(payload[3]), Array(payload[8...]))
    }

    init?(_ frame: [UInt8], number: Int) {
        func number16(_ at: Int) -> Int { Int(frame[at]) << 8 | Int(frame[at + 1]) }
        guard frame.count >= 34, number16(12) == 0x0800, frame[14] >> 4 == 4 else { return nil }
        let header = 4 * Int(frame[14] & 15), total = number16(16)
        guard header >= 20, total >= header, 14 + total <= frame.count else { return nil }
        func long(_ range: Range<Int>) -> UInt64 { frame[range].reduce(0) { $0 << 8 | UInt64($1) } }
        self.number = number
        (destinationStation, sourceStation) = (MACAddress(rawValue: long(0..<6)), MACAddress(rawValue: long(6..<12)))
        (source, destination) = (IPv4Address(rawValue: UInt32(long(26..<30))), IPv4Address(rawValue: UInt32(long(30..<34))))
        (timeToLive, protocolNumber) = (frame[22], frame[23])
        identification = UInt16(number16(18))
        totalLength = total
        fragmentOffset = (number16(20) & 0x1fff) * 8
        moreFragments = number16(20) & 0x2000 != 0
        payload = Array(frame[14 + header..<14 + total])
    }
}

extension EvidenceCapture {
    /// Its IPv4 packets, in order.
    var packets: [PacketFacts] { captured.enumerated().compactMap { PacketFacts($0.element.bytes, number: $0.offset + 1) } }
}
