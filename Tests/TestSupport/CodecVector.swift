/// Bytes and what they mean: one entry of the list that drives all of a codec's tests.
public struct CodecVector<Value: Equatable & Sendable>: Sendable, CustomStringConvertible {
    /// What is special about it.
    public let name: String
    public let bytes: [UInt8]
    public let value: Value
    /// The fewest of the bytes that decode at all: all, unless what lies at the end is a payload of any length.
    public let needs: Int
    /// What the value is written as, where that is not how it came: another order of options, other padding.
    public let canonical: [UInt8]

    public init(_ name: String, _ digits: String, _ value: Value, needs: Int? = nil, canonical: String? = nil) {
        self.name = name
        self.bytes = hex(digits)
        self.value = value
        self.needs = needs ?? bytes.count
        self.canonical = canonical.map(hex) ?? bytes
    }

    public var description: String { name }
}

/// Bytes that a decoder must refuse, and with which complaint.
public struct CodecRejection: Sendable, CustomStringConvertible {
    public let name: String
    public let bytes: [UInt8]
    /// The field that the error must name.
    public let field: String
    /// Where that field lies in the bytes.
    public let offset: Int

    public init(_ name: String, _ digits: String, field: String, at offset: Int) {
        self.name = name
        self.bytes = hex(digits)
        self.field = field
        self.offset = offset
    }

    public var description: String { name }
}
