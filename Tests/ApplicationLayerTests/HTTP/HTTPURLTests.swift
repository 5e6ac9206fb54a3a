@testable import ApplicationLayer
import Testing

@Suite struct HTTPURLTests {
    @Test(arguments: [("http://a.example", "http://a.example/", "a.example", 80), ("HTTPS://A.example:443/x?y#z", "https://a.example/x?y", "a.example", 443), ("http://[::1]:8000/", "http://[::1]:8000/", "::1", 8000), ("ws://h?q", "ws://h/?q", "h", 80),
                      ("http://h/grün?ö", "http://h/gr%C3%BCn?%C3%B6", "h", 80), ("http://h:/a", "http://h/a", "h", 80), ("http://u:p%40@h/", "http://h/", "h", 80),
                      ("http://Bücher.example:81/ü", "http://xn--bcher-kva.example:81/%C3%BC", "xn--bcher-kva.example", 81), ("http://例え。テスト/", "http://xn--r8jz45g.xn--zckzah/", "xn--r8jz45g.xn--zckzah", 80), ("http://h.Ünder:8/", "http://h.xn--nder-zra:8/", "h.xn--nder-zra", 8)])
    func taken(_ text: String, _ url: String, _ host: String, _ port: UInt16) throws {
        let parsed = try #require(HTTPURL(text))
        #expect("\(parsed)" == url && parsed.host == host && parsed.port == port)
        #expect(parsed.userInfo == (text.contains("@") ? "u:p@" : nil))
    }

    @Test(arguments: ["", "h", "/x", "ftp://h/", "http://", "http:///x", "http://h:0/", "http://h:65536/", "http://h:x/", "http://a b/", "http://h/a b", "http://h/\r\nX: y", "http://[::1/", "http://ü b/", "http://ü@evil\u{2028}/", "http://ü\u{200b}/", "http://" + String(repeating: "ü", count: 64) + "/", "http://h\\@evil/"])
    func refused(_ text: String) { #expect(HTTPURL(text) == nil) }

    /// RFC 3492 section 7.1, (A), (B), (I), (L), (S) among others.
    @Test(arguments: [("ليهمابتكلموشعربي؟", "egbpdaj6bu4bxfgehfvwxn"), ("他们为什么不说中文", "ihqwcrb4cv8a8dqg056pqjye"), ("почемужеонинеговорятпорусски", "b1abfaaepdrnnbgefbadotcwatmq2g4l"), ("3年b組金八先生", "3b-ww4c5e180e575a65lsy2b"), ("-> $1.00 <-", "-> $1.00 <--"), ("ü", "tda"), ("💩", "ls8h")])
    func punycode(_ text: String, _ encoded: String) { #expect(Punycode.encode(Array(text.unicodeScalars)) == encoded) }

    @Test(arguments: [("/x", "http://a/x"), ("x", "http://a/b/x"), ("../x", "http://a/x"), ("../../../x", "http://a/x"), ("./", "http://a/b/"), ("?q", "http://a/b/c?q"), ("", "http://a/b/c?d"), ("#f", "http://a/b/c?d"), ("//h:1/x", "http://h:1/x"), ("https://h/x", "https://h/x"), ("..", "http://a/"), (" /a b?c d ", "http://a/a%20b?c%20d")])
    func resolved(_ reference: String, _ url: String) { #expect(HTTPURL("http://a/b/c?d")?.resolving(reference)?.description == url) }

    @Test(arguments: ["javascript:alert(1)", "ftp://h/", "http://", "/a\tb"])
    func notResolved(_ reference: String) { #expect(HTTPURL("http://a/b/c?d")?.resolving(reference) == nil) }
}
