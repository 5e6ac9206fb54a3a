import Applications
import ExerciseKit
import GradeKit

extension Exercise {
    /// Lab 09, E1: CSS selectors.
    static let selectors = Exercise("E1", file: "MySelector.swift", pieces: [("SelectorTrial", "MySelector()")], steps: [
        step("E1.1", "by name", points: 1, likely: "a word alone is an element's name; * is any", ["a", "span", "*", "h1"]),
        step("E1.2", "by class", points: 2, likely: "an element may have several classes: one of them must be the selector's, whole", [".titleline", ".story", ".line", ".titleline.top"]),
        step("E1.3", "by id, and all at once", points: 2, likely: "tr.story#first is one element that fits all three: name, class, id", ["#first", "tr.story", "tr#first", "tr.story#second", "span.story"]),
        step("E1.4", "anywhere inside", points: 2, likely: "a blank says: somewhere inside, however deep", ["tr a", "table a", ".story .sitebit a", "span table"]),
        step("E1.5", "directly inside", points: 2, likely: "> says: the element right around it, and no other", ["tr > td", "td > a", "table > tr > td", "tr > a"]),
        step("E1.6", "both together", points: 1, likely: "from the right: where one way around does not fit, another element around may", ["div span > a", "table > tr .titleline > a", "body > div span", "tr > td span > span a"]),
    ])

    /// A page in the shape of the lab's, with a class that only resembles, and boxes in boxes.
    private static let page: [PlainElement] = [
        .init("html", parent: nil), .init("body", parent: 0), .init("table", id: "main", parent: 1),
        .init("tr", id: "first", classes: ["story"], parent: 2), .init("td", parent: 3), .init("span", classes: ["titleline", "top"], parent: 4), .init("a", parent: 5), .init("span", classes: ["sitebit"], parent: 5), .init("a", parent: 7),
        .init("tr", id: "second", classes: ["story", "seen"], parent: 2), .init("td", parent: 9), .init("a", parent: 10), .init("span", classes: ["titleline"], parent: 10), .init("a", parent: 12),
        .init("tr", classes: ["storyline"], parent: 2), .init("td", parent: 14), .init("a", parent: 15),
        .init("div", parent: 1), .init("span", parent: 17), .init("div", parent: 18), .init("span", parent: 19), .init("a", parent: 20), .init("div", parent: 17), .init("div", parent: 22), .init("p", parent: 23), .init("span", parent: 24),
    ]

    private static func step(_ id: String, _ goal: String, points: Int, likely: String, _ selectors: [String]) -> ExerciseStep {
        ExerciseStep(id, goal, points: points, of: SelectorTrial.self, likely: likely, inputs: selectors.map { .init($0, page) }, show: { $0.selector }, say: { say($0) }) { input, came in
            let wanted = reference(input)
            guard came != wanted else { return nil }
            return Fault(wanted: say(wanted), came: say(came), likely: Set(came) == Set(wanted) ? "in the order of the page, each once" : nil)
        }
    }

    private static func say(_ places: [Int]) -> String {
        if places.isEmpty { return "nothing" }
        let names = places.prefix(6).map { place in
            guard page.indices.contains(place) else { return "\(place), which is no element" }
            let element = page[place]
            return "\(place) \(element.name)\(element.id.map { "#\($0)" } ?? "")\(element.classes.map { ".\($0)" }.joined())"
        }
        return names.joined(separator: ", ") + (places.count > 6 ? " … (\(places.count))" : "")
    }

    /// From the left: the set of elements that the parts up to here mean.
    private static func reference(_ input: SelectorTrial.Input) -> [Int] {
        let elements = input.elements
        var found: Set<Int>?, isDirect = false
        for word in input.selector.split(separator: " ") {
            if word == ">" {
                isDirect = true
                continue
            }
            let fitting = elements.indices.filter { fits(elements[$0], String(word)) }
            found = Set(fitting.filter { place in
                guard let outer = found else { return true }
                var around = elements[place].parent
                while let next = around {
                    if outer.contains(next) { return true }
                    around = isDirect ? nil : elements[next].parent
                }
                return false
            })
            isDirect = false
        }
        return (found ?? []).sorted()
    }

    private static func fits(_ element: PlainElement, _ part: String) -> Bool {
        let name = part.prefix { $0 != "." && $0 != "#" }
        if !name.isEmpty, name != "*", name != element.name { return false }
        for match in part.matches(of: /([.#])([^.#]+)/) {
            let word = String(match.output.2)
            if match.output.1 == "." ? !element.classes.contains(word) : element.id != word { return false }
        }
        return true
    }
}
