import ApplicationLayer
import ExerciseKit
import GradeKit

extension Exercise {
    /// Lab 03, E1: the head of a response.
    static let responseHead = Exercise("E1", file: "MyHeadReader.swift", pieces: [("ResponseHeadTrial", "MyHeadReader()")], steps: [
        step("E1.1", "the status line", points: 2, likely: "three parts with a blank between them: version, status, reason", [("HTTP/1.1 200 OK", head(200, "OK")), ("HTTP/1.0 301 Moved", head(301, "Moved"))]),
        step("E1.2", "a reason of many words, or of none", points: 2, likely: "only the first two blanks part anything: the reason is all that is left", [("HTTP/1.1 404 Not Found", head(404, "Not Found")), ("HTTP/1.1 204 ", head(204, "")), ("HTTP/1.1 500 Oh no, not again", head(500, "Oh no, not again"))]),
        step("E1.3", "fields, in their order", points: 2, likely: "a line each; the name ends at the colon, and blanks around the value do not count", [
            ("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length:14\r\nServer: \t LayerLab  ", head(200, "OK", ("Content-Type", "text/html"), ("Content-Length", "14"), ("Server", "LayerLab"))),
            ("HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2", head(200, "OK", ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"))),
        ]),
        step("E1.4", "colons and nothing in a value", points: 1, likely: "the first colon ends the name; more of them belong to the value, which may be empty", [
            ("HTTP/1.1 302 Found\r\nLocation: http://localhost:8080/a:b\r\nX-Empty:", head(302, "Found", ("Location", "http://localhost:8080/a:b"), ("X-Empty", ""))),
        ]),
        step("E1.5", "what is no head is refused", points: 2, likely: "throw: a reader that guesses is a hole (RFC 9112 section 5.1: no blank between a name and its colon)", [
            "SSH-2.0-OpenSSH_9.2", "HTTP/1.1 OK 200", "HTTP/1.1 99 Low", "HTTP/1.1 200 OK\r\nno colon here", "HTTP/1.1 200 OK\r\nContent-Length : 5", "HTTP/1.1 200 OK\r\n: nameless", "",
        ].map { ($0, .refused) }),
    ])

    private static func head(_ status: Int, _ reason: String, _ fields: (String, String)...) -> ResponseHeadTrial.Output {
        .head(PlainResponseHead(status: status, reason: reason, fields: fields.map { .init($0.0, $0.1) }))
    }

    private static func step(_ id: String, _ goal: String, points: Int, likely: String, _ cases: [(String, ResponseHeadTrial.Output)]) -> ExerciseStep {
        ExerciseStep(id, goal, points: points, of: ResponseHeadTrial.self, likely: likely, inputs: cases.map { Array($0.0.utf8) }, show: { Shown.text($0) }) { input, came in
            guard let wanted = cases.first(where: { Array($0.0.utf8) == input })?.1, came != wanted else { return nil }
            return Fault(wanted: say(wanted), came: say(came), likely: misconception(wanted, came))
        }
    }

    private static func misconception(_ wanted: ResponseHeadTrial.Output, _ came: ResponseHeadTrial.Output) -> String? {
        guard case .head(let wanted) = wanted, case .head(let came) = came else { return nil }
        if came.reason == wanted.reason.split(separator: " ").first.map(String.init), came.reason != wanted.reason { return "only the first two blanks part anything: the reason is all that is left" }
        if came.fields.count < wanted.fields.count, Set(wanted.fields.map(\.name)).count < wanted.fields.count { return "a name may come more than once: keep a list, not a dictionary" }
        if came.fields.map(\.name) != wanted.fields.map(\.name), came.fields.map({ $0.name.lowercased() }) == wanted.fields.map({ $0.name.lowercased() }) { return "a name is kept as it came; its case does not matter, but do not change it" }
        return nil
    }

    private static func say(_ output: ResponseHeadTrial.Output) -> String {
        guard case .head(let head) = output else { return "refused" }
        return "\(head.status) \(Shown.text(head.reason)) " + head.fields.map { "\($0.name)=\(Shown.text($0.value))" }.joined(separator: " ")
    }
}
