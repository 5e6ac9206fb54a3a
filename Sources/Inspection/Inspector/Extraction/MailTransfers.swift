import ApplicationLayer

/// The mails of an SMTP conversation (RFC 5321), and what is attached to them.
final class MailTransfers: TransferReader {
    private let isSenderClient: Bool
    private let sender: Endpoint
    private var senderLines = TransferLines()
    private var receiverLines = TransferLines()
    private var mail: [UInt8] = []
    private var mailFrame = 0
    private var fault: String?
    private var isMail = false
    /// The rest of a mail whose front has been saved.
    private var isPassedOver = false
    private var wantsData = false
    private var wantsTLS = false
    /// Bytes still to come of a chunk (RFC 3030), and whether it is the last.
    private var chunk: (left: Int, isLast: Bool)?
    private(set) var hasBegunTLS = false
    /// A mail is taken apart as a whole: no more of it is kept than this.
    private static let limit = 32 << 20

    init(sender isSenderClient: Bool, client: Endpoint, server: Endpoint) {
        self.isSenderClient = isSenderClient
        sender = isSenderClient ? client : server
    }

    func take(_ piece: StreamPiece, _ log: TransferLog) {
        switch piece {
        case .gap(let count, let isFromClient):
            guard isFromClient == isSenderClient else { return receiverLines.forget() }
            if isMail || chunk != nil { fault = "\(count) bytes are missing in the capture" }
            if let open = chunk { chunk = open.left > count ? (open.left - count, open.isLast) : nil }
        case .bytes(let bytes, let isFromClient, let frame):
            guard isFromClient == isSenderClient else {
                for line in receiverLines.take(bytes[...]) { reply(String(decoding: line.prefix(4), as: UTF8.self)) }
                return
            }
            take(bytes[...], frame, log)
        }
    }

    private func take(_ bytes: ArraySlice<UInt8>, _ frame: Int, _ log: TransferLog) {
        var rest = bytes
        while !rest.isEmpty {
            if let open = chunk {
                let part = rest.prefix(open.left)
                keep(part)
                rest = rest.dropFirst(part.count)
                chunk = (open.left - part.count, open.isLast)
                if open.left == part.count { endChunk(open.isLast, log) }
                continue
            }
            let end = rest.firstIndex(of: 0x0a).map { $0 + 1 } ?? rest.endIndex
            for line in senderLines.take(rest[rest.startIndex..<end]) { take(line, frame, log) }
            rest = rest[end...]
        }
    }

    private func take(_ line: [UInt8], _ frame: Int, _ log: TransferLog) {
        if isMail {
            if line == [0x2e] { return end(log) }
            // A dot in front of a dot is there for the way only (section 4.5.2).
            keep((line.first == 0x2e ? line.dropFirst() : line[...]) + [0x0d, 0x0a])
            return
        }
        let words = String(decoding: line.prefix(64), as: UTF8.self).uppercased().split(separator: " ")
        switch words.first {
        case "DATA":
            wantsData = true
            mailFrame = frame
        case "STARTTLS": wantsTLS = true
        case "BDAT":
            guard words.count > 1, let size = Int(words[1]), size >= 0 else { return }
            if mail.isEmpty { mailFrame = frame }
            chunk = (size, words.count > 2 && words[2] == "LAST")
            if size == 0 { endChunk(chunk?.isLast ?? false, log) }
        case "RSET": mail = []
        default: break
        }
    }

    private func reply(_ code: String) {
        if wantsData, code.hasPrefix("354") { isMail = true }
        if wantsTLS, code.hasPrefix("220") { hasBegunTLS = true }
        wantsData = false
        wantsTLS = false
    }

    private func keep(_ bytes: some Collection<UInt8>) {
        guard !isPassedOver else { return }
        guard mail.count + bytes.count <= Self.limit else { return fault = "longer than the \(Self.limit >> 20) MiB that are kept of a mail" }
        mail.append(contentsOf: bytes)
    }

    private func endChunk(_ isLast: Bool, _ log: TransferLog) {
        chunk = nil
        if isLast { end(log) }
    }

    private func end(_ log: TransferLog) {
        isMail = false
        isPassedOver = false
        defer {
            mail = []
            fault = nil
        }
        guard !mail.isEmpty else { return }
        let message = try? MIMEPart(parsing: mail)
        let subject = message?.headers.text("Subject") ?? ""
        let id = log.begin(.mail, name: (subject.isEmpty ? "mail" : subject) + ".eml", type: "message/rfc822", frame: mailFrame, from: sender)
        log.bytes(id, mail)
        log.end(id, fault: fault)
        for part in message?.flattened ?? [] where part.parts.isEmpty && (part.isAttachment || part.fileName != nil) {
            let id = log.begin(.attachment, name: part.fileName ?? "attachment", type: part.contentType.value, frame: mailFrame, from: sender)
            log.bytes(id, part.content)
            log.end(id, fault: fault)
        }
    }

    var heldBytes: Int { mail.count }

    /// Saves what there is of a mail; the rest of it is passed over.
    func giveUp(_ log: TransferLog) {
        guard !mail.isEmpty else { return }
        fault = fault ?? "cut: too many mails went on at once"
        let wasMail = isMail
        end(log)
        isMail = wasMail
        isPassedOver = true
    }

    func finish(_ log: TransferLog) {
        if isMail || chunk != nil {
            fault = fault ?? "the capture ends before it does"
            end(log)
        }
    }
}
