/// The three forms of a listing's line.
public enum FTPListFormat: Hashable, Sendable {
    /// LIST: as `ls -l` shows it. No RFC says so; every client expects it.
    case unix
    /// NLST: the name.
    case names
    /// MLSD and MLST: facts (RFC 3659 section 7).
    case facts

    /// - Parameter now: decides whether LIST shows the hour or the year.
    public func line(_ entry: FileEntry, now: Int64) -> String {
        switch self {
        case .names: return entry.name
        case .facts:
            var facts = "type=\(entry.kind == .directory ? "dir" : entry.kind == .file ? "file" : "OS.unix=other");"
            if entry.kind == .file { facts += "size=\(entry.size);" }
            if let modified = entry.modified { facts += "modify=\(Self.timestamp(modified));" }
            if let mode = entry.mode { facts += "UNIX.mode=0\(String(mode & 0o777, radix: 8));" }
            return "\(facts) \(entry.name)"
        case .unix:
            let mode = entry.mode ?? (entry.kind == .directory ? 0o755 : 0o644)
            var bits = entry.kind == .directory ? "d" : "-"
            for (shift, letter) in zip((0..<9).reversed(), "rwxrwxrwx") { bits.append(mode >> shift & 1 == 1 ? letter : "-") }
            let seconds = entry.modified ?? 0, date = CalendarDate(unixSeconds: seconds)
            let day = date.day < 10 ? " \(date.day)" : "\(date.day)"
            // The hour for the last half year, the year for what is older or lies ahead.
            let recent = seconds <= now + 3600 && now - seconds < 182 * 86_400
            let time = recent ? "\(HTTPDate.two(date.hour)):\(HTTPDate.two(date.minute))" : " \(HTTPDate.four(date.year))"
            let size = String(entry.size)
            return "\(bits) 1 ftp ftp \(String(repeating: " ", count: max(0, 12 - size.utf8.count)))\(size) \(HTTPDate.months[date.month - 1]) \(day) \(time) \(entry.name)"
        }
    }

    /// `YYYYMMDDHHMMSS`, UTC (RFC 3659 section 2.3): for MDTM and facts.
    public static func timestamp(_ unixSeconds: Int64) -> String {
        let date = CalendarDate(unixSeconds: unixSeconds)
        return HTTPDate.four(date.year) + [date.month, date.day, date.hour, date.minute, date.second].map(HTTPDate.two).joined()
    }

    public static func parse(timestamp: some StringProtocol) -> Int64? {
        let digits = Array(timestamp.utf8.prefix { $0 != UInt8(ascii: ".") })
        guard digits.count == 14, digits.allSatisfy(ASCII.isDigit) else { return nil }
        func number(_ range: Range<Int>) -> Int { ASCII.decimal(digits[range]) ?? 0 }
        return CalendarDate.unixSeconds(year: number(0..<4), month: number(4..<6), day: number(6..<8), hour: number(8..<10), minute: number(10..<12), second: number(12..<14))
    }

    /// Reads a line of MLSD or of a Unix LIST; nil for a total, an empty line or a form that is not known.
    public func parse(_ line: String) -> FileEntry? {
        switch self {
        case .names: return line.isEmpty ? nil : FileEntry(name: line, kind: .other, size: 0)
        case .facts:
            guard let space = line.firstIndex(of: " ") else { return nil }
            var entry = FileEntry(name: String(line[line.index(after: space)...]), kind: .other, size: 0)
            for fact in line[..<space].split(separator: ";") {
                let pair = fact.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard pair.count == 2 else { return nil }
                switch pair[0].lowercased() {
                case "type": entry.kind = ["dir", "cdir", "pdir"].contains(pair[1].lowercased()) ? .directory : pair[1].lowercased() == "file" ? .file : .other
                case "size": entry.size = ASCII.decimal(pair[1].utf8).map { Int64($0) } ?? 0
                case "modify": entry.modified = Self.parse(timestamp: pair[1])
                case "unix.mode": entry.mode = Int(pair[1], radix: 8).map { $0 & 0o777 }
                default: continue
                }
            }
            return entry.name.isEmpty ? nil : entry
        case .unix:
            // drwxr-xr-x 2 owner group 4096 Jan 01 12:00 name: eight columns, then the name with its spaces.
            var rest = line[...], columns: [Substring] = []
            while columns.count < 8 {
                rest = rest.drop { $0 == " " }
                let column = rest.prefix { $0 != " " }
                if column.isEmpty { return nil }
                columns.append(column)
                rest = rest.dropFirst(column.count)
            }
            var name = String(rest.dropFirst())
            guard columns[0].utf8.count >= 10, let size = ASCII.decimal(columns[4].utf8), !name.isEmpty else { return nil }
            let kind: FileEntry.Kind = switch columns[0].first {
            case "d": .directory
            case "-": .file
            default: .other
            }
            if columns[0].first == "l", let arrow = name.range(of: " -> ") { name = String(name[..<arrow.lowerBound]) }
            var mode = 0
            for character in columns[0].dropFirst().prefix(9) { mode = mode << 1 | (character == "-" ? 0 : 1) }
            return FileEntry(name: name, kind: kind, size: kind == .file ? Int64(size) : 0, mode: mode)
        }
    }
}

extension String {
    /// Where `part` stands first. (Foundation has the same; this module does without it.)
    fileprivate func range(of part: String) -> Range<String.Index>? { firstRange(of: part) }
}

/// Line ends of TYPE A (RFC 959 section 3.1.1.1): CRLF on the wire, LF in files, in whatever pieces they come.
public struct FTPTextConverter: Sendable {
    private var lastWasReturn = false
    public init() {}

    public mutating func toWire(_ file: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(file.count + file.count / 32)
        for byte in file {
            if byte == ASCII.lineFeed, !lastWasReturn { out.append(ASCII.carriageReturn) }
            out.append(byte)
            lastWasReturn = byte == ASCII.carriageReturn
        }
        return out
    }

    /// A CR that is not before an LF stays; one at the end of a piece waits for the next.
    public mutating func toFile(_ wire: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(wire.count)
        for byte in wire {
            if lastWasReturn, byte != ASCII.lineFeed { out.append(ASCII.carriageReturn) }
            lastWasReturn = byte == ASCII.carriageReturn
            if !lastWasReturn { out.append(byte) }
        }
        return out
    }

    /// What `toFile` still held back.
    public mutating func finishToFile() -> [UInt8] {
        defer { lastWasReturn = false }
        return lastWasReturn ? [ASCII.carriageReturn] : []
    }
}
