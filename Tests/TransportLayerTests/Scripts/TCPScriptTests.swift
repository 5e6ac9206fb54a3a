import Foundation
import Testing

@Suite("TCP: scripts, rule by rule")
struct TCPScriptTests {
    @Test("Opening", arguments: handshakeScripts) func handshake(_ script: TCPScript) { play(script) }
    @Test("Closing", arguments: closingScripts) func closing(_ script: TCPScript) { play(script) }
    @Test("Sending and acknowledging", arguments: transferScripts) func transfer(_ script: TCPScript) { play(script) }
    @Test("Windows", arguments: windowScripts) func windows(_ script: TCPScript) { play(script) }
    @Test("Loss and its repair", arguments: lossScripts) func loss(_ script: TCPScript) { play(script) }
    @Test("Extensions", arguments: extensionScripts) func extensions(_ script: TCPScript) { play(script) }
    @Test("Attacks", arguments: attackScripts) func attacks(_ script: TCPScript) { play(script) }

    private func play(_ script: TCPScript) {
        let failure = TCPScriptRunner(script).run()
        #expect(failure == nil, "\(failure ?? "")")
    }

    /// `TCP_SCRIPTS=DIR swift test --filter TCPScriptTests` plays each `.tcp` file of a folder, too.
    @Test("Scripts of your own", .enabled(if: !ownScripts.isEmpty, "TCP_SCRIPTS names a folder with .tcp files"), arguments: ownScripts) func own(_ script: TCPScript) { play(script) }

    private static let ownScripts: [TCPScript] = {
        guard let folder = ProcessInfo.processInfo.environment["TCP_SCRIPTS"] else { return [] }
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(".tcp") }.sorted().compactMap { name in
            (try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)).map { TCPScript(name, $0) }
        }
    }()

    @Test("A script that expects what does not come fails")
    func canFail() {
        #expect(TCPScriptRunner(TCPScript("wrong flags", "0 connect\n0 > SA 0")).run() != nil)
        #expect(TCPScriptRunner(TCPScript("wrong time", "0 connect\n0 > S 0\n+900ms > S 0")).run() != nil)
        #expect(TCPScriptRunner(TCPScript("unexpected", "0 connect\n0 state SYN-SENT")).run() != nil)
    }
}
