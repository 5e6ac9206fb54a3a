import ApplicationLayer
import Applications
import HTTPTypes
import LabKit
import Sockets
import Wire

/// What lab 03's client does with a URL: status, the first hundred characters, the header fields.
struct Fetch: Sendable {
    let url: String
    var method = HTTPRequest.Method.get
    var fields = HTTPFields()
    var content: [UInt8]?
    /// How long nothing may come.
    var timeout: Duration?
    /// For https.
    var security: (any StreamSecurity)?
    /// Where the content goes, instead of the first characters of it on the screen.
    var sink: HTTPContentSink?

    func run(on host: some Host) async throws {
        let client = client(on: host)
        if let sink {
            _ = try await client.send(method, url, fields, content: content, into: sink)
        } else {
            show(try await client.send(method, url, fields, content: content), host.console)
        }
        await client.close()
    }

    private func client<H: Host>(on host: H) -> HTTPClient<H> {
        var options = HTTPClient<H>.Options()
        if let timeout { options.timeout = timeout }
        return HTTPClient(on: host, security: security, options: options)
    }

    private func show(_ response: HTTPClientResponse, _ console: Console) {
        for step in response.history { console.print("Redirected: \(step.status.code) to \(step.headerFields[.location] ?? "")") }
        console.print("Status: \(response.status) \(response.head.status.reasonPhrase)")
        console.print("First 100 characters:")
        console.print(String(response.text.prefix(100)))
        console.print("Headers:")
        for field in response.head.headerFields { console.print("  \(field.name.rawName): \(field.value)") }
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
