import Wire

/// The largest packets that get through to each destination (RFC 1191, RFC 8201), as far as routers have said.
///
/// Anybody can send an ICMP error, so that its owner first checks that the quoted packet is one of its own; and
/// the cache believes no size below what every link must carry, none above what it holds, and forgets all after a while.
public struct PathMTUCache: Sendable {
    /// The least MTU that is believed: for IPv4 what Linux takes (every link carries 68, but below what any link has today it is more likely an
    /// attacker's number than a router's, RFC 5927 section 7.3), for IPv6 what every link must carry (RFC 8200 section 5).
    public static let minimumIPv4 = 552
    public static let minimumIPv6 = 1280
    /// Sizes that links have (RFC 1191 section 7.1, with today's): tried downwards where a router says none.
    public static let plateaus = [65_535, 32_000, 17_914, 9000, 8166, 4352, 2002, 1500, 1492, 1280, 1006, 576, 552]

    /// Times and limits.
    public struct Configuration: Hashable, Sendable {
        /// How long a size is believed before a larger one is tried (RFC 1191 section 6.3).
        public var lifetime = Nanoseconds.seconds(600)
        public var maximumDestinations = 1024

        public init() {}
    }

    private struct Entry {
        var mtu: Int
        var expires: Instant
    }

    public let configuration: Configuration
    private var entries: [IPAddress: Entry] = [:]
    /// By when they were made, oldest first.
    private var order: [IPAddress] = []

    public init(configuration: Configuration = Configuration()) { self.configuration = configuration }

    /// The size to use for `destination` over a link of `linkMTU`.
    public func mtu(to destination: IPAddress, linkMTU: Int, at now: Instant) -> Int {
        guard !entries.isEmpty, let entry = entries[destination], now < entry.expires else { return linkMTU }
        return min(entry.mtu, linkMTU)
    }

    /// The size to make of a router's word that packets of `told` bytes get on (0: it names none), where one of `sent` bytes did not.
    public static func believed(told: Int, sent: Int, to destination: IPAddress) -> Int {
        max(destination.version == 4 ? minimumIPv4 : minimumIPv6, told > 0 ? told : plateaus.first { $0 < sent } ?? 0)
    }

    /// A router says that only packets of `told` bytes get on to `destination`, where one of `sent` bytes was too big; 0 from a router that
    /// does not know of path MTU discovery. Returns the new size, or nil where nothing was learnt.
    public mutating func tooBig(to destination: IPAddress, told: Int, sent: Int, at now: Instant) -> Int? {
        let size = Self.believed(told: told, sent: sent, to: destination)
        let present = entries[destination].flatMap { now < $0.expires ? $0.mtu : nil } ?? .max
        // A size that lets the packet through was not the trouble, and one that is no smaller than what is known is old news.
        guard size < sent, size < present else { return nil }
        if entries[destination] == nil {
            if order.count >= max(1, configuration.maximumDestinations) { entries[order.removeFirst()] = nil }
            order.append(destination)
        }
        entries[destination] = Entry(mtu: size, expires: now + configuration.lifetime)
        return size
    }

    /// Destinations remembered, the expired among them.
    public var count: Int { order.count }
}
