public import Wire

/// Something that a stack did and that no frame shows.
public struct StackNote: Sendable {
    public enum Kind: Sendable {
        /// A frame or packet that arrived was given up.
        case dropped(DropReason, interface: Int)
        /// A packet of this host's own could not be sent.
        case unsent(DropReason, destination: IPAddress)
        /// A timer fired.
        case timer(String)
        /// The answer to an ARP request or a neighbour solicitation has come.
        case resolved(IPAddress, MACAddress, interface: Int)
        /// An address is in use by someone else, too.
        case addressConflict(IPAddress, MACAddress, interface: Int)
        /// An address was configured from a router's advertisement.
        case configured(IPAddress, prefixLength: Int, interface: Int)
        /// A routing protocol's neighbor has come nearer or gone.
        case neighbor(protocol: String, IPv4Address, String, interface: Int)
        /// An address that was configured so is no longer chosen for new conversations.
        case deprecated(IPAddress, interface: Int)
        /// An address that was configured so is gone.
        case removed(IPAddress, interface: Int)
        /// The way to a destination carries no larger packets.
        case pathMTU(IPAddress, Int)
    }

    public let id: EventID
    public let cause: EventID
    public let kind: Kind
}

/// Why a stack gave up a frame or packet. Each reason has a counter in ``StackCounters``.
public enum DropReason: String, Error, Sendable, Hashable, CaseIterable {
    case badFCS = "wrong FCS"
    case notForMe = "for another station"
    case unknownProtocol = "protocol not spoken here"
    case malformed = "malformed"
    case badChecksum = "wrong checksum"
    case notForwarding = "for another host, and this one does not forward"
    case timeToLive = "time to live ran out"
    case noRoute = "no route"
    case tooBig = "too big for the next link"
    case unresolved = "nobody answered for the next hop"
    case reassembly = "fragments missing or senseless"
    case noSocket = "nobody listens there"
    case queueFull = "no room in the queue"
    case rateLimited = "too many answers already"
    case interfaceDown = "the interface is down"
    case martian = "an address that cannot be"
    case untranslated = "no mapping for it"
}

/// What a stack has counted since it started.
public struct StackCounters: Sendable, Equatable {
    public var framesReceived: UInt64 = 0
    public var framesSent: UInt64 = 0
    public var packetsForwarded: UInt64 = 0
    public var packetsDelivered: UInt64 = 0
    private var drops = InlineArray<17, UInt32>(repeating: 0)

    public init() {}

    /// How often something was given up for `reason`.
    public subscript(reason: DropReason) -> Int { Int(drops[reason.index]) }

    mutating func count(_ reason: DropReason) { drops[reason.index] &+= 1 }

    public static func == (a: StackCounters, b: StackCounters) -> Bool {
        a.framesReceived == b.framesReceived && a.framesSent == b.framesSent && a.packetsForwarded == b.packetsForwarded
            && a.packetsDelivered == b.packetsDelivered && DropReason.allCases.allSatisfy { a[$0] == b[$0] }
    }
}

extension DropReason {
    fileprivate var index: Int {
        switch self {
        case .badFCS: 0
        case .notForMe: 1
        case .unknownProtocol: 2
        case .malformed: 3
        case .badChecksum: 4
        case .notForwarding: 5
        case .timeToLive: 6
        case .noRoute: 7
        case .tooBig: 8
        case .unresolved: 9
        case .reassembly: 10
        case .noSocket: 11
        case .queueFull: 12
        case .rateLimited: 13
        case .interfaceDown: 14
        case .martian: 15
        case .untranslated: 16
        }
    }
}

extension StackNote.Kind: CustomStringConvertible {
    /// In words, for a chain of causes.
    public var description: String {
        switch self {
        case .dropped(let reason, let interface): "gave up what came in on eth\(interface): \(reason.rawValue)"
        case .unsent(let reason, let destination): "could not send to \(destination): \(reason.rawValue)"
        case .timer(let name): "its \(name) timer fired"
        case .resolved(let address, let mac, _): "learnt that \(address) is at \(mac)"
        case .addressConflict(let address, let mac, _): "found that \(mac) uses its address \(address) too"
        case .configured(let address, let prefixLength, let interface): "took the address \(address)/\(prefixLength) on eth\(interface)"
        case .neighbor(let name, let address, let state, let interface): "\(name): neighbor \(address) on eth\(interface) is \(state)"
        case .deprecated(let address, _): "\(address) is for old conversations only"
        case .removed(let address, _): "\(address) is gone"
        case .pathMTU(let address, let bytes): "learnt that the way to \(address) carries \(bytes) bytes at most"
        }
    }
}
