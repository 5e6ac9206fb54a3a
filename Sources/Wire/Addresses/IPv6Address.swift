/// An IPv6 address (RFC 4291, 128 bits), without a scope.
public struct IPv6Address: Hashable, Comparable, Sendable, BitwiseCopyable {
    /// The address as a number, first octet highest.
    public let rawValue: UInt128

    @inlinable public init(rawValue: UInt128) { self.rawValue = rawValue }

    /// ::, no address yet, or any of the host's own.
    public static let any = IPv6Address(rawValue: 0)
    /// ::1.
    public static let loopback = IPv6Address(rawValue: 1)

    @inlinable public static func < (a: IPv6Address, b: IPv6Address) -> Bool { a.rawValue < b.rawValue }
}

extension IPv6Address {
    public init(parsing reader: inout ByteReader, _ field: StaticString) throws(DecodeError) {
        self.init(rawValue: try reader.uint128(field))
    }

    public func serialize(into writer: inout ByteWriter) { writer.uint128(rawValue) }
}
