/// Quoted-printable (RFC 2045 section 6.7) for text: lines end in CRLF and have at most 76 characters.
public enum QuotedPrintable {
    private static let digits = Array("0123456789ABCDEF".utf8)

    /// - Parameter text: lines end in CRLF; a CR or LF alone is encoded.
    public static func encode(_ text: [UInt8]) -> [UInt8] {
        var out: [UInt8] = [], column = 0, index = 0
        out.reserveCapacity(text.count + text.count / 8)
        while index < text.count {
            let byte = text[index]
            if byte == ASCII.carriageReturn, index + 1 < text.count, text[index + 1] == ASCII.lineFeed {
                out.appendLine()
                column = 0
                index += 2
                continue
            }
            let isLineEnd = index + 1 == text.count || text[index + 1] == ASCII.carriageReturn && index + 2 < text.count && text[index + 2] == ASCII.lineFeed
            // White space at a line's end would be lost; a dot or "From " at its start has met software that changes it.
            let isPlain = byte >= 0x20 && byte < 0x7f && byte != UInt8(ascii: "=") && !(byte == ASCII.space && isLineEnd) && !(column == 0 && (byte == UInt8(ascii: ".") || byte == UInt8(ascii: "F")))
                || byte == ASCII.tab && !isLineEnd
            if column + (isPlain ? 1 : 3) > 75 {
                out.append(ascii: "=\r\n")
                column = 0
            }
            if isPlain {
                out.append(byte)
                column += 1
            } else {
                out += [UInt8(ascii: "="), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
                column += 3
            }
            index += 1
        }
        return out
    }

    /// What is malformed is left as it stands, as RFC 2045 advises.
    public static func decode(_ encoded: some Collection<UInt8>) -> [UInt8] {
        let text = Array(encoded)
        var out: [UInt8] = [], index = 0
        // White space at the end of `out` that stands there as itself.
        var whiteSpace = 0
        out.reserveCapacity(text.count)
        while index < text.count {
            let byte = text[index]
            switch byte {
            case UInt8(ascii: "="):
                if index + 2 < text.count, let high = ASCII.hexValue(text[index + 1]), let low = ASCII.hexValue(text[index + 2]) {
                    out.append(high << 4 | low)
                    whiteSpace = 0
                    index += 3
                    continue
                }
                // A soft line break, with white space that was added on the way.
                var next = index + 1
                while next < text.count, text[next] == ASCII.space || text[next] == ASCII.tab { next += 1 }
                if next == text.count { return out }
                if text[next] == ASCII.lineFeed { index = next + 1; continue }
                if text[next] == ASCII.carriageReturn, next + 1 < text.count, text[next + 1] == ASCII.lineFeed { index = next + 2; continue }
                out.append(byte)
                whiteSpace = 0
            case ASCII.carriageReturn, ASCII.lineFeed:
                // It was not there when the text was encoded: something on the way has added it.
                out.removeLast(whiteSpace)
                whiteSpace = 0
                out.append(byte)
            default:
                out.append(byte)
                whiteSpace = byte == ASCII.space || byte == ASCII.tab ? whiteSpace + 1 : 0
            }
            index += 1
        }
        return out
    }
}
