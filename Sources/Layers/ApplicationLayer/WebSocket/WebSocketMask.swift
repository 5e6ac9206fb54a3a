/// Masking (RFC 6455 section 5.3): each byte of a payload XOR the byte of the key at its position modulo 4.
enum WebSocketMask {
    /// Masks or unmasks `bytes[range]` in place, eight bytes at a time.
    ///
    /// - Parameter phase: position in the payload of the range's first byte.
    static func apply(_ key: UInt32, to bytes: inout [UInt8], _ range: Range<Int>, phase: Int) {
        if key == 0 || range.isEmpty { return }
        // The key as the bytes of a word in memory order, turned so that its first byte is the one for the range's first.
        let turned = key << UInt32(8 * (phase & 3)) | (phase & 3 == 0 ? 0 : key >> UInt32(32 - 8 * (phase & 3)))
        let word = UInt64(turned.bigEndian) << 32 | UInt64(turned.bigEndian)
        bytes.withUnsafeMutableBytes { all in
            let part = UnsafeMutableRawBufferPointer(rebasing: all[range])
            var offset = 0
            while offset + 8 <= part.count {
                part.storeBytes(of: part.loadUnaligned(fromByteOffset: offset, as: UInt64.self) ^ word, toByteOffset: offset, as: UInt64.self)
                offset += 8
            }
            while offset < part.count {
                part[offset] ^= UInt8(truncatingIfNeeded: turned >> UInt32(24 - 8 * (offset & 3)))
                offset += 1
            }
        }
    }
}
