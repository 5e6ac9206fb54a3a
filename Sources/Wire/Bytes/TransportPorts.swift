/// The few fields of an IPv4 packet that address translation changes, wherever they lie: addresses, and ports or an ICMP identifier, with
/// every checksum that covers them kept right without reading the packet (RFC 1624).
///
/// A view of bytes that belong to somebody else, by offsets that were compared with their length when it was made.
public struct TransportPorts: Sendable {
    /// 6, 17 or 1 (echo).
    public let protocolNumber: UInt8
    /// Where the IPv4 header and what it carries begin.
    public let header: Int, payload: Int
    /// Whether the bytes reach as far as the transport's checksum: a quoted packet may end before.
    private let hasChecksum: Bool

    /// Where the packet at `header` has ports: TCP, UDP, or ICMP echo. Nil for others, for fragments but the first, and for what is too short.
    public init?(_ bytes: [UInt8], header: Int) {
        guard header >= 0, bytes.count >= header + 28, bytes[header] >> 4 == 4 else { return nil }
        let length = Int(bytes[header] & 15) * 4
        guard length >= 20, bytes.count >= header + length + 8 else { return nil }
        guard bytes[header + 6] & 0x1f == 0, bytes[header + 7] == 0 else { return nil }
        protocolNumber = bytes[header + 9]
        self.header = header
        payload = header + length
        switch protocolNumber {
        case 6: hasChecksum = bytes.count >= payload + 18
        case 17: hasChecksum = true
        case 1:
            guard bytes[payload] == 8 || bytes[payload] == 0 else { return nil }
            hasChecksum = true
        default: return nil
        }
    }

    private var checksumOffset: Int { payload + (protocolNumber == 6 ? 16 : protocolNumber == 17 ? 6 : 2) }
    private var sourceOffset: Int { protocolNumber == 1 ? payload + 4 : payload }
    private var destinationOffset: Int { protocolNumber == 1 ? payload + 4 : payload + 2 }

    public func source(_ bytes: [UInt8]) -> IPv4Address { IPv4Address(rawValue: Self.load32(bytes, header + 12)) }
    public func destination(_ bytes: [UInt8]) -> IPv4Address { IPv4Address(rawValue: Self.load32(bytes, header + 16)) }
    /// An echo's identifier stands for both ports.
    public func sourcePort(_ bytes: [UInt8]) -> UInt16 { Self.load16(bytes, sourceOffset) }
    public func destinationPort(_ bytes: [UInt8]) -> UInt16 { Self.load16(bytes, destinationOffset) }

    /// Puts another sender into the packet.
    public func setSource(_ address: IPv4Address, _ port: UInt16, in bytes: inout [UInt8]) { set(address, at: header + 12, port, at: sourceOffset, in: &bytes) }
    /// Puts another receiver into the packet.
    public func setDestination(_ address: IPv4Address, _ port: UInt16, in bytes: inout [UInt8]) { set(address, at: header + 16, port, at: destinationOffset, in: &bytes) }

    private func set(_ address: IPv4Address, at addressOffset: Int, _ port: UInt16, at portOffset: Int, in bytes: inout [UInt8]) {
        let oldAddress = Self.load32(bytes, addressOffset), oldPort = Self.load16(bytes, portOffset)
        Self.setAddress(address, at: addressOffset, header: header, in: &bytes)
        Self.store16(&bytes, portOffset, port)
        guard hasChecksum else { return }
        let old = Self.load16(bytes, checksumOffset)
        // UDP without a checksum stays without (RFC 768).
        if protocolNumber == 17, old == 0 { return }
        var sum = InternetChecksum.updated(old, replacing: oldPort, with: port)
        // ICMP's checksum has no pseudo-header.
        if protocolNumber != 1 { sum = InternetChecksum.updated(sum, replacing: oldAddress, with: address.rawValue) }
        if protocolNumber == 17, sum == 0 { sum = 0xffff }
        Self.store16(&bytes, checksumOffset, sum)
    }

    /// Puts another address into an IPv4 header and keeps its checksum right.
    public static func setAddress(_ address: IPv4Address, at offset: Int, header: Int, in bytes: inout [UInt8]) {
        let old = load32(bytes, offset)
        let sum = InternetChecksum.updated(load16(bytes, header + 10), replacing: old, with: address.rawValue)
        store16(&bytes, offset, UInt16(address.rawValue >> 16))
        store16(&bytes, offset + 2, UInt16(truncatingIfNeeded: address.rawValue))
        store16(&bytes, header + 10, sum)
    }

    static func load16(_ bytes: [UInt8], _ offset: Int) -> UInt16 { UInt16(bytes[offset]) << 8 | UInt16(bytes[offset + 1]) }
    static func load32(_ bytes: [UInt8], _ offset: Int) -> UInt32 { UInt32(load16(bytes, offset)) << 16 | UInt32(load16(bytes, offset + 2)) }
    static func store16(_ bytes: inout [UInt8], _ offset: Int, _ value: UInt16) {
        bytes[offset] = UInt8(value >> 8)
        bytes[offset + 1] = UInt8(value & 255)
    }
}
