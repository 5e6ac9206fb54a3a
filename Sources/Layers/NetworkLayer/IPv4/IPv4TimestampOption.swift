import Wire

/// The Internet timestamp option (RFC 791 section 3.1).
///
///     +--------+--------+--------+--------+
///     |01000100| Length | Pointer|Ovf |Flg|
///     +--------+--------+--------+--------+
///     |         [Internet Address]        |
///     +--------+--------+--------+--------+
///     |             Timestamp             |   and so on
///     +--------+--------+--------+--------+
public struct IPv4TimestampOption: Hashable, Sendable {
    /// Who writes into which slot.
    public enum Mode: UInt8, Sendable {
        /// Times only.
        case timestampsOnly = 0
        /// Each router writes its address and the time.
        case withAddresses = 1
        /// The sender has written addresses; only those routers write the time.
        case prespecified = 3
    }

    /// One slot.
    public struct Entry: Hashable, Sendable {
        /// Nil where only times are kept.
        public var address: IPv4Address?
        /// Milliseconds since midnight UT; with the highest bit set, some other clock.
        public var time: UInt32

        public init(address: IPv4Address? = nil, time: UInt32) {
            self.address = address
            self.time = time
        }
    }

    /// Bytes from the option's first to the next slot, counting from 1: 5 is the first slot.
    public var pointer: UInt8
    /// Routers that found no slot left, 4 bits.
    public var overflow: UInt8
    public var mode: Mode
    public var entries: [Entry]

    public init(pointer: UInt8 = 5, overflow: UInt8 = 0, mode: Mode, entries: [Entry]) {
        self.pointer = pointer
        self.overflow = overflow
        self.mode = mode
        self.entries = entries
    }

    /// Reads the option's data. Throws `truncated`, and `invalid` for a pointer below 5 and an unknown mode.
    init(parsing reader: inout ByteReader) throws(DecodeError) {
        pointer = try reader.uint8("timestamp pointer")
        guard pointer >= 5 else { throw reader.invalid("timestamp pointer", found: "\(pointer)", expected: "at least 5", at: reader.offset - 1) }
        let overflowAndFlag = try reader.uint8("timestamp flag")
        overflow = overflowAndFlag >> 4
        guard let mode = Mode(rawValue: overflowAndFlag & 15) else { throw reader.invalid("timestamp flag", found: "\(overflowAndFlag & 15)", expected: "0, 1 or 3", at: reader.offset - 1) }
        self.mode = mode
        entries = []
        while !reader.isAtEnd {
            let address = mode == .timestampsOnly ? nil : try IPv4Address(parsing: &reader, "timestamp address")
            entries.append(Entry(address: address, time: try reader.uint32("timestamp")))
        }
    }

    func serialize(into writer: inout ByteWriter) {
        writer.uint8(pointer)
        writer.uint8(overflow << 4 | mode.rawValue)
        for entry in entries.prefix(length / entryLength) {
            if mode != .timestampsOnly { (entry.address ?? .any).serialize(into: &writer) }
            writer.uint32(entry.time)
        }
    }

    private var entryLength: Int { mode == .timestampsOnly ? 4 : 8 }
    /// Bytes of pointer, flags and slots.
    var length: Int { 2 + entryLength * min(entries.count, 248 / entryLength) }
}

extension IPv4TimestampOption: CustomStringConvertible {
    public var description: String {
        "[" + entries.map { entry in (entry.address.map { "\($0) " } ?? "") + "\(entry.time) ms" }.joined(separator: ", ") + "]" + (overflow > 0 ? " overflow \(overflow)" : "")
    }
}
