/// An EUI-48 link-layer address (IEEE 802, 6 octets): "02:00:00:00:00:0b".
public struct MACAddress: Hashable, Comparable, Sendable, BitwiseCopyable {
    /// The six octets in the low 48 bits, first octet highest.
    public let rawValue: UInt64

    /// The low 48 bits of `rawValue`.
    @inlinable public init(rawValue: UInt64) { self.rawValue = rawValue & 0xffff_ffff_ffff }

    /// ff:ff:ff:ff:ff:ff, everyone on the link.
    public static let broadcast = MACAddress(rawValue: 0xffff_ffff_ffff)
    /// 00:00:00:00:00:00, what a loopback interface writes.
    public static let zero = MACAddress(rawValue: 0)

    /// The I/G bit: a group of stations, broadcast among them.
    public var isMulticast: Bool { rawValue >> 40 & 1 == 1 }
    /// The U/L bit: made up locally, not by a manufacturer.
    public var isLocallyAdministered: Bool { rawValue >> 41 & 1 == 1 }

    /// The six octets, first on the wire first.
    public var octets: [UInt8] { (0..<6).map { UInt8(truncatingIfNeeded: rawValue >> (40 - 8 * UInt64($0))) } }

    @inlinable public static func < (a: MACAddress, b: MACAddress) -> Bool { a.rawValue < b.rawValue }

    /// Six hexadecimal octets between colons or hyphens; nil for anything else.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(omittingEmptySubsequences: false) { $0 == ":" || $0 == "-" }
        guard parts.count == 6 else { return nil }
        var value: UInt64 = 0
        for part in parts {
            guard part.utf8.count == 2, part.utf8.allSatisfy({ ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x66 || $0 >= 0x30 && $0 <= 0x39 }), let octet = UInt8(part, radix: 16) else { return nil }
            value = value << 8 | UInt64(octet)
        }
        self.init(rawValue: value)
    }
}

extension MACAddress {
    public init(parsing reader: inout ByteReader, _ field: StaticString) throws(DecodeError) {
        guard reader.remaining >= 6 else { throw reader.truncated(field, needed: 6) }
        let high = try reader.uint16(field), low = try reader.uint32(field)
        self.init(rawValue: UInt64(high) << 32 | UInt64(low))
    }

    public func serialize(into writer: inout ByteWriter) {
        writer.uint16(UInt16(truncatingIfNeeded: rawValue >> 32))
        writer.uint32(UInt32(truncatingIfNeeded: rawValue))
    }
}

extension MACAddress: CustomStringConvertible {
    public var description: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(unsafeUninitializedCapacity: 17) { text in
            for index in 0..<6 {
                let octet = Int(truncatingIfNeeded: rawValue >> (40 - 8 * UInt64(index)) & 0xff)
                text[3 * index] = digits[octet >> 4]
                text[3 * index + 1] = digits[octet & 15]
                if index < 5 { text[3 * index + 2] = UInt8(ascii: ":") }
            }
            return 17
        }
    }
}
