import LinkLayer
import Wire

/// E2, done: a byte at a time into the low end, a bit at a time out of it; the polynomial written backwards, as the bits are sent.
public struct MyCheck: FrameCheckFunction {
    public init() {}

    public func check(of bytes: [UInt8]) throws -> UInt32 {
        var register = UInt32.max
        for byte in bytes {
            register ^= UInt32(byte)
            for _ in 0..<8 { register = register & 1 == 1 ? register >> 1 ^ 0xedb8_8320 : register >> 1 }
        }
        return ~register
    }
}
