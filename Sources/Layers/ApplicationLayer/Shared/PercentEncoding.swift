/// Percent-encoding (RFC 3986 section 2.1).
public enum PercentEncoding {
    /// Everything but unreserved characters and those of `alsoAllowed` as %XX.
    public static func encode(_ bytes: some Collection<UInt8>, alsoAllowed: String = "") -> String {
        let allowed = Array(alsoAllowed.utf8)
        var out = ""
        for byte in bytes {
            if ASCII.isLetter(byte) || ASCII.isDigit(byte) || byte == 0x2d || byte == 0x2e || byte == 0x5f || byte == 0x7e || allowed.contains(byte) {
                out.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let hex = String(byte, radix: 16, uppercase: true)
                out += "%" + (hex.utf8.count == 1 ? "0" : "") + hex
            }
        }
        return out
    }

    /// %XX as bytes; a percent sign without two digits stays as it is.
    public static func decode(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var out: [UInt8] = [], index = text.startIndex
        out.reserveCapacity(text.count)
        while index < text.endIndex {
            if text[index] == UInt8(ascii: "%"), index + 2 < text.endIndex, let high = ASCII.hexValue(text[index + 1]), let low = ASCII.hexValue(text[index + 2]) {
                out.append(high << 4 | low)
                index += 3
            } else {
                out.append(text[index])
                index += 1
            }
        }
        return out
    }
}
