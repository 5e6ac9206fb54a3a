import Wire

/// Cuts IPv4 datagrams to a link's MTU (RFC 791 section 3.2): what a source does, and a router with what may be fragmented.
public enum IPv4Fragmenter {
    /// One fragment: its header, and which bytes of the datagram's payload come behind it.
    public struct Piece: Hashable, Sendable {
        public var header: IPv4Header
        public var range: Range<Int>

        public init(header: IPv4Header, range: Range<Int>) {
            self.header = header
            self.range = range
        }
    }

    public enum Outcome: Hashable, Sendable {
        /// In their order; one piece with the header as it was where the datagram fits.
        case pieces([Piece])
        /// It does not fit and must not be fragmented (ICMP fragmentation needed), or the MTU leaves no room for eight bytes.
        case tooBig
    }

    /// The pieces of a datagram with `payloadLength` bytes of payload, which may be a fragment itself. `mtu` counts header and payload.
    public static func cut(_ header: IPv4Header, payloadLength: Int, mtu: Int) -> Outcome {
        if header.headerLength + payloadLength <= mtu { return .pieces([Piece(header: header, range: 0..<payloadLength)]) }
        guard !header.dontFragment else { return .tooBig }
        var later = header
        later.options = header.options.filter(\.isCopied)
        var pieces: [Piece] = []
        var next = 0
        while next < payloadLength {
            var piece = pieces.isEmpty ? header : later
            let room = (mtu - piece.headerLength) & ~7
            guard room >= 8 else { return .tooBig }
            let rest = payloadLength - next
            let isLast = rest <= mtu - piece.headerLength
            let length = isLast ? rest : room
            let offset = Int(header.fragmentOffset) + next
            guard offset <= 65_528 else { return .tooBig }
            piece.fragmentOffset = UInt16(offset)
            piece.moreFragments = !isLast || header.moreFragments
            pieces.append(Piece(header: piece, range: next..<next + length))
            next += length
        }
        return .pieces(pieces)
    }
}

extension Fragment {
    /// The fragment that an IPv4 packet is, whose header's bytes are `headerBytes`.
    public init(_ header: IPv4Header, headerBytes: [UInt8] = [], payload: [UInt8]) {
        self.init(
            key: FragmentKey(source: .v4(header.source), destination: .v4(header.destination), protocol: header.protocol, identification: UInt32(header.identification)),
            offset: Int(header.fragmentOffset), moreFragments: header.moreFragments, header: headerBytes, payload: payload)
    }
}
