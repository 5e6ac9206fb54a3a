public import Wire

/// What hosts and routers say about groups on a link: IGMP version 2's words and MLD version 1's, which are the same (RFC 2236, RFC 2710).
public enum GroupMessage<Address: Hashable & Sendable>: Hashable, Sendable {
    /// Who listens to `group` (nil: to any)? Answer within this time.
    case query(group: Address?, within: Nanoseconds)
    /// I do.
    case report(group: Address)
    /// I no longer do.
    case leave(group: Address)
}

/// A host's part: it says which groups it listens to when it begins to, when it is asked, and when it stops.
///
/// Rule: one answer a group is enough for a router. Whoever hears another's report before his own is due keeps silent.
public struct GroupListener<Address: Hashable & Sendable>: Sendable {
    private struct Membership {
        var group: Address
        /// When the next report is due.
        var reportAt: Instant?
        /// Reports that are still to be sent unasked.
        var unsolicited: Int
        /// Whether the last report on the link was ours: only then is leaving worth a word.
        var wasLast = false
    }

    /// A host's groups at most.
    public static var limit: Int { 256 }
    static var unsolicitedInterval: Nanoseconds { .seconds(10) }

    private var memberships: [Membership] = []
    private var random: RandomStream

    public init(random: RandomStream) { self.random = random }

    public var groups: [Address] { memberships.map(\.group) }

    /// Listens to a group from now on. False: too many already.
    public mutating func join(_ group: Address, at now: Instant) -> (isJoined: Bool, messages: [GroupMessage<Address>]) {
        if memberships.contains(where: { $0.group == group }) { return (true, []) }
        guard memberships.count < Self.limit else { return (false, []) }
        // Twice, in case the first is lost.
        memberships.append(Membership(group: group, reportAt: now + Nanoseconds(Int64(random.below(UInt64(Self.unsolicitedInterval.count)))), unsolicited: 1, wasLast: true))
        return (true, [.report(group: group)])
    }

    public mutating func leave(_ group: Address) -> [GroupMessage<Address>] {
        guard let index = memberships.firstIndex(where: { $0.group == group }) else { return [] }
        return memberships.remove(at: index).wasLast ? [.leave(group: group)] : []
    }

    /// Somebody on the link has spoken.
    public mutating func receive(_ message: GroupMessage<Address>, at now: Instant) {
        switch message {
        case .query(let group, let within):
            for index in memberships.indices where group == nil || memberships[index].group == group {
                let due = now + Nanoseconds(Int64(random.below(UInt64(max(1, within.count)))))
                memberships[index].reportAt = min(memberships[index].reportAt ?? due, due)
            }
        case .report(let group):
            guard let index = memberships.firstIndex(where: { $0.group == group }) else { return }
            memberships[index].reportAt = nil
            memberships[index].unsolicited = 0
            memberships[index].wasLast = false
        case .leave: break
        }
    }

    public var nextDeadline: Instant? { memberships.compactMap(\.reportAt).min() }

    public mutating func tick(at now: Instant) -> [GroupMessage<Address>] {
        var said: [GroupMessage<Address>] = []
        for index in memberships.indices {
            guard let due = memberships[index].reportAt, due <= now else { continue }
            said.append(.report(group: memberships[index].group))
            memberships[index].reportAt = nil
            memberships[index].wasLast = true
            memberships[index].unsolicited = max(0, memberships[index].unsolicited - 1)
        }
        return said
    }
}

/// A router's part on one link: it asks who listens to what, and keeps a list. Of several routers the one with the lowest address asks.
public struct GroupQuerier<Address: Hashable & Sendable & Comparable>: Sendable {
    // RFC 2236 section 8.
    static var queryInterval: Nanoseconds { .seconds(125) }
    static var responseTime: Nanoseconds { .seconds(10) }
    static var membershipTime: Nanoseconds { .seconds(260) }
    static var otherQuerierTime: Nanoseconds { .seconds(255) }
    static var lastMemberTime: Nanoseconds { .seconds(1) }
    /// Groups on a link at most: a flood of reports ends in counting.
    public static var limit: Int { 1024 }

    private struct Group {
        var group: Address
        var expires: Instant
        /// Questions that are still to be asked whether anybody is left.
        var lastQueries = 0
        var queryAt: Instant?
    }

    private let address: Address
    private var members: [Group] = []
    private var queryAt = Instant.distantFuture
    private var startupQueries = 1
    private var otherUntil: Instant?
    public private(set) var refused = 0

    public init(address: Address) { self.address = address }

    public var isQuerier: Bool { otherUntil == nil }
    /// Groups that somebody on the link listens to.
    public func groups(at now: Instant) -> [Address] { members.filter { $0.expires > now }.map(\.group) }

    public mutating func start(at now: Instant) -> [GroupMessage<Address>] {
        queryAt = now + Nanoseconds(Self.queryInterval.count / 4)
        return [.query(group: nil, within: Self.responseTime)]
    }

