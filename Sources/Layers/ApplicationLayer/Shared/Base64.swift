/// Base64 (RFC 4648 section 4).
public enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 255, count: 256)
        for (value, letter) in alphabet.enumerated() { table[Int(letter)] = UInt8(value) }
        return table
    }()

    /// - Parameter lineLength: letters before each CRLF (MIME: 76); nil for none.
    public static func encode(_ bytes: some Collection<UInt8>, lineLength: Int? = nil) -> [UInt8] {
        var out: [UInt8] = [], group: UInt32 = 0, held = 0, column = 0
        out.reserveCapacity((bytes.count + 2) / 3 * 4)
        func put(_ letters: Int, _ out: inout [UInt8]) {
            if let lineLength, column >= lineLength {
                out.append(ASCII.carriageReturn)
                out.append(ASCII.lineFeed)
                column = 0
            }
            for index in 0..<4 { out.append(index < letters ? alphabet[Int(group >> UInt32(18 - 6 * index) & 63)] : UInt8(ascii: "=")) }
            column += 4
        }
        for byte in bytes {
            group |= UInt32(byte) << UInt32(16 - 8 * held)
            held += 1
            if held == 3 {
                put(4, &out)
                (group, held) = (0, 0)
            }
        }
        if held > 0 { put(held + 1, &out) }
        return out
    }

    /// - Parameter skippingOthers: pass over line breaks and whatever is no letter of the alphabet (MIME, RFC 2045 section 6.8).
    /// - Returns: nil for a wrong length, wrong padding, letters outside the alphabet, or bits left over that are not zero.
    public static func decode(_ text: some Collection<UInt8>, skippingOthers: Bool = false) -> [UInt8]? {
        var out: [UInt8] = [], group: UInt32 = 0, held = 0, padding = 0
        out.reserveCapacity(text.count / 4 * 3)
        for letter in text {
            if letter == UInt8(ascii: "=") {
                padding += 1
                continue
            }
            let value = values[Int(letter)]
            if value == 255 {
                if skippingOthers { continue }
                return nil
            }
            if padding > 0 { return nil }
            group = group << 6 | UInt32(value)
            held += 1
            if held == 4 {
                out.append(UInt8(truncatingIfNeeded: group >> 16))
                out.append(UInt8(truncatingIfNeeded: group >> 8))
                out.append(UInt8(truncatingIfNeeded: group))
                (group, held) = (0, 0)
            }
        }
        // Two letters hold one byte and four spare bits, three hold two bytes and two spare bits; one alone holds none.
        switch (held, skippingOthers || padding == 4 - held) {
        case (0, _): if padding > 0, !skippingOthers { return nil }
        case (2, true):
            if group & 15 != 0, !skippingOthers { return nil }
            out.append(UInt8(truncatingIfNeeded: group >> 4))
        case (3, true):
            if group & 3 != 0, !skippingOthers { return nil }
            out.append(UInt8(truncatingIfNeeded: group >> 10))
            out.append(UInt8(truncatingIfNeeded: group >> 2))
        default: return nil
        }
        return out
    }
}
