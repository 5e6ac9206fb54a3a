import ApplicationLayer

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
        guard let year = number(4), take("-"), let month = number(2), take("-"), let day = number(2) else { return nil }
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
        guard let midnight = CalendarDate.unixSeconds(year: Int(year), month: Int(month), day: Int(day)) else { return nil }
        let (all, overflow) = (midnight + seconds).multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? nil : all.addingReportingOverflow(fraction).overflow ? nil : all + fraction
    }

    /// "2026-11-26T10:20:30.500000000Z".
    static func text(_ nanoseconds: Int64) -> String {
        let fraction = (nanoseconds % 1_000_000_000 + 1_000_000_000) % 1_000_000_000, seconds = nanoseconds / 1_000_000_000 - (nanoseconds % 1_000_000_000 < 0 ? 1 : 0)
        let date = CalendarDate(unixSeconds: seconds)
        func digits(_ value: Int, _ count: Int) -> String {
            let text = String(value)
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        return "\(digits(date.year, 4))-\(digits(date.month, 2))-\(digits(date.day, 2))T\(digits(date.hour, 2)):\(digits(date.minute, 2)):\(digits(date.second, 2)).\(digits(Int(fraction), 9))Z"
    }
}
