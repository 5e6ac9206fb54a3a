/// Builds a header or a whole frame, one field after another, in network byte order.
public struct ByteWriter: Sendable {
    /// What has been written.
    public private(set) var bytes: [UInt8]

    /// An empty writer with room for `capacity` bytes.
    public init(capacity: Int = 64) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    /// A writer that goes on behind `bytes`.
    public init(appendingTo bytes: consuming [UInt8]) { self.bytes = bytes }

    /// Bytes written so far: the offset of the next one.
    public var count: Int { bytes.count }

    public mutating func uint8(_ value: UInt8) { bytes.append(value) }
    public mutating func uint16(_ value: UInt16) {
        bytes.append(UInt8(truncatingIfNeeded: value >> 8))
        bytes.append(UInt8(truncatingIfNeeded: value))
    }
    public mutating func uint24(_ value: UInt32) {
        uint8(UInt8(truncatingIfNeeded: value >> 16))
        uint16(UInt16(truncatingIfNeeded: value))
    }
    public mutating func uint32(_ value: UInt32) {
        uint16(UInt16(truncatingIfNeeded: value >> 16))
        uint16(UInt16(truncatingIfNeeded: value))
    }
    public mutating func uint64(_ value: UInt64) {
        uint32(UInt32(truncatingIfNeeded: value >> 32))
        uint32(UInt32(truncatingIfNeeded: value))
    }
    public mutating func uint128(_ value: UInt128) {
        uint64(UInt64(truncatingIfNeeded: value >> 64))
        uint64(UInt64(truncatingIfNeeded: value))
    }
    public mutating func write(_ more: some Collection<UInt8>) { bytes.append(contentsOf: more) }
    /// Borrowed bytes: a payload.
    public mutating func write(_ more: RawSpan) { unsafe more.withUnsafeBytes { bytes.append(contentsOf: $0) } }
    /// `count` bytes of zero: padding and fields that are filled in later.
    public mutating func zeros(_ count: Int) { bytes.append(contentsOf: repeatElement(0, count: count)) }

    /// Fills in two bytes written before, at `offset`: a length or a checksum that is known only at the end.
    public mutating func patch(uint16 value: UInt16, at offset: Int) {
        bytes[offset] = UInt8(truncatingIfNeeded: value >> 8)
        bytes[offset + 1] = UInt8(truncatingIfNeeded: value)
    }
}
