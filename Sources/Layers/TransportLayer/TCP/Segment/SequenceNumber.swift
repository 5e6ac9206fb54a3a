/// A TCP sequence number: a byte's place in a stream, modulo 2³² (RFC 9293 section 3.4).
///
/// Order is a matter of distance: `a < b` says that the way from `a` forward to `b` is the shorter one, which is
/// right as long as the two are less than 2³¹ apart. That is no total order, so the type is not `Comparable`.
public struct SequenceNumber: Hashable, Sendable, BitwiseCopyable {
    public var rawValue: UInt32
    @inlinable public init(_ rawValue: UInt32) { self.rawValue = rawValue }

    /// The number `count` bytes further on (back, when negative).
    @inlinable public static func + (a: Self, count: Int) -> Self { Self(a.rawValue &+ UInt32(truncatingIfNeeded: count)) }
    @inlinable public static func - (a: Self, count: Int) -> Self { Self(a.rawValue &- UInt32(truncatingIfNeeded: count)) }
    @inlinable public static func += (a: inout Self, count: Int) { a = a + count }
    /// The bytes from `b` forward to `a`: negative when `a` lies before `b`.
    @inlinable public static func - (a: Self, b: Self) -> Int { Int(Int32(bitPattern: a.rawValue &- b.rawValue)) }

    @inlinable public static func < (a: Self, b: Self) -> Bool { a - b < 0 }
    @inlinable public static func <= (a: Self, b: Self) -> Bool { a - b <= 0 }
    @inlinable public static func > (a: Self, b: Self) -> Bool { a - b > 0 }
    @inlinable public static func >= (a: Self, b: Self) -> Bool { a - b >= 0 }

    /// Whether this number is one of the `length` numbers that begin at `start`.
    @inlinable public func isWithin(_ length: Int, from start: Self) -> Bool {
        UInt64(rawValue &- start.rawValue) < UInt64(max(0, length))
    }

    /// The later of two numbers.
    @inlinable public static func later(_ a: Self, _ b: Self) -> Self { a < b ? b : a }
    /// The earlier of two numbers.
    @inlinable public static func earlier(_ a: Self, _ b: Self) -> Self { a < b ? a : b }
}

extension SequenceNumber: CustomStringConvertible {
    public var description: String { String(rawValue) }
}
