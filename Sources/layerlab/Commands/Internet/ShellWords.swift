/// A command line's words: blanks part them, quotes keep them together, `#` begins a comment, `;` ends a command.
enum ShellWords {
    struct Fault: Error, CustomStringConvertible { let description: String }

    /// Characters that a line may have.
    static let limit = 4096

    static func commands(_ line: String) throws(Fault) -> [[String]] {
        guard line.utf8.count <= limit else { throw Fault(description: "a line of more than \(limit) bytes") }
        var commands: [[String]] = [[]], word: String?, quote: Character?
        func end() {
            if let finished = word { commands[commands.count - 1].append(finished) }
            word = nil
        }
        loop: for character in line {
            if let open = quote {
                if character == open { quote = nil } else { word?.append(character) }
                continue
            }
            switch character {
            case "\"", "'":
                quote = character
                word = word ?? ""
            case " ", "\t", "\r": end()
            case ";":
                end()
                commands.append([])
            case "#" where word == nil: break loop
            default: word = (word ?? "") + String(character)
            }
        }
        guard quote == nil else { throw Fault(description: "a quote that is never closed") }
        end()
        return commands.filter { !$0.isEmpty }
    }

    /// A line that has these words and no others.
    static func line(_ words: [String]) -> String { words.map { "\"" + $0.replacing("\"", with: "\"'\"'\"") + "\"" }.joined(separator: " ") }
}
