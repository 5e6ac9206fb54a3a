import ApplicationLayer
import Applications
import HTTPTypes
import LabKit
import Sockets
import Wire

/// What lab 03's client does with a URL: status, the first hundred characters, the header fields.
struct Fetch: Sendable {
    let url: String
    /// For https.
    var security: (any StreamSecurity)?
    /// Hears of the answer, for `--plain`.
    var answer: (@Sendable (HTTPClientResponse) -> Void)?

    func run(on host: some Host) async throws {
        try await get(on: host) { response in show(response, host.console) }
    }

    private func show(_ response: HTTPClientResponse, _ console: Console) {
        if let answer { answer(response) } else {
            for step in response.history { console.print("Redirected: \(step.status.code) to \(step.headerFields[.location] ?? "")") }
            console.print("Status: \(response.status) \(response.head.status.reasonPhrase)")
            console.print("First 100 characters:")
            console.print(String(response.text.prefix(100)))
            console.print("Headers:")
            for field in response.head.headerFields { console.print("  \(field.name.rawName): \(field.value)") }
        }
    }

    private func get<H: Host>(on host: H, then show: (HTTPClientResponse) -> Void) async throws {
        var options = HTTPClient<H>.Options()
        // Into a file goes what fits into memory.
        if answer != nil { (options.contentLimit, options.timeout) = (1 << 30, .seconds(600)) }
        let client = HTTPClient(on: host, security: security, options: options)
        show(try await client.get(url))
        await client.close()
    }
}

/// Both ends: a stand-in for www.example.com, and the client.
struct StandInProgram: TwoEndedProgram {
    static let name = "www.example.com"

    /// nil: plain HTTP.
    var security: (any StreamSecurity)?
    var serverName: String? { security == nil ? nil : Self.name }

    /// A reader of heads of one's own, in place of our HTTP client.
    var reader: (any ResponseHeadReader)?

    func server(on host: some Host, at address: SocketAddress, clients: Int?) async throws {
        var router = HTTPRouter()
        router.on(.get, "/") { _ in .html("<!DOCTYPE html>\n<html><head><title>Example Domain</title></head>\n<body><h1>Example Domain</h1>\n<p>This page stands in for one on the Internet.</p></body></html>\n") }
        router.on(.get, "/moved") { _ in .redirect(to: "/", .movedPermanently) }
        let console = host.console
        try await HTTPServer(security: security, router: router).run(on: host, at: address, connections: clients) { console.print("The stand-in listens on port \($0.port)") }
    }

    func client(on host: some Host, to server: String, port: UInt16) async throws {
        if let reader { return try await HandmadeFetch(reader: reader).run(on: host, server: server, port: port) }
        let scheme = security == nil ? "http" : "https", standard: UInt16 = security == nil ? 80 : 443
        let authority = (server.contains(":") ? "[\(server)]" : server) + (port == standard ? "" : ":\(port)")
        try await Fetch(url: "\(scheme)://\(authority)/", security: security).run(on: host)
    }
}

/// The client alone, with any URL.
struct FetchProgram: OneEndedProgram {
    let fetch: Fetch
    func run(on host: some Host) async throws { try await fetch.run(on: host) }
}
