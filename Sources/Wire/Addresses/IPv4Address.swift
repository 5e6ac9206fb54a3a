/// An IPv4 address (RFC 791, 32 bits).
public struct IPv4Address: Hashable, Comparable, Sendable, BitwiseCopyable {
    /// The address as a number, first octet highest.
    public let rawValue: UInt32

    @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }
    @inlinable public init(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) {
        rawValue = UInt32(a) << 24 | UInt32(b) << 16 | UInt32(c) << 8 | UInt32(d)
    }

    /// 0.0.0.0: no address yet, or any of the host's own.
    public static let any = IPv4Address(rawValue: 0)
    /// 127.0.0.1.
    public static let loopback = IPv4Address(127, 0, 0, 1)
    /// 255.255.255.255, everyone on this link.
    public static let broadcast = IPv4Address(rawValue: .max)

    @inlinable public static func < (a: IPv4Address, b: IPv4Address) -> Bool { a.rawValue < b.rawValue }
}

extension IPv4Address {
    public init(parsing reader: inout ByteReader, _ field: StaticString) throws(DecodeError) {
        self.init(rawValue: try reader.uint32(field))
    }

    public func serialize(into writer: inout ByteWriter) { writer.uint32(rawValue) }
}
