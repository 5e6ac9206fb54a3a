@testable import ApplicationLayer
import Testing

@Suite struct Base64Tests {
    @Test(arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy")])
    func bothWays(_ plain: String, _ encoded: String) {
        #expect(text(Base64.encode(bytes(plain))) == encoded)
        #expect(Base64.decode(bytes(encoded)) == bytes(plain))
    }

    @Test(arguments: ["Z", "Zg", "Zg=", "Zg===", "Zm8", "Zm8==", "Zm9v=", "=", "Zm 9v", "Zm9v\r\n", "Zh==", "Z*==", "Zg==Zg=="])
    func refuses(_ encoded: String) { #expect(Base64.decode(bytes(encoded)) == nil) }

    @Test func linesOfMIME() {
        let data = (0..<100).map { UInt8($0) }
        let encoded = Base64.encode(data, lineLength: 76)
        #expect(text(encoded).split(separator: "\r\n").map(\.count) == [76, 60])
        #expect(Base64.decode(encoded, skippingOthers: true) == data)
        #expect(Base64.decode(encoded) == nil)
    }
}

@Suite struct UTF8ValidatorTests {
    static let valid: [[UInt8]] = [[], bytes("plain ASCII that is longer than a word"), bytes("κόσμε"), bytes("\u{10ffff}\u{0}\u{7f}\u{80}\u{7ff}\u{800}\u{ffff}\u{d7ff}\u{e000}"), bytes("x🦉y")]
    static let invalid: [[UInt8]] = [[0x80], [0xc0, 0x80], [0xc1, 0xbf], [0xe0, 0x80, 0x80], [0xe0, 0x9f, 0xbf], [0xed, 0xa0, 0x80], [0xf0, 0x80, 0x80, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xf5], [0xff], [0x41, 0xc3, 0x41], bytes("12345678") + [0xfe]]

    @Test(arguments: valid, Feeding.allCases)
    func takes(_ octets: [UInt8], _ feeding: Feeding) {
        var validator = UTF8Validator()
        let isValid = feeding.pieces(octets).allSatisfy { validator.validate($0) }
        #expect(isValid && validator.isComplete)
    }

    @Test(arguments: invalid, Feeding.allCases)
    func refuses(_ octets: [UInt8], _ feeding: Feeding) {
        var validator = UTF8Validator()
        let isValid = feeding.pieces(octets).allSatisfy { validator.validate($0) }
        #expect(!isValid)
    }

    @Test func agreesWithSwiftOnEveryTwoAndThreeBytes() {
        var random = SeededGenerator(state: 1)
        for _ in 0..<20_000 {
            let octets = (0..<Int.random(in: 1...5, using: &random)).map { _ in UInt8.random(in: 0x60...0xff, using: &random) }
            var validator = UTF8Validator()
            let isValid = validator.validate(octets) && validator.isComplete
            #expect(isValid == (String(validating: octets, as: UTF8.self) != nil), "\(octets)")
        }
    }
}

@Suite struct SHA1Tests {
    @Test(arguments: [("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"), ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"), ("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "84983e441c3bd26ebaae4aa1f95129e5e54670f1")])
    func digests(_ message: String, _ expected: String) {
        #expect(SHA1.digest(bytes(message)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() == expected)
    }
}
