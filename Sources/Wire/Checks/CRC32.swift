/// The 32-bit cyclic redundancy check of Ethernet's frame check sequence (IEEE 802.3 section 3.2.9), also gzip's and zip's:
/// polynomial 0x04c11db7, bits of each octet least significant first, all ones before and complemented after.
///
/// Add the parts of a frame one after another and read `value`; or ask for all at once with ``of(_:)-(RawSpan)``.
public struct CRC32: Sendable {
    /// The shift register, bit-reversed as the octets are.
    private var register: UInt32 = 0xffff_ffff

    public init() {}

    /// Shifts `bytes` through the register.
    public mutating func add(_ bytes: RawSpan) {
        var register = self.register
        for offset in 0..<bytes.byteCount {
            let octet = unsafe bytes.unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
            register = Self.table[Int(UInt8(truncatingIfNeeded: register) ^ octet)] ^ register >> 8
        }
        self.register = register
    }

    /// The check over all bytes so far. Ethernet sends it least significant octet first.
    public var value: UInt32 { ~register }

    /// What `value` is over any bytes followed by their right check (least significant octet first).
    public static let residue: UInt32 = 0x2144_df1c

    /// The check over `bytes`.
    public static func of(_ bytes: RawSpan) -> UInt32 {
        var check = CRC32()
        check.add(bytes)
        return check.value
    }

    public static func of(_ bytes: [UInt8]) -> UInt32 { of(bytes.span.bytes) }

    /// What eight shifts make of each octet.
    private static let table: [UInt32] = (0..<256).map { octet in
        var register = UInt32(octet)
        for _ in 0..<8 { register = register & 1 == 1 ? register >> 1 ^ 0xedb8_8320 : register >> 1 }
        return register
    }
}
