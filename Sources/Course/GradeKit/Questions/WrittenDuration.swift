/// A time as people write it: "21 µs", "0.000021 s", "0.021ms", "2.1e-5".
struct WrittenDuration {
    /// Nanoseconds, for each unit that may be meant; and half of what its last digit is worth.
    private var meant: [(nanoseconds: Double, slack: Double)] = []

    private static let units: [(names: [String], nanoseconds: Double)] = [
        (["ns", "nanosecond", "nanoseconds"], 1), (["us", "µs", "μs", "microsecond", "microseconds"], 1e3), (["ms", "msec", "millisecond", "milliseconds"], 1e6), (["s", "sec", "second", "seconds"], 1e9),
    ]

    init?(_ text: String) {
        let plain = text.lowercased().filter { !$0.isWhitespace }
        let unit = String(plain.reversed().prefix { $0.isLetter || $0 == "µ" || $0 == "μ" }.reversed())
        // A comma is a decimal point to half of the world; a time has no thousands.
        var digits = String(plain.dropLast(unit.count)).replacing(",", with: "."), exponent = 0
        if let e = digits.firstIndex(of: "e") {
            guard let power = Int(digits[digits.index(after: e)...]), abs(power) <= 12 else { return nil }
            (digits, exponent) = (String(digits[..<e]), power)
        }
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ $0.allSatisfy { ("0"..."9").contains($0) } }), digits.count <= 30, let number = Double(parts[0].isEmpty ? "0" + digits : digits) else { return nil }
        func power(_ ten: Int) -> Double { (0..<abs(ten)).reduce(1.0) { value, _ in ten < 0 ? value / 10 : value * 10 } }
        let last = power(exponent - (parts.count == 2 ? parts[1].count : 0))
        for (names, nanoseconds) in Self.units where unit.isEmpty ? nanoseconds > 1 : names.contains(unit) { meant.append((number * power(exponent) * nanoseconds, last * nanoseconds)) }
        if meant.isEmpty { return nil }
    }

    /// Whether it is this time, rounded or cut to the digits that were written, or within a hundredth.
    func matches(_ nanoseconds: Int64) -> Bool {
        let time = Double(nanoseconds)
        // One digit alone may be worth as much as the time itself: "0 s" is no answer.
        return meant.contains { abs($0.nanoseconds - time) <= max(time / 100, min($0.slack, time / 10), 1) }
    }
}
