import Wire

/// What the rapid spanning tree keeps for one port; the names are IEEE 802.1D-2004's (section 17.19).
struct RSTPPort: Sendable {
    /// Where the port's information comes from.
    enum Information: Hashable, Sendable {
        case disabled
        /// Nobody has offered better: ours.
        case mine
        /// A neighbour's, until it is silent for too long.
        case received(until: Instant)
        /// A neighbour's that has fallen silent.
        case aged
    }

    let identifier: UInt16
    let pathCost: UInt32
    let isAdminEdge: Bool
    let isPointToPoint: Bool

    var information = Information.disabled
    var vector: PriorityVector
    /// As the neighbour said it, 1/256 seconds.
    var messageAge: UInt16 = 0
    var role = PortRole.disabled
    var state = PortState.discarding
    /// We have asked the neighbour to let us forward at once.
    var proposing = false
    /// The neighbour has asked us.
    var proposed = false
    /// The neighbour has agreed.
    var agreed = false
    /// We have agreed.
    var agree = false
    /// The port may not make a loop, whatever the root port does.
    var synced = false
    /// It has been told to become so.
    var sync = false
    /// Something new is to be said.
    var newInfo = false
    /// Only hosts are there, as far as we know: no loop can be.
    var isEdge = false
    /// The neighbour speaks the rapid protocol.
    var isRapid = true
    /// The neighbour serves the segment that we believed to serve.
    var disputed = false
    var acknowledgeChange = false
    /// BPDUs sent in this second.
    var sent = 0

    /// Timers; nil: not running.
    var forwardDelayUntil: Instant?
    /// A recent root port may still be a way around.
    var recentRootUntil: Instant?
    /// A recent backup port may still be one.
    var recentBackupUntil: Instant?
    var topologyChangeUntil: Instant?
    var edgeDelayUntil: Instant?

    var timers: [Instant?] {
        var all = [forwardDelayUntil, recentRootUntil, recentBackupUntil, topologyChangeUntil, edgeDelayUntil]
        if case .received(let until) = information { all.append(until) }
        return all
    }

    /// Stops what has run out.
    mutating func expire(at now: Instant) {
        func isOver(_ deadline: Instant?) -> Bool { deadline.map { $0 <= now } ?? false }
        if isOver(forwardDelayUntil) { forwardDelayUntil = nil }
        if isOver(recentRootUntil) { recentRootUntil = nil }
        if isOver(recentBackupUntil) { recentBackupUntil = nil }
        if isOver(topologyChangeUntil) { topologyChangeUntil = nil }
        if case .received(let until) = information, until <= now { information = .aged }
    }

    /// Whether the port takes part in the tree.
    var isActive: Bool { role == .root || role == .designated }
}
