import ApplicationLayer
import Applications
import Foundation
public import GradeKit
import Sockets
import StackSockets
import Wire

extension LabCourse {
    /// Lab 05. Each key is worked out from the first conversation with port 587, in the clear.
    public static let smtpMail = LabCourse("05", "smtp-mail", exercises: [.dots], personal: { random in
        let network = PersonalNetwork(&random)
        let words = PersonalMessage.text(&random, length: 60...400), subject = PersonalMessage.text(&random, length: 8...30), name = PersonalMessage.text(&random, length: 6...10).filter(\.isLetter), password = PersonalMessage.text(&random, length: 8...14).filter(\.isLetter)
        let recipients = (1...(2 + Int(random.below(3)))).map { "reader\($0)@\($0 == 1 ? "example.com" : "example.org")" }
        var text = ""
        for (index, character) in words.enumerated() { text += index % 60 == 59 ? "\n\(character)" : "\(character)" }
        return Evidence(capture: try network.capture("05-smtp-mail.pcap") { [text] client, server in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    let account = SMTPCredentials(user: name, password: password)
                    var options = SMTPServer.Options(name: "smtp.example.com")
                    options.configuration.requiresAuthentication = true
                    try await SMTPServer(options: options, drop: MailDrop(MemoryStore()), authenticate: { $0 == account }).run(on: server, at: SocketAddress(.v4(network.server), 587), connections: 1)
                }
                group.addTask {
                    try await client.clock.sleep(for: .milliseconds(1))
                    var options = SMTPClient<StackHost>.Options()
                    options.security = .never
                    options.allowsPasswordInTheClear = true
                    guard let sender = MailAddress("\(name)@example.net") else { return }
                    let message = MailMessage(from: sender, to: recipients.compactMap { MailAddress($0) }, subject: subject, text: text, date: 1_700_000_000)
                    _ = try await SMTPClient(on: client, options: options).send(message, to: "\(network.server)", port: 587, credentials: SMTPCredentials(user: name, password: password))
                }
                try await group.waitForAll()
            }
        })
    }) { evidence in
        let talk = try Conversation(evidence, port: 587), name = talk.capture.name
        let said = talk.bytes(fromClient: true), heard = talk.bytes(fromClient: false)
        let commands = Line.all(in: said), replies = Line.all(in: heard)
        func command(_ verb: String) throws -> Line {
            guard let found = commands.first(where: { $0.text.uppercased().hasPrefix(verb) }) else { throw EvidenceError("\(name): the client never says \(verb)") }
            return found
        }
        let data = try command("DATA"), mail = try command("MAIL FROM:"), login = try command("AUTH PLAIN ")
        let recipients = commands.filter { $0.text.uppercased().hasPrefix("RCPT TO:") && $0.start < data.start }
        // What follows DATA's line, with the line of one dot.
        guard let dot = commands.first(where: { $0.start > data.start && $0.text == "." }), let go = replies.first(where: { $0.text.hasPrefix("354") }), let taken = replies.first(where: { $0.start > go.start }), let greeting = replies.first else { throw EvidenceError("\(name): no message is handed over") }
        let content = dot.end - data.end
        let head = commands.filter { $0.start > data.start && $0.start < dot.start }.prefix { !$0.text.isEmpty }
        guard let subjectLine = head.first(where: { $0.text.lowercased().hasPrefix("subject: ") }) else { throw EvidenceError("\(name): the message has no subject") }
        let subject = String(subjectLine.text.dropFirst(9))
        let hidden = String(login.text.dropFirst("AUTH PLAIN ".count)), parts = Data(base64Encoded: hidden).map { [UInt8]($0).split(separator: 0, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) } } ?? []
        guard parts.count == 3 else { throw EvidenceError("\(name): no name and password are said") }
        func between(_ line: Line) -> String { String(line.text.drop { $0 != "<" }.dropFirst().prefix { $0 != ">" }) }
        func frame(_ line: Line, fromClient: Bool) throws -> Set<Int> { Set([try talk.segment(ofByte: line.start, fromClient: fromClient).number]) }
        func code(_ line: Line) -> Int64 { Int64(line.text.prefix(3)) ?? 0 }
        func n(_ number: Int) -> Question.Key { .number(Int64(number)) }
        let lines = commands.filter { $0.start <= data.start }.count + commands.filter { $0.start > dot.start }.count
        return [
            Question("Q1", points: 1, wanted: "the code with which the server greets", section: "worksheet section 5.1", key: .number(code(greeting)), evidence: try frame(greeting, fromClient: false), misconceptions: [
                .init(.number(250), isReally: "the code that says that a command was carried out", likely: "no command has been given yet: look at the server's first line"),
            ]),
            Question("Q2", points: 1, wanted: "how many lines of commands the client says, message apart", section: "worksheet section 5.1", key: n(lines), misconceptions: [
                .init(n(commands.count), isReally: "all lines, with the message's", likely: "what stands between DATA and the line of one dot is the message"), .init(n(lines - 1), isReally: "one less", likely: "QUIT is a command, too"),
            ]),
            Question("Q3", points: 2, wanted: "the password", section: "worksheet section 5.1", key: .text([parts[2]]), evidence: try frame(login, fromClient: true), misconceptions: [
                .init(.text([hidden]), isReally: "what stands on the wire", likely: "base64 hides nothing: decode it"), .init(.text([parts[1]]), isReally: "the user's name", likely: "decoded it is three parts with a zero byte between: the last is the password"),
            ]),
            Question("Q4", points: 1, wanted: "the sender in the envelope", section: "worksheet section 5.2", key: .text([between(mail), "<\(between(mail))>"]), evidence: try frame(mail, fromClient: true), misconceptions: [
                .init(.text([recipients.first.map(between) ?? ""]), isReally: "a recipient", likely: "MAIL FROM names the sender"),
            ]),
            Question("Q5", points: 1, wanted: "how many recipients the envelope names", section: "worksheet section 5.2", key: n(recipients.count), misconceptions: [
                .init(n(recipients.count + 1), isReally: "one more", likely: "count RCPT TO, not MAIL FROM"), .init(n(0), isReally: "none", likely: "each RCPT TO names one"),
            ]),
            Question("Q6", points: 1, wanted: "which decides where the message goes: RCPT or To", section: "worksheet section 5.2", key: .text(["RCPT", "RCPT TO", "RCPT TO:", "the envelope", "envelope"]), misconceptions: [
                .init(.text(["To", "To:", "the header"]), isReally: "a line of the message", likely: "the server reads the message's own lines no more than a postman does the letter"),
            ]),
            Question("Q7", points: 1, wanted: "the code with which the server says: go on, give me the message", section: "worksheet section 5.3", key: .number(code(go)), evidence: try frame(go, fromClient: false), misconceptions: [
                .init(.number(250), isReally: "the code that says that all is done", likely: "the first digit is 3: something more is expected"),
            ]),
            Question("Q8", points: 2, wanted: "how many bytes the client sends behind DATA's line, with the line of one dot", section: "worksheet section 5.3", key: n(content), misconceptions: [
                .init(n(content - 3), isReally: "the message without the line of one dot", likely: "with it: a dot and CRLF are three bytes"), .init(n(content - 2), isReally: "all but the last line's end", likely: "a line ends in two bytes, CR and LF, the last one, too"),
            ]),
            Question("Q9", points: 1, wanted: "the message's subject", section: "worksheet section 5.3", key: .text([subject]), evidence: try frame(subjectLine, fromClient: true), misconceptions: [
                .init(.text(["Subject: \(subject)"]), isReally: "the whole line", likely: "its value stands behind the colon"),
            ]),
            Question("Q10", points: 1, wanted: "the code with which the server takes the message", section: "worksheet section 5.3", key: .number(code(taken)), evidence: try frame(taken, fromClient: false), misconceptions: [
                .init(.number(354), isReally: "the code before the message", likely: "after the line of one dot"), .init(.number(221), isReally: "the code of goodbye", likely: "that answers QUIT"),
            ]),
        ]
    }
}

/// A line of what an end said, with its place.
struct Line {
    let text: String
    let start: Int
    /// Behind its line end.
    let end: Int

    static func all(in bytes: [UInt8]) -> [Line] {
        var lines: [Line] = [], start = 0
        for (index, byte) in bytes.enumerated() where byte == 10 {
            let text = bytes[start..<index].last == 13 ? bytes[start..<index - 1] : bytes[start..<index]
            lines.append(Line(text: String(decoding: text, as: UTF8.self), start: start, end: index + 1))
            start = index + 1
        }
        return lines
    }
}
