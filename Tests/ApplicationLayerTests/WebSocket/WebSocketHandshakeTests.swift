import ApplicationLayer
import HTTPTypes
import Testing

@Suite struct WebSocketHandshakeTests {
    static let nonce = bytes("the sample nonce")

    @Test func sampleOfTheRFC() { #expect(WebSocketHandshake.acceptance(of: "dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") }

    @Test(arguments: [false, true])
    func bothEndsAgree(_ compression: Bool) throws {
        let request = WebSocketHandshake.request(authority: "h", path: "/chat", nonce: Self.nonce, subprotocols: ["b", "a"], compression: compression)
        guard case .upgrade(let response, let subprotocol, let deflate) = WebSocketHandshake.answer(request, subprotocols: ["a", "b"], compression: true) else { Issue.record("refused"); return }
        #expect(subprotocol == "a")
        #expect((deflate != nil) == compression)
        let agreed = try WebSocketHandshake.check(response, nonce: Self.nonce, subprotocols: ["a", "b"], compression: compression)
        #expect(agreed.subprotocol == "a" && agreed.deflate == deflate)
    }

    @Test(arguments: [("Sec-WebSocket-Version", "12", 426), ("Sec-WebSocket-Version", "13, 13", 426), ("Sec-WebSocket-Key", "short", 400), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ", 400), ("Connection", "keep-alive", 426), ("Upgrade", "h2c", 426)])
    func serverRefuses(_ name: String, _ value: String, _ status: Int) {
        var request = WebSocketHandshake.request(authority: "h", path: "/", nonce: Self.nonce)
        request.headerFields[HTTPField.Name(name)!] = value
        guard case .refuse(let response, _) = WebSocketHandshake.answer(request) else { Issue.record("taken"); return }
        #expect(response.status.code == status)
    }

    @Test(arguments: [("Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOp="), ("Upgrade", "h2c"), ("Connection", "close"), ("Sec-WebSocket-Protocol", "other"), ("Sec-WebSocket-Extensions", "permessage-deflate")])
    func clientRefuses(_ name: String, _ value: String) {
        guard case .upgrade(var response, _, _) = WebSocketHandshake.answer(WebSocketHandshake.request(authority: "h", path: "/", nonce: Self.nonce)) else { Issue.record("refused"); return }
        response.headerFields[HTTPField.Name(name)!] = value
        #expect(throws: RemoteProtocolError.self) { try WebSocketHandshake.check(response, nonce: Self.nonce) }
    }

    @Test(arguments: [
        ("permessage-deflate", "permessage-deflate"),
        ("permessage-deflate; client_max_window_bits", "permessage-deflate"),
        ("permessage-deflate; client_max_window_bits=9; server_max_window_bits=10", "permessage-deflate; server_max_window_bits=10; client_max_window_bits=9"),
        ("permessage-deflate; server_no_context_takeover; client_no_context_takeover", "permessage-deflate; server_no_context_takeover; client_no_context_takeover"),
        ("x-other, permessage-deflate; unknown, permessage-deflate; server_max_window_bits=\"11\"", "permessage-deflate; server_max_window_bits=11"),
        ("permessage-deflate; server_max_window_bits=8", nil), ("permessage-deflate; server_max_window_bits=16", nil), ("permessage-deflate; server_max_window_bits=09", nil), ("permessage-deflate; server_max_window_bits", nil),
        ("permessage-deflate; server_no_context_takeover=1", nil), ("permessage-deflate; client_max_window_bits=9; client_max_window_bits=9", nil), ("deflate-frame", nil), ("permessage-deflate; =", nil),
    ] as [(String, String?)])
    func negotiates(_ offers: String, _ answer: String?) { #expect(PermessageDeflate.accept(offers: offers)?.response == answer) }
}
