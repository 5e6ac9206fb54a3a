public import Wire

/// How fast bits go into a wire.
public struct DataRate: Hashable, Comparable, Sendable {
    public var bitsPerSecond: Int64
    public init(bitsPerSecond: Int64) { self.bitsPerSecond = bitsPerSecond }

    public static func kilobits(_ n: Int64) -> DataRate { DataRate(bitsPerSecond: n * 1_000) }
    public static func megabits(_ n: Int64) -> DataRate { DataRate(bitsPerSecond: n * 1_000_000) }
    public static func gigabits(_ n: Int64) -> DataRate { DataRate(bitsPerSecond: n * 1_000_000_000) }

    public static func < (a: DataRate, b: DataRate) -> Bool { a.bitsPerSecond < b.bitsPerSecond }

    /// How long `bits` take, to the nanosecond below. The rate is above zero.
    public func time(bits: Int) -> Nanoseconds { Nanoseconds(Int64(bits) * 1_000_000_000 / bitsPerSecond) }
}

extension DataRate: CustomStringConvertible {
    /// "100 Mbit/s", "2.5 Gbit/s", "56 kbit/s".
    public var description: String {
        for (unit, name) in [(1_000_000_000, "Gbit/s"), (1_000_000, "Mbit/s"), (1_000, "kbit/s")] as [(Int64, String)] where bitsPerSecond >= unit {
            if bitsPerSecond % unit == 0 { return "\(bitsPerSecond / unit) \(name)" }
            return "\((Double(bitsPerSecond) / Double(unit) * 100).rounded() / 100) \(name)"
        }
        return "\(bitsPerSecond) bit/s"
    }
}
