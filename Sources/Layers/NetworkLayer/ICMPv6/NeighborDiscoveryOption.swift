import Wire

/// An option of a neighbour discovery message (RFC 4861 section 4.6; RFC 4191, 8106, 3971).
///
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |     Type      |    Length     |              ...              |     Length: of all, in units of 8 bytes
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
public enum NeighborDiscoveryOption: Hashable, Sendable {
    /// Type 1: the sender's own.
    case sourceLinkLayerAddress(MACAddress)
    /// Type 2: the target's.
    case targetLinkLayerAddress(MACAddress)
    /// Type 3: a prefix of this link, for forming addresses or for telling who is on the link.
    case prefixInformation(PrefixInformation)
    /// Type 4: the packet that was redirected, or its first part.
    case redirectedHeader([UInt8])
    /// Type 5: the link's MTU, in bytes.
    case mtu(UInt32)
    /// Type 14 (RFC 3971 section 5.3.2): tells an answer from an old one and a node's own solicitation from another's (RFC 7527).
    case nonce([UInt8])
    /// Type 25 (RFC 8106): name servers, and for how many seconds.
    case recursiveDNSServers(lifetime: UInt32, [IPv6Address])
    /// Any other type; `data` without type and length, 6 bytes and then a multiple of 8.
    case unknown(type: UInt8, data: [UInt8])

    /// What a router says about a prefix (RFC 4861 section 4.6.2).
    public struct PrefixInformation: Hashable, Sendable {
        /// Bits of the prefix that count.
        public var prefixLength: UInt8
        /// L: addresses with the prefix are on this link.
        public var isOnLink: Bool
        /// A: addresses may be formed from the prefix (SLAAC).
        public var isAutonomous: Bool
        /// Seconds; all ones is for ever.
        public var validLifetime: UInt32
        /// Seconds; all ones is for ever.
        public var preferredLifetime: UInt32
        public var prefix: IPv6Address

        public init(prefix: IPv6Address, prefixLength: UInt8, isOnLink: Bool = true, isAutonomous: Bool = true, validLifetime: UInt32 = 2_592_000, preferredLifetime: UInt32 = 604_800) {
            self.prefix = prefix
            self.prefixLength = prefixLength
            self.isOnLink = isOnLink
            self.isAutonomous = isAutonomous
            self.validLifetime = validLifetime
            self.preferredLifetime = preferredLifetime
        }
    }

    /// Reads one option. Throws `truncated`, and `invalid` for a length of 0 (RFC 4861 section 4.6: the message is dropped) or
    /// one that the type cannot have.
    public init(parsing reader: inout ByteReader) throws(DecodeError) {
        let start = reader.offset
        let type = try reader.uint8("option type")
        let units = Int(try reader.uint8("option length"))
        func wrong(_ expected: String) -> DecodeError {
            DecodeError(ICMPv6Message.context, field: "option length", offset: start + 1, .invalid(found: "\(units) for option type \(type)", expected: expected))
        }
        guard units > 0 else { throw wrong("at least 1") }
        var part = try reader.slice(8 * units - 2, "option")
        switch type {
        case 1, 2:
            guard units == 1 else { throw wrong("1 (Ethernet)") }
            let address = try MACAddress(parsing: &part, "link-layer address")
            self = type == 1 ? .sourceLinkLayerAddress(address) : .targetLinkLayerAddress(address)
        case 3:
            guard units == 4 else { throw wrong("4") }
            let length = try part.uint8("prefix length")
            guard length <= 128 else { throw part.invalid("prefix length", found: "\(length)", expected: "at most 128", at: part.offset - 1) }
            let flags = try part.uint8("flags")
            let valid = try part.uint32("valid lifetime")
            let preferred = try part.uint32("preferred lifetime")
            try part.skip(4, "reserved")
            self = .prefixInformation(PrefixInformation(
                prefix: try IPv6Address(parsing: &part, "prefix"), prefixLength: length, isOnLink: flags & 0x80 != 0, isAutonomous: flags & 0x40 != 0,
                validLifetime: valid, preferredLifetime: preferred))
        case 4:
            try part.skip(6, "reserved")
            self = .redirectedHeader(part.rest())
        case 5:
            guard units == 1 else { throw wrong("1") }
            try part.skip(2, "reserved")
            self = .mtu(try part.uint32("MTU"))
        case 14:
            self = .nonce(part.rest())
        case 25:
            guard units >= 3, units % 2 == 1 else { throw wrong("an odd number from 3 on") }
            try part.skip(2, "reserved")
            let lifetime = try part.uint32("lifetime")
            var servers: [IPv6Address] = []
            while !part.isAtEnd { servers.append(try IPv6Address(parsing: &part, "name server")) }
            self = .recursiveDNSServers(lifetime: lifetime, servers)
        default:
            self = .unknown(type: type, data: part.rest())
        }
    }

