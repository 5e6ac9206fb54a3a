public import ApplicationLayer
public import Sockets
public import Wire

/// A caching resolver that walks from the root for others (RFC 1034 section 5.3.3), or asks another resolver instead of walking.
///
/// Belongs to its world's loop: all its queries share one cache.
public final class RecursiveResolver: DNSAnswering, @unchecked Sendable {
    public enum Source: Sendable {
        /// The root's name servers.
        case root([IPAddress])
        /// Resolvers that do the walking: a home router's forwarder.
        case forwarders([SocketAddress])
    }

    public let source: Source
    public private(set) var cache: DNSCache
    private let client: DNSClient
    /// Called for each question that is sent, for those who watch.
    public var observer: (@Sendable (DNSResolution.Step) -> Void)?
    public private(set) var questionsSent = 0
    /// Replies that were not to what was asked.
    public private(set) var forgeries = 0
    private var waiting: [DNSMessage.Question: Int] = [:]

    /// The port of the servers above; another than 53 only in tests.
    private let port: UInt16

    public init(_ source: Source, cacheLimit: Int = 10_000, client: DNSClient = DNSClient(timeout: .seconds(1), tries: 2), port: UInt16 = 53) {
        self.source = source
        cache = DNSCache(limit: cacheLimit)
        self.client = client
        self.port = port
    }

    public func clearCache() { cache.clear() }

    public func answer(_ query: DNSMessage, from _: SocketAddress, on host: some Host) async -> DNSMessage? {
        guard query.opcode == 0 else { return query.reply(.notImplemented) }
        guard query.questions.count == 1, let question = query.questions.first, question.class == 1 else { return query.reply(query.questions.count == 1 ? .refused : .formatError) }
        // ANY would make a small question's answer large (RFC 8482).
        guard question.type != .any, question.type != .opt else { return query.reply(.notImplemented) }
        let outcome = await resolve(question.name, question.type, on: host)
        var reply = query.reply(outcome.code)
        reply.recursionAvailable = true
        reply.answers = outcome.answers
        reply.authorities = outcome.authorities
        return reply
    }

    /// The answer to a question, from the cache or from others.
    public func resolve(_ name: DNSName, _ type: DNSType, on host: some Host) async -> DNSOutcome {
        if let local = Self.local(name, type) { return local }
        switch source {
        case .root(let hints): return await walk(DNSMessage.Question(name, type), hints, on: host)
        case .forwarders(let servers): return await forward(DNSMessage.Question(name, type), servers, on: host)
        }
    }

    private func walk(_ question: DNSMessage.Question, _ hints: [IPAddress], on host: some Host) async -> DNSOutcome {
        var resolution = DNSResolution(question, hints: hints)
        var action = resolution.start(&cache, at: host.clock.now)
        while true {
            switch action {
            case .done(let outcome): return outcome
            case .ask(let question, let server):
                questionsSent += 1
                if let step = resolution.steps.last { observer?(step) }
                do {
                    let reply = try await client.ask(question.name, question.type, server: SocketAddress(server, port), recursionDesired: false, on: host)
                    forgeries += reply.forgeries
                    action = resolution.received(reply.message, &cache, at: host.clock.now)
                } catch {
                    if Task.isCancelled { return DNSOutcome(.serverFailure) }
                    action = resolution.failed(&cache, at: host.clock.now)
                }
            }
        }
    }

    private func forward(_ question: DNSMessage.Question, _ servers: [SocketAddress], on host: some Host) async -> DNSOutcome {
        let now = host.clock.now
        switch cache.find(question.name, question.type, at: now) {
        case .records(let records)?: return DNSOutcome(.noError, answers: records)
        case .noData(let start)?: return DNSOutcome(.noError, authorities: start.map { [$0] } ?? [])
        case .noSuchName(let start)?: return DNSOutcome(.nameError, authorities: start.map { [$0] } ?? [])
        case nil: break
        }
        for server in servers {
            questionsSent += 1
            guard let reply = try? await client.ask(question.name, question.type, server: server, on: host) else { continue }
            forgeries += reply.forgeries
            let message = reply.message
            guard let code = DNSMessage.ResponseCode(rawValue: message.responseCode), code == .noError || code == .nameError else { continue }
            let wanted = message.answers.filter { $0.type == question.type && $0.name == question.name }
            // Only what needs no alias is kept: the rest is the resolver's above.
            if !wanted.isEmpty, wanted.count == message.answers.count { cache.keep(wanted, rank: .answer, at: host.clock.now) }
            let start = message.authorities.first { $0.type == .soa }
            if message.answers.isEmpty { cache.keepNothing(question.name, question.type, exists: code == .noError, start: start, at: host.clock.now) }
            return DNSOutcome(code, answers: message.answers, authorities: message.authorities.filter { $0.type == .soa })
        }
        return DNSOutcome(.serverFailure)
    }

    /// Names that no server is asked about (RFC 6761).
    private static func local(_ name: DNSName, _ type: DNSType) -> DNSOutcome? {
        guard let top = name.labels.last, String(decoding: top, as: UTF8.self).lowercased() == "localhost" else { return nil }
        switch type {
        case .a: return DNSOutcome(.noError, answers: [DNSRecord(name, .a(.loopback), timeToLive: 86_400)])
        case .aaaa: return DNSOutcome(.noError, answers: [DNSRecord(name, .aaaa(.loopback), timeToLive: 86_400)])
        default: return DNSOutcome(.noError)
        }
    }
}
