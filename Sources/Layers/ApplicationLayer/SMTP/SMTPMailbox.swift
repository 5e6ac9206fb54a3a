/// A mailbox as SMTP's envelope has it (RFC 5321 section 4.1.2): `local-part@domain`, checked.
public struct SMTPMailbox: Hashable, Sendable, CustomStringConvertible {
    public let localPart: String
    /// Empty only for `postmaster`.
    public let domain: String

    /// - Parameter utf8: characters beyond ASCII may occur (RFC 6531).
    /// - Returns: nil for what is no mailbox: empty or long parts, control characters, spaces outside quotes, dots in a row.
    public init?(_ text: some StringProtocol, utf8: Bool = true) {
        let bytes = Array(text.utf8)
        guard bytes.count <= 254, utf8 || bytes.allSatisfy({ $0 < 0x80 }), !bytes.contains(where: { $0 < 0x20 || $0 == 0x7f }) else { return nil }
        if ASCII.equal(bytes, ignoringCase: "postmaster") {
            (localPart, domain) = (String(text), "")
            return
        }
        guard let at = bytes.lastIndex(of: UInt8(ascii: "@")) else { return nil }
        let local = bytes[..<at], domain = bytes[(at + 1)...]
        guard (1...64).contains(local.count), Self.isLocalPart(local), Self.isDomain(domain) else { return nil }
        localPart = String(decoding: local, as: UTF8.self)
        self.domain = String(decoding: domain, as: UTF8.self)
    }

    public var description: String { domain.isEmpty ? localPart : "\(localPart)@\(domain)" }
    public var isASCII: Bool { description.utf8.allSatisfy { $0 < 0x80 } }

    /// A dot-string of atoms, or a quoted string.
    private static func isLocalPart(_ bytes: ArraySlice<UInt8>) -> Bool {
        if bytes.first == UInt8(ascii: "\"") {
            guard bytes.count >= 2, bytes.last == UInt8(ascii: "\"") else { return false }
            var escaped = false
            for byte in bytes.dropFirst().dropLast() {
                if escaped { escaped = false } else if byte == UInt8(ascii: "\\") { escaped = true } else if byte == UInt8(ascii: "\"") { return false }
            }
            return !escaped
        }
        return bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { !$0.isEmpty && $0.allSatisfy(isAtomCharacter) }
    }

    /// atext (RFC 5322 section 3.2.3): a token's characters and `/ = ? { }`.
    private static func isAtomCharacter(_ byte: UInt8) -> Bool {
        ASCII.isTokenCharacter(byte) || byte >= 0x80 || [0x2f, 0x3d, 0x3f, 0x7b, 0x7d].contains(byte)
    }

    /// Labels of letters, digits and hyphens, or an address in brackets.
    static func isDomain(_ bytes: ArraySlice<UInt8>) -> Bool {
        if bytes.first == UInt8(ascii: "[") {
            return bytes.count > 2 && bytes.last == UInt8(ascii: "]") && bytes.dropFirst().dropLast().allSatisfy { ASCII.isLetter($0) || ASCII.isDigit($0) || [0x2e, 0x3a, 0x2d].contains($0) }
        }
        return bytes.count <= 253 && bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.count) && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
                && label.allSatisfy { ASCII.isLetter($0) || ASCII.isDigit($0) || $0 == 0x2d || $0 == 0x5f || $0 >= 0x80 }
        }
    }
}

/// Who a message comes from and who it goes to, as MAIL and RCPT said.
public struct SMTPEnvelope: Hashable, Sendable {
    /// nil for the null path `<>`: a bounce, which must not be bounced again.
    public var sender: SMTPMailbox?
    public var recipients: [SMTPMailbox] = []
    /// BODY=8BITMIME (RFC 6152).
    public var is8Bit = false
    /// SMTPUTF8 (RFC 6531).
    public var isUTF8 = false
    /// What the client said it will send (SIZE=, RFC 1870).
    public var declaredSize: Int?

    public init(sender: SMTPMailbox?, recipients: [SMTPMailbox] = []) {
        self.sender = sender
        self.recipients = recipients
    }
}
