/// Text that is to stand in HTML, XML or SVG.
public enum MarkupText {
    /// `text` as markup shows it, between tags as well as in a quoted attribute: nothing in it is a tag, an entity or the end of the attribute.
    ///
    /// Scalar by scalar, so that no accent hides a character: `<` with one on it is `<` to whoever reads the bytes. What XML 1.0 has no way
    /// to write (its section 2.2: control characters but tab and line feed, U+FFFE, U+FFFF) becomes U+FFFD.
    public static func escaped(_ text: String) -> String {
        var safe = ""
        safe.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": safe += "&lt;"
            case ">": safe += "&gt;"
            case "&": safe += "&amp;"
            case "\"": safe += "&quot;"
            // HTML 4 did not know &apos;.
            case "'": safe += "&#39;"
            case "\t", "\n": safe.unicodeScalars.append(scalar)
            case _ where scalar.value < 0x20 || scalar.value == 0x7f || scalar.value == 0xfffe || scalar.value == 0xffff: safe += "\u{fffd}"
            default: safe.unicodeScalars.append(scalar)
            }
        }
        return safe
    }
}
