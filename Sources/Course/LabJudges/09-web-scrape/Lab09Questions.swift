import Applications
public import GradeKit
import Wire

extension LabCourse {
    /// Lab 09. Each key is worked out from the first page that travels from port 8090, as text: its marks are those of the lab's own front page.
    public static let webScrape = LabCourse("09", "web-scrape", exercises: [.selectors], personal: { random in
        let network = PersonalNetwork(&random)
        let page = Self.page(&random)
        var router = HTTPRouter()
        router.on(.get, "/") { _ in .html(page) }
        return Evidence(capture: try network.web("09-web-scrape.pcap", port: 8090, router: router) { http, place in _ = try await http.get("\(place)/") })
    }) { evidence in
        let talk = try Conversation(evidence, port: 8090), name = talk.capture.name
        guard let asked = try HTTPFacts.all(in: talk.bytes(fromClient: true), name: name).first, let answered = try HTTPFacts.all(in: talk.bytes(fromClient: false), name: name).first else { throw EvidenceError("\(name): nobody asks for a page") }
        let page = String(decoding: answered.content, as: UTF8.self)
        // Up to the title's end: a title may have marks in it.
        let stories = page.matches(of: /<span class="titleline"><a href="([^"]*)">(.*?)<\/a>/).map { (link: String($0.output.1), title: String($0.output.2)) }
        guard stories.count >= 5 else { throw EvidenceError("\(name): the page has no stories") }
        let answer = try talk.segment(ofByte: 0, fromClient: false), request = try talk.segment(ofByte: 0, fromClient: true), data = talk.data(fromClient: false)
        let links = page.matches(of: #/<a /#).count, sites = page.matches(of: /class="sitebit"/).count
        func n(_ number: Int) -> Question.Key { .number(Int64(number)) }
        let second = stories[1], fourth = stories[3], third = stories[2]
        return [
            Question("Q1", points: 1, wanted: "the status code of the answer", section: "worksheet section 5.1", key: .number(Int64(answered.head.part(1)) ?? 0), evidence: [answer.number], misconceptions: [.init(.number(404), isReally: "the code of a page that is not there", likely: "look at the answer's first line")]),
            Question("Q2", points: 1, wanted: "how many bytes the page has", section: "worksheet section 5.1", key: n(answered.content.count), evidence: [answer.number], misconceptions: [
                .init(n(answered.content.count + answered.head.length), isReally: "head and page", likely: "header included: Content-Length counts what is behind the empty line"),
                .init(n(page.count == answered.content.count ? answered.head.length : page.count), isReally: page.count == answered.content.count ? "the head" : "its characters", likely: "Content-Length says it"),
            ]),
            Question("Q3", points: 1, wanted: "how many segments carry the answer", section: "worksheet section 5.1", key: n(data.count), misconceptions: [
                .init(n(talk.first.filter { !$0.tcp.isFromClient }.count), isReally: "all of the server's segments", likely: "only those with payload carry it"), .init(n(0), isReally: "none", likely: "look at the server's segments with payload"),
            ]),
            Question("Q4", points: 1, wanted: "the media type in the answer's Content-Type, without its parameters", section: "worksheet section 5.1", key: .text([String(answered.head.value("Content-Type").prefix { $0 != ";" })]), evidence: [answer.number], misconceptions: [.init(.text(["utf-8", "charset=utf-8"]), isReally: "the encoding of its letters", likely: "the type stands before the semicolon")]),
            Question("Q5", points: 2, wanted: "how many elements span.titleline finds", section: "worksheet section 5.2", key: n(stories.count), misconceptions: [
                .init(n(links), isReally: "all links", likely: "only spans with that class"), .init(n(stories.count + sites), isReally: "all spans", likely: "the sites behind the titles have another class"), .init(n(5), isReally: "what the program prints", likely: "it prints the first five only"),
            ]),
            Question("Q6", points: 2, wanted: "how many a elements the page has", section: "worksheet section 5.2", key: n(links), misconceptions: [.init(n(stories.count), isReally: "the stories", likely: "there are links that are no stories")]),
            Question("Q7", points: 2, wanted: "the second story's title as its text, without marks and entities", section: "worksheet section 5.3", key: .text([Self.text(second.title)]), misconceptions: [.init(.text([second.title]), isReally: "the title as it stands in the page", likely: "&amp; is how HTML writes &")]),
            Question("Q8", points: 2, wanted: "where the third story's link leads, as a program gets it", section: "worksheet section 5.3", key: .text([Self.text(third.link)]), misconceptions: [.init(.text([third.link]), isReally: "the attribute as it stands in the page", likely: "entities stand in attributes, too: &amp; is &")]),
            Question("Q9", points: 2, wanted: "the fourth story's title as its text, without marks and entities", section: "worksheet section 5.3", key: .text([Self.text(fourth.title)]), misconceptions: [.init(.text([fourth.title]), isReally: "the title with its marks", likely: "an element inside is part of the tree, its text part of the text")]),
            Question("Q10", points: 1, wanted: "the path that the client asks for", section: "worksheet section 5.1", key: .text([asked.head.part(1)]), evidence: [request.number], misconceptions: [.init(.text([asked.head.value("Host")]), isReally: "the host", likely: "the request's first line: method, path, version")]),
        ]
    }

    /// What a browser shows of a piece of HTML: without tags, entities as what they mean.
    private static func text(_ html: String) -> String {
        html.replacing(/<[^>]*>/, with: "").replacing("&#39;", with: "'").replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&amp;", with: "&")
    }

    /// A student's own front page: the second title has an entity, the third link one in its query, the fourth title a mark.
    private static func page(_ random: inout RandomStream) -> String {
        let count = 6 + Int(random.below(6))
        var page = "<!DOCTYPE html>\n<html lang=en><head><meta charset=utf-8><title>Layer News</title></head>\n<body><center><table id=main>\n<tr><td><b class=name><a href=\"news\">Layer News</a></b>\n"
        for index in 0..<count {
            var title = PersonalMessage.text(&random, length: 18...40), link = "https://\(PersonalMessage.text(&random, length: 4...9).filter(\.isLetter)).example/\(random.below(10_000))"
            let words = title.split(separator: " ")
            if index == 1 { title = words.prefix(2).joined(separator: " &amp; ") + " " + words.dropFirst(2).joined(separator: " ") }
            if index == 2 { link += "?from=\(1970 + random.below(30))&amp;to=now" }
            if index == 3 { title = "\(words[0]) <em>\(words.count > 1 ? words[1] : "new")</em> " + words.dropFirst(2).joined(separator: " ") }
            while title.hasSuffix(" ") { title.removeLast() }
            let site = index == 3 || random.chance(0.3) ? "" : " <span class=\"sitebit\">(<a href=\"from\">\(index)</a>)</span>"
            page += "<tr class=story id=\(index + 1)><td class=rank>\(index + 1).<td><span class=\"titleline\"><a href=\"\(link)\">\(title)</a>\(site)</span>\n"
        }
        return page + "</table></center></body></html>\n"
    }
}
