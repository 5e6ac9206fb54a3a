import CChecks

/// The 32-bit cyclic redundancy check of Ethernet's frame check sequence (IEEE 802.3 section 3.2.9), also gzip's and zip's:
/// polynomial 0x04c11db7, bits of each octet least significant first, all ones before and complemented after.
///
/// Add the parts of a frame one after another and read `value`; or ask for all at once with ``of(_:)-(RawSpan)``.
public struct CRC32: Sendable {
    /// The shift register, bit-reversed as the octets are.
    private var register: UInt32 = 0xffff_ffff

    public init() {}

    /// Shifts `bytes` through the register: most of a long part by folding, where the processor can, the rest by table.
    public mutating func add(_ bytes: RawSpan) {
        let register = register
        self.register = unsafe bytes.withUnsafeBytes { bytes in
            guard bytes.count >= 64, Self.canFold, let start = bytes.baseAddress else { return unsafe Self.shift(bytes, through: register) }
            let whole = bytes.count & ~63
            var folded: (UInt64, UInt64) = (0, 0)
            unsafe withUnsafeMutablePointer(to: &folded) { unsafe layerlab_crc32_fold(register, start, whole, $0) }
            let sofar = unsafe withUnsafeBytes(of: &folded) { unsafe Self.shift($0, through: 0) }
            return unsafe Self.shift(UnsafeRawBufferPointer(rebasing: bytes[whole...]), through: sofar)
        }
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

    // MARK: - By table

    private static let canFold = layerlab_can_fold()

    /// Sixteen octets at a time: what each makes of the register does not depend on the others, so all are looked up at once and added.
    private static func shift(_ bytes: UnsafeRawBufferPointer, through register: UInt32) -> UInt32 {
        let table = unsafe tables
        var register = register
        var offset = 0
        while offset &+ 16 <= bytes.count {
            let a = UInt64(littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) ^ UInt64(register)
            let b = UInt64(littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: offset &+ 8, as: UInt64.self))
            register = unsafe eight(a, table + 8 * 256) ^ eight(b, table)
            offset &+= 16
        }
        while offset < bytes.count {
            register = unsafe table[Int(UInt8(truncatingIfNeeded: register) ^ bytes[offset])] ^ register >> 8
            offset &+= 1
        }
        return register
    }

    /// What eight octets make, the first of them in the low bits and farthest from the end.
    @inline(__always)
    private static func eight(_ octets: UInt64, _ table: UnsafePointer<UInt32>) -> UInt32 {
        let near = unsafe table[3 * 256 + Int(octets >> 32 & 255)] ^ table[2 * 256 + Int(octets >> 40 & 255)] ^ table[256 + Int(octets >> 48 & 255)] ^ table[Int(octets >> 56)]
        let far = unsafe table[7 * 256 + Int(octets & 255)] ^ table[6 * 256 + Int(octets >> 8 & 255)] ^ table[5 * 256 + Int(octets >> 16 & 255)] ^ table[4 * 256 + Int(octets >> 24 & 255)]
        return near ^ far
    }

    /// For each distance from 0 to 15, what an octet with that many octets behind it makes of the register. Never freed.
    nonisolated(unsafe) private static let tables: UnsafePointer<UInt32> = {
        let tables = UnsafeMutablePointer<UInt32>.allocate(capacity: 16 * 256)
        for octet in 0..<256 {
            var register = UInt32(octet)
            for _ in 0..<8 { register = register & 1 == 1 ? register >> 1 ^ 0xedb8_8320 : register >> 1 }
            unsafe tables[octet] = register
        }
        for index in 256..<16 * 256 {
            let nearer = unsafe tables[index - 256]
            unsafe tables[index] = tables[Int(nearer & 255)] ^ nearer >> 8
        }
        return unsafe UnsafePointer(tables)
    }()
}
