import Applications
import Wire

/// E1, done: an element fits if its own part does, and something around it fits the parts before.
public struct MySelector: SelectorMatcher {
    public init() {}

    public func places(of selector: String, in elements: [PlainElement]) throws -> [Int] {
        let words = selector.split(separator: " ").map(String.init)
        return elements.indices.filter { fits($0, words[...], elements) }
    }

    /// Whether the element at `place` is what `words` mean, read from the right.
    private func fits(_ place: Int, _ words: ArraySlice<String>, _ elements: [PlainElement]) -> Bool {
        guard let last = words.last, isMeant(elements[place], by: last) else { return false }
        var before = words.dropLast()
        if before.isEmpty { return true }
        if before.last == ">" {
            before.removeLast()
            return elements[place].parent.map { fits($0, before, elements) } ?? false
        }
        var around = elements[place].parent
        while let outer = around {
            if fits(outer, before, elements) { return true }
            around = elements[outer].parent
        }
        return false
    }

    /// "tr.story#first": a name, then marks, each with a word.
    private func isMeant(_ element: PlainElement, by part: String) -> Bool {
        var word = "", mark: Character = " "
        func holds() -> Bool {
            switch mark {
            case ".": element.classes.contains(word)
            case "#": element.id == word
            default: word.isEmpty || word == "*" || word == element.name
            }
        }
        for character in part {
            guard character == "." || character == "#" else {
                word.append(character)
                continue
            }
            if !holds() { return false }
            (mark, word) = (character, "")
        }
        return holds()
    }
}
