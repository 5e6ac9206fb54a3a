/// Mail messages (RFC 5322).
enum IMFField: UInt8, FieldSet {
    case from, to, cc, bcc, sender, replyTo, subject, date, messageID, inReplyTo, received, mimeVersion, contentType, contentEncoding, mailer, other, text

    static var proto: ProtocolID { .imf }
    var definition: FieldDefinition {
        switch self {
        case .from: .init("imf.from", "From", .text, "Who wrote it.")
        case .to: .init("imf.to", "To", .text, "Whom it is for.")
        case .cc: .init("imf.cc", "Cc", .text, "Who gets a copy.")
        case .bcc: .init("imf.bcc", "Bcc", .text, "Who gets a copy unknown to the others.")
        case .sender: .init("imf.sender", "Sender", .text, "Who sent it.")
        case .replyTo: .init("imf.reply_to", "Reply to", .text, "Where answers go.")
        case .subject: .init("imf.subject", "Subject", .text, "What it is about.")
        case .date: .init("imf.date", "Date", .text, "When it was written.")
        case .messageID: .init("imf.message_id", "Message id", .text, "The mail's own name.")
        case .inReplyTo: .init("imf.in_reply_to", "In reply to", .text, "The mail that this answers.")
        case .received: .init("imf.received", "Received", .text, "A server that passed it on.")
        case .mimeVersion: .init("imf.mime_version", "MIME version", .text, "1.0.")
        case .contentType: .init("imf.content.type", "Content type", .text, "What kind of content it is.")
        case .contentEncoding: .init("imf.content.transfer_encoding", "Content encoding", .text, "How the content is written as plain text.")
        case .mailer: .init("imf.ext.mailer", "Mailer", .text, "What program wrote it.")
        case .other: .init("imf.extension", "Header", .text, "A further header.")
        case .text: .init("imf.message_text", "Text", .bytes, "The mail itself.")
        }
    }

    private static let headers: [String: IMFField] = [
        "from": .from, "to": .to, "cc": .cc, "bcc": .bcc, "sender": .sender, "reply-to": .replyTo, "subject": .subject, "date": .date, "message-id": .messageID, "in-reply-to": .inReplyTo,
        "received": .received, "mime-version": .mimeVersion, "content-type": .contentType, "content-transfer-encoding": .contentEncoding, "x-mailer": .mailer,
    ]
    static func forHeader(_ name: String) -> IMFField { headers[name.lowercased()] ?? .other }
}

enum MailDissector {
    /// - Parameter depth: how many mails and parts this one stands in.
    static func dissect(_ data: Octets, depth: Int = 0, _ d: inout Dissection) {
        d.layer(.imf, data, data.count)
        var at = 0, type: String?, parameters = ""
        while at < data.count {
            let first = data.line(from: at)
            if first.count == 0 {
                at = first.next
                break
            }
            guard let colon = data.firstIndex(of: UInt8(ascii: ":"), from: first.start, limit: first.end) else { break }
            // A line that begins with a space goes on with the header before.
            var last = first
            while last.next < data.count, data.base[last.next] == 0x20 || data.base[last.next] == 0x09 { last = data.line(from: last.next) }
            at = last.next
            var value = colon + 1
            while value < last.end, data.base[value] == 0x20 || data.base[value] == 0x09 { value += 1 }
            let field = IMFField.forHeader(data.text(first.start, min(40, colon - first.start)))
            d.add(field, 0, data, field == .other ? first.start : value, last.end - (field == .other ? first.start : value))
            if field == .subject {
                d.info.append(": ")
                d.info.append(UnsafeRawBufferPointer(rebasing: data.buffer[value..<min(last.end, value + 100)]))
            }
            if field == .contentType {
                let end = data.firstIndex(of: UInt8(ascii: ";"), from: value, limit: last.end) ?? last.end
                type = data.text(value, data.wordEnd(from: value, to: end) - value).lowercased()
                parameters = data.text(end, last.end - end)
            }
        }
        let body = data.clamped(at, data.count - at)
        guard body.count > 0 else { return }
        guard let type else { return d.add(IMFField.text, 0, body, 0, body.count) }
        if MediaTypes.isText(type) || type.hasPrefix("multipart/") { MediaTypes.dissect(type, parameters: parameters, body, depth: depth, &d) }
    }
}