    public mutating func receive(_ message: GroupMessage<Address>, from sender: Address, at now: Instant) -> [GroupMessage<Address>] {
        switch message {
        case .query(let group, _):
            if sender < address { otherUntil = now + Self.otherQuerierTime }
            // Somebody is asked whether he is the last: without an answer the group is over.
            if let group, let index = members.firstIndex(where: { $0.group == group }), !isQuerier { members[index].expires = min(members[index].expires, now + Nanoseconds(2 * Self.lastMemberTime.count)) }
        case .report(let group):
            if let index = members.firstIndex(where: { $0.group == group }) {
                members[index].expires = now + Self.membershipTime
                members[index].lastQueries = 0
                members[index].queryAt = nil
            } else if members.count < Self.limit {
                members.append(Group(group: group, expires: now + Self.membershipTime))
            } else { refused += 1 }
        case .leave(let group):
            guard isQuerier, let index = members.firstIndex(where: { $0.group == group }), members[index].queryAt == nil else { return [] }
            members[index].expires = min(members[index].expires, now + Nanoseconds(2 * Self.lastMemberTime.count))
            members[index].lastQueries = 1
            members[index].queryAt = now + Self.lastMemberTime
            return [.query(group: group, within: Self.lastMemberTime)]
        }
        return []
    }

    public var nextDeadline: Instant? {
        let next = members.reduce(min(queryAt, otherUntil ?? .distantFuture)) { min($0, $1.expires, $1.queryAt ?? .distantFuture) }
        return next == .distantFuture ? nil : next
    }

    public mutating func tick(at now: Instant) -> [GroupMessage<Address>] {
        var said: [GroupMessage<Address>] = []
        if let other = otherUntil, other <= now { otherUntil = nil }
        members.removeAll { $0.expires <= now }
        for index in members.indices {
            guard let due = members[index].queryAt, due <= now else { continue }
            members[index].queryAt = nil
            if members[index].lastQueries > 0 {
                members[index].lastQueries -= 1
                said.append(.query(group: members[index].group, within: Self.lastMemberTime))
            }
        }
        if queryAt <= now {
            startupQueries = max(0, startupQueries - 1)
            queryAt = now + Self.queryInterval
            if isQuerier { said.append(.query(group: nil, within: Self.responseTime)) }
        }
        return said
    }
}

// MARK: - On the wire

extension GroupMessage<IPv4Address> {
    /// What an IGMP message says, where it says one thing; of a version 3 report each record that adds or keeps a group, or ends it.
    public static func reading(_ message: IGMPMessage) -> [GroupMessage<IPv4Address>] {
        switch message {
        case .query(let time, let group): [.query(group: group == .any ? nil : group, within: .milliseconds(Int64(time == 0 ? 100 : time) * 100))]
        case .queryV3(let query): [.query(group: query.group == .any ? nil : query.group, within: .milliseconds(Int64(max(1, min(query.maximumResponseCode, 127))) * 100))]
        case .reportV1(let group), .reportV2(let group): group.isMulticast ? [.report(group: group)] : []
        case .leave(let group): group.isMulticast ? [.leave(group: group)] : []
        case .reportV3(let records): records.prefix(256).filter { $0.group.isMulticast }.map { $0.isLeaving ? .leave(group: $0.group) : .report(group: $0.group) }
        case .other: []
        }
    }

    /// The IGMP version 2 message, and whom it is sent to.
    public var igmp: (message: IGMPMessage, destination: IPv4Address) {
        switch self {
        case .query(let group, let within): (.query(maximumResponseTime: UInt8(clamping: within.count / 100_000_000), group: group ?? .any), group ?? IPv4Address(224, 0, 0, 1))
        case .report(let group): (.reportV2(group: group), group)
        case .leave(let group): (.leave(group: group), IPv4Address(224, 0, 0, 2))
        }
    }
}

extension GroupMessage<IPv6Address> {
    public static func reading(_ message: MulticastListenerMessage) -> [GroupMessage<IPv6Address>] {
        switch message {
        case .query(let delay, let group): [.query(group: group == .any ? nil : group, within: .milliseconds(Int64(max(1, delay))))]
        case .queryV2(let query): [.query(group: query.group == .any ? nil : query.group, within: .milliseconds(Int64(max(1, min(query.maximumResponseCode, 32_767)))))]
        case .report(let group): group.isMulticast ? [.report(group: group)] : []
        case .done(let group): group.isMulticast ? [.leave(group: group)] : []
        case .reportV2(let records): records.prefix(256).filter { $0.group.isMulticast }.map { $0.isLeaving ? .leave(group: $0.group) : .report(group: $0.group) }
        }
    }

    /// The MLD version 1 message.
    public var mld: MulticastListenerMessage {
        switch self {
        case .query(let group, let within): .query(maximumResponseDelay: UInt16(clamping: within.count / 1_000_000), group: group ?? .any)
        case .report(let group): .report(group: group)
        case .leave(let group): .done(group: group)
        }
    }

    /// Whom it is sent to: all nodes, the group itself, all routers (RFC 2710 section 4).
    public var mldDestination: IPv6Address {
        switch self {
        case .query(let group, _): group ?? .allNodes
        case .report(let group): group
        case .leave: .allRouters
        }
    }
}
