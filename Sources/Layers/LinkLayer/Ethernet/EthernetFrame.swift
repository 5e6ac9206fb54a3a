import Wire

/// A whole Ethernet frame, by value: any of the forms that IEEE 802.3 and 802.1Q know. For hosts, whose frames are untagged
/// Ethernet II, ``EthernetHeader`` is enough and cheaper.
///
///     +-------------+--------+------------------+----------------+------------------+---------+-----+
///     | Destination | Source | [tags: TPID TCI] | Type or Length | [LLC [SNAP]] ... | Padding | FCS |
///     +-------------+--------+------------------+----------------+------------------+---------+-----+
public struct EthernetFrame: Hashable, Sendable {
    /// A VLAN tag and the type that announced it.
    public struct Tag: Hashable, Sendable {
        /// ``EtherType/vlan`` or ``EtherType/serviceVLAN``.
        public var type: EtherType
        public var priority: UInt8
        public var isDropEligible: Bool
        public var identifier: UInt16

        public init(_ identifier: UInt16, type: EtherType = .vlan, priority: UInt8 = 0, isDropEligible: Bool = false) {
            self.type = type
            self.priority = priority
            self.isDropEligible = isDropEligible
            self.identifier = identifier
        }
    }

    /// How the frame says what it carries.
    public enum Encapsulation: Hashable, Sendable {
        /// A type in the header.
        case ethernetII(EtherType)
        /// A length in the header (computed on writing), and LLC.
        case llc(LLCHeader)
        /// A length in the header (computed on writing), LLC, and SNAP.
        case snap(SNAPHeader)
    }

    public var destination: MACAddress
    public var source: MACAddress
    /// Outermost first; at most ``tagLimit``.
    public var tags: [Tag]
    public var encapsulation: Encapsulation
    /// For Ethernet II padding and all: only the packet knows its own length. With a length, without the padding.
    public var payload: [UInt8]

    /// The most tags that are read: a service tag, a customer tag, and two for good measure.
    public static let tagLimit = 4

    public init(destination: MACAddress, source: MACAddress, tags: [Tag] = [], encapsulation: Encapsulation, payload: [UInt8]) {
        self.destination = destination
        self.source = source
        self.tags = tags
        self.encapsulation = encapsulation
        self.payload = payload
    }

    /// Reads a frame without its check. Throws `truncated`, also where the length promises more than there is, and `invalid`
    /// for more than ``tagLimit`` tags and for the numbers between 1500 and 1536, which are neither length nor type.
    public init(parsing reader: inout ByteReader) throws(DecodeError) {
        let header = try EthernetHeader(parsing: &reader)
        destination = header.destination
        source = header.source
        tags = []
        var type = header.etherType
        while type.isTag {
            guard tags.count < Self.tagLimit else { throw reader.invalid("type", found: "more than \(Self.tagLimit) tags", expected: "at most \(Self.tagLimit)", at: reader.offset - 2) }
            let tag = try VLANTag(parsing: &reader)
            tags.append(Tag(tag.identifier, type: type, priority: tag.priority, isDropEligible: tag.isDropEligible))
            type = tag.etherType
        }
        guard type.isLength || type.rawValue >= 1536 else { throw reader.invalid("type", found: "\(type.rawValue)", expected: "a length up to 1500 or a type from 1536 on", at: reader.offset - 2) }
        guard type.isLength else {
            encapsulation = .ethernetII(type)
            payload = reader.rest()
            return
        }
        var part = try reader.slice(Int(type.rawValue), "LLC data")
        let llc = try LLCHeader(parsing: &part)
        encapsulation = llc.leadsToSNAP ? .snap(try SNAPHeader(parsing: &part)) : .llc(llc)
        payload = part.rest()
        // What is left is padding.
        try reader.skip(reader.remaining, "padding")
    }

    /// Writes the frame without padding and check, which ``FrameCheckSequence`` appends. `length` forces an 802.3 length.
    public func serialize(into writer: inout ByteWriter, length: UInt16? = nil) {
        destination.serialize(into: &writer)
        source.serialize(into: &writer)
        for tag in tags {
            writer.uint16(tag.type.rawValue)
            writer.uint16(UInt16(tag.priority & 7) << 13 | (tag.isDropEligible ? 0x1000 : 0) | tag.identifier & 0x0fff)
        }
        switch encapsulation {
        case .ethernetII(let type):
            writer.uint16(type.rawValue)
        case .llc(let llc):
            writer.uint16(length ?? UInt16(clamping: llc.length + payload.count))
            llc.serialize(into: &writer)
        case .snap(let snap):
            let llc = LLCHeader(destination: .snap, source: .snap)
            writer.uint16(length ?? UInt16(clamping: llc.length + SNAPHeader.length + payload.count))
            llc.serialize(into: &writer)
            snap.serialize(into: &writer)
        }
        writer.write(payload)
    }
}

extension EthernetFrame: CustomStringConvertible {
    public var description: String {
        let tagText = tags.map { " VLAN \($0.identifier)" }.joined()
        let carried = switch encapsulation {
        case .ethernetII(let type): "\(type)"
        case .llc(let llc): "\(llc)"
        case .snap(let snap): "\(snap)"
        }
        return "Ethernet \(source) > \(destination)\(tagText) \(carried) length \(payload.count)"
    }
}
