/// Works out where a filter stops making sense: libpcap says that there is an error, not where.
enum FilterFault {
    /// Texts that can end a filter which is right so far. If none of them makes the beginning compile, the fault is in the beginning.
    private static let endings = [
        "", " 1", " 1 = 1", " 1] = 1", " tcp", " 127.0.0.1", " host 127.0.0.1", " port 1", " 1-2", " 02:00:00:00:00:00", " = 1", "0] = 1", "] = 1", ":1] = 1", "1] = 1",
        " 127.0.0.0/8", " mask 255.0.0.0", "-2", " 127.0.0.1 mask 255.0.0.0", " rip",
    ]

    /// The column (in characters, from 0) of the first word with which the filter cannot be right; its end if only something is missing there.
    ///
    /// - Parameters:
    ///   - refusal: libpcap's message about the whole text.
    ///   - compiles: whether a text is a filter.
    static func column(in text: String, refusal: String, compiles: (String) -> Bool) -> Int? {
        guard text.utf8.count <= CaptureFilter.longestText else { return nil }
        if let named = columnOfNamedWord(in: text, refusal: refusal) { return named }
        let words = Self.words(of: text)
        // Bisecting keeps the number of trials small: a beginning of a right beginning is right.
        var right = 0, wrong = words.count + 1
        while wrong - right > 1 {
            let middle = (right + wrong) / 2
            let end = words[middle - 1].upperBound
            if canGoOn(String(text[..<end]), compiles) { right = middle } else { wrong = middle }
        }
        if wrong > words.count { return text.count }
        return text.distance(from: text.startIndex, to: words[wrong - 1].lowerBound)
    }

    private static func canGoOn(_ beginning: String, _ compiles: (String) -> Bool) -> Bool {
        var open = 0
        for character in beginning { open += character == "(" ? 1 : character == ")" ? -1 : 0 }
        let closing = String(repeating: ")", count: max(0, open))
        return endings.contains { compiles(beginning + $0 + closing) || (open > 0 && compiles(beginning + $0 + closing + " = 1")) }
    }

    /// Where the word stands that the message names: `unknown host 'nowhere'`, `illegal port number 99999999 > 65535`.
    private static func columnOfNamedWord(in text: String, refusal: String) -> Int? {
        let words = Self.words(of: text)
        let quoted = refusal.split(omittingEmptySubsequences: false) { $0 == "'" || $0 == "\"" }
        // A number is named without quotes.
        let bare = refusal.split(separator: " ").filter { $0.contains(where: \.isNumber) }
        let named = (quoted.count >= 3 ? [quoted[1]] : []) + bare
        return words.first { named.contains(text[$0]) }.map { text.distance(from: text.startIndex, to: $0.lowerBound) }
    }

    /// Words, numbers and addresses as a whole; operators of one or two signs.
    private static func words(of text: String) -> [Range<String.Index>] {
        var words: [Range<String.Index>] = []
        var index = text.startIndex
        while index < text.endIndex {
            let start = index
            while index < text.endIndex, text[index].isLetter || text[index].isNumber || "._-:/\\".contains(text[index]) { text.formIndex(after: &index) }
            if index == start {
                text.formIndex(after: &index)
                if text[start].isWhitespace { continue }
                if index < text.endIndex, ["!=", ">=", "<=", "==", "&&", "||", "<<", ">>"].contains(text[start...index]) { text.formIndex(after: &index) }
            }
            words.append(start..<index)
        }
        return words
    }
}
