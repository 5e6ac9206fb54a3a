import Applications
import Foundation
public import GradeKit
import HTTPTypes
import Synchronization
import Wire

extension LabCourse {
    /// Lab 11. Each key is worked out from the first conversation with port 5000.
    public static let restAPI = LabCourse("11", "rest-api", exercises: [.paths], personal: { random in
        let network = PersonalNetwork(&random)
        let known = 3 + Int(random.below(6)), title = PersonalMessage.text(&random, length: 8...24), author = PersonalMessage.text(&random, length: 6...12).filter(\.isLetter), missing = 90 + Int(random.below(9)), looks = 1 + Int(random.below(3))
        let books = Shelf((1...known).map { "\(PersonalMessage.text(&random, length: 8...20)) \($0)" })
        var router = HTTPRouter()
        router.on(.get, "/api/books") { _ in .json(books.list) }
        router.on(.get, "/api/books/:id") { request in
            guard let book = books.book(Int(request.parameters["id"] ?? "") ?? 0) else { throw HTTPError(.notFound, "Book not found") }
            return .json(book)
        }
        router.on(.post, "/api/books") { request in
            guard let object = try? JSONSerialization.jsonObject(with: Data(request.content)) as? [String: Any], let title = object["title"] as? String else { throw HTTPError(.badRequest, "Bad request") }
            return .json(books.add(title), .created)
        }
        let routes = router
        return Evidence(capture: try network.web("11-rest-api.pcap", port: 5000, router: routes) { http, place in
            let url = "\(place)/api/books"
            _ = try await http.get(url)
            for number in 1...looks { _ = try await http.get("\(url)/\(number)") }
            _ = try await http.send(.post, url, json: ["title": title, "author": author])
            _ = try await http.get("\(url)/\(missing)")
            _ = try await http.send(.post, url, json: ["author": author])
        })
    }) { evidence in
        let talk = try Conversation(evidence, port: 5000), name = talk.capture.name
        let asked = try HTTPFacts.all(in: talk.bytes(fromClient: true), name: name), answered = try HTTPFacts.all(in: talk.bytes(fromClient: false), name: name)
        guard asked.count == answered.count else { throw EvidenceError("\(name): not every request has its answer") }
        let pairs = Array(zip(asked, answered))
        func pair(_ what: String, _ fits: (HTTPFacts, HTTPFacts) -> Bool) throws -> (asked: HTTPFacts, answered: HTTPFacts) {
            guard let found = pairs.first(where: { fits($0.0, $0.1) }) else { throw EvidenceError("\(name): \(what)") }
            return found
        }
        let added = try pair("no book is added") { $0.head.part(0) == "POST" && $1.head.part(1) == "201" }, refused = try pair("nothing is refused") { $1.head.part(1) == "400" }, missing = try pair("nothing is missing") { $1.head.part(1) == "404" }, list = try pair("the list is not asked for") { asked, _ in asked.head.part(0) == "GET" && asked.head.part(1) == "/api/books" }
        func frame(_ message: HTTPFacts, fromClient: Bool) throws -> Set<Int> { Set([try talk.segment(ofByte: message.start, fromClient: fromClient).number]) }
        func number(_ content: [UInt8]) -> Int { (String(decoding: content, as: UTF8.self).firstMatch(of: /"id": *([0-9]+)/)?.output.1).flatMap { Int($0) } ?? 0 }
        let new = number(added.answered.content), listed = String(decoding: list.answered.content, as: UTF8.self).matches(of: /"id": *[0-9]+/).count
        let connections = Set(talk.segments.map(\.tcp.stream)).count
        func member(_ name: String) -> String { ((try? JSONSerialization.jsonObject(with: Data(added.asked.content))) as? [String: Any])?[name] as? String ?? "" }
        func n(_ number: Int) -> Question.Key { .number(Int64(number)) }
        return [
            Question("Q1", points: 1, wanted: "how many requests the client makes", section: "worksheet section 5.1", key: n(asked.count), misconceptions: [.init(n(asked.count * 2), isReally: "requests and answers", likely: "the client's only"), .init(n(connections == asked.count ? 0 : connections), isReally: "connections", likely: "one connection carries them one after the other")]),
            Question("Q2", points: 1, wanted: "how many books the list has", section: "worksheet section 5.1", key: n(listed), misconceptions: [.init(n(listed + 1), isReally: "the list with the new book", likely: "the list was asked for before")]),
            Question("Q3", points: 1, wanted: "the method that adds a book", section: "worksheet section 5.2", key: .text([added.asked.head.part(0)]), evidence: try frame(added.asked, fromClient: true), misconceptions: [.init(.text(["PUT"]), isReally: "the method that replaces what is at a place", likely: "the place of the new book is not known yet"), .init(.text(["GET"]), isReally: "the method that changes nothing", likely: "look at the request whose answer is 201")]),
            Question("Q4", points: 1, wanted: "the status code that says: created", section: "worksheet section 5.2", key: .number(Int64(added.answered.head.part(1)) ?? 0), evidence: try frame(added.answered, fromClient: false), misconceptions: [.init(.number(200), isReally: "the code that says: well", likely: "there is a code of its own for something new")]),
            Question("Q5", points: 2, wanted: "how many bytes of JSON the client sends for the new book", section: "worksheet section 5.2", key: n(added.asked.content.count), evidence: try frame(added.asked, fromClient: true).union([talk.segment(ofByte: added.asked.start + added.asked.head.length, fromClient: true).number]), misconceptions: [
                .init(n(added.asked.content.count + added.asked.head.length), isReally: "head and content", likely: "header included: what is behind the empty line"), .init(n(added.answered.content.count), isReally: "what the server answers", likely: "the request's Content-Length"),
            ]),
            Question("Q6", points: 1, wanted: "the id of the new book", section: "worksheet section 5.2", key: n(new), evidence: try frame(added.answered, fromClient: false).union([talk.segment(ofByte: added.answered.start + added.answered.head.length, fromClient: false).number]), misconceptions: [.init(n(new - 1), isReally: "the last book's before", likely: "the server's answer to POST says it"), .init(n(new + 1), isReally: "one more", likely: "the server's answer to POST says it")]),
            Question("Q7", points: 1, wanted: "the status code for a book that is not there", section: "worksheet section 5.3", key: .number(Int64(missing.answered.head.part(1)) ?? 0), evidence: try frame(missing.answered, fromClient: false), misconceptions: [.init(.number(400), isReally: "the code of a request that makes no sense", likely: "the request makes sense, but what it names is not there")]),
            Question("Q8", points: 1, wanted: "the status code for a book without a title", section: "worksheet section 5.3", key: .number(Int64(refused.answered.head.part(1)) ?? 0), evidence: try frame(refused.answered, fromClient: false), misconceptions: [.init(.number(404), isReally: "the code of what is not there", likely: "the path is there: it is the content that makes no sense"), .init(.number(500), isReally: "the server's own failure", likely: "whose fault is it? 4xx is the client's")]),
            Question("Q9", points: 1, wanted: "the new book's title, as the client sends it", section: "worksheet section 5.2", key: .text([member("title")]), evidence: try frame(added.asked, fromClient: true).union([talk.segment(ofByte: added.asked.start + added.asked.head.length, fromClient: true).number]), misconceptions: [.init(.text([member("author")]), isReally: "its author", likely: "the member is called title")]),
        ]
    }

    /// Books by their numbers, from 1.
    private final class Shelf: Sendable {
        private let titles: Mutex<[String]>
        init(_ titles: [String]) { self.titles = Mutex(titles) }
        private static func text(_ number: Int, _ title: String) -> String { "{\"id\":\(number),\"title\":\"\(title)\"}" }
        var list: String { titles.withLock { all in "{\"books\":[\(all.enumerated().map { Self.text($0 + 1, $1) }.joined(separator: ","))]}\n" } }
        func book(_ number: Int) -> String? { titles.withLock { all in all.indices.contains(number - 1) ? "{\"book\":\(Self.text(number, all[number - 1]))}\n" : nil } }
        func add(_ title: String) -> String {
            titles.withLock { all in
                all.append(title)
                return "{\"book\":\(Self.text(all.count, title))}\n"
            }
        }
    }
}

extension HTTPServerResponse {
    /// Text that is JSON already.
    fileprivate static func json(_ text: String, _ status: HTTPResponse.Status = .ok) -> HTTPServerResponse { HTTPServerResponse(status, [.contentType: "application/json"], .bytes(Array(text.utf8))) }
}
