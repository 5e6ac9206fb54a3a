public import Wire

// Names as places in the tree.
extension DNSName {
    /// The name above; nil for the root.
    public var parent: DNSName? { labels.isEmpty ? nil : DNSName(labels: Array(labels.dropFirst())) }

    /// Whether this name is `zone` or lies below it.
    public func isWithin(_ zone: DNSName) -> Bool {
        guard labels.count >= zone.labels.count else { return false }
        return zip(labels.reversed(), zone.labels.reversed()).allSatisfy { $0.count == $1.count && zip($0, $1).allSatisfy { ASCII.lowercased($0) == ASCII.lowercased($1) } }
    }

    /// This name and all above it, up to the root.
    public var lineage: [DNSName] {
        var names = [self]
        while let above = names[names.count - 1].parent { names.append(above) }
        return names
    }

    /// This name below `origin`; nil where that is too long.
    public func below(_ origin: DNSName) -> DNSName? { DNSName(labels: labels + origin.labels) }

    /// The name under which an address's own name is found (RFC 1035 section 3.5, RFC 3596 section 2.5).
    public init(reverse address: IPAddress) {
        let text = switch address {
        case .v4(let v4): (0..<4).map { String(v4.rawValue >> (8 * UInt32($0)) & 255) }.joined(separator: ".") + ".in-addr.arpa"
        case .v6(let v6): (0..<32).map { String(v6.rawValue >> (4 * UInt128($0)) & 15, radix: 16) }.joined(separator: ".") + ".ip6.arpa"
        }
        self = DNSName(text) ?? .root
    }

    /// With the last dot, as tools print it.
    public var absolute: String { labels.isEmpty ? "." : description + "." }

    /// The canonical order of names (RFC 4034 section 6.1): by labels from the top.
    public static func precedes(_ a: DNSName, _ b: DNSName) -> Bool {
        for (x, y) in zip(a.labels.reversed(), b.labels.reversed()) {
            let (left, right) = (x.map(ASCII.lowercased), y.map(ASCII.lowercased))
            if left != right { return left.lexicographicallyPrecedes(right) }
        }
        return a.labels.count < b.labels.count
    }
}
