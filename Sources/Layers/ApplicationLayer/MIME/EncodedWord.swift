/// Text beyond ASCII in a header (RFC 2047): `=?UTF-8?B?R3LDvMOfZQ==?=`.
public enum EncodedWord {
    private static let qSafe = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/".utf8)

    /// `text` for a header: as it is where it is plain, otherwise in words of at most 75 characters, none cut inside a character.
    public static func encode(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }), !text.contains("=?") { return text }
        let plain = text.utf8.filter { qSafe.contains($0) || $0 == ASCII.space }.count
        let usesQ = plain * 3 > text.utf8.count * 2
        var words: [String] = [], chunk: [UInt8] = []
        func finish() {
            guard !chunk.isEmpty else { return }
            let encoded = usesQ ? q(chunk) : String(decoding: Base64.encode(chunk), as: UTF8.self)
            words.append("=?UTF-8?\(usesQ ? "Q" : "B")?\(encoded)?=")
            chunk = []
        }
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            // 75 characters less `=?UTF-8?B?` and `?=` leave 63: 45 bytes in base64.
            let size = usesQ ? q(chunk + bytes).utf8.count : (chunk.count + bytes.count + 2) / 3 * 4
            if size > 60 { finish() }
            chunk += bytes
        }
        finish()
        return words.joined(separator: " ")
    }

    private static func q(_ bytes: [UInt8]) -> String {
        var out = ""
        for byte in bytes {
            if byte == ASCII.space { out += "_" } else if qSafe.contains(byte) { out.unicodeScalars.append(Unicode.Scalar(byte)) } else {
                let hex = String(byte, radix: 16, uppercase: true)
                out += "=" + (hex.utf8.count == 1 ? "0" : "") + hex
            }
        }
        return out
    }

    /// A header's value with its encoded words read. White space between two of them is not part of the text; a word in a
    /// character set other than UTF-8, US-ASCII and ISO 8859-1 stays as it is.
    public static func decode(_ value: String) -> String {
        let bytes = Array(value.utf8)
        var out: [UInt8] = [], index = 0, gapStart: Int?
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "="), let (text, next) = word(bytes, index) {
                if let gapStart { out.removeSubrange(gapStart...) }
                out += Array(text.utf8)
                index = next
                gapStart = out.count
                continue
            }
            if bytes[index] != ASCII.space, bytes[index] != ASCII.tab, bytes[index] != ASCII.carriageReturn, bytes[index] != ASCII.lineFeed { gapStart = nil }
            out.append(bytes[index])
            index += 1
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// `=?charset[*language]?encoding?text?=` at `start`, and where it ends.
    private static func word(_ bytes: [UInt8], _ start: Int) -> (String, Int)? {
        guard start + 1 < bytes.count, bytes[start + 1] == UInt8(ascii: "?") else { return nil }
        let question = UInt8(ascii: "?")
        func part(_ from: Int) -> Int? { bytes[from...].prefix(200).firstIndex { $0 == question || $0 == ASCII.space } }
        guard let charsetEnd = part(start + 2), bytes[charsetEnd] == question, charsetEnd + 2 < bytes.count, bytes[charsetEnd + 2] == question,
              let textEnd = part(charsetEnd + 3), bytes[textEnd] == question, textEnd + 1 < bytes.count, bytes[textEnd + 1] == UInt8(ascii: "=") else { return nil }
        let encoded = bytes[charsetEnd + 3..<textEnd]
        let decoded: [UInt8]
        switch bytes[charsetEnd + 1] {
        case UInt8(ascii: "B"), UInt8(ascii: "b"):
            guard let plain = Base64.decode(encoded, skippingOthers: true) else { return nil }
            decoded = plain
        case UInt8(ascii: "Q"), UInt8(ascii: "q"): decoded = QuotedPrintable.decode(encoded.map { $0 == UInt8(ascii: "_") ? ASCII.space : $0 })
        default: return nil
        }
        let charset = bytes[start + 2..<charsetEnd].prefix { $0 != UInt8(ascii: "*") }
        guard let text = MailCharset.decode(decoded, charset: String(decoding: charset, as: UTF8.self)) else { return nil }
        // A word must not bring line breaks into a header.
        return (text.filter { !$0.isNewline && $0 != "\0" }, textEnd + 2)
    }
}

/// The character sets that mail is read in.
enum MailCharset {
    static func decode(_ bytes: [UInt8], charset: String) -> String? {
        switch charset.lowercased() {
        case "utf-8", "utf8", "us-ascii", "ascii", "": String(decoding: bytes, as: UTF8.self)
        case "iso-8859-1", "latin1", "iso-8859-15", "windows-1252", "cp1252":
            // The few characters in which the last two differ from the first are read as the first's.
            String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
        default: nil
        }
    }
}
