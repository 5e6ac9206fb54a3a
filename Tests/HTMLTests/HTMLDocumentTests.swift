import HTML
import Testing

@Suite struct HTMLDocumentTests {
    static let page = """
        <!DOCTYPE html><title>T</title>
        <table><tr class="story odd" id=one><td>1.<td><span class="titleline"><a href="/a?x=1&amp;y=2">One &amp;  <em>two</em>
        three</a></span><tr id=two><td>2.<td><span class=titleline><A HREF='https://b.example/'>Zwei — ü</A> <i></i></span></table>
        <p lang=en-GB>first<p>second<ul><li>a<li>b<li>c<li>d</ul><my-tag data-X=Y>own</my-tag>
        """

    @Test func whatBrowsersMakeOfIt() throws {
        let page = try HTMLDocument(Self.page)
        let links = try page.select("span.titleline > a")
        #expect(links.map(\.text) == ["One & two three", "Zwei — ü"])
        #expect(links.map { $0["href"] } == ["/a?x=1&y=2", "https://b.example/"])
        #expect(links[0]["title"] == nil && links[0].name == "a")
        #expect(try page.select("tr")[0].select("a").map(\.text) == ["One & two three"])
    }

    /// Each selector with the texts of what it means.
    @Test(arguments: [
        ("em", ["two"]), ("TITLE", ["T"]), ("#two > td:first-child", ["2."]), (".odd td:last-child a em", ["two"]), ("tr.story.odd td:nth-child(1)", ["1."]),
        ("li:nth-child(odd)", ["a", "c"]), ("li:nth-child(2n)", ["b", "d"]), ("li:nth-child(-n+2)", ["a", "b"]), ("li:nth-child( 3 )", ["c"]), ("li:nth-last-child(1)", ["d"]), ("li:nth-child(n + 4)", ["d"]),
        ("li + li", ["b", "c", "d"]), ("li:first-child ~ li", ["b", "c", "d"]), ("li:not(:first-child):not(:last-child)", ["b", "c"]), ("p, em", ["two", "first", "second"]),
        ("[href^='https:']", ["Zwei — ü"]), ("[href*=\"x=1\"]", ["One & two three"]), ("[href$='/']", ["Zwei — ü"]), ("[href $= example/]", []), ("[class~=odd] em", ["two"]), ("[lang|=en]", ["first"]), ("[lang=EN-gb i]", ["first"]), ("[data-x]", ["own"]), ("my-tag[data-x=Y]", ["own"]),
        ("i:empty", [""]), ("table a:only-child", ["One & two three"]), ("html body > p", ["first", "second"]), ("body em, table em", ["two"]), ("nothing", []), (".title", []), ("a a", []), ("[href^='']", []),
    ])
    func selectors(_ selector: String, _ texts: [String]) throws {
        let page = try HTMLDocument(Self.page)
        // "example/" is no name: the slash must be quoted.
        if selector.contains("example/]") { #expect(throws: CSSSelectorError.self) { try page.select(selector) } } else { #expect(try page.select(selector).map(\.text) == texts) }
    }

    @Test(arguments: [("", 0, "a type"), ("a >", 3, "a type"), ("a,,b", 2, "a type"), ("a[", 2, "a name"), ("a[b", 3, "]"), ("a[b='c]", 7, "a closing"), (":hover", 1, "first-child"), ("li:nth-child(x)", 13, "odd"), ("a:not(:not(b))", 7, "first-child"), ("a)", 1, "a combinator"), (".", 1, "a name"), ("a\u{7}b", 1, "a combinator")])
    func errors(_ selector: String, _ offset: Int, _ expected: String) {
        #expect { try CSSSelector(selector) } throws: { error in
            guard let error = error as? CSSSelectorError else { return false }
            #expect(error.description.contains("character \(offset + 1): expected \(expected)"), "\(error)")
            return error.offset == offset && error.expected.hasPrefix(expected)
        }
    }

    @Test("nothing at all is a page too", arguments: ["", "<", "\0\0", "</p></p>", "<!--", "<svg><title><p>x", "&#x110000;&bogus;", "<template><p>x</template>", String(repeating: "\u{fffd}", count: 100)])
    func oddPages(_ html: String) throws {
        let page = try HTMLDocument(html)
        #expect(try page.select("html").count == 1)
    }

    @Test func bytesThatAreNoText() throws {
        let page = try HTMLDocument(utf8: (0..<4_096).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ $0 >> 4) } + Array("<b>end</b>".utf8))
        #expect(try page.select("*").count >= 3)
    }

    @Test func aDeepPageIsOnlyALongOne() throws {
        let page = try HTMLDocument(String(repeating: "<span>", count: 20_000) + "deep")
        #expect(try page.select("span span").count == 19_999)
        #expect(try page.select("html")[0].text == "deep")
    }

    @Test("a page may cost so much and no more") func limits() {
        var limits = HTMLDocument.Limits()
        limits.size = 100
        #expect(throws: HTMLError.tooBig("has 101 bytes, more than 100")) { try HTMLDocument(String(repeating: "x", count: 101), limits: limits) }
        limits = HTMLDocument.Limits()
        limits.memory = 8 << 20
        // Each paragraph opens again what was left open before it: nodes grow with the square of the page.
        let bomb = (0..<2_000).map { "<b id=\($0)>" }.joined() + String(repeating: "<p>x", count: 20_000)
        #expect(throws: HTMLError.tooBig("takes more than 8388608 bytes of memory")) { try HTMLDocument(bomb, limits: limits) }
        limits = HTMLDocument.Limits()
        limits.milliseconds = 50
        // Each tag asks all that are open: time grows with the square of the depth.
        let slow = String(repeating: "<div>", count: 400_000)
        #expect(throws: HTMLError.tooSlow(milliseconds: 50)) { try HTMLDocument(slow, limits: limits) }
    }
}
