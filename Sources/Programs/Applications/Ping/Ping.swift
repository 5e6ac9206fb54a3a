public import Sockets
public import Wire

/// Asks a host again and again whether it is there (ICMP echo), and how long the answer takes.
public struct Ping: Sendable {
    public let destination: String
    /// How many requests.
    public let count: Int
    /// From one request to the next.
    public let interval: Duration
    /// How long an answer may take.
    public let patience: Duration
    /// Bytes that each request carries.
    public let size: Int

    public init(_ destination: String, count: Int = 4, interval: Duration = .seconds(1), patience: Duration = .seconds(2), size: Int = 56) {
        self.destination = destination
        self.count = max(1, min(count, 65_535))
        self.interval = interval
        self.patience = patience
        self.size = max(0, min(size, 65_000))
    }

    /// What came of it.
    public struct Summary: Sendable, Equatable {
        public var sent = 0
        /// Of each answer how long it took, in the order of the requests.
        public var roundTrips: [Nanoseconds] = []
        /// Requests about which somebody sent an error.
        public var errors = 0

        public init() {}

        public var received: Int { roundTrips.count }
        public var minimum: Nanoseconds? { roundTrips.min() }
        public var maximum: Nanoseconds? { roundTrips.max() }
        public var average: Nanoseconds? { roundTrips.isEmpty ? nil : Nanoseconds(roundTrips.reduce(0) { $0 + $1.count } / Int64(roundTrips.count)) }
    }

    @discardableResult
    public func run(on host: some Host) async throws -> Summary {
        guard let address = try await host.resolve(destination).first else { throw SocketError(.nameNotFound, during: "resolve", of: destination) }
        let anyAddress: IPAddress = if case .v4 = address { .v4(.any) } else { .v6(.any) }
        let socket = try await host.openEcho(on: anyAddress)
        defer { socket.close() }
        host.console.print("PING \(destination == "\(address)" ? destination : "\(destination) (\(address))") \(size) bytes of data")
        var summary = Summary()
        let payload = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
        for sequence in 1...count {
            let start = host.clock.now
            summary.sent += 1
            do {
                try await socket.send(payload, sequence: UInt16(sequence), to: address)
                try await answer(to: UInt16(sequence), from: socket, sentAt: start, on: host, &summary)
            } catch let error as SocketError where error.code != .cancelled && error.code != .closed {
                host.console.print("seq \(sequence): \(error.code == .timedOut ? "no answer within \(Nanoseconds(patience))" : "\(error)")")
            }
            if sequence < count { try await host.clock.sleep(until: start.advanced(by: interval)) }
        }
        host.console.print("\(summary.sent) sent, \(summary.received) received" + (summary.errors > 0 ? ", \(summary.errors) error\(summary.errors == 1 ? "" : "s")" : "") + ", \(100 * (summary.sent - summary.received) / summary.sent) % lost")
        if let least = summary.minimum, let most = summary.maximum, let mean = summary.average {
            host.console.print("round trip: least \(least), average \(mean), most \(most)")
        }
        return summary
    }

    /// Waits for what belongs to this request; answers to earlier ones, which come too late, are passed over.
    private func answer(to sequence: UInt16, from socket: some EchoSocket, sentAt start: Instant, on host: some Host, _ summary: inout Summary) async throws {
        let answer = try await host.withTimeLimit(patience, for: "receive") {
            while true {
                switch try await socket.receive() {
                case .reply(let reply) where reply.sequence == sequence: return EchoAnswer.reply(reply)
                case .error(let error) where error.sequence == nil || error.sequence == sequence: return .error(error)
                default: continue
                }
            }
        }
        switch answer {
        case .reply(let reply):
            let time = host.clock.now - start
            summary.roundTrips.append(time)
            host.console.print("\(reply.payload.count) bytes from \(reply.from): seq \(sequence)\(reply.timeToLive.map { " ttl \($0)" } ?? "") time \(time)")
        case .error(let error):
            summary.errors += 1
            host.console.print("from \(error.reporter): seq \(sequence) \(error.meaning.rawValue)")
        }
    }
}
