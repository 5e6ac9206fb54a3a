import Sockets
import Testing

@Suite struct SocketErrorTests {
    @Test(arguments: [
        (SocketError(.refused, during: "connect", of: "127.0.0.1:12345", errno: 111), "connect to 127.0.0.1:12345 refused (ECONNREFUSED)"),
        (SocketError(.addressInUse, during: "listen", of: "[::1]:80", errno: 98), "listen on [::1]:80 failed: the address is in use (EADDRINUSE)"),
        (SocketError(.reset, during: "receive", of: "10.0.0.1:5"), "receive from 10.0.0.1:5 reset by the peer (ECONNRESET)"),
        (SocketError(.permissionDenied, during: "bind", of: "0.0.0.0:53", errno: 1, systemName: "EPERM"), "bind on 0.0.0.0:53 not permitted (EPERM)"),
        (SocketError(.system, during: "accept", errno: 100, systemName: "ENETDOWN"), "accept failed (ENETDOWN)"),
        (SocketError(.system, during: "accept", errno: 4711), "accept failed (errno 4711)"),
        (SocketError(.cancelled, during: "receive"), "receive cancelled (ECANCELED)"),
    ])
    func readsAsASentence(error: SocketError, text: String) {
        #expect(error.description == text)
    }

    @Test func everyCodeHasWordsAndAName() {
        for code in SocketError.Code.allCases {
            let text = SocketError(code, during: "call", errno: 7).description
            #expect(text.hasPrefix("call ") && text.hasSuffix(")"), "\(text)")
        }
    }
}
