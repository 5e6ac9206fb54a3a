/// One zone: all that an authoritative server knows about a domain (RFC 1034 section 4.2).
public struct DNSZone: Sendable {
    /// What a zone says about a name.
    public enum Finding: Sendable, Equatable {
        case answer([DNSRecord])
        /// The name is another name for one that has to be looked up next.
        case alias(DNSRecord, to: DNSName)
        /// Others know: name servers of a zone below, and the addresses that go with them.
        case delegation([DNSRecord], glue: [DNSRecord])
        /// The name is there, but has no records of that type.
        case noData
        case noSuchName
    }

    /// Why records make no zone.
    public enum Fault: Error, Hashable, Sendable {
        case noStart, twoStarts, noNameServers, notWithin(DNSName), aliasAndMore(DNSName), tooLarge
    }

    /// Records that a zone may have.
    public static let limit = 1_000_000

    public let origin: DNSName
    /// What begins every zone: its SOA record.
    public let start: DNSRecord
    public let recordCount: Int
    private let records: [DNSName: [DNSRecord]]
    /// Names that are there only because others lie below them.
    private let inner: Set<DNSName>

    public init(origin: DNSName, records all: [DNSRecord]) throws(Fault) {
        guard all.count <= Self.limit else { throw .tooLarge }
        var records: [DNSName: [DNSRecord]] = [:], inner: Set<DNSName> = []
        for record in all {
            guard record.name.isWithin(origin) else { throw .notWithin(record.name) }
            if records[record.name, default: []].contains(where: { $0.data == record.data }) { continue }
            records[record.name, default: []].append(record)
            var above = record.name
            while above != origin, let parent = above.parent, inner.insert(parent).inserted { above = parent }
        }
        let starts = all.filter { $0.type == .soa }
        guard let start = starts.first, start.name == origin else { throw .noStart }
        guard starts.count == 1 else { throw .twoStarts }
        guard records[origin, default: []].contains(where: { $0.type == .ns }) else { throw .noNameServers }
        for record in all where record.type == .cname {
            if records[record.name, default: []].count > 1 { throw .aliasAndMore(record.name) }
        }
        (self.origin, self.start, self.records, self.inner) = (origin, start, records, inner)
        recordCount = all.count
    }

    /// What the zone says about `name`, which lies within it (RFC 1034 section 4.3.2, step 3).
    public func find(_ name: DNSName, _ type: DNSType) -> Finding {
        // From the top down: a cut on the way hands over to others.
        let below = name.labels.count - origin.labels.count
        guard below >= 0, name.isWithin(origin) else { return .noSuchName }
        for depth in stride(from: below - 1, through: 0, by: -1) {
            guard let step = DNSName(labels: Array(name.labels.dropFirst(depth))), let here = records[step] else { continue }
            let servers = here.filter { $0.type == .ns }
            if !servers.isEmpty { return .delegation(servers, glue: addresses(for: servers)) }
        }
        if let here = records[name] { return found(here, type) }
        if inner.contains(name) { return .noData }
        // A wildcard stands for names below its parent that are not there (RFC 4592): the closest name that is there decides.
        var closest = name.parent
        while let place = closest, records[place] == nil, !inner.contains(place) { closest = place.parent }
        guard let place = closest, place.isWithin(origin), let star = DNSName(labels: [[0x2a]] + place.labels), let wild = records[star] else { return .noSuchName }
        return found(wild.map { DNSRecord(name, $0.data, timeToLive: $0.timeToLive, class: $0.class) }, type)
    }

    private func found(_ here: [DNSRecord], _ type: DNSType) -> Finding {
        if type == .any { return .answer(here) }
        let wanted = here.filter { $0.type == type }
        if !wanted.isEmpty { return .answer(wanted) }
        if let alias = here.first, case .cname(let target) = alias.data { return .alias(alias, to: target) }
        return .noData
    }

    /// The addresses in this zone of the names that records lead to.
    public func addresses(for leading: [DNSRecord]) -> [DNSRecord] {
        var found: [DNSRecord] = []
        for record in leading {
            let target: DNSName? = switch record.data {
            case .ns(let name), .mx(_, let name), .srv(_, _, _, let name): name
            default: nil
            }
            guard let target else { continue }
            for address in records[target, default: []] where (address.type == .a || address.type == .aaaa) && !found.contains(address) { found.append(address) }
        }
        return found
    }

    /// The SOA record as it goes with an answer that there is nothing: its lifetime is that of the nothing (RFC 2308 section 3).
    public var negativeStart: DNSRecord {
        guard case .soa(_, _, _, _, _, _, let minimum) = start.data else { return start }
        var record = start
        record.timeToLive = min(start.timeToLive, minimum)
        return record
    }
}

extension DNSZone.Fault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noStart: "a zone begins with an SOA record for its own name"
        case .twoStarts: "a zone has one SOA record"
        case .noNameServers: "a zone has at least one NS record for its own name"
        case .notWithin(let name): "\(name) does not lie within the zone"
        case .aliasAndMore(let name): "\(name) has a CNAME record, and others besides it"
        case .tooLarge: "a zone has at most \(DNSZone.limit) records"
        }
    }
}
