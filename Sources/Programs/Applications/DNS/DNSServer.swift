public import ApplicationLayer
public import Sockets
public import Wire

/// Something that answers questions about names.
public protocol DNSAnswering: Sendable {
    /// The reply to a query, or nil to say nothing.
    func answer(_ query: DNSMessage, from client: SocketAddress, on host: some Host) async -> DNSMessage?
}

/// Answers from zones.
public struct AuthoritativeAnswers: DNSAnswering {
    public let authority: DNSAuthority
    public init(_ authority: DNSAuthority) { self.authority = authority }
    public func answer(_ query: DNSMessage, from client: SocketAddress, on host: some Host) async -> DNSMessage? { authority.answer(query) }
}

/// What a name server has counted. Belongs to its loop.
public final class DNSServerCounters: @unchecked Sendable {
    public internal(set) var queries = 0
    /// Datagrams and messages that were no queries.
    public internal(set) var malformed = 0
    /// Answers that went out cut, for TCP to be taken.
    public internal(set) var truncated = 0
    /// Queries that found too many others under way.
    public internal(set) var overloaded = 0
    public internal(set) var tcpConnections = 0
    public init() {}
}

/// A name server: UDP and TCP on one port (RFC 1035 section 4.2, RFC 7766).
public struct DNSServer<Answers: DNSAnswering>: Sendable {
    public let address: SocketAddress
    public let answers: Answers
    public let counters = DNSServerCounters()
    /// Queries that may be worked on at once, TCP connections, and how long one may be silent.
    public static var queryLimit: Int { 512 }
    public static var connectionLimit: Int { 64 }
    public static var idleTime: Duration { .seconds(10) }

    public init(address: SocketAddress, answers: Answers) {
        self.address = address
        self.answers = answers
    }

    /// - Parameter isReady: is told the address when both sockets are open.
    public func run(on host: some Host, isReady: @escaping @Sendable (SocketAddress) -> Void = { _ in }) async throws {
        let listener = try await host.listen(on: address)
        defer { listener.close() }
        let socket = try await host.bind(to: SocketAddress(address.address, listener.localAddress.port))
        defer { socket.close() }
        isReady(listener.localAddress)
        let table = ConnectionTable()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await serveDatagrams(socket, on: host) }
            group.addTask {
                try await acceptConnections(listener, table: table, maximum: Self.connectionLimit, clock: host.clock, refuse: { _ in }, handle: { stream, entry in
                    counters.tcpConnections += 1
                    await serve(stream, entry, on: host)
                })
            }
            try await group.next()
            group.cancelAll()
        }
    }

    private func serveDatagrams<Socket: DatagramSocket>(_ socket: Socket, on host: some Host) async throws {
        let pending = Pending()
        try await withThrowingDiscardingTaskGroup { group in
            while true {
                let (bytes, client) = try await socket.receive(atMost: 65_535)
                guard client.port != 0 else { continue }
                guard pending.count < Self.queryLimit else {
                    counters.overloaded += 1
                    continue
                }
                pending.count += 1
                group.addTask {
                    defer { pending.count -= 1 }
                    guard let (reply, limit) = await reply(to: bytes, from: client, on: host) else { return }
                    let answer = reply.serialized(atMost: limit)
                    if answer.count >= 3, answer[2] & 2 != 0 { counters.truncated += 1 }
                    // A client that cannot be reached is its own affair.
                    do { try await socket.send(answer, to: client) } catch {}
                }
            }
        }
    }

    private func serve(_ stream: some ByteStream, _ entry: ConnectionTable.Entry, on host: some Host) async {
        var reader = DNSStreamReader()
        do {
            while true {
                entry.deadline = host.clock.now.advanced(by: Self.idleTime)
                let bytes = try await stream.receive(atMost: 65_537)
                if bytes.isEmpty { return }
                reader.feed(bytes)
                while let message = reader.next() {
                    guard let (reply, _) = await reply(to: message, from: stream.remoteAddress, on: host) else { return stream.abort() }
                    try await stream.send(DNSStreamReader.framed(reply.serialized(atMost: 65_535)))
                }
            }
        } catch { stream.abort() }
    }

    /// The reply to what has come, and how long it may be over UDP.
    private func reply(to bytes: [UInt8], from client: SocketAddress, on host: some Host) async -> (DNSMessage, Int)? {
        guard let query = try? DNSMessage(parsing: bytes) else {
            counters.malformed += 1
            return DNSMessage.formatError(answering: bytes).map { ($0, DNSMessage.plainPayload) }
        }
        // Two servers must not answer each other's answers for ever.
        guard !query.isResponse else {
            counters.malformed += 1
            return nil
        }
        counters.queries += 1
        guard let reply = await answers.answer(query, from: client, on: host) else { return nil }
        return (reply, min(query.payloadLimit, 4096))
    }

    private final class Pending: @unchecked Sendable { var count = 0 }
}
