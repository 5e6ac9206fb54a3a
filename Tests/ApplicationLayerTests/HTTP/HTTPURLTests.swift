import ApplicationLayer
import Testing

@Suite struct HTTPURLTests {
    @Test(arguments: [("http://a.example", "http://a.example/", "a.example", 80), ("HTTPS://A.example:443/x?y#z", "https://a.example/x?y", "a.example", 443), ("http://[::1]:8000/", "http://[::1]:8000/", "::1", 8000), ("ws://h?q", "ws://h/?q", "h", 80),
                      ("http://h/grün?ö", "http://h/gr%C3%BCn?%C3%B6", "h", 80), ("http://h:/a", "http://h/a", "h", 80), ("http://u:p%40@h/", "http://h/", "h", 80)])
    func taken(_ text: String, _ url: String, _ host: String, _ port: UInt16) throws {
        let parsed = try #require(HTTPURL(text))
        #expect("\(parsed)" == url && parsed.host == host && parsed.port == port)
        #expect(parsed.userInfo == (text.contains("@") ? "u:p@" : nil))
    }

    @Test(arguments: ["", "h", "/x", "ftp://h/", "http://", "http:///x", "http://h:0/", "http://h:65536/", "http://h:x/", "http://a b/", "http://h/a b", "http://h/\r\nX: y", "http://[::1/", "http://ü/", "http://h\\@evil/"])
    func refused(_ text: String) { #expect(HTTPURL(text) == nil) }

    @Test(arguments: [("/x", "http://a/x"), ("x", "http://a/b/x"), ("../x", "http://a/x"), ("../../../x", "http://a/x"), ("./", "http://a/b/"), ("?q", "http://a/b/c?q"), ("", "http://a/b/c?d"), ("#f", "http://a/b/c?d"), ("//h:1/x", "http://h:1/x"), ("https://h/x", "https://h/x"), ("..", "http://a/")])
    func resolved(_ reference: String, _ url: String) { #expect(HTTPURL("http://a/b/c?d")?.resolving(reference)?.description == url) }

    @Test(arguments: ["javascript:alert(1)", "ftp://h/", "http://", "/a b"])
    func notResolved(_ reference: String) { #expect(HTTPURL("http://a/b/c?d")?.resolving(reference) == nil) }
}
