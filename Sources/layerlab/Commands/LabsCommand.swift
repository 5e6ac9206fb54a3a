import ArgumentParser
import LabKit

/// `layerlab labs`: what there is to run.
struct LabsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "labs",
        abstract: "List the labs: what each is about and how to run it.")

    func run() {
        var rows = AlignedRows()
        for lab in Lab.all { rows.add("\(lab.number)  \(lab.name)", lab.title) }
        rows.lines().forEach { print($0) }
        print("\nRun one:  swift run tcp-echo        Its worksheet:  \(Lab.tcpEcho.worksheet)")
        print("Grade one:  LAB=01 swift test       Its help:  swift run tcp-echo --help")
    }
}
