/// What a question may make of a field's values.
enum FilterFunction: String, CaseIterable, Sendable {
    case len, count, upper, lower, string, abs, min, max

    /// How many arguments it takes.
    var arguments: ClosedRange<Int> { self == .min || self == .max ? 1...16 : 1...1 }

    /// Whether it makes sense of such values.
    func takes(_ kind: FilterKind) -> Bool {
        switch self {
        case .len: kind.isBytes || kind == .text
        case .count: true
        case .upper, .lower: kind == .text
        case .string: kind != .text && kind != .none && kind != .proto
        case .abs: kind.isNumber || kind == .time
        case .min, .max: kind != .none && kind != .proto
        }
    }

    /// In words, for errors.
    var wants: String {
        switch self {
        case .len: "text or bytes"
        case .count: "a field"
        case .upper, .lower: "text"
        case .string: "numbers, times or addresses"
        case .abs: "numbers or times"
        case .min, .max: "values"
        }
    }

    func kind(of argument: FilterKind) -> FilterKind {
        switch self {
        case .len, .count: .number
        case .upper, .lower, .string: .text
        case .abs, .min, .max: argument
        }
    }

    /// What the values become; `all` are those of every argument.
    func apply(_ all: [FilterValue], kind: FilterKind) -> [FilterValue] {
        switch self {
        case .len:
            return all.compactMap { if case .bytes(let bytes) = $0 { .number(Int128(bytes.count)) } else { nil } }
        case .count: return all.isEmpty ? [] : [.number(Int128(all.count))]
        case .upper, .lower:
            return all.map { value in
                guard case .bytes(let bytes) = value else { return value }
                return .bytes(bytes.map { self == .upper ? $0.upper : $0.lower })
            }
        case .string: return all.map { .bytes(Array(Self.text($0, kind).utf8)) }
        case .abs:
            return all.map { if case .number(let number) = $0, number < 0 { .number(-number) } else { $0 } }
        case .min, .max:
            guard var best = all.first else { return [] }
            for value in all.dropFirst() { if let order = value.order(best), self == .min ? order < 0 : order > 0 { best = value } }
            return [best]
        }
    }

    /// A value as it is printed.
    private static func text(_ value: FilterValue, _ kind: FilterKind) -> String {
        var out = OutputBuffer(capacity: 64)
        switch value {
        case .number(let number):
            if kind == .time { out.seconds(Int64(truncatingIfNeeded: number), digits: 9) } else { return kind == .boolean ? number == 0 ? "False" : "True" : "\(number)" }
        case .ipv4(let address): out.ipv4(address)
        case .ipv6(let address): out.ipv6(UInt64(truncatingIfNeeded: address >> 64), UInt64(truncatingIfNeeded: address))
        case .bytes(let bytes):
            if kind == .mac, bytes.count == 6 { out.mac(bytes.reduce(0) { $0 << 8 | UInt64($1) }) } else { bytes.withUnsafeBytes { out.hex($0) } }
        }
        return out.takeString()
    }
}

extension UInt8 {
    /// ASCII's letters in one case; whatever else it is stays.
    var lower: UInt8 { (0x41...0x5a).contains(self) ? self | 0x20 : self }
    var upper: UInt8 { (0x61...0x7a).contains(self) ? self & ~0x20 : self }
}
