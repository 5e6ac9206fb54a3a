import Applications
import HTTPTypes
import LabKit
import Sockets
import Synchronization
import Wire

/// A user, as far as the client knows one. Everything else that the API says stands in the complete response.
struct User: Decodable, Sendable {
    let login: String
    let name: String?
    let followers: Int
    let publicRepos: Int

    enum CodingKeys: String, CodingKey {
        case login, name, followers
        case publicRepos = "public_repos"
    }
}

/// What lab 10's client does with an API's answer.
struct Ask: Sendable {
    /// Characters of the complete response to print; nil for all.
    let limit: Int?
    /// The student's; nil: what comes first is final.
    var retry: (any RetryPolicy)?

    func run(_ url: String, on host: some Host) async throws {
        let client = HTTPClient(on: host), console = host.console
        var response = try await client.get(url, [.accept: "application/json"]), attempt = 1
        // Whatever a policy says: not for ever.
        while let retry, attempt < 100 {
            let outcome = RequestOutcome(attempt: attempt, method: "GET", status: response.status, retryAfter: response.head.headerFields[.retryAfter])
            guard let milliseconds = try retry.wait(after: outcome) else { break }
            console.print("Attempt \(attempt): \(response.status). Again in \(milliseconds) ms")
            try await host.clock.sleep(for: .milliseconds(min(max(0, milliseconds), 3_600_000)))
            response = try await client.get(url, [.accept: "application/json"])
            attempt += 1
        }
        await client.close()
        guard response.status == 200 else { return console.print("Error: \(response.status)") }
        guard let json = JSONText.indented(response.content) else { throw LabFailure("\(url) answered with something that is no JSON", advice: "Its Content-Type is \(response.head.headerFields[.contentType] ?? "missing")") }
        if let user = try? response.json(User.self) {
            console.print("Username: \(user.login)")
            console.print("Name: \(user.name ?? "N/A")")
            console.print("Followers: \(user.followers)")
            console.print("Public repos: \(user.publicRepos)")
            console.print("")
        } else { console.print("Status: \(response.status)") }
        console.print("Complete response:")
        console.print(limit.map { json.count > $0 ? json.prefix($0) + "..." : json } ?? json)
    }
}

/// Both ends: a stand-in for an API of users, and the client.
struct UserProgram: TwoEndedProgram {
    let ask: Ask
    let user: String
    /// How many requests are answered with 503.
    var busy = 0

    func server(on host: some Host, at address: SocketAddress, clients: Int?) async throws {
        var router = HTTPRouter()
        let turns = Turns(busy)
        router.on(.get, "/users/:login") { request in
            if turns.take() { return HTTPServerResponse(.serviceUnavailable, [.retryAfter: "1"], .bytes(Array("Busy\n".utf8))) }
            guard let json = StandInUsers.json[request.parameters["login"] ?? ""] else { throw HTTPError(.notFound, "There is no such user") }
            return HTTPServerResponse(.ok, [.contentType: "application/json; charset=utf-8"], .bytes(Array(json.utf8)))
        }
        let console = host.console
        try await HTTPServer(router: router).run(on: host, at: address, connections: clients) { console.print("The API is at http://localhost:\($0.port)/users/python") }
    }

    func client(on host: some Host, to server: String, port: UInt16) async throws {
        try await ask.run(httpURL(host: server, port: port, "/users/\(user)"), on: host)
    }
}

/// Counts down; whoever asks while there is something left is sent away.
private final class Turns: Sendable {
    private let left: Mutex<Int>
    init(_ count: Int) { left = Mutex(count) }
    func take() -> Bool {
        left.withLock { left in
            guard left > 0 else { return false }
            left -= 1
            return true
        }
    }
}

/// The client alone, with any URL.
struct AnswerProgram: OneEndedProgram {
    let ask: Ask
    let url: String
    func run(on host: some Host) async throws { try await ask.run(url, on: host) }
}
