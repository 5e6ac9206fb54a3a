/// Points, counted in hundredths: sums are exact, and every report prints the same digits.
public struct Points: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
    public var hundredths: Int

    public init(hundredths: Int) { self.hundredths = hundredths }
    public init(_ points: Int) { hundredths = points * 100 }

    /// "3", "1.5", "0.25".
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let whole = Int(parts[0]), whole >= 0, whole < 1_000_000 else { return nil }
        var rest = 0
        if parts.count == 2 {
            guard (1...2).contains(parts[1].count), parts[1].allSatisfy(\.isNumber), let digits = Int(parts[1]) else { return nil }
            rest = parts[1].count == 1 ? digits * 10 : digits
        }
        hundredths = whole * 100 + rest
    }

    public static let zero = Points(0)
    public static func + (a: Points, b: Points) -> Points { Points(hundredths: a.hundredths + b.hundredths) }
    public static func - (a: Points, b: Points) -> Points { Points(hundredths: a.hundredths - b.hundredths) }
    public static func < (a: Points, b: Points) -> Bool { a.hundredths < b.hundredths }

    /// This share of the points, rounded to the nearest hundredth.
    func scaled(_ part: Int, of whole: Int) -> Points { whole == 0 ? .zero : Points(hundredths: (hundredths * part * 2 + whole) / (whole * 2)) }

    /// "3", "1.5", "0.25": what reports print and JSON takes for a number.
    public var description: String {
        let sign = hundredths < 0 ? "-" : "", size = abs(hundredths)
        var text = "\(sign)\(size / 100)"
        if size % 100 != 0 { text += "." + (size % 100 < 10 ? "0" : "") + (size % 10 == 0 ? "\(size % 100 / 10)" : "\(size % 100)") }
        return text
    }
}
