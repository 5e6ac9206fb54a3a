import Applications
import HTML
import LabKit
import Sockets
import Wire

/// What lab 09's client does with a page: finds the stories in it, and prints their titles and links.
struct Scrape: Sendable {
    let selector: String
    let count: Int
    /// The student's.
    var matcher: (any SelectorMatcher)?

    func run(_ url: String, on host: some Host) async throws {
        let client = HTTPClient(on: host), console = host.console
        let response = try await client.get(url)
        await client.close()
        guard response.isSuccess else { throw LabFailure("\(url) answered \(response.head.status)") }
        let stories = try find(in: HTMLDocument(response.text))
        if stories.isEmpty { console.print("Nothing in the page matches the selector.") }
        for story in stories.prefix(count) {
            // The link is inside the element, or the element itself.
            let link = story.name == "a" ? story : try story.select("a").first
            console.print("Title: \((link ?? story).text)")
            console.print("Link: \(link?["href"] ?? "none")")
            console.print(String(repeating: "-", count: 50))
        }
    }
}

extension Scrape {
    private func find(in page: HTMLDocument) throws -> [HTMLElement] {
        guard let matcher else { return try page.select(selector) }
        let all = try page.select("*")
        // In the order of the page an element's inside follows it at once: how many elements it holds says who is around whom.
        var around: [(place: Int, end: Int)] = [], plain: [PlainElement] = []
        for (place, element) in all.enumerated() {
            while let last = around.last, last.end <= place { around.removeLast() }
            plain.append(PlainElement(element.name, id: element["id"], classes: (element["class"] ?? "").split(whereSeparator: \.isWhitespace).map(String.init), parent: around.last?.place))
            around.append((place, place + 1 + (try element.select("*").count)))
        }
        return try matcher.places(of: selector, in: plain).filter(all.indices.contains).map { all[$0] }
    }
}

/// Both ends: a stand-in for a front page of stories, and the client.
struct ScrapeProgram: TwoEndedProgram {
    let scrape: Scrape

    func server(on host: some Host, at address: SocketAddress, clients: Int?) async throws {
        var router = HTTPRouter()
        router.on(.get, "/") { _ in .html(FrontPage.html) }
        let console = host.console
        try await HTTPServer(router: router).run(on: host, at: address, connections: clients) { console.print("The front page is at http://localhost:\($0.port)/") }
    }

    func client(on host: some Host, to server: String, port: UInt16) async throws {
        try await scrape.run(httpURL(host: server, port: port), on: host)
    }
}

/// The client alone, with any page.
struct PageProgram: OneEndedProgram {
    let scrape: Scrape
    let url: String
    func run(on host: some Host) async throws { try await scrape.run(url, on: host) }
}
