import Testing
import Wire

@Suite("Text in HTML, XML and SVG is text")
struct MarkupTextTests {
    @Test("what means something to markup is written so that it does not", arguments: [
        ("plain, ünïcode, 日本 and 😀", "plain, ünïcode, 日本 and 😀"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("a & b, &amp; too", "a &amp; b, &amp;amp; too"),
        ("\" onload=\"x", "&quot; onload=&quot;x"),
        ("' onload='x", "&#39; onload=&#39;x"),
        ("]]>", "]]&gt;"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("a return\r\nof the carriage", "a return\u{fffd}\nof the carriage"),
        ("\0\u{1b}[31m\u{7f}\u{fffe}\u{ffff}", "\u{fffd}\u{fffd}[31m\u{fffd}\u{fffd}\u{fffd}"),
    ])
    func escapes(text: String, wanted: String) {
        #expect(MarkupText.escaped(text) == wanted)
    }

    @Test("an accent on a character hides it from nobody who reads bytes", arguments: [("<\u{301}b", "&lt;\u{301}b"), ("\"\u{20d2} x=", "&quot;\u{20d2} x="), ("&\u{fe0f}lt;", "&amp;\u{fe0f}lt;")])
    func accents(text: String, wanted: String) {
        let safe = MarkupText.escaped(text)
        #expect(Array(safe.unicodeScalars) == Array(wanted.unicodeScalars))
    }
}
