import Testing
import Wire

@testable import LabKit

@Suite("Quantities on the command line") struct QuantityTests {
    @Test("shares", arguments: [("5%", 0.05), ("0.05", 0.05), ("100%", 1), ("0", 0)])
    func share(_ text: String, _ fraction: Double) { #expect(Share(argument: text)?.fraction == fraction) }

    @Test("no shares", arguments: ["", "%", "101%", "-1%", "nan", "inf", "five"])
    func noShare(_ text: String) { #expect(Share(argument: text) == nil) }

    @Test("spans of time", arguments: [("20us", 20_000), ("1.5ms", 1_500_000), ("2s", 2_000_000_000), ("7ns", 7), ("3µs", 3_000)] as [(String, Int64)])
    func span(_ text: String, _ nanoseconds: Int64) { #expect(TimeSpan(argument: text)?.nanoseconds.count == nanoseconds) }

    @Test("no spans", arguments: ["", "20", "s", "-1s", "1e300s", "nans"])
    func noSpan(_ text: String) { #expect(TimeSpan(argument: text) == nil) }

    @Test("times in the first column", arguments: [(0, "0.0"), (44_960, "45.0"), (99_999_949, "99999.9"), (9_999_999_949, "9999999.9"), (12_345_000_000, "12.345 s")] as [(Int64, String)])
    func time(_ nanoseconds: Int64, _ text: String) { #expect(TextTeller.time(Nanoseconds(nanoseconds)) == text) }
}
