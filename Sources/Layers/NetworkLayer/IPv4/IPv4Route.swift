import Wire

/// What the record route and source route options hold (RFC 791 section 3.1): slots for addresses and the place of the next.
///
///     +--------+--------+--------+---------//--------+
///     |  Type  | Length | Pointer|     Addresses     |
///     +--------+--------+--------+---------//--------+
public struct IPv4Route: Hashable, Sendable {
    /// Bytes from the option's first to the next slot, counting from 1: 4 is the first slot. Beyond the option, all slots are used.
    public var pointer: UInt8
    public var addresses: [IPv4Address]

    /// The most slots that fit into a header.
    public static let capacity = 9

    public init(pointer: UInt8 = 4, addresses: [IPv4Address]) {
        self.pointer = pointer
        self.addresses = addresses
    }

    /// Reads the option's data. Throws `truncated`, and `invalid` for a pointer below 4.
    init(parsing reader: inout ByteReader) throws(DecodeError) {
        pointer = try reader.uint8("route pointer")
        guard pointer >= 4 else { throw reader.invalid("route pointer", found: "\(pointer)", expected: "at least 4", at: reader.offset - 1) }
        addresses = []
        while !reader.isAtEnd { addresses.append(try IPv4Address(parsing: &reader, "route address")) }
    }

    func serialize(into writer: inout ByteWriter) {
        writer.uint8(pointer)
        for address in addresses.prefix(62) { address.serialize(into: &writer) }
    }

    /// Bytes of pointer and slots.
    var length: Int { 1 + 4 * min(addresses.count, 62) }

    /// The slot that the pointer names; nil where all are used or the pointer lies between two.
    public var nextSlot: Int? {
        guard pointer >= 4, pointer % 4 == 0, Int(pointer) / 4 - 1 < addresses.count else { return nil }
        return Int(pointer) / 4 - 1
    }

    /// Writes `address` into the next slot and moves the pointer on; false where all are used.
    public mutating func record(_ address: IPv4Address) -> Bool {
        guard let slot = nextSlot else { return false }
        addresses[slot] = address
        pointer += 4
        return true
    }
}

extension IPv4Route: CustomStringConvertible {
    /// The addresses, "|" before the next slot.
    public var description: String {
        let next = nextSlot
        return "[" + addresses.enumerated().map { "\($0 == next ? "|" : "")\($1)" }.joined(separator: " ") + "]"
    }
}
