import Wire

/// Puts frames onto a stream of octets (RFC 1662 section 4): flags between frames, and no flag within one.
///
///     +----------+----------+----------+- - - - - -+----------+----------+
///     |   Flag   | Address  | Control  |  Payload  |    FCS   |   Flag   |
///     | 01111110 | 11111111 | 00000011 |           | 16 bits  | 01111110 |
///     +----------+----------+----------+- - - - - -+----------+----------+
///
/// Each octet 0x7e or 0x7d in between, and each control character that the link may swallow, is sent as 0x7d and the octet with
/// its sixth bit flipped.
public struct HDLCFramer: Hashable, Sendable {
    public static let flag: UInt8 = 0x7e
    public static let escape: UInt8 = 0x7d
    static let flip: UInt8 = 0x20

    /// The async control character map (RFC 1662 section 7.1): bit n set means that octet n (0 to 31) is escaped.
    public var controlCharacterMap: UInt32
    /// HDLC's address: everyone.
    public var address: UInt8
    /// HDLC's control field: unnumbered information.
    public var control: UInt8

    public init(controlCharacterMap: UInt32 = 0, address: UInt8 = 0xff, control: UInt8 = 0x03) {
        self.controlCharacterMap = controlCharacterMap
        self.address = address
        self.control = control
    }

    /// The octets of a frame that carries `payload`, with a flag before and behind.
    public func frame(_ payload: [UInt8]) -> [UInt8] {
        var writer = ByteWriter(capacity: payload.count + 16)
        writer.uint8(Self.flag)
        var check = FrameCheck16()
        func put(_ octet: UInt8) {
            if octet == Self.flag || octet == Self.escape || octet < 32 && controlCharacterMap >> UInt32(octet) & 1 == 1 {
                writer.uint8(Self.escape)
                writer.uint8(octet ^ Self.flip)
            } else {
                writer.uint8(octet)
            }
        }
        for octet in [address, control] + payload {
            check.add(octet)
            put(octet)
        }
        put(UInt8(truncatingIfNeeded: check.value))
        put(UInt8(truncatingIfNeeded: check.value >> 8))
        writer.uint8(Self.flag)
        return writer.bytes
    }
}
