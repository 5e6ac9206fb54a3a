import Wire

/// A value of a field, or what a field is compared with.
enum FilterValue: Sendable, Equatable {
    /// Numbers, truth (0 and 1), and times in nanoseconds.
    case number(Int128)
    case ipv4(UInt32)
    case ipv6(UInt128)
    /// Bytes and text.
    case bytes([UInt8])

    /// Below zero, zero or above; nil where the two cannot be compared.
    func order(_ other: FilterValue) -> Int? {
        switch (self, other) {
        case (.number(let a), .number(let b)): a < b ? -1 : a == b ? 0 : 1
        case (.ipv4(let a), .ipv4(let b)): a < b ? -1 : a == b ? 0 : 1
        case (.ipv6(let a), .ipv6(let b)): a < b ? -1 : a == b ? 0 : 1
        case (.bytes(let a), .bytes(let b)): a == b ? 0 : a.lexicographicallyPrecedes(b) ? -1 : 1
        default: nil
        }
    }
}

/// A value that stands in the question itself.
struct FilterLiteral: Sendable {
    var kind: FilterKind
    var value: FilterValue
    /// Of an address: how many of its bits count; the rest is anybody's.
    var prefix: Int?
}

/// Reads the values of each kind.
extension FilterLiteral {
    /// The value that a word means for a field of this kind; nil if it means none.
    init?(word text: String, as kind: FilterKind) {
        self.kind = kind
        switch kind {
        case .none: return nil
        case .number:
            guard let number = Self.number(text) else { return nil }
            value = .number(number)
        case .boolean:
            guard let number = Self.number(text) ?? ["true": 1, "false": 0][text.lowercased()] else { return nil }
            value = .number(number)
        case .time:
            guard let nanoseconds = Self.nanoseconds(text) ?? FilterTime.nanoseconds(text) else { return nil }
            value = .number(Int128(nanoseconds))
        case .ipv4:
            let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            guard let address = try? IPv4Address(validating: parts[0]) else { return nil }
            value = .ipv4(address.rawValue)
            if parts.count == 2 {
                guard let bits = Int(parts[1]), (0...32).contains(bits) else { return nil }
                prefix = bits
            }
        case .ipv6:
            let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            guard let address = try? IPv6Address(validating: parts[0]) else { return nil }
            value = .ipv6(address.rawValue)
            if parts.count == 2 {
                guard let bits = Int(parts[1]), (0...128).contains(bits) else { return nil }
                prefix = bits
            }
        case .mac:
            guard let bytes = Self.bytes(text), bytes.count == 6 else { return nil }
            value = .bytes(bytes)
        case .bytes, .proto:
            // A single byte may be written as a number.
            guard let bytes = Self.bytes(text) ?? Self.number(text).flatMap({ UInt8(exactly: $0) }).map({ [$0] }) else { return nil }
            value = .bytes(bytes)
        case .text: value = .bytes(Array(text.utf8))
        }
    }

    /// The value that a quoted text means for a field of this kind.
    init?(string bytes: [UInt8], as kind: FilterKind) {
        if kind == .text || kind == .bytes || kind == .proto {
            self.init(kind: kind, value: .bytes(bytes))
        } else {
            self.init(word: String(decoding: bytes, as: UTF8.self), as: kind)
        }
    }

    /// In decimal, or with 0x in hexadecimal, 0b in binary, 0 in octal.
    static func number(_ text: String) -> Int128? {
        let isNegative = text.hasPrefix("-"), digits = isNegative ? text.dropFirst() : text[...]
        guard let first = digits.utf8.first, (0x30...0x39).contains(first), digits.utf8.count <= 66 else { return nil }
        let value: UInt64?
        switch digits.prefix(2).lowercased() {
        case "0x": value = UInt64(digits.dropFirst(2), radix: 16)
        case "0b": value = UInt64(digits.dropFirst(2), radix: 2)
        default: value = first == 0x30 && digits.count > 1 ? UInt64(digits.dropFirst(), radix: 8) : UInt64(digits)
        }
        return value.map { isNegative ? -Int128($0) : Int128($0) }
    }

    /// Seconds, with up to nine digits behind the point.
    static func nanoseconds(_ text: String) -> Int64? {
        let isNegative = text.hasPrefix("-"), parts = text.drop { $0 == "-" }.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, whole.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let seconds = whole.isEmpty && parts.count == 2 ? 0 : Int64(whole) else { return nil }
        var fraction: Int64 = 0
        if parts.count == 2 {
            guard (1...9).contains(parts[1].utf8.count), parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let digits = Int64(parts[1]) else { return nil }
            fraction = digits
            for _ in parts[1].utf8.count..<9 { fraction *= 10 }
        }
        let (nanoseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, tooMuch) = nanoseconds.addingReportingOverflow(fraction)
        guard !overflow, !tooMuch else { return nil }
        return isNegative ? -sum : sum
    }

    /// Bytes of two hexadecimal digits each, with colons, dashes or dots between them or nothing; in front a colon may stand.
    static func bytes(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = [], digits = Array(text.utf8)[...], mark: UInt8?
        if digits.first == 0x3a { digits = digits.dropFirst() }
        while let first = digits.popFirst() {
            if !bytes.isEmpty, first == 0x3a || first == 0x2d || first == 0x2e {
                guard mark == nil || mark == first else { return nil }
                mark = first
                continue
            }
            guard let high = Character(Unicode.Scalar(first)).hexDigitValue, let second = digits.popFirst(), let low = Character(Unicode.Scalar(second)).hexDigitValue else { return nil }
            bytes.append(UInt8(high << 4 | low))
        }
        return bytes.isEmpty ? nil : bytes
    }
}
