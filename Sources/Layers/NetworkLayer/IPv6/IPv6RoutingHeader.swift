import Wire

/// A routing header (RFC 8200 section 4.4): by way of which nodes.
///
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |  Next Header  |  Hdr Ext Len  |  Routing Type | Segments Left |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                       type-specific data                      |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
public struct IPv6RoutingHeader: Hashable, Sendable {
    /// 0 is the source route that RFC 5095 forbids, 2 is mobility's, 4 is segment routing's (RFC 8754).
    public var type: UInt8
    /// Nodes still to be visited.
    public var segmentsLeft: UInt8
    /// What follows, by type: 4 bytes and then a multiple of 8.
    public var data: [UInt8]

    public init(type: UInt8, segmentsLeft: UInt8, data: [UInt8]) {
        self.type = type
        self.segmentsLeft = segmentsLeft
        self.data = data
    }

    /// The addresses behind the data's first word, which is how types 0, 2 and 4 begin; none for other types.
    public var addresses: [IPv6Address] {
        guard type == 0 || type == 2 || type == 4, data.count >= 20 else { return [] }
        // Segment routing may have more behind its list and says the list's last index in the first byte.
        let count = min((data.count - 4) / 16, type == 4 ? Int(data[0]) + 1 : .max)
        return (0..<count).map { index in
            IPv6Address(rawValue: data[(4 + 16 * index)..<(20 + 16 * index)].reduce(0) { $0 << 8 | UInt128($1) })
        }
    }
}
