/// A message to be written: who, about what, text, perhaps HTML beside it, attachments.
///
/// Composing gives 7-bit lines that every server takes; only addresses beyond ASCII need SMTPUTF8.
public struct MailMessage: Sendable {
    public struct Attachment: Sendable {
        public var name: String
        public var type: String
        public var content: [UInt8]
        public init(name: String, type: String = "application/octet-stream", content: [UInt8]) {
            self.name = name
            self.type = type
            self.content = content
        }
    }

    public var from: MailAddress
    public var to: [MailAddress]
    public var cc: [MailAddress] = []
    /// Written into no header: only the envelope names them.
    public var bcc: [MailAddress] = []
    public var subject: String
    /// Seconds since 1970, UTC.
    public var date: Int64
    public var text: String
    public var html: String?
    public var attachments: [Attachment] = []
    /// Further fields: name and value, plain text.
    public var otherHeaders: [(name: String, value: String)] = []

    public init(from: MailAddress, to: [MailAddress], subject: String, text: String, date: Int64) {
        self.from = from
        self.to = to
        self.subject = subject
        self.text = text
        self.date = date
    }

    /// Everyone whom the message goes to, each once.
    public var envelope: SMTPEnvelope {
        var envelope = SMTPEnvelope(sender: from.mailbox)
        for address in to + cc + bcc where !envelope.recipients.contains(address.mailbox) { envelope.recipients.append(address.mailbox) }
        envelope.isUTF8 = !([from] + to + cc + bcc).allSatisfy(\.mailbox.isASCII)
        return envelope
    }

    /// The message as it goes over the wire, lines ending in CRLF.
    ///
    /// - Parameter random: where the Message-ID and the boundaries come from.
    /// - Throws: when a header's value holds a line break: nobody injects a header.
    public func serialize(random: inout some RandomNumberGenerator) throws(LocalProtocolError) -> [UInt8] {
        var headers = MIMEHeaders()
        try headers.append("Date", HTTPDate.format(unixSeconds: date).replacing("GMT", with: "+0000"))
        try headers.append("From", from.headerValue)
        if !to.isEmpty { try headers.append("To", to.map(\.headerValue).joined(separator: ", ")) }
        if !cc.isEmpty { try headers.append("Cc", cc.map(\.headerValue).joined(separator: ", ")) }
        try headers.append("Message-ID", "<\(Self.token(&random))@\(from.mailbox.domain.isEmpty ? "localhost" : from.mailbox.domain)>")
        try append(text: subject, as: "Subject", to: &headers)
        for (name, value) in otherHeaders { try append(text: value, as: name, to: &headers) }
        try headers.append("MIME-Version", "1.0")

        var body = try Self.textPart("text/plain", text)
        if let html { body = try Self.multipart("multipart/alternative", [body, try Self.textPart("text/html", html)], &random) }
        if !attachments.isEmpty {
            var parts = [body]
            for attachment in attachments { parts.append(try Self.part(attachment)) }
            body = try Self.multipart("multipart/mixed", parts, &random)
        }
        headers.fields += body.headers.fields
        var out: [UInt8] = []
        headers.serialize(into: &out)
        return out + body.content
    }

    private func append(text: String, as name: String, to headers: inout MIMEHeaders) throws(LocalProtocolError) {
        guard !text.contains(where: { $0.isNewline }) else { throw LocalProtocolError("MIME", "the value of \(name) holds a line break") }
        try headers.append(name, EncodedWord.encode(text))
    }

    private typealias Part = (headers: MIMEHeaders, content: [UInt8])

    /// Text as it is where every line is short and ASCII; otherwise in the shorter of quoted-printable and base64.
    private static func textPart(_ type: String, _ text: String) throws(LocalProtocolError) -> Part {
        var canonical: [UInt8] = []
        var writer = SMTPDataWriter(stuffsDots: false)
        writer.write(text.utf8, into: &canonical)
        if canonical.suffix(2) != [ASCII.carriageReturn, ASCII.lineFeed] { canonical.appendLine() }
        var headers = MIMEHeaders()
        let isASCII = canonical.allSatisfy { $0 < 0x80 && $0 != 0 }
        try headers.append("Content-Type", ContentType(type, .init("charset", isASCII ? "us-ascii" : "utf-8")).headerValue)
        let longest = canonical.split(separator: ASCII.lineFeed).map(\.count).max() ?? 0
        if isASCII, longest < 900 {
            try headers.append("Content-Transfer-Encoding", "7bit")
            return (headers, canonical)
        }
        let quoted = QuotedPrintable.encode(canonical)
        if quoted.count < canonical.count * 4 / 3 {
            try headers.append("Content-Transfer-Encoding", "quoted-printable")
            return (headers, quoted)
        }
        try headers.append("Content-Transfer-Encoding", "base64")
        return (headers, Base64.encode(canonical, lineLength: 76) + [ASCII.carriageReturn, ASCII.lineFeed])
    }

    private static func part(_ attachment: Attachment) throws(LocalProtocolError) -> Part {
        guard attachment.type.utf8.allSatisfy({ ASCII.isTokenCharacter($0) || $0 == UInt8(ascii: "/") }), attachment.type.contains("/") else { throw LocalProtocolError("MIME", "\(ASCII.shown(attachment.type.utf8)) is no media type") }
        var headers = MIMEHeaders()
        try headers.append("Content-Type", attachment.type)
        try headers.append("Content-Disposition", ContentType("attachment", .init("filename", attachment.name)).headerValue)
        try headers.append("Content-Transfer-Encoding", "base64")
        return (headers, Base64.encode(attachment.content, lineLength: 76) + [ASCII.carriageReturn, ASCII.lineFeed])
    }

    private static func multipart(_ type: String, _ parts: [Part], _ random: inout some RandomNumberGenerator) throws(LocalProtocolError) -> Part {
        // "=_" stands in no quoted-printable and in no base64; 120 random bits keep it out of 7-bit text.
        let boundary = "=_" + token(&random)
        var headers = MIMEHeaders(), out: [UInt8] = []
        try headers.append("Content-Type", ContentType(type, .init("boundary", boundary)).headerValue)
        for part in parts {
            out += Array("--\(boundary)\r\n".utf8)
            part.headers.serialize(into: &out)
            out += part.content
            out.appendLine()
        }
        out += Array("--\(boundary)--\r\n".utf8)
        return (headers, out)
    }

    private static func token(_ random: inout some RandomNumberGenerator) -> String {
        let letters = Array("abcdefghijklmnopqrstuvwxyz012345")
        return String((0..<24).map { _ in letters[Int(random.next() % 32)] })
    }
}
