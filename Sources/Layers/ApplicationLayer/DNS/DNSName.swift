import Wire

/// A domain name (RFC 1035 section 3.1): labels of at most 63 bytes, 255 bytes in all on the wire. Case is kept and does not count.
public struct DNSName: Sendable, CustomStringConvertible {
    /// From the host down to the top; none for the root.
    public let labels: [[UInt8]]

    public static let root = DNSName(unchecked: [])

    private init(unchecked labels: [[UInt8]]) { self.labels = labels }

    /// nil for an empty label, one of more than 63 bytes, or more than 255 bytes in all.
    public init?(labels: [[UInt8]]) {
        guard labels.allSatisfy({ (1...63).contains($0.count) }), labels.reduce(1, { $0 + $1.count + 1 }) <= 255 else { return nil }
        self.labels = labels
    }

    /// `www.example.com`, with or without the last dot; `\.` and `\DDD` as in a zone file (RFC 1035 section 5.1).
    public init?(_ text: String) {
        if text == "." || text.isEmpty { self = .root; return }
        var labels: [[UInt8]] = [[]], bytes = Array(text.utf8)[...]
        while let byte = bytes.popFirst() {
            switch byte {
            case UInt8(ascii: "."):
                if bytes.isEmpty { break }
                labels.append([])
            case UInt8(ascii: "\\"):
                guard let next = bytes.first else { return nil }
                if ASCII.isDigit(next) {
                    guard bytes.count >= 3, let value = ASCII.decimal(bytes.prefix(3), atMost: 255) else { return nil }
                    bytes.removeFirst(3)
                    labels[labels.count - 1].append(UInt8(value))
                } else {
                    bytes.removeFirst()
                    labels[labels.count - 1].append(next)
                }
            default: labels[labels.count - 1].append(byte)
            }
        }
        self.init(labels: labels)
    }

    public var description: String {
        if labels.isEmpty { return "." }
        return labels.map { label in
            label.map { byte in
                switch byte {
                case UInt8(ascii: "."), UInt8(ascii: "\\"): "\\" + String(Unicode.Scalar(byte))
                case 0x21...0x7e: String(Unicode.Scalar(byte))
                default: "\\" + String(repeating: "0", count: 3 - String(byte).utf8.count) + String(byte)
                }
            }.joined()
        }.joined(separator: ".")
    }

    /// Reads a name, following its pointers (section 4.1.4). A pointer must lead back before the name's own beginning and each before
    /// the last, so that none can go round in circles.
    ///
    /// - Parameter names: somebody's own reader, which is asked in our place.
    init(parsing reader: inout ByteReader, message: borrowing Span<UInt8>, names: (any PlainNameReader)? = nil) throws(DecodeError) {
        if let names {
            self = try Self.read(names, &reader, message.indices.map { message[$0] })
            return
        }
        var labels: [[UInt8]] = [], length = 1, limit = reader.consumed, position = reader.consumed, behind: Int?
        while true {
            guard position < message.count else { throw reader.truncated("name", needed: position - reader.consumed + 1) }
            let first = Int(message[position])
            switch first >> 6 {
            case 0:
                if first == 0 {
                    let end = behind ?? position + 1
                    try reader.skip(end - reader.consumed, "name")
                    self.labels = labels
                    return
                }
                guard position + 1 + first <= message.count else { throw reader.truncated("name", needed: position + 1 + first - reader.consumed) }
                length += first + 1
                guard length <= 255 else { throw reader.invalid("name", found: "a name of more than 255 bytes", expected: "at most 255") }
                labels.append((position + 1..<position + 1 + first).map { message[$0] })
                position += 1 + first
            case 3:
                guard position + 1 < message.count else { throw reader.truncated("name", needed: position + 2 - reader.consumed) }
                let target = (first & 0x3f) << 8 | Int(message[position + 1])
                guard target < limit else { throw reader.invalid("name", found: "a pointer to byte \(target)", expected: "one before byte \(limit)", at: position) }
                if behind == nil { behind = position + 2 }
                (limit, position) = (target, target)
            default: throw reader.invalid("name", found: "a label of type \(first >> 6)", expected: "0 or 3", at: position)
            }
        }
    }
}

extension DNSName {
    /// What somebody's own reader finds where `reader` is.
    private static func read(_ names: any PlainNameReader, _ reader: inout ByteReader, _ message: [UInt8]) throws(DecodeError) -> DNSName {
        let start = reader.consumed
        let found: PlainName
        do { found = try names.read(message, at: start) } catch { throw reader.invalid("name", found: "none: \(error)", expected: "a name") }
        guard let name = DNSName(found.name) else { throw reader.invalid("name", found: "\(found.name)", expected: "a name") }
        guard found.next > start, found.next <= message.count else { throw reader.invalid("name", found: "one that ends at byte \(found.next)", expected: "an end behind byte \(start)") }
        try reader.skip(found.next - start, "name")
        return name
    }
}

extension DNSName: Hashable {
    public static func == (a: DNSName, b: DNSName) -> Bool { a.key == b.key }
    public func hash(into hasher: inout Hasher) { hasher.combine(key) }
    private var key: [[UInt8]] { labels.map { $0.map(ASCII.lowercased) } }
}

/// Writes names, each ending with a pointer to where the same labels stand already.
struct DNSNameWriter {
    private var places: [DNSName: Int] = [:]

    /// - Parameter compresses: false in the data of types that RFC 3597 section 4 keeps whole (SRV).
    mutating func write(_ name: DNSName, into writer: inout ByteWriter, compresses: Bool = true) {
        var rest = name.labels
        while !rest.isEmpty {
            guard let tail = DNSName(labels: rest) else { break }
            if compresses, let place = places[tail] { return writer.uint16(0xc000 | UInt16(place)) }
            if writer.count < 0x4000, places[tail] == nil { places[tail] = writer.count }
            writer.uint8(UInt8(rest[0].count))
            writer.write(rest[0])
            rest.removeFirst()
        }
        writer.uint8(0)
    }
}
