import ApplicationLayer
import Applications
import KernelSockets
import Sockets
import Testing
import Wire

@Suite struct MailTests {
    static let credentials = SMTPCredentials(user: "user", password: "secret")

    @discardableResult
    static func run<Result: Sendable>(_ change: (inout SMTPServer.Options) -> Void = { _ in }, _ body: @escaping @Sendable (KernelHost, SocketAddress, MemoryStore) async throws -> Result) async throws -> Result {
        var options = SMTPServer.Options(name: "mail.example")
        change(&options)
        return try await onKernel { [options] host in
            let store = MemoryStore()
            let server = SMTPServer(options: options, drop: MailDrop(store), authenticate: { $0 == credentials }, accepts: { mailbox, _ in mailbox.domain != "elsewhere.example" })
            return try await serving(host, { ready in try await server.run(on: host, at: anyPort, ready: ready) }) { address in try await body(host, address, store) }
        }
    }

    static func message(to: [String] = ["bob@b.example"], _ text: String = "Grüße\n.\n..dots\nFrom here\n") -> MailMessage {
        MailMessage(from: MailAddress("Alice <alice@a.example>")!, to: to.map { MailAddress($0)! }, subject: "Grüße", text: text, date: 784_111_777)
    }

    static func files(_ store: MemoryStore) throws -> [MIMEPart] {
        try store.list(.root).map { entry in
            let reader = try store.read(RootedPath.root.resolving(entry.name)!)
            return try MIMEPart(parsing: try reader.read(at: 0, count: Int(reader.size)))
        }
    }

    static func client(_ host: KernelHost) -> SMTPClient<KernelHost> {
        var options = SMTPClient<KernelHost>.Options()
        options.allowsPasswordInTheClear = true
        return SMTPClient(on: host, options: options)
    }

    @Test func deliversWhole() async throws {
        try await Self.run { host, address, store async throws in
            let delivery = try await Self.client(host).send(Self.message(), to: "127.0.0.1", port: address.port, credentials: Self.credentials)
            #expect(delivery.reply.code == 250 && delivery.refused.isEmpty && !delivery.wasSecured)
            let files = try Self.files(store)
            #expect(files.map { $0.headers.text("Subject") } == ["Grüße"])
            #expect(files[0].firstText() == "Grüße\r\n.\r\n..dots\r\nFrom here\r\n")
            #expect(files[0].headers["Return-Path"] == "<alice@a.example>")
            #expect(files[0].headers["Received"]?.contains("with ESMTPA") == true)
        }
    }

    @Test func refusals() async throws {
        try await Self.run({ $0.configuration.messageLimit = 5_000 }) { host, address, store async throws in
            let client = Self.client(host)
            let partly = try await client.send(Self.message(to: ["bob@b.example", "eve@elsewhere.example"]), to: "127.0.0.1", port: address.port)
            #expect(partly.refused.map(\.mailbox.description) == ["eve@elsewhere.example"])
            await #expect { try await client.send(Self.message(to: ["eve@elsewhere.example"]), to: "127.0.0.1", port: address.port) } throws: { error in
                if case .allRecipientsRefused(let all)? = error as? SMTPClientError { all.count == 1 } else { false }
            }
            await #expect { try await client.send(Self.message(), to: "127.0.0.1", port: address.port, credentials: SMTPCredentials(user: "user", password: "wrong")) } throws: { error in
                if case .refused(step: "AUTH", let reply)? = error as? SMTPClientError { reply.code == 535 } else { false }
            }
            await #expect(throws: SMTPClientError.tooBig(limit: 5_000)) { try await client.send(Self.message(to: ["bob@b.example"], String(repeating: "x\n", count: 5_000)), to: "127.0.0.1", port: address.port) }
            await #expect(throws: SMTPClientError.passwordInTheClear) { try await SMTPClient(on: host).send(Self.message(), to: "127.0.0.1", port: address.port, credentials: Self.credentials) }
            #expect(try store.list(.root).count == 1)
        }
    }

    @Test func aMessageThatBreaksOffIsNotStored() async throws {
        try await Self.run { host, address, store async throws in
            for end in 0..<3 {
                let stream = try await host.connect(to: address)
                try await stream.send("EHLO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nSubject: x\r\n\r\nhalf")
                _ = try await stream.receive(until: "354 Send the message; end it with a line of one dot\r\n")
                if end == 0 { stream.abort() } else if end == 1 { await stream.close() } else {
                    try await stream.send("\n.\nMAIL FROM:<evil@x>\r\n")
                    #expect(try await stream.receive(until: "\r\n").hasPrefix("521 "))
                    await stream.close()
                }
            }
            try await host.clock.sleep(for: .milliseconds(50))
            #expect(try store.list(.root).isEmpty)
            _ = try await Self.client(host).send(Self.message(), to: "127.0.0.1", port: address.port)
            #expect(try store.list(.root).count == 1)
        }
    }
}
