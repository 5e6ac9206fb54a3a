extension String {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// A point in time as tshark prints it, in UTC: "Nov  4, 2019 05:27:50.000000000 UTC".
    ///
    /// - Parameter seconds: since the beginning of 1970.
    init(utc seconds: Int, nanoseconds: Int = 0) {
        let days = (seconds >= 0 ? seconds : seconds - 86_399) / 86_400, rest = seconds - days * 86_400
        let date = CivilDate(daysSince1970: days)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let fraction = "\(1_000_000_000 + nanoseconds)".dropFirst()
        self = "\(Self.months[date.month - 1]) \(date.day < 10 ? " " : "")\(date.day), \(date.year) \(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60)).\(fraction) UTC"
    }
}

/// A day of the Gregorian calendar.
private struct CivilDate {
    let year: Int, month: Int, day: Int

    init(daysSince1970 days: Int) {
        // Counted from the first of March of the year 0, so that a leap day is the last of its year; in eras of 400 years.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * month + 2) / 5 + 1
        self.month = month < 10 ? month + 3 : month - 9
        year = yearOfEra + era * 400 + (month >= 10 ? 1 : 0)
    }
}
