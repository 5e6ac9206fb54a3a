import Applications
import HTTPTypes
import LabKit
import Sockets
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

    func run(_ url: String, on host: some Host) async throws {
        let client = HTTPClient(on: host), console = host.console
        let response = try await client.get(url, [.accept: "application/json"])
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

    func server(on host: some Host, at address: SocketAddress, clients: Int?) async throws {
        var router = HTTPRouter()
        router.on(.get, "/users/:login") { request in
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

/// The client alone, with any URL.
struct AnswerProgram: OneEndedProgram {
    let ask: Ask
    let url: String
    func run(on host: some Host) async throws { try await ask.run(url, on: host) }
}
