import Testing

@testable import LabKit

@Suite("Text from strangers") struct PrintableTests {
    @Test("nothing that steers a terminal gets through", arguments: [
        ("plain", "plain"), ("grüße 日本 🙂", "grüße 日本 🙂"), ("two  spaces and\ttab", "two  spaces and\ttab"),
        ("\u{1b}[2Jgone", "\\x1b[2Jgone"), ("a\nb\r", "a\\nb\\r"), ("\u{7}\u{9b}", "\\x07\\x9b"), ("\u{202e}txt", "\\u{202e}txt"),
    ])
    func line(_ text: String, _ safe: String) { #expect(Printable.line(text) == safe) }

    @Test("a message fits its column", arguments: [
        (Array("Hello, server!".utf8), 40, "\"Hello, server!\""),
        (Array("Hello, server!".utf8), 16, "\"Hello, server!\""),
        (Array("Hello, server!".utf8), 10, "\"Hello, …\""),
        (Array("日本".utf8), 10, "\"日本\""),
        ([0xff, 0x41, 0x00], 20, "\"\\xffA\\x00\""),
        ([0xe6, 0x97], 20, "\"\\xe6\\x97\""),
        ([], 10, "\"\""),
        (Array("x".utf8), 2, ""),
    ] as [([UInt8], Int, String)])
    func quoted(_ bytes: [UInt8], _ width: Int, _ text: String) { #expect(Printable.quoted(bytes, width: width) == text) }

    @Test("text that is cut in the middle of a character is shown as far as it goes")
    func cutCharacter() {
        let bytes = Array(String(repeating: "é", count: 200).utf8)
        #expect(Printable.quoted(bytes, width: 80).count == 80)
    }
}
