import TestSupport
import Testing
import Wire

@Suite("Addresses as text")
struct AddressTextTests {
    @Test(arguments: [
        ("0.0.0.0", 0), ("255.255.255.255", 0xffff_ffff), ("10.20.30.40", 0x0a14_1e28), ("192.0.2.1", 0xc000_0201), ("1.0.100.200", 0x0100_64c8),
    ] as [(String, UInt32)])
    func ipv4BothWays(text: String, number: UInt32) {
        #expect(IPv4Address(text)?.rawValue == number)
        #expect(IPv4Address(("[" + text + "]").dropFirst().dropLast())?.rawValue == number, "a part of a longer text")
        #expect(IPv4Address(rawValue: number).description == text)
        #expect(IPAddress(text) == .v4(IPv4Address(rawValue: number)))
    }

    @Test(arguments: [
        ("", .empty, 0), ("10.0.0", .notFourOctets, 0), ("10.0.0.0.0", .notFourOctets, 0), ("10..0.1", .emptyOctet, 3), (".1.2.3", .emptyOctet, 0),
        ("1.2.3.", .emptyOctet, 6), ("10.0.0.a", .notDecimal, 7), ("10.0.0.+1", .notDecimal, 7), (" 10.0.0.1", .notDecimal, 0), ("10.0.0.1\n", .notDecimal, 8),
        ("10.0.0.0001", .octetTooLong, 7), ("10.01.0.1", .leadingZero, 3), ("10.00.0.1", .leadingZero, 3), ("10.0.0.256", .octetTooLarge, 7),
        ("999.0.0.1", .octetTooLarge, 0), ("10.0.0.٣", .notDecimal, 7), ("10.0.0.1/8", .slashInAddress, 8), ("1.1.1.1\0", .notDecimal, 7),
        ("18446744073709551617.0.0.1", .octetTooLong, 0), ("0x7f.0.0.1", .notDecimal, 1), ("2130706433", .notFourOctets, 0),
    ] as [(String, AddressError.Reason, Int)])
    func notIPv4(text: String, reason: AddressError.Reason, offset: Int) {
        #expect(IPv4Address(text) == nil)
        #expect(throws: AddressError(.address, reason, in: text, at: offset)) { try IPv4Address(validating: text) }
    }

