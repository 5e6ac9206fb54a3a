import Yams

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A student's answers to one lab's questions: a small YAML file in which each answer stands at the left margin.
///
/// ```yaml
/// Q4:
///   value: 2874120904
///   frame: 4
/// ```
///
/// Each answer is read by itself, so that a slip in one costs that one alone.
public struct AnswerFile: Sendable {
    /// An answer as it stands in the file.
    public enum Entry: Sendable {
        case answer(Answer)
        /// It is not YAML, or not an answer: what is wrong, and where.
        case broken(String, SourcePlace)
    }

    public let path: String
    private let entries: [String: Entry]

    /// No answer file is larger, in bytes.
    public static let sizeLimit = 262_144

    /// Reads the file at `path`; throws ``AnswerFileError`` when it cannot be read at all.
    public init(path: String) throws(AnswerFileError) {
        guard let data = FileManager.default.contents(atPath: path) else { throw AnswerFileError(path: path, what: "cannot be read: is it there?") }
        guard data.count <= Self.sizeLimit else { throw AnswerFileError(path: path, what: "has \(data.count) bytes; answers take at most \(Self.sizeLimit)") }
        guard let text = String(validating: data, as: UTF8.self) else { throw AnswerFileError(path: path, what: "is not UTF-8 text") }
        self.init(text: text, path: path)
    }

    public init(text: String, path: String) {
        self.path = path
        var entries: [String: Entry] = [:]
        for block in Self.blocks(of: text) {
            let place = SourcePlace(path: path, line: block.line)
            entries[block.id] = entries[block.id] == nil ? Self.entry(block, path: path) : .broken("\(block.id) is answered twice", place)
        }
        self.entries = entries
    }

    /// The answer to question `id`; one that is absent counts as not attempted.
    public subscript(id: String) -> Entry {
        entries[id] ?? .answer(Answer(place: SourcePlace(path: path)))
    }

    /// Where to point when something is wrong with the answer to question `id`.
    func place(of id: String) -> SourcePlace {
        switch self[id] {
        case .answer(let answer): answer.place
        case .broken(_, let place): place
        }
    }

    private struct Block {
        let id: String
        /// The line of the file, from 1, on which it begins.
        let line: Int
        var text: String
    }

    /// The file cut before each line that begins with a name and a colon at the margin.
    private static func blocks(of text: String) -> [Block] {
        var blocks: [Block] = []
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            if let first = line.first, first.isLetter, let colon = line.firstIndex(of: ":") {
                blocks.append(Block(id: String(line[..<colon]).trimmed, line: index + 1, text: String(line)))
            } else if !blocks.isEmpty {
                blocks[blocks.count - 1].text += "\n" + line
            }
        }
        return blocks
    }

    private static func entry(_ block: Block, path: String) -> Entry {
        let lines = block.text.split(separator: "\n", omittingEmptySubsequences: false).count
        // A fault that shows only at the end is told on the block's last line.
        func place(_ mark: Mark?) -> SourcePlace { SourcePlace(path: path, line: block.line + min(mark?.line ?? 1, lines) - 1, column: mark?.column ?? 1) }
        let node: Node?
        do { node = try Yams.compose(yaml: block.text) } catch let error as YamlError {
            return .broken(describe(error), place(mark(of: error)))
        } catch { return .broken("\(error)", place(nil)) }
        guard let body = node?.mapping?.first?.value else { return .broken("expected \"\(block.id):\" and below it \"value:\"", place(nil)) }
        var answer = Answer(place: place(body.mark))
        switch body {
        case .scalar(let scalar) where scalar.string.trimmed.isEmpty: break
        case .scalar(let scalar): answer.value = Answer.Item(text: scalar.string.trimmed, place: place(scalar.mark))
        case .mapping(let mapping):
            for (key, value) in mapping {
                guard let name = key.string else { return .broken("a name must stand before the colon", place(key.mark)) }
                let item: Answer.Item?
                switch value {
                case .scalar(let scalar): item = scalar.string.trimmed.isEmpty || scalar.string == "~" ? nil : Answer.Item(text: scalar.string.trimmed, place: place(scalar.mark))
                case .sequence(let list): item = Answer.Item(text: list.compactMap { $0.string?.trimmed }.joined(separator: ", "), place: place(list.mark))
                default: return .broken("\(name) takes one value, not more lines below it", place(value.mark))
                }
                switch name {
                case "value": answer.value = item
                case "frame": answer.frame = item
                default: return .broken("\"\(name)\" is not part of an answer: \"value\" and \"frame\" are", place(key.mark))
                }
            }
        default: return .broken("expected \"value:\" below \"\(block.id):\"", place(body.mark))
        }
        if let item = answer.value ?? answer.frame { answer.place = item.place }
        return .answer(answer)
    }

    private static func mark(of error: YamlError) -> Mark? {
        switch error {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark
        default: nil
        }
    }

    private static func describe(_ error: YamlError) -> String {
        switch error {
        case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _): "not YAML: \(problem)"
        default: "not YAML: \(error)"
        }
    }
}

/// An answer file that cannot be read.
public struct AnswerFileError: Error, Sendable, CustomStringConvertible {
    public let path: String
    public let what: String
    public var description: String { "\(path) \(what)" }
}

/// One answer: a value, and the frame that proves it where the question asks for one.
public struct Answer: Sendable {
    public struct Item: Sendable, Equatable {
        public var text: String
        public var place: SourcePlace
    }

    public var value: Item?
    public var frame: Item?
    /// Where to point when something is wrong with it.
    public var place: SourcePlace

    public init(value: Item? = nil, frame: Item? = nil, place: SourcePlace) {
        self.value = value
        self.frame = frame
        self.place = place
    }

    /// As it was handed out: nothing filled in.
    public var isUntouched: Bool { value == nil && frame == nil }
}

extension String {
    fileprivate var trimmed: String { String(self.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed()) }
}
