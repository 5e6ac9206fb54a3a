import Wire

/// Cuts IPv6 packets to a path's MTU (RFC 8200 section 4.5): what only their source does.
public enum IPv6Fragmenter {
    /// One fragment: the extension headers before it (with the fragment header last), and which bytes of the fragmentable part come behind them.
    public struct Piece: Hashable, Sendable {
        public var extensions: IPv6ExtensionChain
        public var range: Range<Int>
    }

    /// A packet in pieces.
    public struct Cut: Hashable, Sendable {
        public var pieces: [Piece]
        /// What the pieces are of: the extension headers that only the destination reads, and the upper layer's bytes.
        public var fragmentablePart: [UInt8]
    }

    /// Cuts the packet of `extensions` (without a fragment header) and `payload` into pieces of at most `mtu` bytes, the IPv6 header
    /// among them. Nil where the headers that each piece repeats leave no room for eight bytes.
    public static func cut(_ extensions: IPv6ExtensionChain, payload: [UInt8], mtu: Int, identification: UInt32) -> Cut? {
        let repeated = repeatedCount(extensions.headers)
        let inner = IPv6ExtensionChain(headers: Array(extensions.headers[repeated...]), upperLayer: extensions.upperLayer)
        var writer = ByteWriter(capacity: inner.length + payload.count)
        inner.serialize(into: &writer)
        writer.write(payload)
        let part = writer.bytes

        let outer = Array(extensions.headers[..<repeated])
        let overhead = IPv6Header.length + outer.reduce(0) { $0 + $1.length } + IPv6FragmentHeader.length
        let room = (mtu - overhead) & ~7
        guard room >= 8, !part.isEmpty, part.count <= 65_535 else { return nil }
        var pieces: [Piece] = []
        for start in stride(from: 0, to: part.count, by: room) {
            let end = min(start + room, part.count)
            let header = IPv6FragmentHeader(fragmentOffset: UInt16(start), moreFragments: end < part.count, identification: identification)
            pieces.append(Piece(extensions: IPv6ExtensionChain(headers: outer + [.fragment(header)], upperLayer: inner.firstHeader), range: start..<end))
        }
        return Cut(pieces: pieces, fragmentablePart: part)
    }

    /// How many headers each piece repeats: those that nodes on the way read, which are all up to the routing header, else the hop-by-hop options.
    private static func repeatedCount(_ headers: [IPv6ExtensionHeader]) -> Int {
        var count = 0
        for (index, header) in headers.enumerated() {
            switch header {
            case .routing, .hopByHop: count = index + 1
            default: break
            }
        }
        return count
    }
}

extension Fragment {
    /// The fragment that an IPv6 packet is; nil where its chain has no fragment header. `headerBytes` are the IPv6 header and the chain, `payload` what follows.
    public init?(_ header: IPv6Header, extensions: IPv6ExtensionChain, headerBytes: [UInt8] = [], payload: [UInt8]) {
        guard let fragment = extensions.fragment else { return nil }
        self.init(
            key: FragmentKey(source: .v6(header.source), destination: .v6(header.destination), protocol: IPProtocol(rawValue: 0), identification: fragment.identification),
            offset: Int(fragment.fragmentOffset), moreFragments: fragment.moreFragments, header: headerBytes, payload: payload)
    }
}