    /// Reads all options that are left.
    public static func list(parsing reader: inout ByteReader) throws(DecodeError) -> [NeighborDiscoveryOption] {
        var list: [NeighborDiscoveryOption] = []
        while !reader.isAtEnd { list.append(try NeighborDiscoveryOption(parsing: &reader)) }
        return list
    }

    /// Writes the option, padded with zeros to a multiple of 8 bytes. What a length cannot count (more than 2040 bytes) is cut.
    public func serialize(into writer: inout ByteWriter) {
        let start = writer.count
        writer.uint8(type)
        writer.uint8(UInt8(length / 8))
        switch self {
        case .sourceLinkLayerAddress(let address), .targetLinkLayerAddress(let address):
            address.serialize(into: &writer)
        case .prefixInformation(let information):
            writer.uint8(information.prefixLength)
            writer.uint8((information.isOnLink ? 0x80 : 0) | (information.isAutonomous ? 0x40 : 0))
            writer.uint32(information.validLifetime)
            writer.uint32(information.preferredLifetime)
            writer.uint32(0)
            information.prefix.serialize(into: &writer)
        case .redirectedHeader(let packet):
            writer.zeros(6)
            writer.write(packet.prefix(length - 8))
        case .mtu(let mtu):
            writer.uint16(0)
            writer.uint32(mtu)
        case .recursiveDNSServers(let lifetime, let servers):
            writer.uint16(0)
            writer.uint32(lifetime)
            for server in servers.prefix(127) { server.serialize(into: &writer) }
        case .nonce(let data), .unknown(_, let data):
            writer.write(data.prefix(length - 2))
        }
        writer.zeros(start + length - writer.count)
    }

    public var type: UInt8 {
        switch self {
        case .sourceLinkLayerAddress: 1
        case .targetLinkLayerAddress: 2
        case .prefixInformation: 3
        case .redirectedHeader: 4
        case .mtu: 5
        case .nonce: 14
        case .recursiveDNSServers: 25
        case .unknown(let type, _): type
        }
    }

    /// Bytes on the wire: a multiple of 8, at most 2040.
    public var length: Int {
        func padded(_ bytes: Int) -> Int { min((bytes + 7) & ~7, 2040) }
        return switch self {
        case .sourceLinkLayerAddress, .targetLinkLayerAddress, .mtu: 8
        case .prefixInformation: 32
        case .redirectedHeader(let packet): padded(8 + packet.count)
        case .recursiveDNSServers(_, let servers): 8 + 16 * min(servers.count, 127)
        case .nonce(let data), .unknown(_, let data): padded(2 + data.count)
        }
    }
}

extension NeighborDiscoveryOption: CustomStringConvertible {
    public var description: String {
        switch self {
        case .sourceLinkLayerAddress(let address): "source link-layer address \(address)"
        case .targetLinkLayerAddress(let address): "target link-layer address \(address)"
        case .prefixInformation(let information): "prefix \(information.prefix)/\(information.prefixLength)"
        case .redirectedHeader(let packet): "redirected header of \(packet.count) bytes"
        case .mtu(let mtu): "MTU \(mtu)"
        case .nonce: "nonce"
        case .recursiveDNSServers(_, let servers): "name servers " + servers.map { "\($0)" }.joined(separator: ", ")
        case .unknown(let type, let data): "option \(type) of \(data.count) bytes"
        }
    }
}
