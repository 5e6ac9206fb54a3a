/// IMF-fixdate, the date of HTTP (RFC 9110 section 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
public enum HTTPDate {
    static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// - Parameter unixSeconds: seconds since 1970-01-01 00:00:00 UTC.
    public static func format(unixSeconds: Int64) -> String {
        let date = CalendarDate(unixSeconds: unixSeconds)
        return "\(days[date.weekday]), \(two(date.day)) \(months[date.month - 1]) \(four(date.year)) \(two(date.hour)):\(two(date.minute)):\(two(date.second)) GMT"
    }

    /// Seconds since 1970 of an IMF-fixdate; nil for anything else (the two obsolete forms among them).
    public static func parse(_ text: String) -> Int64? {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[5] == "GMT", parts[0].count == 4, parts[0].hasSuffix(","), days.contains(String(parts[0].dropLast())),
              parts[1].count == 2, let day = ASCII.decimal(parts[1].utf8), let month = months.firstIndex(of: String(parts[2])),
              parts[3].count == 4, let year = ASCII.decimal(parts[3].utf8) else { return nil }
        let clock = parts[4].split(separator: ":", omittingEmptySubsequences: false)
        guard clock.count == 3, clock.allSatisfy({ $0.utf8.count == 2 }), let hour = ASCII.decimal(clock[0].utf8, atMost: 23),
              let minute = ASCII.decimal(clock[1].utf8, atMost: 59), let second = ASCII.decimal(clock[2].utf8, atMost: 60), (1...31).contains(day) else { return nil }
        return CalendarDate.unixSeconds(year: year, month: month + 1, day: day, hour: hour, minute: minute, second: second)
    }

    static func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
    static func four(_ n: Int) -> String { String(repeating: "0", count: max(0, 4 - String(n).count)) + String(n) }
}
