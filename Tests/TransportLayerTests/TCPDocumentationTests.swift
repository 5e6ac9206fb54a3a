import Foundation
import Testing

/// The table "Which section is where" in the README beside TCP's sources, held against the sources.
@Suite("TCP: the documentation")
struct TCPDocumentationTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/Layers/TransportLayer/TCP")

    /// One row: the RFCs and sections that it names, and the files.
    struct Row: CustomStringConvertible, Sendable {
        let description: String
        var numbers: [String] = []
        var sections: [String] = []
        var files: [String] = []
    }

    static let rows: [Row] = {
        guard let text = try? String(contentsOf: folder.appending(path: "README.md"), encoding: .utf8) else { return [] }
        var rows: [Row] = [], isInside = false
        for line in text.split(separator: "\n") {
            if line.hasPrefix("## ") { isInside = line == "## Which section is where" }
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard isInside, cells.count == 3, cells[0].first?.isNumber == true else { continue }
            var row = Row(description: cells[0])
            for word in cells[0].split(whereSeparator: { " ,".contains($0) }) {
                if word.contains(".") { row.sections.append(String(word)) } else if word.count > 2, word.allSatisfy(\.isNumber) { row.numbers.append(String(word)) }
            }
            var last = ""
            for (index, part) in cells[2].split(separator: "`").enumerated() where index % 2 == (cells[2].hasPrefix("`") ? 0 : 1) {
                // "+Text" continues the name before it.
                last = part.hasPrefix("+") ? String(last.prefix { $0 != "+" }) + part : String(part)
                row.files.append(last)
            }
            rows.append(row)
        }
        return rows
    }()

    @Test("every RFC and section of a row is named in one of its files", arguments: rows) func isWhereItSays(_ row: Row) throws {
        #expect(!row.files.isEmpty)
        var text = ""
        for file in row.files { text += try String(contentsOf: Self.folder.appending(path: "\(file).swift"), encoding: .utf8) }
        for number in row.numbers { #expect(text.contains("RFC \(number)"), "RFC \(number) is not named in \(row.files)") }
        for section in row.sections { #expect(text.contains(section), "section \(section) is not named in \(row.files)") }
    }

    @Test("every RFC that the sources name is in the README") func nothingIsMissing() throws {
        let readme = try String(contentsOf: Self.folder.appending(path: "README.md"), encoding: .utf8)
        #expect(Self.rows.count > 25)
        let files = try #require(FileManager.default.enumerator(at: Self.folder, includingPropertiesForKeys: nil))
        for case let file as URL in files where file.pathExtension == "swift" {
            let words = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "RFC ").dropFirst()
            for word in words {
                let number = word.prefix(while: \.isNumber)
                #expect(number.isEmpty || readme.contains(number), "RFC \(number), named in \(file.lastPathComponent), is not in the README")
            }
        }
    }
}
