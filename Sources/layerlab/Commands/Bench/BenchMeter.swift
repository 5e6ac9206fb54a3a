import Foundation

/// Measures, and prints one aligned line for each figure.
struct BenchMeter {
    /// How often each thing is measured.
    var runs = 7

    /// The processor time that the process has taken, in seconds.
    static func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Runs `body` several times; it returns something made of its results, so that they are not optimised away. `work` is what one run does, in `unit`
    /// times seconds: prints `unit`. `also` is what the median is in other units: a factor for each.
    func measure(_ key: String, _ work: Double, _ unit: String, also: [(factor: Double, unit: String)] = [], _ body: () -> UInt64) {
        var seconds: [Double] = []
        var results: UInt64 = 0
        for _ in 0..<max(1, runs) {
            let start = Self.processorTime()
            results ^= body()
            seconds.append(max(Self.processorTime() - start, 1e-9))
        }
        seconds.sort()
        line(key, "median \(Self.padded(work / seconds[seconds.count / 2])) best \(Self.padded(work / seconds[0])) \(unit)" + also.map { "  " + Self.padded(work / seconds[seconds.count / 2] * $0.factor, digits: 0) + " " + $0.unit }.joined())
        // Never so, but the compiler does not know.
        if results == 0x5eed_5eed_5eed_5eed { print() }
    }

    /// Prints a figure that is measured once.
    func figure(_ key: String, _ value: Double, _ unit: String) { line(key, "       \(Self.padded(value))      \(String(repeating: " ", count: 9)) \(unit)") }

    private func line(_ key: String, _ rest: String) { print(key + String(repeating: " ", count: max(1, 28 - key.count)) + rest) }
    private static func padded(_ value: Double, digits: Int = 3) -> String {
        let text = String(format: "%.\(digits)f", value)
        return String(repeating: " ", count: max(0, 9 - text.count)) + text
    }
}

/// The bench's numbers: a xorshift generator, the same as the C programs that these figures are compared with use.
struct BenchRandom: RandomNumberGenerator {
    var state: UInt64 = 88_172_645_463_325_252

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
