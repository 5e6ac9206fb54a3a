import Wire

/// What is wrong in a zone file, and where.
public struct ZoneFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file's or the zone's name.
    public let file: String
    /// From 1.
    public let line: Int
    public let reason: String
    public var description: String { "\(file), line \(line): \(reason)" }
}

/// A zone file (RFC 1035 section 5): records in text, with `$ORIGIN`, `$TTL`, `@`, comments behind `;`, and parentheses around what
/// goes on over several lines. `$INCLUDE` and `$GENERATE` are refused.
public struct ZoneFile {
    /// Bytes that a zone file may have.
    public static let limit = 64 << 20

    /// Reads a zone.
    ///
    /// - Parameter origin: the zone's name; nil: that of the first SOA record's owner, which then is written out in full.
    public static func parse(_ text: String, origin: DNSName? = nil, file: String = "zone") throws(ZoneFileError) -> DNSZone {
        guard text.utf8.count <= limit else { throw ZoneFileError(file: file, line: 1, reason: "more than \(limit) bytes") }
        var parser = Parser(file: file, origin: origin ?? .root)
        var tokens = ZoneTokens(Array(text.utf8), file: file)
        while let entry = try tokens.nextEntry() { try parser.take(entry) }
        let name = origin ?? parser.records.first { $0.type == .soa }?.name ?? .root
        do throws(DNSZone.Fault) { return try DNSZone(origin: name, records: parser.records) } catch {
            throw ZoneFileError(file: file, line: parser.line(of: error), reason: "\(error)")
        }
    }

    private struct Parser {
        let file: String
        var origin: DNSName
        var defaultLife: UInt32?
        var lastLife: UInt32?
        var owner: DNSName?
        var records: [DNSRecord] = []
        var lines: [Int] = []

        init(file: String, origin: DNSName) {
            self.file = file
            self.origin = origin
        }

        func fail(_ line: Int, _ reason: String) -> ZoneFileError { ZoneFileError(file: file, line: line, reason: reason) }

        /// The line of the record that a zone's fault is about.
        func line(of fault: DNSZone.Fault) -> Int {
            let index: Int? = switch fault {
            case .notWithin(let name): records.firstIndex { $0.name == name }
            case .aliasAndMore(let name): records.lastIndex { $0.name == name }
            case .twoStarts: records.lastIndex { $0.type == .soa }
            case .noStart, .noNameServers, .tooLarge: nil
            }
            return index.map { lines[$0] } ?? lines.first ?? 1
        }

        mutating func take(_ entry: ZoneTokens.Entry) throws(ZoneFileError) {
            var words = entry.words[...]
            if !entry.continuesOwner, let first = words.first, first.text.hasPrefix("$"), !first.isQuoted {
                return try directive(first.text.uppercased(), words.dropFirst(), entry.line)
            }
            if !entry.continuesOwner, let first = words.popFirst() { owner = try name(first, entry.line) }
            guard let owner else { throw fail(entry.line, "the first record needs a name in front") }
            var life: UInt32?
            // The lifetime and the class may come in either order.
            for _ in 0..<2 {
                guard let word = words.first else { break }
                if word.text.uppercased() == "IN" { words.removeFirst() } else if let span = Self.seconds(word.text), DNSType(word.text) == nil {
                    life = span
                    words.removeFirst()
                } else if ["CH", "HS", "CS"].contains(word.text.uppercased()) { throw fail(entry.line, "class \(word.text): only IN is served") }
            }
            guard let word = words.popFirst() else { throw fail(entry.line, "a record type is missing") }
            guard let type = DNSType(word.text), type != .any else { throw fail(entry.line, "\"\(word.text)\" is no record type") }
            let data = try data(type, words, entry.line)
            if life == nil, defaultLife == nil, lastLife == nil, case .soa(_, _, _, _, _, _, let minimum) = data { life = minimum }
            guard let life = life ?? defaultLife ?? lastLife else { throw fail(entry.line, "no lifetime: write one, or $TTL before") }
            lastLife = life
            guard records.count < DNSZone.limit else { throw fail(entry.line, "more than \(DNSZone.limit) records") }
            records.append(DNSRecord(owner, data, timeToLive: life))
            lines.append(entry.line)
        }

