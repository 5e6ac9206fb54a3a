import ApplicationLayer
import Applications
import ExerciseKit
import GradeKit

extension Exercise {
    /// Lab 11, E1: the route of a request.
    static let paths = Exercise("E1", file: "MyMatcher.swift", pieces: [("PathTrial", "MyMatcher()")], steps: [
        step("E1.1", "a path that stands there as it is", points: 1, likely: "method and path must both be the route's", [("GET", "/api/books"), ("POST", "/api/books"), ("GET", "/")]),
        step("E1.2", "a component with a name", points: 2, likely: ":id stands for exactly one component, whatever it is", [("GET", "/api/books/7"), ("DELETE", "/api/books/none"), ("GET", "/api/books/7/pages/12")]),
        step("E1.3", "what is not there", points: 1, likely: "every component must fit, and there must be as many", [("GET", "/api/book"), ("GET", "/api"), ("GET", "/api/books/7/pages"), ("GET", "/API/books")]),
        step("E1.4", "another method on a path that is there", points: 2, likely: "405, not 404: the path is known, and Allow says which methods it has", [("PUT", "/api/books"), ("POST", "/api/books/7"), ("POST", "/api/books/new")]),
        step("E1.5", "literal before named", points: 2, likely: "the route with more literal components counts, wherever it stands in the list", [("GET", "/api/books/new"), ("GET", "/api/new/7"), ("GET", "/api/books/newer")]),
        step("E1.6", "percent-encoded", points: 2, likely: "cut at the slashes first, and decode each component then: %2F is no slash", [("GET", "/api/books/two%20words"), ("GET", "/api/books/a%2Fb"), ("GET", "/api/books/%C3%A9t%C3%A9"), ("GET", "/api/%62ooks"), ("GET", "/api/books/100%25")]),
        step("E1.7", "HEAD", points: 1, likely: "HEAD is GET without the content: the same route", [("HEAD", "/api/books"), ("HEAD", "/api/books/7")]),
    ])

    private static let routes: [PlainPathRoute] = [
        .init("GET", "/"), .init("GET", "/api/books"), .init("POST", "/api/books"), .init("GET", "/api/books/:id"), .init("DELETE", "/api/books/:id"), .init("GET", "/api/books/new"), .init("GET", "/api/:kind/:id"), .init("GET", "/api/books/:id/pages/:page"),
    ]

    private static func step(_ id: String, _ goal: String, points: Int, likely: String, _ requests: [(String, String)]) -> ExerciseStep {
        ExerciseStep(id, goal, points: points, of: PathTrial.self, likely: likely, inputs: requests.map { .init($0.0, $0.1, routes) }, show: { "\($0.method) \($0.path)" }, say: say) { input, came in
            let wanted = reference(input)
            return came == wanted ? nil : Fault(wanted: say(wanted), came: say(came), likely: misconception(came, wanted))
        }
    }

    private static func misconception(_ came: PlainPathMatch, _ wanted: PlainPathMatch) -> String? {
        switch (came, wanted) {
        case (.found(let a, let came), .found(let b, let wanted)) where a == b:
            if Set(came.keys) == Set(wanted.keys.map { ":" + $0 }) { return "the name is what stands behind the colon" }
            if Set(came.keys) == Set(wanted.keys), came.values.contains(where: { $0.contains("%") }) { return "what is handed on is decoded: %20 is a blank" }
        case (.notAllowed(let came), .notAllowed(let wanted)) where Set(came) == Set(wanted): return "each method once, in the order of the list"
        default: break
        }
        return nil
    }

    private static func say(_ match: PlainPathMatch) -> String {
        switch match {
        case .found(let place, let parameters):
            let route = routes.indices.contains(place) ? "\(routes[place].method) \(routes[place].pattern)" : "route \(place), which is none"
            return route + (parameters.isEmpty ? "" : " with " + parameters.sorted { $0.key < $1.key }.map { "\($0.key) = \(Shown.text($0.value, limit: 24))" }.joined(separator: ", "))
        case .notFound: return "404"
        case .notAllowed(let methods): return "405, allowed: \(methods.joined(separator: ", "))"
        }
    }

    private static func reference(_ input: PathTrial.Input) -> PlainPathMatch {
        let components = input.path.utf8.split(separator: UInt8(ascii: "/")).map { String(decoding: PercentEncoding.decode(Array($0)[...]), as: UTF8.self) }
        let fitting = input.routes.enumerated().compactMap { place, route -> (place: Int, method: String, names: [String: String])? in
            let pattern = route.pattern.split(separator: "/")
            guard pattern.count == components.count else { return nil }
            var names: [String: String] = [:]
            for (part, component) in zip(pattern, components) {
                if part.first == ":" { names[String(part.dropFirst())] = component } else if part != component { return nil }
            }
            return (place, route.method, names)
        }
        if let best = fitting.filter({ $0.method == input.method || ($0.method == "GET" && input.method == "HEAD") }).min(by: { ($0.names.count, $0.place) < ($1.names.count, $1.place) }) { return .found(best.place, best.names) }
        var methods: [String] = []
        for route in fitting where !methods.contains(route.method) { methods.append(route.method) }
        return methods.isEmpty ? .notFound : .notAllowed(methods)
    }
}
