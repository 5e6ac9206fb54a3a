public import Wire

/// What a resolution has come to.
public struct DNSOutcome: Hashable, Sendable {
    public var code: DNSMessage.ResponseCode
    /// The aliases on the way, and the records that were asked for.
    public var answers: [DNSRecord] = []
    /// The SOA record, where there is nothing.
    public var authorities: [DNSRecord] = []

    public init(_ code: DNSMessage.ResponseCode, answers: [DNSRecord] = [], authorities: [DNSRecord] = []) {
        (self.code, self.answers, self.authorities) = (code, answers, authorities)
    }
}

/// One question's way from the root to its answer (RFC 1034 section 5.3.3), without I/O: whom to ask next, and what the answers lead to.
///
/// The theory of operation. A stack of goals: the question itself, and on top of it the addresses of name servers that have to be
/// found first. For each goal the cache is asked; failing that, the closest zone above the name whose servers are known. A
/// server's answer goes into the cache and the goal is looked at anew, so that every answer is used in one way only.
///
/// Rules: 1. A server is believed about its own zone and what lies below it, nothing else. 2. A delegation leads downwards, or is
/// none. 3. Work is counted: whatever servers answer, it ends.
public struct DNSResolution: Sendable {
    public enum Action: Hashable, Sendable {
        /// Ask this server this question, without recursion.
        case ask(DNSMessage.Question, server: IPAddress)
        case done(DNSOutcome)
    }

    /// What was asked and what came of it, for those who watch.
    public struct Step: Hashable, Sendable {
        public var zone: DNSName
        public var server: IPAddress
        public var question: DNSMessage.Question
    }

    /// Questions that one resolution may ask, goals that may lie on each other, and aliases in a row.
    public static let questionLimit = 60, goalLimit = 6, aliasLimit = 12

    private struct Goal {
        var name: DNSName
        let type: DNSType
        var aliases: [DNSRecord] = []
        /// The zone whose servers were asked last.
        var zone = DNSName.root
        /// Servers that did not answer, or nothing of use, and the zones in whose name they were asked.
        var failed: [(zone: DNSName, server: IPAddress)] = []
        /// Names of servers whose addresses cannot be found.
        var lost: [DNSName] = []
        var asked: IPAddress?
    }

    public let question: DNSMessage.Question
    private let hints: [IPAddress]
    private var goals: [Goal]
    public private(set) var steps: [Step] = []
    /// Records that servers had no business to tell.
    public private(set) var refusedRecords = 0

    /// - Parameter hints: the root's servers.
    public init(_ question: DNSMessage.Question, hints: [IPAddress]) {
        self.question = question
        self.hints = hints
        goals = [Goal(name: question.name, type: question.type)]
    }

    // MARK: - Events

    /// Begins.
    public mutating func start(_ cache: inout DNSCache, at now: Instant) -> Action { proceed(&cache, now) }

    /// The server that was asked has answered.
    public mutating func received(_ reply: DNSMessage, _ cache: inout DNSCache, at now: Instant) -> Action {
        guard let goal = goals.last, goal.asked != nil else { return proceed(&cache, now) }
        if !learn(reply, goal, &cache, now) { blame() }
        return proceed(&cache, now)
    }

    /// The server that was asked has not answered in time.
    public mutating func failed(_ cache: inout DNSCache, at now: Instant) -> Action {
        blame()
        return proceed(&cache, now)
    }

    private mutating func blame() {
        guard let server = goals.last?.asked else { return }
        goals[goals.count - 1].failed.append((goals[goals.count - 1].zone, server))
    }

    // MARK: - The walk

    private mutating func proceed(_ cache: inout DNSCache, _ now: Instant) -> Action {
        while let goal = goals.last {
            let top = goals.count - 1
            goals[top].asked = nil
            switch cache.find(goal.name, goal.type, atLeast: top == 0 ? .answer : .leading, at: now) {
            case .records(let records)?:
                if let outcome = finish(DNSOutcome(.noError, answers: goal.aliases + records)) { return .done(outcome) }
                continue
            case .noData(let start)?:
                if let outcome = finish(DNSOutcome(.noError, answers: goal.aliases, authorities: start.map { [$0] } ?? [])) { return .done(outcome) }
                continue
            case .noSuchName(let start)?:
                if let outcome = finish(DNSOutcome(.nameError, answers: goal.aliases, authorities: start.map { [$0] } ?? [])) { return .done(outcome) }
                continue
            case nil: break
            }
            if goal.type != .cname, case .records(let alias)? = cache.find(goal.name, .cname, at: now), let record = alias.first, case .cname(let target) = record.data {
                guard goal.aliases.count < Self.aliasLimit, !goal.aliases.contains(where: { $0.name == target }), target != goal.name else {
                    if let outcome = finish(DNSOutcome(.serverFailure)) { return .done(outcome) }
                    continue
                }
                goals[top].aliases.append(record)
                goals[top].name = target
                goals[top].failed = []
                goals[top].lost = []
                continue
            }
            if steps.count >= Self.questionLimit {
                goals.removeAll()
                break
            }
            switch nextServer(&cache, now) {
            case .ask(let server):
                goals[top].asked = server
                let question = DNSMessage.Question(goal.name, goal.type)
                steps.append(Step(zone: goals[top].zone, server: server, question: question))
                return .ask(question, server: server)
            case .findFirst(let name): goals.append(Goal(name: name, type: .a))
            case .nobody: if let outcome = finish(DNSOutcome(.serverFailure)) { return .done(outcome) }
            }
        }
        return .done(DNSOutcome(.serverFailure))
    }

