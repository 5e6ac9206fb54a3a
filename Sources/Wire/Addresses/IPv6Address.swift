/// An IPv6 address (RFC 4291, 128 bits), without a scope.
public struct IPv6Address: Hashable, Comparable, Sendable, BitwiseCopyable {
    // Two halves rather than a UInt128: what holds an address then needs an alignment of 8 only, so that a
    // SocketAddress takes 24 bytes and not 48. (Swift 6.3.1 also misplaces enums with a 16-byte alignment on the stack.)
    /// The first 64 bits: the routing prefix and the subnet, as addresses are usually given out.
    public let high: UInt64
    /// The last 64 bits: the interface identifier.
    public let low: UInt64

    @inlinable public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The address as a number, first octet highest.
    @inlinable public var rawValue: UInt128 { UInt128(high) << 64 | UInt128(low) }

    @inlinable public init(rawValue: UInt128) {
        self.init(high: UInt64(truncatingIfNeeded: rawValue >> 64), low: UInt64(truncatingIfNeeded: rawValue))
    }

    /// ::, no address yet, or any of the host's own.
    public static let any = IPv6Address(rawValue: 0)
    /// ::1.
    public static let loopback = IPv6Address(rawValue: 1)

    @inlinable public static func < (a: IPv6Address, b: IPv6Address) -> Bool { a.high == b.high ? a.low < b.low : a.high < b.high }
}

extension IPv6Address {
    public init(parsing reader: inout ByteReader, _ field: StaticString) throws(DecodeError) {
        self.init(rawValue: try reader.uint128(field))
    }

    public func serialize(into writer: inout ByteWriter) { writer.uint128(rawValue) }
}
