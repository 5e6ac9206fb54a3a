import Wire

/// The 16-bit frame check sequence of HDLC and PPP (RFC 1662 appendix C.2, "X.25"): polynomial 0x1021, bits of each octet
/// least significant first, all ones before and complemented after.
public struct FrameCheck16: Sendable {
    private var register: UInt16 = 0xffff

    public init() {}

    /// Shifts one octet through the register.
    public mutating func add(_ octet: UInt8) {
        register = Self.table[Int(UInt8(truncatingIfNeeded: register) ^ octet)] ^ register >> 8
    }

    /// The check over all octets so far. Sent least significant octet first.
    public var value: UInt16 { ~register }
    /// Whether the last two octets were the right check of those before.
    public var isGood: Bool { register == 0xf0b8 }

    /// The check over `bytes`.
    public static func of(_ bytes: some Sequence<UInt8>) -> UInt16 {
        var check = FrameCheck16()
        for octet in bytes { check.add(octet) }
        return check.value
    }

    /// What eight shifts make of each octet.
    private static let table: [UInt16] = (0..<256).map { octet in
        var register = UInt16(octet)
        for _ in 0..<8 { register = register & 1 == 1 ? register >> 1 ^ 0x8408 : register >> 1 }
        return register
    }
}
