import Applications
import LabJudges
import LabSolutions

extension Mutant {
    static let selectors: [Mutant] = [
        Mutant(.webScrape, "names only", caughtAt: "E1.2", saying: "one of them must be", WrongSelector { selector, elements in elements.indices.filter { selector == "*" || elements[$0].name == selector } }),
        Mutant(.webScrape, "* is a name", caughtAt: "E1.1", saying: "* is any", WrongSelector { selector, elements in elements.indices.filter { elements[$0].name == selector } }),
        Mutant(.webScrape, "a class is a part of the text", caughtAt: "E1.2", saying: "whole", WrongSelector { selector, elements in
            guard selector.hasPrefix("."), !selector.dropFirst().contains(".") else { return try right.places(of: selector, in: elements) }
            return elements.indices.filter { elements[$0].classes.joined(separator: " ").contains(selector.dropFirst()) }
        }),
        Mutant(.webScrape, "one class only", caughtAt: "E1.2", saying: "several classes", WrongSelector { selector, elements in
            guard selector.hasPrefix("."), !selector.contains(" ") else { return try right.places(of: selector, in: elements) }
            return elements.indices.filter { ["." + elements[$0].classes.joined(separator: ".")].contains(selector) }
        }),
        Mutant(.webScrape, "any of the marks", caughtAt: "E1.3", saying: "fits all three", WrongSelector { selector, elements in
            guard selector.contains("#"), selector.contains(".") else { return try right.places(of: selector, in: elements) }
            return elements.indices.filter { elements[$0].name == "tr" }
        }),
        Mutant(.webScrape, "directly inside only", caughtAt: "E1.4", saying: "however deep", WrongSelector { selector, elements in try right.places(of: selector.contains(">") ? selector : selector.replacing(" ", with: " > "), in: elements) }),
        Mutant(.webScrape, "> is like a blank", caughtAt: "E1.5", saying: "right around it", WrongSelector { selector, elements in try right.places(of: selector.replacing(" > ", with: " "), in: elements) }),
        Mutant(.webScrape, "an element for each way to it", caughtAt: "E1.4", saying: "each once", WrongSelector { selector, elements in
            let found = try right.places(of: selector, in: elements)
            return selector.contains(" ") ? found.flatMap { [$0, $0] } : found
        }),
        Mutant(.webScrape, "the nearest around only", caughtAt: "E1.6", saying: "another element around may", WrongSelector { selector, elements in selector == "body > div span" ? [18] : try right.places(of: selector, in: elements) }),
    ]

    static let retries: [Mutant] = [
        Mutant(.jsonAPI, "asks again whatever came", caughtAt: "E1.1", saying: "may go better", WrongRetry { _ in 100 }),
        Mutant(.jsonAPI, "every 5xx", caughtAt: "E1.1", saying: "only 429, 502, 503", WrongRetry { outcome in
            outcome.status.map { $0 >= 500 } == true && outcome.method == "GET" && outcome.attempt < 8 ? 100 : try right10.wait(after: outcome)
        }),
        Mutant(.jsonAPI, "never again", caughtAt: "E1.2", saying: "a tenth of a second", WrongRetry { _ in nil }),
        Mutant(.jsonAPI, "no answer is final", caughtAt: "E1.2", saying: "no answer at all", WrongRetry { $0.status == nil ? nil : try right10.wait(after: $0) }),
        Mutant(.jsonAPI, "always the same wait", caughtAt: "E1.3", saying: "doubles", WrongRetry { try right10.wait(after: $0).map { min($0, 100) } }),
        Mutant(.jsonAPI, "doubles for ever", caughtAt: "E1.3", saying: "WRONG", WrongRetry { outcome in try right10.wait(after: outcome).map { $0 == 5000 && outcome.retryAfter == nil ? 100 << (outcome.attempt - 1) : $0 } }),
        Mutant(.jsonAPI, "never gives up", caughtAt: "E1.4", saying: "eighth answer is final", WrongRetry { outcome in
            var first = outcome
            first.attempt = min(7, outcome.attempt)
            return try right10.wait(after: first)
        }),
        Mutant(.jsonAPI, "repeats a POST", caughtAt: "E1.5", saying: "is done twice", WrongRetry { outcome in
            var get = outcome
            get.method = "GET"
            return try right10.wait(after: get)
        }),
        Mutant(.jsonAPI, "GET alone is repeated", caughtAt: "E1.5", saying: "twice is the same as once", WrongRetry { $0.method == "GET" ? try right10.wait(after: $0) : nil }),
        Mutant(.jsonAPI, "Retry-After in milliseconds", caughtAt: "E1.6", saying: "in seconds, the answer in milliseconds", WrongRetry { outcome in
            if let number = outcome.retryAfter.flatMap({ Int($0) }) { return number }
            return try right10.wait(after: outcome)
        }),
        Mutant(.jsonAPI, "a date is nonsense", caughtAt: "E1.6", saying: "it threw", WrongRetry { outcome in
            if let text = outcome.retryAfter, Int(text) == nil { throw NoNumber() }
            return try right10.wait(after: outcome)
        }),
    ]

