import ApplicationLayer
import Applications
@testable import TransportSecurity
import Simulation
import Sockets
import StackSockets
import Testing
import Wire

/// Two ends of TLS on the simulator's hosts.
private struct Pair {
    let authority: BoxAuthority
    let simulation: Simulation
    let names: [String]

    init(names: [String] = ["www.example.com", "10.0.0.12"], keys: BoxAuthority.Keys = .ofOneLength) throws {
        authority = try BoxAuthority(keys: keys)
        simulation = try Topology.pair().simulation(seed: 1)
        self.names = names
    }

    func security(trusting other: BoxAuthority? = nil, keyLog: (@Sendable (String) -> Void)? = nil) throws -> (client: TLSSecurity, server: TLSSecurity) {
        var options = TLSSecurity.Options()
        options.keyLog = keyLog
        let client = try TLSSecurity(authority: other ?? authority, options: options)
        options.names = names
        return (client, try TLSSecurity(authority: authority, options: options))
    }

    /// Runs `serve` with the server's end while `use` has the client's.
    func run<Result: Sendable>(
        _ security: (client: TLSSecurity, server: TLSSecurity), name: String = "www.example.com",
        serve: @escaping @Sendable (any ByteStream) async throws -> Void, use: @escaping @Sendable (any ByteStream) async throws -> Result
    ) throws -> Result {
        let server = try simulation.host("server"), client = try simulation.host("client")
        return try simulation.run {
            async let served: Void = {
                let listener = try await server.listen(on: SocketAddress("0.0.0.0:443")!)
                let below = try await listener.accept()
                listener.close()
                let stream = try await security.server.server(over: below)
                try await serve(stream)
                await stream.close()
            }()
            let below = try await client.connect(to: SocketAddress("10.0.0.12:443")!)
            let stream: any ByteStream
            do { stream = try await security.client.client(over: below, name: name) } catch {
                _ = try? await served
                throw error
            }
            let result = try await use(stream)
            await stream.close()
            try await served
            return result
        }
    }
}

extension ByteStream {
    fileprivate func all() async throws -> [UInt8] {
        var all: [UInt8] = []
        while true {
            let bytes = try await receive(atMost: 5_000)
            if bytes.isEmpty { return all }
            all += bytes
        }
    }
}

@Suite("TLS over any stream")
struct TLSTests {
    @Test("300,000 bytes go there and come back, and each end hears the other's end", arguments: [1, 14, 16_384, 300_000]) func echo(size: Int) throws {
        let pair = try Pair(), message = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let answer = try pair.run(try pair.security()) { stream in
            try await stream.send(try await stream.all())
        } use: { stream in
            try await stream.send(message)
            try await stream.finishSending()
            return try await stream.all()
        }
        #expect(answer == message)
    }

    @Test("a name or an address that the certificate is for", arguments: ["www.example.com", "WWW.EXAMPLE.COM", "www.example.com.", "10.0.0.12"], [BoxAuthority.Keys.ofOneLength, .forEveryClient]) func rightName(name: String, keys: BoxAuthority.Keys) throws {
        let pair = try Pair(keys: keys)
        let answer = try pair.run(try pair.security(), name: name) { try await $0.send("welcome") } use: { try await $0.all() }
        #expect(String(decoding: answer, as: UTF8.self) == "welcome")
    }

    @Test("another name is refused, with the reason", arguments: ["example.com", "www.example.org", "a.www.example.com"]) func wrongName(name: String) throws {
        let pair = try Pair()
        let error = #expect(throws: SocketError.self) { try pair.run(try pair.security(), name: name) { _ = try await $0.all() } use: { _ in } }
        #expect(error?.code == .aborted && error?.subject.contains("its certificate is for other names") == true, "\(String(describing: error))")
    }

    @Test("an address that the certificate is not for is refused") func wrongAddress() throws {
        let pair = try Pair(names: ["www.example.com"])
        #expect(throws: SocketError.self) { try pair.run(try pair.security(), name: "10.0.0.12") { _ = try await $0.all() } use: { _ in } }
    }

