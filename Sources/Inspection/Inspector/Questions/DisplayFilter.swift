/// A question about a frame's fields: `tcp.flags.syn == 1 and not ip.src == 10.0.0.0/8`.
///
/// The language is Wireshark's, for the most part: a field's or protocol's name alone asks whether it is there; `==`, `!=`, `<`,
/// `<=`, `>`, `>=`, `contains`, `matches` and `in {…}` compare; `and`, `or`, `not` and parentheses combine; `[from:count]` takes a
/// slice of a field's bytes. A comparison is true if it is true of any of the field's occurrences, `!=` if it is of all.
public struct DisplayFilter: Sendable {
    public let text: String
    let root: Node

    public init(_ text: String) throws(DisplayFilterError) {
        self.text = text
        var parser = try DisplayFilterParser(text)
        root = try parser.parse()
    }

    /// Whether the frame answers to it. Needs a dissection with recorded fields.
    public func matches(_ dissection: borrowing Dissection) -> Bool { root.matches(dissection) }
}

/// What is wrong with a display filter, and where.
public struct DisplayFilterError: Error, Sendable, CustomStringConvertible {
    public let text: String
    /// In characters, from 0.
    public let column: Int
    public let reason: String

    /// Three lines, with a caret under the place.
    public var description: String { "where: \(reason)\n  \(text)\n  \(String(repeating: " ", count: column))^" }
}

indirect enum Node: Sendable {
    case and(Node, Node), or(Node, Node), not(Node)
    case isThere(FieldReference)
    case compare(FieldReference, Comparison, FilterValue)
    case among(FieldReference, [(FilterValue, FilterValue)])
}

enum Comparison: Sendable { case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual, contains, matches }

/// A field by its name (which may stand for several kinds of it), or a protocol.
struct FieldReference: Sendable {
    var ids: [FieldID]
    var proto: String?
    /// A slice of the bytes: from, count.
    var slice: (Int, Int)?
}

/// What a field is compared with.
struct FilterValue: Sendable {
    let text: String
    var number: Int64? {
        if text.hasPrefix("0x") || text.hasPrefix("0X") { return UInt64(text.dropFirst(2), radix: 16).map { Int64(bitPattern: $0) } }
        if text == "true" || text == "True" { return 1 }
        if text == "false" || text == "False" { return 0 }
        return Int64(text)
    }

    /// An IPv4 network, as address and mask.
    var ipv4: (UInt32, UInt32)? {
        let parts = text.split(separator: "/", maxSplits: 1)
        guard let first = parts.first else { return nil }
        let octets = first.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        guard octets.count == 4, octets.allSatisfy({ $0 != nil }) else { return nil }
        let address = octets.reduce(UInt32(0)) { $0 << 8 | UInt32($1 ?? 0) }
        guard parts.count == 2 else { return (address, .max) }
        guard let bits = Int(parts[1]), (0...32).contains(bits) else { return nil }
        return (address, bits == 0 ? 0 : UInt32.max << UInt32(32 - bits))
    }

    /// The text without what separates bytes.
    var plainHex: String { text.lowercased().filter { $0 != ":" && $0 != "-" && $0 != "." } }
}

extension Node {
    func matches(_ d: borrowing Dissection) -> Bool {
        switch self {
        case .and(let a, let b): return a.matches(d) && b.matches(d)
        case .or(let a, let b): return a.matches(d) || b.matches(d)
        case .not(let inner): return !inner.matches(d)
        case .isThere(let field): return field.isThere(d)
        case .compare(let field, .notEqual, let value):
            var found = false
            for index in 0..<d.records.count where field.ids.contains(d.records[index].id) {
                found = true
                if field.compare(d, d.records[index], .equal, value) { return false }
            }
            return found
        case .compare(let field, let comparison, let value):
            for index in 0..<d.records.count where field.ids.contains(d.records[index].id) && field.compare(d, d.records[index], comparison, value) { return true }
            return false
        case .among(let field, let ranges):
            for index in 0..<d.records.count where field.ids.contains(d.records[index].id) {
                for (low, high) in ranges {
                    if low.text == high.text ? field.compare(d, d.records[index], .equal, low) : field.compare(d, d.records[index], .greaterOrEqual, low) && field.compare(d, d.records[index], .lessOrEqual, high) { return true }
                }
            }
            return false
        }
    }
}

extension FieldReference {
    func isThere(_ d: borrowing Dissection) -> Bool {
        for index in 0..<d.records.count where ids.contains(d.records[index].id) { return true }
        guard let proto else { return false }
        for index in 0..<d.chain.count where Dissection.text(of: d.chain[index]) == proto { return true }
        return false
    }

    func compare(_ d: borrowing Dissection, _ record: FieldRecord, _ comparison: Comparison, _ value: FilterValue) -> Bool {
        let format = Registry.shared.formats[Int(record.id.rawValue)]
        if let slice {
            let bytes = d.sources.bytes(record.source, Int(record.start) + slice.0, min(slice.1, Int(record.length) - slice.0))
            var out = OutputBuffer(capacity: 64)
            out.hex(bytes)
            return Self.order(out.takeString(), value.plainHex, comparison)
        }
        if !record.flags.contains(.text) {
            switch format {
            case .decimal, .signed, .hex, .boolean, .presence, .seconds:
                if comparison == .contains || comparison == .matches { break }
                if format == .seconds, let seconds = Double(value.text) { return Self.order(Double(Int64(bitPattern: record.value)) / 1e9, seconds, comparison) }
                guard let number = value.number else { return false }
                return Self.order(Int64(bitPattern: record.value), number, comparison)
            case .ipv4:
                guard let (address, mask) = value.ipv4 else { return false }
                return Self.order(UInt32(truncatingIfNeeded: record.value) & mask, address & mask, comparison)
            case .bytes:
                return Self.order(d.valueText(record), value.plainHex, comparison)
            default: break
            }
        }
        let text = d.valueText(record)
        return Self.order(text, format == .mac || format == .ipv6 ? value.text.lowercased() : value.text, comparison)
    }

    private static func order<Value: Comparable>(_ a: Value, _ b: Value, _ comparison: Comparison) -> Bool {
        switch comparison {
        case .equal: return a == b
        case .notEqual: return a != b
        case .less: return a < b
        case .lessOrEqual: return a <= b
        case .greater: return a > b
        case .greaterOrEqual: return a >= b
        case .contains, .matches:
            guard let text = a as? String, let part = b as? String else { return false }
            if comparison == .contains { return text.contains(part) }
            guard let pattern = try? Regex(part).ignoresCase() else { return false }
            return text.contains(pattern)
        }
    }
}
