import ApplicationLayer
import Applications
import LabJudges
import LabSolutions

extension Mutant {
    static let responseHead: [Mutant] = [
        Mutant(.httpClient, "the reason's first word", caughtAt: "E1.2", saying: "the reason is all that is left", WrongHead { head in head.reason = head.reason.split(separator: " ").first.map(String.init) ?? "" }),
        Mutant(.httpClient, "a dictionary of fields", caughtAt: "E1.3", saying: "keep a list", WrongHead { head in
            var seen: Set<String> = []
            head.fields = head.fields.filter { seen.insert($0.name).inserted }
        }),
        Mutant(.httpClient, "names in small letters", caughtAt: "E1.3", saying: "as it came", WrongHead { head in for index in head.fields.indices { head.fields[index].name = head.fields[index].name.lowercased() } }),
        Mutant(.httpClient, "blanks are kept", caughtAt: "E1.3", saying: "blanks around the value", WrongHead { head in for index in head.fields.indices { head.fields[index].value = " " + head.fields[index].value } }),
        Mutant(.httpClient, "the last colon parts", caughtAt: "E1.4", saying: "the first colon ends the name", WrongHead { head in
            for index in head.fields.indices { head.fields[index].value = head.fields[index].value.split(separator: ":").last.map(String.init) ?? "" }
        }),
        Mutant(.httpClient, "empty fields are dropped", caughtAt: "E1.4", saying: "may be empty", WrongHead { head in head.fields.removeAll { $0.value.isEmpty } }),
        Mutant(.httpClient, "everything is a head", caughtAt: "E1.5", saying: "a reader that guesses is a hole", Lenient()),
        Mutant(.httpClient, "the reason missing is refused", caughtAt: "E1.2", saying: "refused", Strict()),
    ]

    static let pages: [Mutant] = [
        Mutant(.httpServer, "the query is shown", caughtAt: "E1.2", saying: "ends at the question mark", WrongPages { method, target in page("You requested path: \(target)") }),
        Mutant(.httpServer, "no per cents", caughtAt: "E1.3", saying: "two hexadecimal digits are one byte", WrongPages { method, target in page("You requested path: \(target.prefix { $0 != "?" })") }),
        Mutant(.httpServer, "decoded twice", caughtAt: "E1.3", saying: "decode once, not twice", WrongPages { method, target in
            var twice = try MyPages().page(method: method, target: target)
            if twice.body.contains("%41") { twice.body = twice.body.replacing("%41", with: "A") }
            return twice
        }),
        Mutant(.httpServer, "no escaping", caughtAt: "E1.4", saying: "a stranger's script", WrongPages { method, target in
            var open = try MyPages().page(method: method, target: target)
            open.body = open.body.replacing("&lt;", with: "<").replacing("&gt;", with: ">")
            return open
        }),
        Mutant(.httpServer, "the ampersand is forgotten", caughtAt: "E1.4", saying: "&amp;", WrongPages { method, target in
            var open = try MyPages().page(method: method, target: target)
            open.body = open.body.replacing("&amp;", with: "&")
            return open
        }),
        Mutant(.httpServer, "plain text", caughtAt: "E1.1", saying: "only if it is told", WrongPages { method, target in
            var plain = try MyPages().page(method: method, target: target)
            plain.contentType = "text/plain"
            return plain
        }),
        Mutant(.httpServer, "any method", caughtAt: "E1.5", saying: "405", WrongPages { _, target in try MyPages().page(method: "GET", target: target) }),
        Mutant(.httpServer, "any per cent", caughtAt: "E1.6", saying: "status 400", WrongPages { method, target in
            let strict = try MyPages().page(method: method, target: target)
            return strict.status == 400 ? page("You requested path: \(target)") : strict
        }),
    ]
}

private func page(_ body: String) -> PlainPage { PlainPage(status: 200, contentType: "text/html", body: "<p>\(body)</p>") }

private struct WrongHead: ResponseHeadReader {
    let spoil: @Sendable (inout PlainResponseHead) -> Void
    func read(_ head: [UInt8]) throws -> PlainResponseHead {
        var right = try MyHeadReader().read(head)
        spoil(&right)
        return right
    }
}

private struct Lenient: ResponseHeadReader {
    func read(_ head: [UInt8]) throws -> PlainResponseHead { (try? MyHeadReader().read(head)) ?? PlainResponseHead(status: 200, reason: "OK", fields: []) }
}

private struct Strict: ResponseHeadReader {
    func read(_ head: [UInt8]) throws -> PlainResponseHead {
        let right = try MyHeadReader().read(head)
        if right.reason.isEmpty { throw MalformedHead("no reason") }
        return right
    }
}

private struct WrongPages: PageMaker {
    let make: @Sendable (String, String) throws -> PlainPage
    func page(method: String, target: String) throws -> PlainPage { try make(method, target) }
}
