/// An authoritative name server's knowledge: some zones, and what it answers from them (RFC 1034 section 4.3.2). No recursion.
public struct DNSAuthority: Sendable {
    public private(set) var zones: [DNSZone] = []
    /// Aliases that are followed in one answer.
    static let aliasLimit = 8

    public init(zones: [DNSZone] = []) { for zone in zones { add(zone) } }

    /// Adds a zone, or puts it in the place of one of the same name.
    public mutating func add(_ zone: DNSZone) {
        zones.removeAll { $0.origin == zone.origin }
        zones.append(zone)
        // The deepest first: the one that knows most about a name.
        zones.sort { $0.origin.labels.count > $1.origin.labels.count }
    }

    public func zone(for name: DNSName) -> DNSZone? { zones.first { name.isWithin($0.origin) } }

    /// The reply to a query.
    public func answer(_ query: DNSMessage) -> DNSMessage {
        guard query.opcode == 0 else { return query.reply(.notImplemented) }
        guard query.questions.count == 1, let question = query.questions.first else { return query.reply(.formatError) }
        // Another version of EDNS than 0: BADVERS, whose upper bits stand in the OPT record (RFC 6891 section 6.1.3).
        if let extensions = query.extensions, extensions.timeToLive >> 16 & 255 != 0 {
            var reply = query.reply()
            reply.additional = [DNSRecord(.root, .opt([]), timeToLive: 1 << 24, class: DNSMessage.offeredPayload)]
            return reply
        }
        guard question.class == 1, let zone = zone(for: question.name) else { return query.reply(.refused) }
        var reply = query.reply()
        reply.isAuthoritative = true
        fill(&reply, question, from: zone)
        return reply
    }

    private func fill(_ reply: inout DNSMessage, _ question: DNSMessage.Question, from first: DNSZone) {
        var zone = first, name = question.name
        for _ in 0...Self.aliasLimit {
            switch zone.find(name, question.type) {
            case .answer(let records):
                reply.answers += records
                reply.additional.insert(contentsOf: zone.addresses(for: records).filter { !reply.answers.contains($0) }, at: 0)
                return
            case .alias(let record, let target):
                guard !reply.answers.contains(record) else { return }
                reply.answers.append(record)
                guard let next = self.zone(for: target) else { return }
                (zone, name) = (next, target)
            case .delegation(let servers, let glue):
                // What lies below the cut is somebody else's word, unless an alias has led here.
                if reply.answers.isEmpty { reply.isAuthoritative = false }
                reply.authorities += servers
                reply.additional.insert(contentsOf: glue, at: 0)
                return
            case .noData:
                reply.authorities.append(zone.negativeStart)
                return
            case .noSuchName:
                reply.responseCode = DNSMessage.ResponseCode.nameError.rawValue
                reply.authorities.append(zone.negativeStart)
                return
            }
        }
    }
}
