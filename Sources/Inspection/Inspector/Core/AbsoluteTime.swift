import ApplicationLayer

extension String {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// A point in time as tshark prints it, in UTC: "Nov  4, 2019 05:27:50.000000000 UTC".
    ///
    /// - Parameter seconds: since the beginning of 1970.
    init(utc seconds: Int, nanoseconds: Int = 0) {
        let date = CalendarDate(unixSeconds: Int64(seconds))
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let fraction = "\(1_000_000_000 + nanoseconds)".dropFirst()
        self = "\(Self.months[date.month - 1]) \(date.day < 10 ? " " : "")\(date.day), \(date.year) \(two(date.hour)):\(two(date.minute)):\(two(date.second)).\(fraction) UTC"
    }
}
