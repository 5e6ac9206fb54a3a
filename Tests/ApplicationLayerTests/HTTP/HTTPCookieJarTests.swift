import ApplicationLayer
import HTTPTypes
import Testing

@Suite struct HTTPCookieJarTests {
    /// What a server at `from` sets, and what is told to `to`, `later` seconds on; nil: nothing.
    struct Vector: CustomStringConvertible {
        let set: [String], from: String, to: String, told: String?
        var later: Int64 = 0
        var description: String { "\(set) from \(from) to \(to)" }
        init(_ set: String..., from: String = "http://www.example.com/a/b", to: String = "http://www.example.com/a/b", later: Int64 = 0, told: String?) { (self.set, self.from, self.to, self.told, self.later) = (set, from, to, told, later) }
    }

    static let vectors: [Vector] = [
        Vector("a=1", told: "a=1"),
        Vector("a=1", "b=2; HttpOnly", told: "a=1; b=2"),
        Vector("a=1", "a=2", told: "a=2"),
        Vector(" a = 1 ; Path=/", told: "a=1"),
        Vector("a=\"x y\"", told: "a=\"x y\""),
        Vector("a=", told: "a="),
        Vector("a", told: nil),
        Vector("=1", told: nil),
        Vector("a=\u{1}", told: nil),
        // Whose: the very host, or with Domain those below it.
        Vector("a=1", to: "http://example.com/a/b", told: nil),
        Vector("a=1", to: "http://x.www.example.com/a/b", told: nil),
        Vector("a=1", to: "http://www.example.com:8080/a/b", told: "a=1"),
        Vector("a=1; Domain=example.com", to: "http://other.example.com/a/b", told: "a=1"),
        Vector("a=1; domain=.Example.COM", to: "http://example.com/a/b", told: "a=1"),
        Vector("a=1; Domain=example.com", to: "http://badexample.com/a/b", told: nil),
        Vector("a=1; Domain=other.com", to: "http://other.com/a/b", told: nil),
        Vector("a=1; Domain=com", to: "http://www.example.com/a/b", told: nil),
        Vector("a=1; Domain=www.example.com", from: "http://example.com/", to: "http://www.example.com/", told: nil),
        Vector("a=1; Domain=0.0.1", from: "http://127.0.0.1/", to: "http://127.0.0.1/", told: nil),
        Vector("a=1; Domain=localhost", from: "http://localhost/", to: "http://localhost/", told: "a=1"),
        // Where: the folder of the page, or Path.
        Vector("a=1", to: "http://www.example.com/a/c?q", told: "a=1"),
        Vector("a=1", to: "http://www.example.com/", told: nil),
        Vector("a=1", to: "http://www.example.com/ab", told: nil),
        Vector("a=1; Path=/", to: "http://www.example.com/x", told: "a=1"),
        Vector("a=1; Path=/a/", to: "http://www.example.com/a", told: nil),
        Vector("a=1; Path=x", to: "http://www.example.com/a", told: "a=1"),
        Vector("a=1; Path=/", "b=2; Path=/a", told: "b=2; a=1"),
        // How: by TLS only.
        Vector("a=1; Secure", from: "https://www.example.com/", to: "http://www.example.com/", told: nil),
        Vector("a=1; Secure", from: "https://www.example.com/", to: "https://www.example.com/", told: "a=1"),
        Vector("a=1; Secure", from: "http://www.example.com/", to: "https://www.example.com/", told: nil),
        // Until when.
        Vector("a=1; Max-Age=10", later: 9, told: "a=1"),
        Vector("a=1; Max-Age=10", later: 10, told: nil),
        Vector("a=1; Max-Age=99999999999999999999", later: 1 << 32, told: "a=1"),
        Vector("a=1; Max-Age=x", told: "a=1"),
        Vector("a=1", "a=; Max-Age=0", told: nil),
        Vector("a=1", "a=; Max-Age=-1", told: nil),
        Vector("a=1", "a=x; Expires=Thu, 01 Jan 1970 00:00:00 GMT", told: nil),
        Vector("a=1; Expires=Sun, 06-Nov-2094 08:49:37 GMT", told: "a=1"),
        Vector("a=1; Max-Age=10; Expires=Thu, 01 Jan 1970 00:00:00 GMT", told: "a=1"),
    ]

    @Test(arguments: vectors)
    func told(_ vector: Vector) throws {
        var jar = HTTPCookieJar()
        let now: Int64 = 1_700_000_000
        for one in vector.set { jar.take(HTTPFields([HTTPField(name: .setCookie, lenientValue: Array(one.utf8))]), from: try #require(HTTPURL(vector.from)), at: now) }
        let target = try #require(HTTPURL(vector.to))
        #expect(jar.value(for: target, at: now + vector.later) == vector.told)
    }

    @Test func manyAreNotKept() throws {
        var jar = HTTPCookieJar()
        let url = try #require(HTTPURL("http://h/"))
        for n in 0..<200 { jar.take([.setCookie: "c\(n)=1"], from: url, at: 0) }
        #expect(jar.count == 50)
        #expect(jar.value(for: url, at: 0)?.hasSuffix("c199=1") == true, "the latest are kept")
        for n in 0..<10_000 { jar.take([.setCookie: "c=1"], from: try #require(HTTPURL("http://h\(n).example.com/")), at: 0) }
        #expect(jar.count == 3_000)
        jar.take([.setCookie: "c=" + String(repeating: "x", count: 5_000)], from: url, at: 0)
        #expect(jar.count == 3_000)
    }
}
