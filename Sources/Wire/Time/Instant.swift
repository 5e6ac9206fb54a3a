/// A point in a world's time: nanoseconds since the world began.
///
/// In the kernel's world the beginning is the Unix epoch; in the simulator it is the start of the run.
/// Protocols never ask for the time: it is handed to them as an `Instant`.
public struct Instant: Hashable, Comparable, Sendable, BitwiseCopyable {
    /// Nanoseconds since the world's beginning.
    public var nanoseconds: Int64

    @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// The world's beginning.
    public static let zero = Instant(nanoseconds: 0)
    /// Later than anything that happens.
    public static let distantFuture = Instant(nanoseconds: .max)

    @inlinable public static func < (a: Instant, b: Instant) -> Bool { a.nanoseconds < b.nanoseconds }

    /// Seconds since the world's beginning.
    public var seconds: Double { Double(nanoseconds) / 1e9 }
}

extension Instant: InstantProtocol {
    public func advanced(by duration: Duration) -> Instant { self + Nanoseconds(duration) }
    public func duration(to other: Instant) -> Duration { .nanoseconds(other.nanoseconds - nanoseconds) }

    @inlinable public static func + (instant: Instant, span: Nanoseconds) -> Instant {
        let (sum, overflow) = instant.nanoseconds.addingReportingOverflow(span.count)
        return overflow ? (span.count < 0 ? Instant(nanoseconds: .min) : .distantFuture) : Instant(nanoseconds: sum)
    }
    @inlinable public static func - (a: Instant, b: Instant) -> Nanoseconds { Nanoseconds(a.nanoseconds &- b.nanoseconds) }
}

extension Instant: CustomStringConvertible {
    public var description: String { "\(Nanoseconds(nanoseconds))" }
}

/// A span of time in whole nanoseconds: what protocols reckon with. (Swift's `Duration` has 128 bits, which
/// timers and round trips do not need and hot paths would pay for.)
public struct Nanoseconds: Hashable, Comparable, Sendable, BitwiseCopyable, AdditiveArithmetic {
    public var count: Int64
    @inlinable public init(_ count: Int64) { self.count = count }

    /// The same span as a `Duration`, cut to what 64 bits hold.
    public init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        self.count = overflow ? (seconds < 0 ? .min : .max) : whole &+ attoseconds / 1_000_000_000
    }

    public static let zero = Nanoseconds(0)
    public static func microseconds(_ n: Int64) -> Nanoseconds { Nanoseconds(n * 1_000) }
    public static func milliseconds(_ n: Int64) -> Nanoseconds { Nanoseconds(n * 1_000_000) }
    public static func seconds(_ n: Int64) -> Nanoseconds { Nanoseconds(n * 1_000_000_000) }

    @inlinable public static func < (a: Nanoseconds, b: Nanoseconds) -> Bool { a.count < b.count }
    @inlinable public static func + (a: Nanoseconds, b: Nanoseconds) -> Nanoseconds { Nanoseconds(a.count &+ b.count) }
    @inlinable public static func - (a: Nanoseconds, b: Nanoseconds) -> Nanoseconds { Nanoseconds(a.count &- b.count) }
    @inlinable public static func * (a: Nanoseconds, n: Int64) -> Nanoseconds { Nanoseconds(a.count &* n) }
    @inlinable public static func / (a: Nanoseconds, n: Int64) -> Nanoseconds { Nanoseconds(a.count / n) }

    public var duration: Duration { .nanoseconds(count) }
    public var seconds: Double { Double(count) / 1e9 }
}

extension Nanoseconds: CustomStringConvertible {
    /// "45.0 µs", "1.200 ms", "3.600 s": three digits behind the point above a millisecond, one below.
    public var description: String {
        let magnitude = count.magnitude
        let sign = count < 0 ? "-" : ""
        func scaled(_ unit: UInt64, _ digits: Int, _ name: String) -> String {
            var scale: UInt64 = 1
            for _ in 0..<digits { scale *= 10 }
            let rounded = (magnitude + unit / scale / 2) / (unit / scale)
            let fraction = String(rounded % scale)
            return "\(sign)\(rounded / scale).\(String(repeating: "0", count: digits - fraction.count))\(fraction) \(name)"
        }
        if magnitude < 1_000_000 { return scaled(1_000, 1, "µs") }
        if magnitude < 1_000_000_000 { return scaled(1_000_000, 3, "ms") }
        return scaled(1_000_000_000, 3, "s")
    }
}
