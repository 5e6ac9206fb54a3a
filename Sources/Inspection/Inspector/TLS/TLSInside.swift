/// What is inside of TLS records, where their keys are known.
enum TLSInside {
    /// The most bytes of one message that are kept until the record with its end has come.
    private static let pendingLimit = 4 << 20

    /// The record's true type and content; nil where it isn't encrypted or cannot be opened.
    static func open(_ record: Octets, _ type: Int, _ context: StreamContext) -> (UInt8, [UInt8])? {
        let tls = context.messages.tls
        guard let session = tls.session, record.count == record.reported, type == 23 || (type == 21 || type == 22) && tls.isEncrypted[context.isFromLow ? 0 : 1] else { return nil }
        return session.open(record.buffer, fromClient: context.isFromLow == tls.isLowClient)
    }

    /// Reads the content of an opened record; `content` is what stands in the frame.
    static func dissect(_ plain: Octets, _ inner: UInt8, outer: Int, _ content: Octets, _ context: StreamContext, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        if outer == 23, inner != 23 || context.messages.tls.version == 0x0304 { d.add(TLSField.contentType, Int(inner), plain, 0, plain.count, flags: .generated) }
        switch inner {
        case 21 where plain.count >= 2:
            TLSDissector.addInfo("alert", &d)
            try d.read(TLSField.alertLevel, plain, 0, 1)
            try d.read(TLSField.alertDescription, plain, 1, 1)
        case 22: try TLSHandshake.dissect(plain, context, &d)
        case 23:
            d.add(TLSField.appData, 0, content, 0, content.count)
            if plain.count > 0 { try application(plain, context, &d, &s) }
        default: break
        }
    }

    private static func application(_ plain: Octets, _ context: StreamContext, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        let messages = context.messages, side = context.isFromLow ? 0 : 1
        var data = plain
        if !messages.tls.pending[side].isEmpty {
            let whole = messages.tls.pending[side] + plain.buffer
            messages.tls.pending[side] = []
            guard let index = whole.withUnsafeBytes({ d.sources.add($0, title: "Reassembled TLS") }) else { return }
            data = d.sources.octets(index)
        }
        guard let application = messages.tls.inner ?? choose(data, context) else {
            TLSDissector.addInfo("application data", &d)
            return DataDissector.dissect(data, &d)
        }
        messages.tls.inner = application
        // More records can always be asked for: they have their order.
        let inside = StreamContext(slot: context.slot, isFromLow: context.isFromLow, sourcePort: context.sourcePort, destinationPort: context.destinationPort, canReassemble: true, isEnd: context.isEnd, frame: context.frame, messages: messages)
        switch try TCPMessages.run(application, data, inside, &d, &s) {
        case .needs(let at, _):
            let rest = data.clamped(at, data.count - at)
            if rest.count <= pendingLimit { messages.tls.pending[side] = Array(rest.buffer) }
        case .rejected: DataDissector.dissect(data, &d)
        case .done: break
        }
    }

    /// What is spoken inside: what was agreed on, what the bytes look like, what the port is for.
    private static func choose(_ data: Octets, _ context: StreamContext) -> Application? {
        if context.messages.tls.alpn.hasPrefix("http/1") || HTTPDissector.looksLike(data) { return .http }
        guard context.messages.tls.alpn.isEmpty else { return nil }
        for port in [min(context.sourcePort, context.destinationPort), max(context.sourcePort, context.destinationPort)] {
            switch port {
            case 443: return .http
            case 25, 465, 587: return .smtp
            case 21, 990: return .ftp
            case 853: return .dns
            default: break
            }
        }
        return nil
    }
}
