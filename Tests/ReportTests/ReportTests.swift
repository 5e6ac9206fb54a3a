import Compression
import Foundation
import Testing
import Wire
@testable import Report

/// What a page is made of; ``BrowserTests`` in LabTests tries it in a browser.
@Suite("A page")
struct ReportTests {
    private func page(_ words: String, title: String = "t") throws -> String {
        var report = Report(title: title, subtitle: words)
        report.add(ReportLine(.output, time: Instant(nanoseconds: 5_000_000_000), from: words, what: "print", words: words))
        report.add(picture: words, of: words, svg: "<svg>\(words)</svg>", text: words)
        return try #require(String(validating: report.html { _ in (words, words, words) }, as: UTF8.self))
    }

    /// The JSON in a page's data element.
    private func data(_ id: String, in page: String) throws -> [String: Any] {
        let start = try #require(page.range(of: "id=\"\(id)\">")).upperBound
        let end = try #require(page.range(of: "</script>", range: start..<page.endIndex)).lowerBound
        let packed = try #require(Data(base64Encoded: String(page[start..<end])))
        var json: [UInt8] = []
        try Inflater(.gzip).inflate(Array(packed), into: &json, limit: 1 << 24)
        return try #require(try JSONSerialization.jsonObject(with: Data(json)) as? [String: Any])
    }

    static let hostile = ["</script><script>alert(1)</script>", "<!--", "\u{2028}\u{2029}", "\"\\\u{0}\u{1f}\n", "]]>", "&lt;img src=x onerror=alert(1)>", "\u{1F600}\u{202E}"]

    @Test("whatever words are in it, the page's markup stays the same and the words arrive", arguments: hostile)
    func escaping(words: String) throws {
        let plain = try page("x"), page = try page(words, title: words)
        func tags(_ text: String) -> Int { text.components(separatedBy: "<").count }
        #expect(tags(page) == tags(plain), "a stranger's words became markup")
        let index = try data("index", in: page)
        let line = try #require((index["lines"] as? [[Any]])?.first)
        #expect(line[7] as? String == words)
        #expect(line[1] as? Int == 0, "times count from the first line")
        #expect(index["hosts"] as? [String] == [words])
        #expect((index["pictures"] as? [[String]])?.first == [words, words, "<svg>\(words)</svg>", words])
    }

    @Test("the page fetches nothing: no address of anything elsewhere, and a policy that forbids it")
    func selfContained() throws {
        let page = try page("x")
        #expect(page.contains("default-src 'none'"))
        for outside in ["src=\"http", "href=\"http", "url(http", "import ", "fetch(", "XMLHttpRequest", "WebSocket"] { #expect(!page.contains(outside), "\(outside)") }
    }

    @Test("base64 (RFC 4648 section 10)", arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy")])
    func base64(plain: String, packed: String) { #expect(Base64.text(Array(plain.utf8)) == packed) }

    @Test("frames are packed in blocks; those beyond the limit are counted")
    func blocks() throws {
        var report = Report(title: "t", subtitle: "")
        for number in 1...600 {
            report.add(ReportLine(.frame, time: Instant(nanoseconds: Int64(number)), from: "a", to: "b", what: "TCP"), ReportFrame(number: number, bytes: [1, 2, 3], originalLength: 3, layers: Array("[]".utf8), fields: [7], conversation: ConversationEnds(name: "TCP", source: "a", destination: "b", filter: "tcp.stream == 0")))
        }
        #expect(report.frameCount == 600)
        let page = String(decoding: report.html { ("n\($0)", "", "") }, as: UTF8.self)
        for block in 0..<3 { #expect(page.contains("id=\"details-\(block)\"")) }
        #expect(!page.contains("id=\"details-3\""))
        let talk = try #require((try data("index", in: page)["conversations"] as? [[Any]])?.first)
        #expect(talk[3] as? Int == 600 && talk[4] as? Int == 1800 && talk[5] as? Int == 0)
    }
}