    private enum Next {
        case ask(IPAddress)
        /// Its address has to be found before.
        case findFirst(DNSName)
        case nobody
    }

    /// Who knows most about the topmost goal's name. Where all servers of a zone fail, so does the goal: those above would lead there again.
    private mutating func nextServer(_ cache: inout DNSCache, _ now: Instant) -> Next {
        let top = goals.count - 1, goal = goals[top]
        for zone in goal.name.lineage {
            guard case .records(let servers)? = cache.find(zone, .ns, atLeast: .leading, at: now) else { continue }
            goals[top].zone = zone
            let names = servers.compactMap { record -> DNSName? in if case .ns(let name) = record.data { name } else { nil } }
            for name in names {
                guard case .records(let addresses)? = cache.find(name, .a, atLeast: .leading, at: now) else { continue }
                for record in addresses {
                    guard case .a(let address) = record.data else { continue }
                    if !goal.failed.contains(where: { $0.zone == zone && $0.server == .v4(address) }) { return .ask(.v4(address)) }
                }
            }
            guard goals.count < Self.goalLimit else { return .nobody }
            for name in names where !goal.lost.contains(name) && !goals.contains(where: { $0.name == name }) {
                if case .records? = cache.find(name, .a, atLeast: .leading, at: now) { continue }
                goals[top].lost.append(name)
                return .findFirst(name)
            }
            return .nobody
        }
        goals[top].zone = .root
        return hints.first { hint in !goal.failed.contains { $0.zone == .root && $0.server == hint } }.map { .ask($0) } ?? .nobody
    }

    /// The topmost goal is over. The outcome, if it was the question itself.
    private mutating func finish(_ outcome: DNSOutcome) -> DNSOutcome? {
        goals.removeLast()
        return goals.isEmpty ? outcome : nil
    }

    // MARK: - What an answer teaches

    /// Takes what a server may say into the cache. Returns whether it was of use.
    private mutating func learn(_ reply: DNSMessage, _ goal: Goal, _ cache: inout DNSCache, _ now: Instant) -> Bool {
        let zone = goal.zone
        func isTheirs(_ record: DNSRecord) -> Bool { record.class == 1 && record.name.isWithin(zone) }
        refusedRecords += (reply.answers + reply.authorities).count { !isTheirs($0) }
        guard reply.responseCode == 0 || reply.responseCode == DNSMessage.ResponseCode.nameError.rawValue else { return false }
        let start = reply.authorities.first { $0.type == .soa && isTheirs($0) && goal.name.isWithin($0.name) }

        // The answer, or an alias that leads on.
        var name = goal.name, found = false
        for _ in 0...Self.aliasLimit {
            let here = reply.answers.filter { $0.name == name && isTheirs($0) }
            let wanted = here.filter { $0.type == goal.type }
            if !wanted.isEmpty {
                cache.keep(wanted, rank: .answer, at: now)
                return true
            }
            guard let alias = here.first(where: { $0.type == .cname }), case .cname(let target) = alias.data else { break }
            cache.keep([alias], rank: .answer, at: now)
            (name, found) = (target, true)
        }
        if reply.responseCode != 0 || start != nil, name.isWithin(zone) {
            let exists = reply.responseCode == 0
            // The SOA of the alias's own zone says nothing about a name elsewhere.
            if let start, name.isWithin(start.name) {
                cache.keepNothing(name, goal.type, exists: exists, start: start, at: now)
                return true
            }
            if !found, !exists {
                cache.keepNothing(name, goal.type, exists: false, start: DNSRecord(zone, .soa(primary: zone, mailbox: zone, serial: 0, refresh: 0, retry: 0, expire: 0, minimum: 5), timeToLive: 5), at: now)
                return true
            }
        }
        if found { return true }

        // A delegation: downwards, and on the way to the name.
        let servers = reply.authorities.filter { $0.type == .ns && isTheirs($0) && goal.name.isWithin($0.name) && $0.name.labels.count > zone.labels.count }
        guard let below = servers.map(\.name).max(by: { $0.labels.count < $1.labels.count }) else { return false }
        let set = servers.filter { $0.name == below }
        cache.keep(Array(set.prefix(20)), rank: .leading, at: now)
        for case .ns(let server) in set.prefix(20).map(\.data) {
            for type in [DNSType.a, .aaaa] {
                let glue = reply.additional.filter { $0.type == type && $0.name == server && isTheirs($0) }
                if !glue.isEmpty { cache.keep(Array(glue.prefix(16)), rank: .leading, at: now) }
            }
        }
        return true
    }
}