    static let paths: [Mutant] = [
        Mutant(.restAPI, "the path alone", caughtAt: "E1.1", saying: "method and path", WrongMatcher { _, path, routes in try right11.match("GET", path, among: routes) }),
        Mutant(.restAPI, "a prefix is enough", caughtAt: "E1.3", saying: "as many", WrongMatcher { method, path, routes in
            let found = try right11.match(method, path, among: routes)
            return found == .notFound && path.hasPrefix("/api/books/") ? .found(3, ["id": "7"]) : found
        }),
        Mutant(.restAPI, "numbers only", caughtAt: "E1.2", saying: "whatever it is", WrongMatcher { method, path, routes in
            let found = try right11.match(method, path, among: routes)
            if case .found(_, let names) = found, let id = names["id"], Int(id) == nil { return .notFound }
            return found
        }),
        Mutant(.restAPI, "the colon belongs to the name", caughtAt: "E1.2", saying: "behind the colon", WrongMatcher { method, path, routes in
            guard case .found(let place, let names) = try right11.match(method, path, among: routes) else { return try right11.match(method, path, among: routes) }
            return .found(place, Dictionary(uniqueKeysWithValues: names.map { (":" + $0.key, $0.value) }))
        }),
        Mutant(.restAPI, "always 404", caughtAt: "E1.4", saying: "405, not 404", WrongMatcher { method, path, routes in
            if case .notAllowed = try right11.match(method, path, among: routes) { return .notFound }
            return try right11.match(method, path, among: routes)
        }),
        Mutant(.restAPI, "a method for each route", caughtAt: "E1.4", saying: "405", WrongMatcher { method, path, routes in
            if case .notAllowed(let methods) = try right11.match(method, path, among: routes) { return .notAllowed(methods + methods) }
            return try right11.match(method, path, among: routes)
        }),
        Mutant(.restAPI, "the first that fits", caughtAt: "E1.5", saying: "wherever it stands", WrongMatcher { method, path, routes in
            for place in routes.indices { if case .found(_, let names) = try right11.match(method, path, among: [routes[place]]) { return .found(place, names) } }
            return try right11.match(method, path, among: routes)
        }),
        Mutant(.restAPI, "not decoded", caughtAt: "E1.6", saying: "decoded", WrongMatcher { method, path, routes in
            guard case .found(let place, let names) = try right11.match(method, path, among: routes) else { return try right11.match(method, path, among: routes) }
            return .found(place, names.mapValues { $0 == "two words" ? "two%20words" : $0 })
        }),
        Mutant(.restAPI, "decoded before it is cut", caughtAt: "E1.6", saying: "%2F is no slash", WrongMatcher { method, path, routes in try right11.match(method, path.replacing("%2F", with: "/"), among: routes) }),
        Mutant(.restAPI, "no HEAD", caughtAt: "E1.7", saying: "HEAD is GET", WrongMatcher { method, path, routes in method == "HEAD" ? .notAllowed(["GET"]) : try right11.match(method, path, among: routes) }),
    ]
}

private let right = MySelector()
private let right10 = MyRetry()
private let right11 = MyMatcher()
private struct NoNumber: Error {}

private struct WrongSelector: SelectorMatcher {
    let body: @Sendable (String, [PlainElement]) throws -> [Int]
    func places(of selector: String, in elements: [PlainElement]) throws -> [Int] { try body(selector, elements) }
}
private struct WrongRetry: RetryPolicy {
    let body: @Sendable (RequestOutcome) throws -> Int?
    func wait(after outcome: RequestOutcome) throws -> Int? { try body(outcome) }
}
private struct WrongMatcher: PathMatcher {
    let body: @Sendable (String, String, [PlainPathRoute]) throws -> PlainPathMatch
    func match(_ method: String, _ path: String, among routes: [PlainPathRoute]) throws -> PlainPathMatch { try body(method, path, routes) }
}
