import ApplicationLayer
import Applications
import ArgumentParser
import ExerciseKit
import Foundation
import Lab05Exercise
import LabKit
import LabSecurity
import Sockets

@main
struct SMTPMail: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "smtp-mail",
        abstract: "Lab 05: a message, from its envelope to somebody's mailbox.",
        discussion: HelpText.laidOut("""
            Without arguments a mail server and a client both run in this process. The client says EHLO, turns TLS on (STARTTLS), logs in, \
            hands over one message, and leaves.

            Try:
              smtp-mail                                   both ends; TLS hides what is said
              smtp-mail --no-tls                          the same in the clear: see what TLS hides
              smtp-mail --attach photo.jpg --no-tls       how a file becomes text
              SSLKEYLOGFILE=keys.txt smtp-mail --write mail.pcap     both files together open in Wireshark
              smtp-mail --no-tls --mine                   with the dot stuffing that you wrote
              smtp-mail server --port 2525 --mailbox mail  then, elsewhere: swaks -tls -a -au user -ap secret …

            The account is user, its password secret.

            Worksheet: Labs/05-smtp-mail/WORKSHEET.md
            """))

    @Argument(help: "Which end to run: both, server or client.")
    var end: LabEnd = .both

    @OptionGroup var place: PlaceOptions

    @Option(help: ArgumentHelp("Who sends it.", valueName: "ADDRESS"))
    var from = "sender@example.com"

    @Option(parsing: .upToNextOption, help: ArgumentHelp("Who gets it.", valueName: "ADDRESS"))
    var to = ["recipient@example.com"]

    @Option(help: "What it is about.")
    var subject = "Test Email"

    @Option(help: "What it says.")
    var text = "This is a test email sent from Swift."

    @Option(parsing: .upToNextOption, help: ArgumentHelp("Files that go with it.", valueName: "FILE"))
    var attach: [String] = []

    @Option(help: "The account's name.")
    var user = "user"

    @Option(help: "The account's password.")
    var password = "secret"

    @Flag(help: "No TLS: passwords and messages can be read on the wire.")
    var noTLS = false

    @Flag(help: "Send the message with your own dot stuffing, from Labs/05-smtp-mail/Exercise; goes with --no-tls.")
    var mine = false

    @Option(help: ArgumentHelp("Where the server keeps messages, one .eml file each. Default, with both ends: in memory.", valueName: "DIR"))
    var mailbox: String?

    @OptionGroup var trust: SecurityOptions
    @OptionGroup var options: LabOptions

    func validate() throws {
        for address in [from] + to where MailAddress(address) == nil { throw ValidationError("\"\(address)\" is no mail address: expected somebody@example.com") }
        if mine, !noTLS || end == .server { throw ValidationError("--mine is a client that speaks in the clear: add --no-tls") }
        if end == .server, mailbox == nil { throw ValidationError("a server alone needs a place for what it gets: --mailbox DIR") }
    }

    func run() throws {
        let tls = noTLS ? nil : try LabSecurity(for: end, serverName: MailProgram.name, options: trust, trustsSystem: end == .client)
        let letter = try letter(), store = try mailbox.map(Self.store)
        try LabRun(lab: .smtpMail, end: end, place: place, options: options).run(program(letter, tls, in: store))
    }

    private static func store(_ mailbox: String) throws -> DiskStore {
        do { try FileManager.default.createDirectory(atPath: mailbox, withIntermediateDirectories: true) } catch { throw ValidationError("--mailbox: the folder \(mailbox) cannot be made") }
        do throws(FileStoreError) { return try DiskStore(path: mailbox) } catch { throw ValidationError("--mailbox: \(mailbox): \(error.code.rawValue)") }
    }

    private func program(_ letter: MailProgram.Letter, _ tls: LabSecurity?, in store: DiskStore?) throws -> MailProgram {
        var program = MailProgram(letter: letter, account: SMTPCredentials(user: user, password: password), security: tls?.security)
        if mine { program.dots = MyDots() }
        program.authorityPath = tls?.authorityPath
        if let store { program.store = options.view ? try MemoryStore(copying: store) : store }
        return program
    }

    private func letter() throws -> MailProgram.Letter {
        MailProgram.Letter(from: from, to: to, subject: subject, text: text, attachments: try attach.map { path in
            guard let content = FileManager.default.contents(atPath: path) else { throw ValidationError("--attach: \(path) cannot be read") }
            return MailMessage.Attachment(name: URL(fileURLWithPath: path).lastPathComponent, type: "application/octet-stream", content: Array(content))
        })
    }
}

extension SMTPMail {
    /// The grader runs this program to try the exercise; otherwise the first line does nothing.
    static func main() {
        TrialHost.serve(.init(DotTrial.self, MyDots()))
        main(nil)
    }
}
