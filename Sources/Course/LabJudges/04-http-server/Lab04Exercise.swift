import Applications
import ExerciseKit
import GradeKit

extension Exercise {
    /// Lab 04, E1: a small server's pages.
    static let pages = Exercise("E1", file: "MyPages.swift", pieces: [("PageTrial", "MyPages()")], steps: [
        step("E1.1", "a page that names the path", points: 2, likely: "the page says: You requested path: /hello", [("GET", "/hello", 200, "You requested path: /hello"), ("GET", "/", 200, "You requested path: /")]),
        step("E1.2", "the query is no part of the path", points: 1, likely: "the path ends at the question mark", [("GET", "/search?q=swift", 200, "You requested path: /search<"), ("GET", "/?", 200, "You requested path: /<")]),
        step("E1.3", "a path that is written in per cent", points: 2, likely: "%20 is a blank, %C3%A9 an é: two hexadecimal digits are one byte of UTF-8; decode once, not twice", [("GET", "/a%20b", 200, "path: /a b"), ("GET", "/caf%C3%A9", 200, "path: /café"), ("GET", "/100%25", 200, "path: /100%"), ("GET", "/%2541", 200, "path: /%41")]),
        step("E1.4", "what a stranger writes never becomes markup", points: 2, likely: "& < > and \" are written &amp; &lt; &gt; and &quot; in a page: else a stranger's script runs in the next visitor's browser", [
            ("GET", "/<script>alert(1)</script>", 200, "/&lt;script&gt;alert(1)&lt;/script&gt;"), ("GET", "/%3Cb%3E", 200, "/&lt;b&gt;"), ("GET", "/a&b", 200, "/a&amp;b"),
        ]),
        step("E1.5", "methods that there are not", points: 1, likely: "405: the method is not allowed here (RFC 9110 section 15.5.6)", [("POST", "/hello", 405, ""), ("DELETE", "/", 405, "")]),
        step("E1.6", "per cents that are none", points: 1, likely: "400: two hexadecimal digits must follow a per cent, and the bytes must be UTF-8", [("GET", "/%zz", 400, ""), ("GET", "/50%", 400, ""), ("GET", "/%+1", 400, ""), ("GET", "/%ff", 400, "")]),
    ])

    private static func step(_ id: String, _ goal: String, points: Int, likely: String, _ cases: [(method: String, target: String, status: Int, words: String)]) -> ExerciseStep {
        ExerciseStep(id, goal, points: points, of: PageTrial.self, likely: likely, inputs: cases.map { PageTrial.Input($0.method, $0.target) }, show: { "\($0.method) \(Shown.text($0.target))" }, say: { "\($0.status)" }) { input, came in
            guard let wanted = cases.first(where: { $0.method == input.method && $0.target == input.target }) else { return nil }
            if came.status != wanted.status { return Fault(wanted: "status \(wanted.status)", came: "status \(came.status)") }
            if wanted.status != 200 { return nil }
            if !came.contentType.lowercased().hasPrefix("text/html") { return Fault(wanted: "text/html", came: came.contentType.isEmpty ? "no type" : came.contentType, likely: "a browser shows markup only if it is told that it is: text/html") }
            if !came.body.contains(wanted.words) { return Fault(wanted: "a page with \(Shown.text(wanted.words))", came: Shown.text(came.body, limit: 90)) }
            return nil
        }
    }
}
