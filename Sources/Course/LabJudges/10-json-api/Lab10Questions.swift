import Applications
import Foundation
public import GradeKit
import HTTPTypes
import Wire

extension LabCourse {
    /// Lab 10. Each key is worked out from the first answer from port 8091.
    public static let jsonAPI = LabCourse("10", "json-api", exercises: [.retry], personal: { random in
        let network = PersonalNetwork(&random)
        let login = PersonalMessage.text(&random, length: 5...10).filter(\.isLetter), about = PersonalMessage.text(&random, length: 12...30), words = about.split(separator: " ").map(String.init)
        let followers = 100 + random.below(90_000), repos = 10 + random.below(80), id = 100_000 + random.below(900_000)
        let topics = (0..<(2 + Int(random.below(4)))).map { "\"\(login)\($0)\"" }.joined(separator: ",")
        let json = "{\"login\":\"\(login)\",\"id\":\(id),\"type\":\"User\",\"name\":\"\(login.capitalized)\",\"company\":null,\"bio\":\"\(words[0]) \\u2014 \(words.dropFirst().joined(separator: " "))\",\"public_repos\":\(repos),\"followers\":\(followers),\"topics\":[\(topics)],\"plan\":{},\"created_at\":\"20\(10 + random.below(15))-03-10T19:48:16Z\"}\n"
        var router = HTTPRouter()
        router.on(.get, "/users/:login") { _ in HTTPServerResponse(.ok, [.contentType: "application/json; charset=utf-8"], .bytes(Array(json.utf8))) }
        return Evidence(capture: try network.web("10-json-api.pcap", port: 8091, router: router) { http, place in _ = try await http.get("\(place)/users/\(login)", [.accept: "application/json"]) })
    }) { evidence in
        let talk = try Conversation(evidence, port: 8091), name = talk.capture.name
        guard let asked = try HTTPFacts.all(in: talk.bytes(fromClient: true), name: name).first, let answered = try HTTPFacts.all(in: talk.bytes(fromClient: false), name: name).first,
            let object = try? JSONSerialization.jsonObject(with: Data(answered.content)) as? [String: Any], let followers = object["followers"] as? Int, let repos = object["public_repos"] as? Int, let bio = object["bio"] as? String, let login = object["login"] as? String
        else { throw EvidenceError("\(name): no user's JSON") }
        let text = String(decoding: answered.content, as: UTF8.self)
        guard let raw = text.firstMatch(of: /"bio":"([^"]*)"/)?.output.1, let number = object["id"] as? Int, let topics = object["topics"] as? [Any] else { throw EvidenceError("\(name): the user has no bio, id or topics") }
        let request = try talk.segment(ofByte: 0, fromClient: true), answer = try talk.segment(ofByte: 0, fromClient: false)
        func n(_ number: Int) -> Question.Key { .number(Int64(number)) }
        return [
            Question("Q1", points: 1, wanted: "the path that the client asks for", section: "worksheet section 5.1", key: .text([asked.head.part(1)]), evidence: [request.number], misconceptions: [.init(.text([login]), isReally: "a part of it", likely: "all of it, from the slash on")]),
            Question("Q2", points: 1, wanted: "which media type the client asks for", section: "worksheet section 5.1", key: .text([asked.head.value("Accept")]), evidence: [request.number], misconceptions: [.init(.text([answered.head.value("Content-Type")]), isReally: "what the server sends", likely: "the client's wish stands in the field Accept")]),
            Question("Q3", points: 1, wanted: "the status code of the answer", section: "worksheet section 5.1", key: .number(Int64(answered.head.part(1)) ?? 0), evidence: [answer.number], misconceptions: [.init(.number(201), isReally: "the code of something new", likely: "look at the answer's first line")]),
            Question("Q4", points: 1, wanted: "how many bytes of JSON the answer carries", section: "worksheet section 5.1", key: n(answered.content.count), evidence: [answer.number], misconceptions: [
                .init(n(answered.content.count + answered.head.length), isReally: "head and content", likely: "header included: what is behind the empty line"), .init(n(text.trimmingCharacters(in: .whitespacesAndNewlines).utf8.count), isReally: "the content without its line end", likely: "a line end is a byte, too"),
            ]),
            Question("Q5", points: 1, wanted: "how many followers the user has", section: "worksheet section 5.2", key: n(followers), misconceptions: [.init(n(repos), isReally: "public repositories", likely: "the member is called followers"), .init(n(number), isReally: "the user's id", likely: "the member is called followers")]),
            Question("Q6", points: 2, wanted: "how many members the outermost object has", section: "worksheet section 5.2", key: n(object.count), misconceptions: [
                .init(n(object.count + topics.count), isReally: "with the topics", likely: "the topics are values of one member"), .init(n(object.count - 1), isReally: "one less", likely: "a member with null or an empty object is a member, too"),
            ]),
            Question("Q7", points: 2, wanted: "the user's bio as text", section: "worksheet section 5.2", key: .text([bio]), misconceptions: Self.bioSlips(raw: String(raw), bio: bio)),
            Question("Q8", points: 1, wanted: "what the JSON says for the user's company", section: "worksheet section 5.2", key: .text(["null"]), misconceptions: [.init(.text(["empty"]), isReally: "an empty text", likely: "nothing, and an empty text, are two things"), .init(.text(["none", "nil"]), isReally: "another language's word", likely: "JSON's word for nothing")]),
            Question("Q9", points: 1, wanted: "how many topics the user has", section: "worksheet section 5.2", key: n(topics.count), misconceptions: [.init(n(0), isReally: "none", likely: "the member topics holds a list: count its elements")]),
        ]
    }

    private static func bioSlips(raw: String, bio: String) -> [Question.Misconception] {
        raw == bio ? [.init(.text(["\(bio.split(separator: " ").first ?? "")"]), isReally: "its first word", likely: "all of it")] : [.init(.text([raw]), isReally: "the bio as it stands in the JSON", likely: "\\u2014 is how JSON may write a character: a dash")]
    }
}
