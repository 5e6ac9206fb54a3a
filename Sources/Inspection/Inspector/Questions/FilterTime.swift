/// Points in time as people write them.
enum FilterTime {
    /// "2026-11-26", "2026-11-26 10:20", "2026-11-26T10:20:30.5Z", "… +01:00": nanoseconds since 1970. Without a zone it is UTC.
    static func nanoseconds(_ text: String) -> Int64? {
        var rest = Array(text.utf8)[...]
        func number(_ digits: Int) -> Int64? {
            guard rest.count >= digits, let value = Int64(String(decoding: rest.prefix(digits), as: UTF8.self)), rest.prefix(digits).allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            rest = rest.dropFirst(digits)
            return value
        }
        func take(_ character: Character) -> Bool {
            guard rest.first == character.asciiValue else { return false }
            rest = rest.dropFirst()
            return true
        }
        guard let year = number(4), take("-"), let month = number(2), take("-"), let day = number(2), (1...12).contains(month), (1...31).contains(day) else { return nil }
        var seconds: Int64 = 0, fraction: Int64 = 0
        if take(" ") || take("T") {
            guard let hour = number(2), take(":"), let minute = number(2), hour < 24, minute < 60 else { return nil }
            seconds = hour * 3600 + minute * 60
            if take(":") {
                guard let second = number(2), second < 61 else { return nil }
                seconds += second
                if take(".") {
                    let digits = rest.prefix { (0x30...0x39).contains($0) }.count
                    guard (1...9).contains(digits), let value = number(digits) else { return nil }
                    fraction = (digits..<9).reduce(value) { value, _ in value * 10 }
                }
            }
            _ = take(" ")
            let isWest = rest.first == 0x2d
            if !take("Z"), take("+") || take("-") {
                guard let hours = number(2), take(":") || !rest.isEmpty, let minutes = number(2) else { return nil }
                seconds -= (isWest ? -1 : 1) * (hours * 3600 + minutes * 60)
            }
        }
        guard rest.isEmpty else { return nil }
        let (all, overflow) = (days(year, month, day) * 86_400 + seconds).multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? nil : all.addingReportingOverflow(fraction).overflow ? nil : all + fraction
    }

    /// Days since the first of January 1970 in the Gregorian calendar; a year is taken to begin in March, so that leap days come last.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let y = month <= 2 ? year - 1 : year, m = (month + 9) % 12
        return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719_468
    }

    /// "2026-11-26T10:20:30.500000000Z".
    static func text(_ nanoseconds: Int64) -> String {
        let fraction = (nanoseconds % 1_000_000_000 + 1_000_000_000) % 1_000_000_000, seconds = nanoseconds / 1_000_000_000 - (nanoseconds % 1_000_000_000 < 0 ? 1 : 0)
        var day = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let second = seconds - day * 86_400
        // The reverse of `days`: eras of 400 years, years from March.
        day += 719_468
        let era = (day >= 0 ? day : day - 146_096) / 146_097, of = day - era * 146_097
        let year = (of - of / 1460 + of / 36_524 - of / 146_096) / 365, inYear = of - (365 * year + year / 4 - year / 100), m = (5 * inYear + 2) / 153
        let month = m < 10 ? m + 3 : m - 9
        func digits(_ value: Int64, _ count: Int) -> String {
            let text = String(value)
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        return "\(digits(year + era * 400 + (month <= 2 ? 1 : 0), 4))-\(digits(month, 2))-\(digits(inYear - (153 * m + 2) / 5 + 1, 2))T\(digits(second / 3600, 2)):\(digits(second / 60 % 60, 2)):\(digits(second % 60, 2)).\(digits(fraction, 9))Z"
    }
}