    @Test("a stranger's authority is refused, and the server is told") func stranger() throws {
        let pair = try Pair(), told = Told()
        let security = try pair.security(trusting: BoxAuthority())
        let error = #expect(throws: SocketError.self) {
            let server = try pair.simulation.host("server"), client = try pair.simulation.host("client")
            try pair.simulation.run {
                async let served: Void = {
                    let listener = try await server.listen(on: SocketAddress("0.0.0.0:443")!)
                    let below = try await listener.accept()
                    do { _ = try await security.server.server(over: below) } catch { told.text = "\(error)" }
                }()
                let below = try await client.connect(to: SocketAddress("10.0.0.12:443")!)
                do { _ = try await security.client.client(over: below, name: "www.example.com") } catch {
                    try await served
                    throw error
                }
            }
        }
        #expect(error?.subject.contains("signed by nobody whom we trust") == true, "\(String(describing: error))")
        #expect(told.text.contains("the other end does not trust our certificate"), "\(told.text)")
    }

    @Test("an end without close_notify is an error, not an end") func truncation() throws {
        let pair = try Pair(), security = try pair.security()
        let server = try pair.simulation.host("server"), client = try pair.simulation.host("client")
        let error = #expect(throws: SocketError.self) {
            try pair.simulation.run {
                async let served: Void = {
                    let listener = try await server.listen(on: SocketAddress("0.0.0.0:443")!)
                    let below = try await listener.accept()
                    let stream = try await security.server.server(over: below)
                    try await stream.send("half of what I wanted to s")
                    // Somebody cuts the connection below TLS.
                    try await below.finishSending()
                    _ = try? await below.receive(atMost: 100)
                    await below.close()
                }()
                let below = try await client.connect(to: SocketAddress("10.0.0.12:443")!)
                let stream = try await security.client.client(over: below, name: "www.example.com")
                do { _ = try await stream.all() } catch {
                    await stream.close()
                    try await served
                    throw error
                }
            }
        }
        #expect(error?.subject.contains("close_notify") == true, "\(String(describing: error))")
    }

    /// What comes instead of TLS: an end of its own, and no more than that.
    /// Bytes that are no TLS handshake, or none that makes sense.
    enum Nonsense: String, CaseIterable {
        case request, greeting, zeros, longRecord, longHandshake, alert, empty, nothing

        var bytes: [UInt8] {
            switch self {
            case .request: Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
            case .greeting: Array("220 smtp.example.com\r\n".utf8)
            case .zeros: [UInt8](repeating: 0, count: 2_000)
            case .longRecord: [0x16, 3, 1, 0xff, 0xff] + [UInt8](repeating: 1, count: 65_535)
            case .longHandshake: [0x16, 3, 3, 0, 4, 1, 0xff, 0xff, 0xff]
            case .alert: [0x15, 3, 3, 0, 2, 2, 40]
            case .empty: [0x17, 3, 3, 0, 0]
            case .nothing: []
            }
        }
    }

    @Test("what is not TLS is refused by either end", arguments: Nonsense.allCases, [true, false])
    func notTLS(nonsense: Nonsense, isServer: Bool) throws {
        let pair = try Pair(), security = try pair.security()
        let server = try pair.simulation.host("server"), client = try pair.simulation.host("client")
        let code: SocketError.Code? = try pair.simulation.run {
            async let other: Void = {
                let listener = try await server.listen(on: SocketAddress("0.0.0.0:443")!)
                let below = try await listener.accept()
                try? await below.send(nonsense.bytes)
                try? await below.finishSending()
                while try await !below.receive(atMost: 65_536).isEmpty {}
                await below.close()
            }()
            let below = try await client.connect(to: SocketAddress("10.0.0.12:443")!)
            var code: SocketError.Code?
            do { _ = try await isServer ? security.server.server(over: below) : security.client.client(over: below, name: "www.example.com") } catch { code = (error as? SocketError)?.code }
            try? await other
            return code
        }
        #expect(code == .aborted)
    }

    @Test("the same lengths at the same times in every run") func repeatable() throws {
        func frames() throws -> [String] {
            let pair = try Pair(), recorder = Lengths()
            pair.simulation.observe(with: recorder)
            _ = try pair.run(try pair.security()) { try await $0.send(try await $0.receive(atMost: 100)) } use: { stream in
                try await stream.send("Hello, server!")
                return try await stream.receive(atMost: 100)
            }
            pair.simulation.drain()
            return recorder.lines
        }
        let first = try frames()
        #expect(first.count > 8)
        for _ in 0..<3 { #expect(try frames() == first) }
    }

    @Test("secrets are written in NSS's form") func keyLog() throws {
        let pair = try Pair(), told = Told()
        let security = try pair.security { line in told.add(line) }
        _ = try pair.run(security) { try await $0.send("x") } use: { try await $0.all() }
        let labels = Set(told.text.split(separator: "\n").compactMap { $0.split(separator: " ").first.map(String.init) })
        #expect(labels.isSuperset(of: ["CLIENT_HANDSHAKE_TRAFFIC_SECRET", "SERVER_HANDSHAKE_TRAFFIC_SECRET", "CLIENT_TRAFFIC_SECRET_0", "SERVER_TRAFFIC_SECRET_0"]), "\(labels)")
        #expect(told.text.split(separator: "\n").allSatisfy { $0.split(separator: " ").count == 3 })
    }

    @Test("mail over STARTTLS, logged in") func mail() throws {
        let pair = try Pair(names: ["smtp.example.com"]), security = try pair.security(), store = MemoryStore()
        let server = try pair.simulation.host("server"), client = try pair.simulation.host("client")
        client.names["smtp.example.com"] = [IPAddress("10.0.0.12")!]
        let delivery = try pair.simulation.run {
            async let served: Void = {
                var options = SMTPServer.Options(name: "smtp.example.com")
                options.configuration.requiresAuthentication = true
                try await SMTPServer(options: options, drop: MailDrop(store), security: security.server, authenticate: { $0.user == "user" && $0.password == "secret" })
                    .run(on: server, at: SocketAddress("0.0.0.0:587")!, connections: 1)
            }()
            var options = SMTPClient<StackHost>.Options()
            options.security = .required
            let message = MailMessage(from: MailAddress("a@example.com")!, to: [MailAddress("b@example.com")!], subject: "Grüße", text: ".\n..\nbye", date: 0)
            let delivery = try await SMTPClient(on: client, security: security.client, options: options).send(message, to: "smtp.example.com", port: 587, credentials: .init(user: "user", password: "secret"))
            try await served
            return delivery
        }
        #expect(delivery.wasSecured)
        #expect(try store.list(.root).count == 1)
    }
}

private final class Told: @unchecked Sendable {
    var text = ""
    func add(_ line: String) { text += line.hasSuffix("\n") ? line : line + "\n" }
}

/// When frames of which length passed.
private final class Lengths: FrameObserver, @unchecked Sendable {
    private(set) var lines: [String] = []
    func observe(_ frame: ObservedFrame) { lines.append("\(frame.time.nanoseconds) \(frame.from) \(frame.bytes.count)") }
}
