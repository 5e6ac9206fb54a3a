import Applications
public import GradeKit
import Sockets
import Wire

extension LabCourse {
    /// Lab 03. Each key is worked out from the first conversation with port 8080.
    public static let httpClient = LabCourse("03", "http-client", exercises: [.responseHead], personal: { random in
        let network = PersonalNetwork(&random)
        let text = PersonalMessage.text(&random, length: 60...220), path = "/" + PersonalMessage.text(&random, length: 4...24).replacing(" ", with: "-")
        return Evidence(capture: try network.capture("03-http-client.pcap") { client, server in
            var router = HTTPRouter()
            router.on(.get, "/*") { _ in .html("<html><body>\(text)</body></html>\n") }
            let routes = router
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await HTTPServer(router: routes).run(on: server, at: SocketAddress(.v4(network.server), 8080), connections: 1) { _ in } }
                group.addTask {
                    try await client.clock.sleep(for: .milliseconds(1))
                    let http = HTTPClient(on: client)
                    _ = try await http.get("http://\(network.server):8080\(path)")
                    await http.close()
                }
                try await group.waitForAll()
            }
        })
    }) { evidence in
        let talk = try Conversation(evidence, port: 8080), name = talk.capture.name
        let asked = talk.bytes(fromClient: true), answered = talk.bytes(fromClient: false)
        let request = try HeadFacts(asked, in: name), response = try HeadFacts(answered, in: name)
        let question = try talk.segment(ofByte: 0, fromClient: true), answer = try talk.segment(ofByte: 0, fromClient: false), content = try talk.segment(ofByte: response.length, fromClient: false)
        guard let firstFIN = talk.first.first(where: { $0.tcp.flags.contains(.fin) }), let length = Int64(response.value("Content-Length")) else { throw EvidenceError("\(name) holds no answer with its length, or no end") }
        func n(_ number: Int) -> Question.Key { .number(Int64(number)) }
        return [
            Question("Q1", points: 1, wanted: "how many lines the request's head has, without the empty one", section: "worksheet section 5.1", key: n(request.lines.count), misconceptions: [
                .init(n(request.lines.count + 1), isReally: "the lines with the empty one", likely: "the empty line ends the head and was not asked for"), .init(n(request.lines.count - 1), isReally: "the fields alone", likely: "the request line is a line, too"),
            ]),
            Question("Q2", points: 1, wanted: "how many bytes the request has", section: "worksheet section 5.1", key: n(asked.count), evidence: [question.number], misconceptions: [
                .init(n(question.length), isReally: "the whole frame's length", likely: "header included: take off Ethernet, IP and TCP"), .init(n(asked.count - 2), isReally: "the request without its last line end", likely: "the empty line has two bytes, CR and LF"),
            ]),
            Question("Q3", points: 1, wanted: "the value of the request's Host field", section: "worksheet section 5.1", key: .text([request.value("Host")]), evidence: [question.number], misconceptions: [
                .init(.text([request.value("Host").split(separator: ":").first.map(String.init) ?? ""]), isReally: "the address alone", likely: "where the port is not 80, it belongs to the field"), .init(.text([request.part(1)]), isReally: "the path", likely: "the path stands in the request line"),
            ]),
            Question("Q4", points: 1, wanted: "the status code of the response", section: "worksheet section 5.2", key: .number(Int64(response.part(1)) ?? 0), evidence: [answer.number], misconceptions: [
                .init(.number(404), isReally: "the code for a page that is not there", likely: "read the first line that the server sends"),
            ]),
            Question("Q5", points: 1, wanted: "how many bytes of content the response announces", section: "worksheet section 5.2", key: .number(length), evidence: [answer.number], misconceptions: [
                .init(n(answered.count), isReally: "head and content together", likely: "Content-Length counts what stands behind the empty line"), .init(n(answer.length), isReally: "the whole frame's length", likely: "header included: there are four of them, HTTP's is one"),
            ]),
            Question("Q6", points: 1, wanted: "how many bytes the response's head has, with the empty line", section: "worksheet section 5.2", key: n(response.length), evidence: [answer.number], misconceptions: [
                .init(n(response.length - 4), isReally: "the head without its last two line ends", likely: "the last field's line end and the empty line belong to the head"), .init(n(answered.count), isReally: "head and content together", likely: "take off what Content-Length says"),
            ]),
            Question("Q7", points: 1, wanted: "the relative sequence number of the content's first byte", section: "worksheet section 5.3", key: n(response.length + 1), evidence: [content.number], misconceptions: [
                .init(n(response.length), isReally: "the head's length", likely: "the SYN uses up number 0: the first byte has number 1"), .init(.number(1), isReally: "the head's first byte", likely: "the head stands before the content, in the same stream"),
            ]),
            Question("Q8", points: 1, wanted: "the relative acknowledgement number that says that the whole request has arrived", section: "worksheet section 5.3", key: n(asked.count + 1), evidence: Set(talk.first.filter { !$0.tcp.isFromClient && Int($0.tcp.acknowledgment) == asked.count + 1 }.map(\.number)), misconceptions: [
                .init(n(asked.count), isReally: "the request's length", likely: "it names the next byte that is expected"),
            ]),
            Question("Q9", points: 1, wanted: "which end closes first: client or server", section: "worksheet section 5.3", key: .text([firstFIN.tcp.isFromClient ? "client" : "server"]), evidence: [firstFIN.number], misconceptions: [
                .init(.text([firstFIN.tcp.isFromClient ? "server" : "client"]), isReally: "the end that answers", likely: "look for the first segment with FIN"),
            ]),
        ]
    }
}
