/// The hints in a worksheet: numbered lines in its `<details><summary>Hints` parts. A line that begins with `*Q3, Q4.*` is for these;
/// one that begins with nothing of the kind is for the exercise whose section it stands in.
public struct WorksheetHints: Sendable {
    private var all: [(items: [String], text: String)] = []

    public init(_ worksheet: String) {
        var isInside = false, builds = false, exercise = "E1"
        for line in worksheet.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("## ") {
                builds = line.hasSuffix(" Build")
                exercise = "E1"
            }
            // Where a section has more than one exercise, a heading names each: "### E2: …".
            if line.hasPrefix("### E"), let number = line.dropFirst(5).first, number.isNumber { exercise = "E\(number)" }
            if line.hasPrefix("<details><summary>Hints") { isInside = true } else if line.hasPrefix("</details>") { isInside = false }
            guard isInside else { continue }
            if let point = line.firstIndex(of: "."), !line[..<point].isEmpty, line[..<point].allSatisfy(\.isNumber) {
                add(String(line[line.index(after: point)...].drop { $0 == " " }), exercise: builds ? exercise : nil)
            } else if line.hasPrefix("   "), !all.isEmpty {
                all[all.count - 1].text += " " + line.drop { $0 == " " }
            }
        }
    }

    private mutating func add(_ text: String, exercise: String?) {
        if text.hasPrefix("*"), let end = text.dropFirst().firstIndex(of: "*") {
            let names = text[text.index(after: text.startIndex)..<end].split { !$0.isLetter && !$0.isNumber }.map(String.init)
            if names.allSatisfy({ "QCE".contains($0.prefix(1)) }) { return all.append((names, String(text[text.index(after: end)...].drop { $0 == " " }))) }
        }
        all.append((exercise.map { [$0] } ?? [], text))
    }

    /// The hints for a question or an exercise (a step's are its exercise's), from a nudge on.
    public func hints(for item: String) -> [String] {
        let name = String(item.prefix { $0 != "." })
        return all.filter { $0.items.contains(name) }.map(\.text)
    }
}
