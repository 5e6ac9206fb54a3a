import Foundation
import Testing

/// `layerlab view` and `layerlab inspect` on a pseudo-terminal; the scripts in `Terminal` say what is tried.
@Suite("On a terminal")
struct TerminalViewTests {
    @Test("layerlab view: keys, search, filter, streams, sizes, signals, hostile captures", .enabled(if: LabProgram.has("python3"), "needs python3"))
    func view() throws {
        let scratch = try Scratch()
        let outcome = try LabProgram.run("timeout 120 python3 Tests/LabTests/Terminal/view.py '\(LabProgram.folder.path)' '\(scratch.path("files"))'")
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    }

    @Test("layerlab inspect: how far a long file has been read; pipes; gzip", .enabled(if: LabProgram.has("python3"), "needs python3"))
    func progress() throws {
        let scratch = try Scratch()
        let outcome = try LabProgram.run("timeout 120 python3 Tests/LabTests/Terminal/progress.py '\(LabProgram.folder.path)' '\(scratch.path("files"))'")
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    }
}
