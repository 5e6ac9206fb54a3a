/// What a node of a ``RouteTrie`` says of one octet: no route; a route's value and how long its prefix is; a longer route that
/// is the only one there; or the node for the next octet.
@usableFromInline
struct RouteEntry: Equatable, Sendable, BitwiseCopyable {
    /// 8 bits for the kind (0: none, 254: a lone route, 255: a node, otherwise the prefix length and 1), 24 for the number of the
    /// value, the lone route or the node.
    @usableFromInline let bits: UInt32

    @inlinable init(bits: UInt32) { self.bits = bits }

    @inlinable static var none: RouteEntry { RouteEntry(bits: 0) }
    /// Nodes that may be made: each takes a kibibyte.
    static var mostNodes: Int { 1 << 21 }
    /// Routes, and so values, that can be told apart.
    static var mostRoutes: Int { (1 << 24) - 2 }

    init(route number: UInt32, prefixLength: Int) { bits = UInt32(prefixLength + 1) << 24 | number }
    init(lone number: UInt32) { bits = 0xfe00_0000 | number }
    init(node: UInt32) { bits = 0xff00_0000 | node }

    /// Whether it is a route or none: nothing more to read.
    @inlinable var isFinal: Bool { bits < 0xfe00_0000 }
    @inlinable var isNone: Bool { bits == 0 }
    @inlinable var isLone: Bool { bits >> 24 == 0xfe }
    @inlinable var isNode: Bool { bits >= 0xff00_0000 }
    @inlinable var number: UInt32 { bits & 0x00ff_ffff }
    /// -1 for none, so that any route replaces it.
    var prefixLength: Int { Int(bits >> 24) - 1 }
}
