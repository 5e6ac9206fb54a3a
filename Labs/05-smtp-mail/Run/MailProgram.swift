import ApplicationLayer
import Applications
import LabKit
import Sockets
import Wire

/// Lab 05's two ends: a mail server, and a client with one message.
struct MailProgram: TwoEndedProgram {
    /// What the client sends.
    struct Letter: Sendable {
        let from: String
        let to: [String]
        let subject: String
        let text: String
        let attachments: [MailMessage.Attachment]
    }

    static let name = "smtp.example.com"

    let letter: Letter
    let account: SMTPCredentials
    /// nil: everything in the clear.
    let security: (any StreamSecurity)?
    var store: any FileStore = MemoryStore()
    var authorityPath: String?
    /// The student's, for a client by hand.
    var dots: (any DotStuffing)?

    var serverName: String? { Self.name }

    func server(on host: some Host, at address: SocketAddress, clients: Int?) async throws {
        var options = SMTPServer.Options(name: Self.name)
        options.configuration.requiresAuthentication = true
        let account = account, console = host.console, authorityPath = authorityPath
        let server = SMTPServer(options: options, drop: MailDrop(store), security: security, authenticate: { $0 == account })
        try await server.run(on: host, at: address, connections: clients) { place in
            console.print("Mail server is listening on port \(place.port)...")
            if let authorityPath { console.print("Its certificate is signed by \(authorityPath)") }
        }
    }

    func client(on host: some Host, to server: String, port: UInt16) async throws { try await send(on: host, to: server, port: port) }

    private func send<H: Host>(on host: H, to server: String, port: UInt16) async throws {
        guard let sender = MailAddress(letter.from) else { throw SocketError(.invalidArgument, during: "send", of: letter.from) }
        var message = MailMessage(
            from: sender, to: letter.to.compactMap { MailAddress($0) }, subject: letter.subject, text: letter.text,
            date: host.clock.now.nanoseconds / 1_000_000_000)
        message.attachments = letter.attachments

        if let dots {
            try await HandmadeMail(dots: dots, credentials: account).send(message, from: letter.from, to: letter.to, on: host, to: server, port: port)
            host.console.print("Email sent successfully!")
            return
        }
        var options = SMTPClient<H>.Options()
        options.security = security == nil ? .never : .required
        options.allowsPasswordInTheClear = security == nil
        let delivery = try await SMTPClient(on: host, security: security, options: options).send(message, to: server, port: port, credentials: account)
        for refused in delivery.refused { host.console.print("Not taken: <\(refused.mailbox)>: \(refused.reply)") }
        host.console.print("Email sent successfully!")
    }
}
