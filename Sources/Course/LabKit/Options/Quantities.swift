public import ArgumentParser
public import Simulation
public import Wire

/// A share of something, written "5%" or "0.05".
public struct Share: ExpressibleByArgument, Sendable {
    /// From 0 to 1.
    public let fraction: Double

    public init?(argument: String) {
        let percent = argument.hasSuffix("%")
        guard let number = Double(percent ? String(argument.dropLast()) : argument), number.isFinite else { return nil }
        fraction = percent ? number / 100 : number
        guard (0...1).contains(fraction) else { return nil }
    }
}

/// A span of time, written with its unit: "20us", "1.5ms", "2s".
public struct TimeSpan: ExpressibleByArgument, Sendable {
    public let nanoseconds: Nanoseconds

    public init?(argument: String) {
        let units: [(String, Double)] = [("ns", 1), ("us", 1e3), ("µs", 1e3), ("ms", 1e6), ("s", 1e9)]
        guard let (name, scale) = units.first(where: { argument.hasSuffix($0.0) }), let number = Double(argument.dropLast(name.count)), number.isFinite, number >= 0, number * scale < 9e18 else { return nil }
        nanoseconds = Nanoseconds(Int64(number * scale))
    }
}

/// A rate of bits a second, written with its unit: "10M", "500k", "1G" or "10Mbit/s".
public struct BitRate: ExpressibleByArgument, Sendable {
    public let rate: DataRate

    public init?(argument: String) {
        var text = argument
        for ending in ["bit/s", "bps", "bit"] where text.hasSuffix(ending) {
            text.removeLast(ending.count)
            break
        }
        let scales: [Character: Double] = ["k": 1e3, "K": 1e3, "M": 1e6, "G": 1e9]
        let scale = text.last.flatMap { scales[$0] }
        guard let number = Double(scale == nil ? text : String(text.dropLast())), number.isFinite, number * (scale ?? 1) >= 1, number * (scale ?? 1) <= 1e12 else { return nil }
        rate = DataRate(bitsPerSecond: Int64(number * (scale ?? 1)))
    }

    public var defaultValueDescription: String { "\(rate)" }
}

extension TimeSpan {
    public var duration: Duration { .nanoseconds(nanoseconds.count) }
    public var defaultValueDescription: String { "\(nanoseconds)" }
}
