import Foundation
import Testing

/// The pages in a real browser: Chromium without a window. `.ci/run` installs it; `Browser/*.py` says what is tried.
@Suite("Pages in a browser")
struct BrowserTests {
    private static let hasBrowser = LabProgram.has("chromium") && LabProgram.has("chromedriver") && LabProgram.has("python3")

    /// Runs a script of checks. `LAYERLAB_AXE` names axe-core, `LAYERLAB_PICTURES` the folder that screenshots are kept in.
    private func passes(_ script: String) throws {
        let environment = ProcessInfo.processInfo.environment
        let scratch = try Scratch()
        let pictures = environment["LAYERLAB_PICTURES"] ?? scratch.path("pictures")
        let axe = environment["LAYERLAB_AXE"] ?? ""
        let outcome = try LabProgram.run("timeout 400 python3 Tests/LabTests/Browser/\(script) '\(LabProgram.folder.path)' '\(pictures)' \(axe)")
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    }

    @Test("the page of --html: keyboard, filters, layers and bytes, pictures, paper, hostile captures, thousands of frames", .enabled(if: hasBrowser, "needs chromium, chromedriver and python3"))
    func report() throws { try passes("report.py") }

    @Test("the live view: step, back, play, tables, lose, flip, cut, mend, fork, compare, in every lab and in an internet; strangers are refused", .enabled(if: hasBrowser, "needs chromium, chromedriver and python3"))
    func live() throws { try passes("live.py") }
}
