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

    @Test("A script that expects what does not come fails")
    func canFail() {
        #expect(TCPScriptRunner(TCPScript("wrong flags", "0 connect\n0 > SA 0")).run() != nil)
        #expect(TCPScriptRunner(TCPScript("wrong time", "0 connect\n0 > S 0\n+900ms > S 0")).run() != nil)
        #expect(TCPScriptRunner(TCPScript("unexpected", "0 connect\n0 state SYN-SENT")).run() != nil)
    }
}