    @Test(arguments: [
        ("::", "::", 0), ("::1", "::1", 1), ("1::", "1::", 1 << 112), ("2001:DB8:0:0:0:0:0:1", "2001:db8::1", 0x2001_0db8 << 96 | 1),
        ("2001:db8::1:0:0:1", "2001:db8::1:0:0:1", 0x2001_0db8 << 96 | 1 << 48 | 1), ("0:0:1:0:0:0:1:0", "0:0:1::1:0", 1 << 80 | 1 << 16),
        ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0", 0x0001_0002_0003_0004_0005_0006_0007_0000), ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8", 0x0002_0003_0004_0005_0006_0007_0008),
        ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8", 0x0001_0002_0003_0004_0005_0006_0007_0008), ("::ffff:192.0.2.33", "::ffff:192.0.2.33", 0xffff_c000_0221),
        ("::ffff:c000:221", "::ffff:192.0.2.33", 0xffff_c000_0221), ("64:ff9b::192.0.2.33", "64:ff9b::c000:221", 0x0064_ff9b << 96 | 0xc000_0221),
        ("1:2:3:4:5:6:192.0.2.33", "1:2:3:4:5:6:c000:221", 0x0001_0002_0003_0004_0005_0006_c000_0221), ("1:2::3:4:5:0.0.0.9", "1:2:0:3:4:5:0:9", 0x0001_0002_0000_0003_0004_0005_0000_0009),
        ("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", .max), ("000f::0a0b", "f::a0b", 0xf << 112 | 0xa0b),
        ("1:0:0:2:0:0:0:3", "1:0:0:2::3", 1 << 112 | 2 << 64 | 3), ("::1.2.3.4", "::102:304", 0x0102_0304),
    ] as [(String, String, UInt128)])
    func ipv6BothWays(text: String, canonical: String, number: UInt128) {
        #expect(IPv6Address(text)?.rawValue == number)
        #expect(IPv6Address(("[" + text + "]").dropFirst().dropLast())?.rawValue == number, "a part of a longer text")
        #expect(IPv6Address(rawValue: number).description == canonical)
        #expect(IPAddress(text) == .v6(IPv6Address(rawValue: number)))
        let exploded = IPv6Address(rawValue: number).exploded
        #expect(exploded.utf8.count == 39)
        #expect(IPv6Address(exploded)?.rawValue == number)
    }

    @Test(arguments: [
        ("", .empty, 0), (":", .tooFewParts, 0), ("1", .tooFewParts, 0), ("1:2", .tooFewParts, 0), (":::", .secondDoubleColon, 1), ("1::2::3", .secondDoubleColon, 4),
        (":1::", .leadingColon, 0), (":1:2:3:4:5:6:7", .leadingColon, 0), ("1::2:", .trailingColon, 4), ("1:2:3:4:5:6:7:", .trailingColon, 13),
        ("1:2:3:4:5:6:7:8:9", .notEightParts, 0), ("1:2:3:4:5:6:7:8:9:a", .tooManyParts, 16), ("1:2:3:4::5:6:7:8", .nothingToCompress, 7), ("1:2:3", .notEightParts, 0),
        ("1::g", .notHexadecimal, 3), ("12345::", .partTooLong, 0), ("::00001", .partTooLong, 2), ("fe80::1%eth0", .notHexadecimal, 7), ("::1/64", .slashInAddress, 3),
        ("::1.2.3", .notFourOctets, 2), ("::1.2.3.256", .octetTooLarge, 8), ("1.2.3.4::", .notHexadecimal, 1), ("1:2:3:4:5:6:7:1.2.3.4", .notEightParts, 0),
        ("::1.2.3.4:5", .notHexadecimal, 3), ("1::2:3:4:5:6:1.2.3.4", .nothingToCompress, 1), ("::１", .notHexadecimal, 2), ("::1 ", .notHexadecimal, 3),
    ] as [(String, AddressError.Reason, Int)])
    func notIPv6(text: String, reason: AddressError.Reason, offset: Int) {
        #expect(IPv6Address(text) == nil)
        #expect(throws: AddressError(.address, reason, in: text, at: offset)) { try IPv6Address(validating: text) }
    }

    @Test(arguments: [
        ("127.0.0.1:12345", SocketAddress(.loopback as IPv4Address, 12345)), ("[::1]:80", SocketAddress(.loopback as IPv6Address, 80)), ("0.0.0.0:0", SocketAddress(.any as IPv4Address, 0)),
        ("[fe80::1%2]:65535", SocketAddress(IPv6Address(rawValue: 0xfe80 << 112 | 1), 65535, scope: 2)),
    ])
    func socketAddressBothWays(text: String, address: SocketAddress) {
        #expect(SocketAddress(text) == address)
        #expect(address.description == text)
    }

    @Test(arguments: ["", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:+1", ":80", "::1:80", "[::1]", "[::1]80", "[::1", "[]:80", "[127.0.0.1]:80", "[::1%eth0]:80", "[::1%]:80", "localhost:80", "]:[", "[:]"])
    func notASocketAddress(text: String) {
        #expect(SocketAddress(text) == nil)
        #expect(throws: AddressError.self) { try SocketAddress(validating: text) }
    }

    @Test("Whatever comes in, the fast parser and the one that explains agree and nothing traps")
    func arbitraryTexts() {
        var random = SeededGenerator(seed: 7)
        let alphabet = Array("0123456789abcdefF:::...%/[] xé")
        for _ in 0..<20000 {
            let text = String((0..<Int.random(in: 0...20, using: &random)).map { _ in alphabet.randomElement(using: &random)! })
            if let address = IPAddress(text) {
                #expect(IPAddress(address.description) == address)
            } else {
                #expect(throws: AddressError.self) { try IPAddress(validating: text) }
            }
        }
    }

    @Test func errorsShowTextPlaceAndReason() {
        #expect(throws: AddressError.self) { try IPv4Address(validating: "10.0.0.256") }
        #expect("\(AddressError(.address, .octetTooLarge, in: "10.0.0.256", at: 7))" == #"not an address: "10.0.0.256", byte 7: a number is above 255"#)
    }
}
