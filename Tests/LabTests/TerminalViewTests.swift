import Foundation
import Testing

/// `layerlab view` on a pseudo-terminal; `Terminal/view.py` says what is tried.
@Suite("The terminal view")
struct TerminalViewTests {
    @Test("layerlab view: keys, search, filter, streams, sizes, signals, hostile captures", .enabled(if: LabProgram.has("python3"), "needs python3"))
    func view() throws {
        let scratch = try Scratch()
        let outcome = try LabProgram.run("timeout 120 python3 Tests/LabTests/Terminal/view.py '\(LabProgram.folder.path)' '\(scratch.path("files"))'")
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    }
}
