/// A mailbox with the name that is shown for it (RFC 5322 section 3.4): `Grüße <a@b.example>`.
public struct MailAddress: Hashable, Sendable {
    public var name: String
    public var mailbox: SMTPMailbox

    public init(_ mailbox: SMTPMailbox, name: String = "") {
        self.mailbox = mailbox
        self.name = name
    }

    /// `a@b`, `Name <a@b>` or `"Name, with comma" <a@b>`; nil for anything else.
    public init?(_ text: String) {
        let trimmed = String(decoding: ASCII.trimmed(Array(text.utf8)[...]), as: UTF8.self)
        guard trimmed.hasSuffix(">"), let open = trimmed.lastIndex(of: "<") else {
            guard let mailbox = SMTPMailbox(trimmed) else { return nil }
            self.init(mailbox)
            return
        }
        guard let mailbox = SMTPMailbox(trimmed[trimmed.index(after: open)...].dropLast()) else { return nil }
        var name = String(decoding: ASCII.trimmed(Array(trimmed[..<open].utf8)[...]), as: UTF8.self)
        if name.hasPrefix("\""), name.hasSuffix("\""), name.utf8.count >= 2 {
            name = String(name.dropFirst().dropLast()).replacing("\\\"", with: "\"").replacing("\\\\", with: "\\")
        }
        self.init(mailbox, name: EncodedWord.decode(name))
    }

    /// The addresses of a header's value, at commas outside quotes; those that are none are left out.
    public static func list(_ value: String) -> [MailAddress] {
        var pieces = [""], quoted = false
        for character in value {
            if character == "\"" { quoted.toggle() }
            if character == ",", !quoted { pieces.append("") } else { pieces[pieces.count - 1].append(character) }
        }
        return pieces.prefix(1_000).compactMap { MailAddress($0) }
    }

    /// For a header: the name quoted or encoded where it must be.
    public var headerValue: String {
        if name.isEmpty { return mailbox.description }
        let isAtoms = name.utf8.allSatisfy { ASCII.isTokenCharacter($0) && $0 != UInt8(ascii: ".") || $0 == ASCII.space }
        let isASCII = name.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f }
        let shown = isAtoms ? name : isASCII ? "\"" + name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\"" : EncodedWord.encode(name)
        return "\(shown) <\(mailbox)>"
    }
}
