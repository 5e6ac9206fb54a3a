/// What is known of a POP conversation.
final class POPState {
    /// The client has asked for a mail.
    var wantsMail = false
    /// The mail's bytes, as the server told, and those that have come.
    var total = 0
    var read = 0
    /// The mail so far; nil once it is longer than what is kept.
    var mail: [UInt8]? = []
}

/// The Post Office Protocol, version 3 (RFC 1939): by name, and the mails that a client fetches.
enum POPDissector {
    static let name = ForeignProtocols.name("pop")
    private static let mailLimit = 4 << 20

    static func dissect(_ data: Octets, _ context: StreamContext, _ d: inout Dissection) {
        DataDissector.foreign(name, data, &d)
        d.packet.foundSomething = true
        let state = context.messages.pop ?? POPState()
        context.messages.pop = state
        let isOK = data.matches("+OK")
        if context.destinationPort == 110 {
            if data.matchesIgnoringCase("RETR") || data.matchesIgnoringCase("TOP") { state.wantsMail = true }
        } else if isOK || data.matches("-ERR") {
            if state.wantsMail, isOK {
                state.read = 0
                state.total = data.decimal(4, data.line(from: 0).end) ?? 0
            }
            state.wantsMail = false
        } else {
            // What has neither mark goes on with the answer before, and belongs to a mail.
            state.read += data.reported
            if let count = state.mail?.count { if count + data.count > mailLimit { state.mail = nil } else { state.mail?.append(contentsOf: data.buffer) } }
            if state.read >= state.total { finish(state, &d) }
        }
    }

    /// The mail is whole.
    private static func finish(_ state: POPState, _ d: inout Dissection) {
        if let mail = state.mail, !mail.isEmpty, let index = mail.withUnsafeBytes({ d.sources.add($0, title: "Mail") }) {
            MailDissector.dissect(d.sources.octets(index), &d)
        }
        state.total = 0
        state.read = 0
        state.mail = []
    }
}
