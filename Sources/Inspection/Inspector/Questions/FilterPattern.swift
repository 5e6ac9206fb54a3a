/// A regular expression that bytes or text may match anywhere, in capital or small letters alike.
///
/// Patterns are put to single bytes, so that `\x80` and `.` mean bytes also where there is no text.
struct FilterPattern: @unchecked Sendable {
    // A regular expression is never changed; that it isn't Sendable is for the code that may stand in one written in Swift.
    private let regex: Regex<AnyRegexOutput>?
    /// A pattern without special characters is looked for as it stands, in small letters.
    private let plain: [UInt8]
    /// A value is searched no further than this, so that an awkward pattern ends.
    private static let limit = 1 << 16

    /// - Returns: nil if the pattern is no regular expression.
    init?(_ bytes: [UInt8]) {
        plain = bytes.map(\.lower)
        if !bytes.contains(where: { "\\^$.|?*+()[]{}".utf8.contains($0) || $0 >= 0x80 }) {
            regex = nil
            return
        }
        guard let regex = try? Regex(Self.text(bytes)) else { return nil }
        self.regex = regex.ignoresCase().matchingSemantics(.unicodeScalar)
    }

    func matches(_ bytes: [UInt8]) -> Bool {
        guard let regex else { return isIn(bytes, plain) { $0.lower } }
        return Self.text(bytes.prefix(Self.limit)).contains(regex)
    }

    /// Each byte as a character of its own.
    private static func text(_ bytes: some Sequence<UInt8>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: bytes.lazy.map { Unicode.Scalar($0) })
        return String(text)
    }
}

/// Whether `part` stands somewhere in `bytes`.
func isIn(_ bytes: [UInt8], _ part: [UInt8], _ letter: (UInt8) -> UInt8 = { $0 }) -> Bool {
    guard let first = part.first else { return true }
    guard bytes.count >= part.count else { return false }
    for start in 0...(bytes.count - part.count) where letter(bytes[start]) == first {
        if (1..<part.count).allSatisfy({ letter(bytes[start + $0]) == part[$0] }) { return true }
    }
    return false
}
