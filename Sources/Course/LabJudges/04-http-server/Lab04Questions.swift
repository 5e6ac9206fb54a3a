import Applications
public import GradeKit
import Sockets
import Wire

extension LabCourse {
    /// Lab 04. Each key is worked out from the first conversation with port 8000.
    public static let httpServer = LabCourse("04", "http-server", exercises: [.pages], own: OwnCapture(.tcp(port: 8000), command: "swift run http-server --on kernel --path /WHO --write Labs/04-http-server/Exercise/lab04-capture.pcap", section: "worksheet section 5"), personal: { random in
        let network = PersonalNetwork(&random)
        let path = "/" + PersonalMessage.text(&random, length: 3...20).replacing(" ", with: "/"), value = PersonalMessage.text(&random, length: 3...9).replacing(" ", with: "+")
        let header = PersonalMessage.text(&random, length: 20...90)
        return Evidence(capture: try network.capture("04-http-server.pcap") { client, server in
            var router = HTTPRouter()
            router.on(.get, "/*") { request in .html("<html><!-- \(header) --><body>You requested path: \(request.rawPath)</body></html>\n") }
            let routes = router
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await HTTPServer(router: routes).run(on: server, at: SocketAddress(.v4(network.server), 8000), connections: 1) { _ in } }
                group.addTask {
                    try await client.clock.sleep(for: .milliseconds(1))
                    let http = HTTPClient(on: client)
                    _ = try await http.get("http://\(network.server):8000\(path)?q=\(value)")
                    await http.close()
                }
                try await group.waitForAll()
            }
        })
    }) { evidence in
        let talk = try Conversation(evidence, port: 8000), name = talk.capture.name
        let asked = talk.bytes(fromClient: true), answered = talk.bytes(fromClient: false)
        let request = try HeadFacts(asked, in: name), response = try HeadFacts(answered, in: name)
        let question = try talk.segment(ofByte: 0, fromClient: true), answer = try talk.segment(ofByte: 0, fromClient: false)
        let target = request.part(1), path = String(target.prefix { $0 != "?" }), content = answered.count - response.length
        guard let lastByte = talk.data(fromClient: false).last else { throw EvidenceError("\(name) holds no answer") }
        func n(_ number: Int) -> Question.Key { .number(Int64(number)) }
        return [
            Question("Q1", points: 1, wanted: "the request's method", section: "worksheet section 5.1", key: .text([request.part(0)]), misconceptions: [
                .init(.text([target]), isReally: "the request's target", likely: "the method is the first word of the request line"), .init(.text(["POST"]), isReally: "the method that sends something along", likely: "this request has no content"),
            ]),
            Question("Q2", points: 1, wanted: "the path that is asked for, without the query", section: "worksheet section 5.1", key: .text([path]), evidence: [question.number], misconceptions: [
                .init(.text([target]), isReally: "path and query", likely: "the query begins at the question mark"),
            ]),
            Question("Q3", points: 1, wanted: "how many bytes the request line has, with its line end", section: "worksheet section 5.1", key: n(request.lines[0].utf8.count + 2), evidence: [question.number], misconceptions: [
                .init(n(request.lines[0].utf8.count), isReally: "the line without its end", likely: "a line ends in two bytes, CR and LF"), .init(n(asked.count), isReally: "the whole request", likely: "the fields stand in lines of their own"),
            ]),
            Question("Q4", points: 1, wanted: "the version of HTTP that the server answers in", section: "worksheet section 5.2", key: .text([response.part(0), String(response.part(0).drop { $0 != "1" })]), evidence: [answer.number], misconceptions: [
                .init(.text(["2", "HTTP/2"]), isReally: "what browsers speak over TLS", likely: "the first line of the answer says it"),
            ]),
            Question("Q5", points: 1, wanted: "how many bytes of content the page has", section: "worksheet section 5.2", key: n(content), evidence: Set(talk.data(fromClient: false).map(\.number)), misconceptions: [
                .init(n(answered.count), isReally: "head and content together", likely: "the content begins behind the empty line"), .init(n(answer.length), isReally: "a frame's length", likely: "header included"),
            ]),
            Question("Q6", points: 1, wanted: "how many bytes the server sends in all, head and content", section: "worksheet section 5.2", key: n(answered.count), misconceptions: [
                .init(n(content), isReally: "the content", likely: "the head is sent, too"), .init(n(answered.count + 1), isReally: "the next sequence number", likely: "the SYN used up number 0, which is no byte"),
            ]),
            Question("Q7", points: 1, wanted: "the relative acknowledgement number that says that the whole answer has arrived", section: "worksheet section 5.3", key: n(answered.count + 1), evidence: Set(talk.first.filter { $0.tcp.isFromClient && $0.number > lastByte.number && Int($0.tcp.acknowledgment) == answered.count + 1 }.map(\.number)), misconceptions: [
                .init(n(answered.count), isReally: "the answer's length", likely: "it names the next byte that is expected"), .init(n(asked.count + 1), isReally: "what acknowledges the request", likely: "the answer is acknowledged by the client"),
            ]),
            Question("Q8", points: 1, wanted: "the port of the browser or client", section: "worksheet section 5.3", key: n(Int(talk.syn.tcp.sourcePort)), evidence: Set(talk.first.map(\.number)), misconceptions: [
                .init(.number(8000), isReally: "the server's port", likely: "the client's own port is the source port of what it sends"), .init(.number(80), isReally: "the usual port of web servers", likely: "it is in the segments: look"),
            ]),
            Question("Q9", points: 1, wanted: "the media type of the page, without its parameter", section: "worksheet section 5.2", key: .text([response.value("Content-Type").prefix { $0 != ";" }.description]), evidence: [answer.number], misconceptions: [
                .init(.text(["html"]), isReally: "half of it", likely: "a media type is two words with a slash between them"), .init(.text([response.value("Content-Type")]), isReally: "type and parameter", likely: "the parameter stands behind the semicolon"),
            ]),
        ]
    }
}
