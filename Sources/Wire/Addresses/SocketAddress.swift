/// An address and a port: one end of a conversation (a "socket" in RFC 9293's words, a `sockaddr` in POSIX's).
public struct SocketAddress: Hashable, Sendable, BitwiseCopyable {
    public var address: IPAddress
    public var port: UInt16
    /// The interface's index for a link-local IPv6 address; 0 otherwise (`sin6_scope_id`).
    public var scope: UInt32

    public init(_ address: IPAddress, _ port: UInt16, scope: UInt32 = 0) {
        self.address = address
        self.port = port
        self.scope = scope
    }

    public init(_ address: IPv4Address, _ port: UInt16) { self.init(.v4(address), port) }
    public init(_ address: IPv6Address, _ port: UInt16, scope: UInt32 = 0) { self.init(.v6(address), port, scope: scope) }
}

/// By address, then port, then scope.
extension SocketAddress: Comparable {
    public static func < (a: SocketAddress, b: SocketAddress) -> Bool {
        (a.address, a.port, a.scope) < (b.address, b.port, b.scope)
    }
}

extension SocketAddress: LosslessStringConvertible {
    /// "127.0.0.1:12345", "[::1]:80" or, with an interface's index as the scope, "[fe80::1%2]:80"; nil for anything else.
    public init?(_ text: some StringProtocol) {
        guard let address = try? SocketAddress(validating: text) else { return nil }
        self = address
    }

    public init?(_ description: String) {
        guard let address = try? SocketAddress(validating: description) else { return nil }
        self = address
    }

    /// Like ``init(_:)``, but says what is wrong.
    public init(validating text: some StringProtocol) throws(AddressError) {
        let text = Substring(text)
        guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")) else { throw AddressError(.socketAddress, .missingPort, in: text) }
        if text.utf8.first != UInt8(ascii: "[") {
            if text.utf8.firstIndex(of: UInt8(ascii: ":")) != colon { throw AddressError(.socketAddress, .missingBracket, in: text) }
            self.init(try IPv4Address(validating: text[..<colon]), try Self.port(text, from: text.utf8.index(after: colon)))
            return
        }
        guard let bracket = text.utf8.lastIndex(of: UInt8(ascii: "]")) else { throw AddressError(.socketAddress, .missingBracket, in: text) }
        guard text.utf8.index(after: bracket) == colon else { throw AddressError(.socketAddress, .missingPort, in: text) }
        let inside = text[text.utf8.index(after: text.startIndex)..<bracket]
        let percent = inside.utf8.firstIndex(of: UInt8(ascii: "%"))
        let address = try IPv6Address(validating: inside[..<(percent ?? inside.endIndex)])
        var scope: UInt32 = 0
        if let percent {
            let digits = inside[inside.utf8.index(after: percent)...]
            guard let number = UInt32(decimalDigits: digits) else { throw AddressError(.socketAddress, .badScope, in: text) }
            scope = number
        }
        self.init(address, try Self.port(text, from: text.utf8.index(after: colon)), scope: scope)
    }

    private static func port(_ text: Substring, from start: Substring.Index) throws(AddressError) -> UInt16 {
        guard let number = UInt32(decimalDigits: text[start...]), let port = UInt16(exactly: number) else {
            throw AddressError(.socketAddress, .badPort, in: text, at: text.utf8.distance(from: text.startIndex, to: start))
        }
        return port
    }

    public var description: String {
        switch address {
        case .v4(let v4): return "\(v4):\(port)"
        case .v6(let v6): return scope == 0 ? "[\(v6)]:\(port)" : "[\(v6)%\(scope)]:\(port)"
        }
    }
}

extension UInt32 {
    /// One to ten ASCII digits and nothing else: `Int(_:)` would also take a sign.
    init?(decimalDigits text: some StringProtocol) {
        let digits = text.utf8
        guard (1...10).contains(digits.count), digits.allSatisfy({ $0 &- 0x30 < 10 }), let number = UInt32(text) else { return nil }
        self = number
    }
}
