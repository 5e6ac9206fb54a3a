import ArgumentParser
import Foundation
import GradeKit
import LabJudges
import LabKit

/// `layerlab hint LAB ITEM`: the worksheet's hints, one at a time.
struct HintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hint",
        abstract: "Give a hint for a question or an exercise: first a nudge, then more.",
        discussion: HelpText.laidOut("""
              layerlab hint 01 Q4
              layerlab hint 01 Q4 --number 2
              layerlab hint 01 E1
            """))

    @Argument(help: "The lab.")
    var lab: String

    @Argument(help: "The question or exercise: Q4, E1.")
    var item: String

    @Option(help: ArgumentHelp("Which hint, from 1.", valueName: "N"))
    var number = 1

    @Option(help: ArgumentHelp("LayerLab's folder. Default: this one or one above it.", valueName: "DIR"))
    var root: String?

    func run() throws {
        let course = try LabCourse.named([lab])[0], id = item.uppercased()
        let folder = LabFolder(course, root: try PackageRoot.find(root))
        guard let text = try? String(contentsOfFile: folder.path("WORKSHEET.md"), encoding: .utf8) else { throw ValidationError("\(folder.path("WORKSHEET.md")) cannot be read") }
        let hints = WorksheetHints(text).hints(for: id)
        guard !hints.isEmpty else { throw ValidationError("the worksheet of lab \(course.number) has no hint for \(id)") }
        guard hints.indices.contains(number - 1) else { throw ValidationError("\(id) has \(hints.count) hint\(hints.count == 1 ? "" : "s")") }
        print(hints[number - 1])
        if number < hints.count { print("\nMore:  layerlab hint \(course.number) \(id) --number \(number + 1)   (\(hints.count - number) left)") }
    }
}
