import ArgumentParser
import Foundation

/// What a client alone is sent for.
enum Errand: Sendable {
    case list(folder: String?)
    case get(name: String, local: String)
    case put(local: String, name: String)

    /// - Throws: what was expected.
    init(_ words: [String]) throws {
        func base(_ path: String) -> String { URL(fileURLWithPath: path).lastPathComponent }
        switch (words.first, words.count) {
        case ("list", 1): self = .list(folder: nil)
        case ("list", 2): self = .list(folder: words[1])
        // A name that a server made up must not choose where on this computer the file goes.
        case ("get", 2): self = .get(name: words[1], local: base(words[1]))
        case ("get", 3): self = .get(name: words[1], local: words[2])
        case ("put", 2): self = .put(local: words[1], name: base(words[1]))
        case ("put", 3): self = .put(local: words[1], name: words[2])
        default: throw ValidationError("expected list [FOLDER], get NAME [LOCAL] or put LOCAL [NAME], and \"\(words.joined(separator: " "))\" is none of them")
        }
    }
}