        private mutating func directive(_ word: String, _ words: ArraySlice<ZoneTokens.Word>, _ line: Int) throws(ZoneFileError) {
            guard words.count == 1, let value = words.first else { throw fail(line, "\(word) takes one value") }
            switch word {
            case "$ORIGIN": origin = try name(value, line)
            case "$TTL":
                guard let span = Self.seconds(value.text) else { throw fail(line, "\"\(value.text)\" is no lifetime; write seconds, or 1h30m") }
                defaultLife = span
            default: throw fail(line, "\(word) is not known here: only $ORIGIN and $TTL are")
            }
        }

        private func name(_ word: ZoneTokens.Word, _ line: Int) throws(ZoneFileError) -> DNSName {
            if word.text == "@" { return origin }
            guard let name = DNSName(word.text) else { throw fail(line, "\"\(word.text)\" is no domain name: labels have 1 to 63 bytes, names at most 255") }
            if word.text.hasSuffix("."), !word.text.hasSuffix("\\.") { return name }
            guard let whole = name.below(origin) else { throw fail(line, "\"\(word.text)\" is too long below \(origin.absolute)") }
            return whole
        }

        private func data(_ type: DNSType, _ words: ArraySlice<ZoneTokens.Word>, _ line: Int) throws(ZoneFileError) -> DNSRecord.Data {
            let words = Array(words)
            func need(_ count: Int, _ what: String) throws(ZoneFileError) {
                guard words.count == count else { throw fail(line, "\(type) takes \(what), and \(words.count == 0 ? "nothing" : "\(words.count) word\(words.count == 1 ? "" : "s")") came") }
            }
            func number(_ index: Int, _ what: String) throws(ZoneFileError) -> UInt16 {
                guard let value = UInt16(words[index].text) else { throw fail(line, "\(what) is a number from 0 to 65535, not \"\(words[index].text)\"") }
                return value
            }
            switch type {
            case .a:
                try need(1, "an IPv4 address")
                guard case .v4(let address)? = IPAddress(words[0].text) else { throw fail(line, "\"\(words[0].text)\" is no IPv4 address") }
                return .a(address)
            case .aaaa:
                try need(1, "an IPv6 address")
                guard case .v6(let address)? = IPAddress(words[0].text) else { throw fail(line, "\"\(words[0].text)\" is no IPv6 address") }
                return .aaaa(address)
            case .ns, .cname, .ptr:
                try need(1, "a name")
                let target = try name(words[0], line)
                return type == .ns ? .ns(target) : type == .cname ? .cname(target) : .ptr(target)
            case .mx:
                try need(2, "a preference and a name")
                return .mx(preference: try number(0, "the preference"), try name(words[1], line))
            case .srv:
                try need(4, "a priority, a weight, a port and a name")
                return .srv(priority: try number(0, "the priority"), weight: try number(1, "the weight"), port: try number(2, "the port"), try name(words[3], line))
            case .txt:
                guard !words.isEmpty else { throw fail(line, "TXT takes at least one string") }
                guard words.allSatisfy({ $0.bytes.count <= 255 }) else { throw fail(line, "a string has at most 255 bytes") }
                return .txt(words.map(\.bytes))
            case .soa:
                try need(7, "two names and five numbers")
                var numbers: [UInt32] = []
                for word in words[2...] {
                    guard let value = Self.seconds(word.text) else { throw fail(line, "\"\(word.text)\" is no number of seconds") }
                    numbers.append(value)
                }
                return .soa(primary: try name(words[0], line), mailbox: try name(words[1], line), serial: numbers[0], refresh: numbers[1], retry: numbers[2], expire: numbers[3], minimum: numbers[4])
            default: throw fail(line, "\(type) records are not served; A, AAAA, CNAME, MX, NS, PTR, SOA, SRV and TXT are")
            }
        }

        /// "3600", "1h30m", "2w".
        static func seconds(_ text: String) -> UInt32? {
            var total: UInt64 = 0, digits = "", hasUnit = false
            for character in text.lowercased() {
                if character.isASCII, character.isNumber {
                    digits.append(character)
                    continue
                }
                let unit: UInt64? = switch character {
                case "s": 1
                case "m": 60
                case "h": 3600
                case "d": 86_400
                case "w": 604_800
                default: nil
                }
                guard let unit, let value = UInt64(digits), value <= 0xffff_ffff else { return nil }
                total += value * unit
                digits = ""
                hasUnit = true
            }
            if !digits.isEmpty {
                guard !hasUnit, let value = UInt64(digits) else { return nil }
                total = value
            }
            return text.isEmpty ? nil : UInt32(exactly: total)
        }
    }
}
