/// The names under which DNS keeps the way back from an address to a name.
extension IPv4Address {
    /// The octets from the last to the first: "1.2.0.192.in-addr.arpa" (RFC 1035 section 3.5).
    public var reversePointer: String { octets.reversed().map(String.init).joined(separator: ".") + ".in-addr.arpa" }
}

extension IPv6Address {
    /// The 32 hexadecimal digits from the last to the first: "1.0.0. … .8.b.d.0.1.0.0.2.ip6.arpa" (RFC 3596 section 2.5).
    public var reversePointer: String {
        (0..<32).map { String(rawValue >> UInt128(4 * $0) & 15, radix: 16) }.joined(separator: ".") + ".ip6.arpa"
    }
}
