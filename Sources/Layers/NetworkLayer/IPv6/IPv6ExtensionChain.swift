import Wire

/// All extension headers of one packet, in their order, and what they lead to.
public struct IPv6ExtensionChain: Hashable, Sendable {
    public var headers: [IPv6ExtensionHeader]
    /// What comes behind the last extension header. In any fragment but the first, what its packet's fragmentable part begins
    /// with: what lies behind the headers is then the middle of something.
    public var upperLayer: IPProtocol

    /// The most headers that are read: no honest packet has as many, and each costs time.
    public static let limit = 16

    public init(headers: [IPv6ExtensionHeader] = [], upperLayer: IPProtocol) {
        self.headers = headers
        self.upperLayer = upperLayer
    }

    /// Reads the headers behind an IPv6 header whose next header is `first`; none, and no allocation, where that is no
    /// extension header. Throws what the headers throw, `invalid` for hop-by-hop options that are not first (RFC 8200 section 4.1), and for
    /// more than ``limit`` headers. An encrypted payload (ESP) ends the chain.
    public init(parsing reader: inout ByteReader, first: IPProtocol) throws(DecodeError) {
        headers = []
        upperLayer = first
        while upperLayer.isExtensionHeader {
            if upperLayer == .hopByHop && !headers.isEmpty {
                throw reader.invalid("next header", found: "Hop-by-Hop Options", expected: "only directly behind the IPv6 header")
            }
            guard headers.count < Self.limit else {
                throw reader.invalid("extension headers", found: "more than \(Self.limit)", expected: "at most \(Self.limit)")
            }
            headers.append(try IPv6ExtensionHeader(parsing: &reader, type: upperLayer, next: &upperLayer))
            if isInnerFragment { break }
        }
    }

    /// Writes the headers; an IPv6 header with ``firstHeader`` as its next header comes before them.
    public func serialize(into writer: inout ByteWriter) {
        for (index, header) in headers.enumerated() {
            header.serialize(into: &writer, next: index + 1 < headers.count ? headers[index + 1].type : upperLayer)
        }
    }

    /// What the IPv6 header's next header is.
    public var firstHeader: IPProtocol { headers.first?.type ?? upperLayer }
    /// Bytes on the wire.
    public var length: Int { headers.reduce(0) { $0 + $1.length } }

    /// The fragment header, if there is one.
    public var fragment: IPv6FragmentHeader? {
        for case .fragment(let header) in headers { return header }
        return nil
    }

    private var isInnerFragment: Bool {
        guard case .fragment(let header) = headers.last else { return false }
        return header.fragmentOffset != 0
    }
}
