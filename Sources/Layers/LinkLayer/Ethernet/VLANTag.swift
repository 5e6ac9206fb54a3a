import Wire

/// A VLAN tag (IEEE 802.1Q section 9.6): what lies behind a type of 0x8100 (C-TAG) or 0x88a8 (S-TAG, 802.1ad "QinQ") in place
/// of the packet, with the type of what comes next.
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     | PCP |D|    VLAN Identifier    |        Type or Length         |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
public struct VLANTag: Hashable, Sendable {
    /// Bytes that a tag adds to a frame.
    public static let length = 4

    /// PCP: 0 (best effort) to 7 (network control); 1 is the lowest.
    public var priority: UInt8
    /// DEI: to be dropped first.
    public var isDropEligible: Bool
    /// VID, 12 bits: 0 is a priority alone, 4095 is reserved.
    public var identifier: UInt16
    /// What comes next: another tag, a packet, or an LLC length.
    public var etherType: EtherType

    public init(identifier: UInt16, priority: UInt8 = 0, isDropEligible: Bool = false, etherType: EtherType) {
        self.priority = priority
        self.isDropEligible = isDropEligible
        self.identifier = identifier
        self.etherType = etherType
    }

    /// Reads 4 bytes. Throws `truncated`.
    public init(parsing reader: inout ByteReader) throws(DecodeError) {
        let control = try reader.uint16("tag control information")
        priority = UInt8(control >> 13)
        isDropEligible = control & 0x1000 != 0
        identifier = control & 0x0fff
        etherType = EtherType(rawValue: try reader.uint16("type"))
    }

    public func serialize(into writer: inout ByteWriter) {
        writer.uint16(UInt16(priority & 7) << 13 | (isDropEligible ? 0x1000 : 0) | identifier & 0x0fff)
        writer.uint16(etherType.rawValue)
    }
}

extension VLANTag: CustomStringConvertible {
    public var description: String { "VLAN \(identifier) priority \(priority)\(isDropEligible ? " DEI" : "") \(etherType)" }
}
