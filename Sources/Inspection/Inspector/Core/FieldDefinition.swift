/// What is known about a field before any frame is seen: the names, the way its value is written and what it is for.
public struct FieldDefinition: Sendable {
    /// Wireshark's name: "ip.ttl".
    public let name: String
    /// The name people use: "Time to live".
    public let title: String
    public let format: FieldFormat
    /// In plain language, what the field tells.
    public let meaning: String
    /// The word for a value: 6 in "ip.proto" is "TCP".
    public let values: (@Sendable (UInt64) -> String?)?
    /// Which bits of its bytes the field takes, counted from the left; nil: all (or see `FieldBits`).
    let bits: Range<Int>?

    init(_ name: String, _ title: String, _ format: FieldFormat, _ meaning: String, bits: Range<Int>? = nil, _ values: (@Sendable (UInt64) -> String?)? = nil) {
        self.name = name
        self.title = title
        self.format = format
        self.meaning = meaning
        self.values = values
        self.bits = bits
    }
}

/// How a field's value is kept and written.
public enum FieldFormat: Sendable, Equatable, BitwiseCopyable {
    /// A number, in decimal.
    case decimal
    /// A number below zero or above, in decimal.
    case signed
    /// A number in hexadecimal with so many digits: "0x0800" has 4.
    case hex(UInt8)
    /// "1" or "0".
    case boolean
    case ipv4
    case ipv6
    case mac
    /// The field's bytes in hexadecimal, nothing between them.
    case bytes
    /// Text: the field's own bytes, or what a dissector made of them.
    case text
    /// Nanoseconds, written as seconds with nine digits.
    case seconds
    /// No value of its own: that the field is there is what it says. Written as "1".
    case presence
    /// A heading for the fields inside it; has no value.
    case group
}

/// A field's number: the protocol's in the high byte, the field's own in the low one.
public struct FieldID: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
    public let rawValue: UInt16
    @inline(__always) public init(rawValue: UInt16) { self.rawValue = rawValue }
    var proto: UInt8 { UInt8(truncatingIfNeeded: rawValue >> 8) }
    var index: UInt8 { UInt8(truncatingIfNeeded: rawValue) }
}

/// The fields of one protocol: an enumeration whose cases stand in the order of the registry.
protocol FieldSet: RawRepresentable, CaseIterable, Sendable where RawValue == UInt8 {
    static var proto: ProtocolID { get }
    var definition: FieldDefinition { get }
}

extension FieldSet {
    @inline(__always) var id: FieldID { FieldID(rawValue: UInt16(Self.proto.rawValue) << 8 | UInt16(rawValue)) }
}
