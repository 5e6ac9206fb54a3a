public import ApplicationLayer
public import Sockets
public import Wire

/// Asks one name server one question: by UDP from a port of its own, by TCP where the answer does not fit.
///
/// A reply counts only if it comes from the server that was asked, to the port that asked, with the identifier and the question that
/// were sent (RFC 5452): others are counted and passed over; many of them in a row look like guessing, and TCP is taken.
public struct DNSClient: Sendable {
    /// How long one try waits, and how often it is tried.
    public var timeout: Duration
    public var tries: Int
    /// Whether we say that we take more than 512 bytes by UDP (RFC 6891).
    public var offersExtensions: Bool
    /// Reads the names in replies; nil: our own reader.
    public var names: (any PlainNameReader)?
    /// Wrong replies to one question after which TCP is taken.
    public static let forgeryLimit = 16

    public init(timeout: Duration = .seconds(2), tries: Int = 2, offersExtensions: Bool = true) {
        self.offersExtensions = offersExtensions
        self.timeout = timeout
        self.tries = max(1, tries)
    }

    /// What came back, and how.
    public struct Reply: Sendable {
        public var message: DNSMessage
        public var bytes: Int
        public var usedTCP: Bool
        /// Replies that were somebody else's, or nobody's.
        public var forgeries: Int
        public var time: Duration
    }

    /// - Throws: `SocketError`; `.timedOut` where nobody answered.
    public func ask(_ name: DNSName, _ type: DNSType, server: SocketAddress, recursionDesired: Bool = true, tcpOnly: Bool = false, on host: some Host) async throws -> Reply {
        let random = host.random
        var query = DNSMessage.query(name, type, id: UInt16(truncatingIfNeeded: random.next() >> 20), recursionDesired: recursionDesired)
        if offersExtensions { query.offerExtensions() }
        let start = host.clock.now
        var forgeries = 0
        if !tcpOnly {
            for attempt in 0..<tries {
                let outcome = try await askOnce(query, server, forgeries, isLast: attempt == tries - 1, on: host)
                forgeries = outcome.forgeries
                guard let (message, bytes) = outcome.reply else {
                    if forgeries >= Self.forgeryLimit { break }
                    continue
                }
                if message.isTruncated { break }
                // A server from before EDNS (RFC 6891 section 7).
                if message.responseCode == DNSMessage.ResponseCode.formatError.rawValue, query.extensions != nil {
                    query.additional = []
                    continue
                }
                return Reply(message: message, bytes: bytes, usedTCP: false, forgeries: forgeries, time: start.duration(to: host.clock.now))
            }
        }
        let (message, bytes) = try await askByTCP(query, server, on: host)
        return Reply(message: message, bytes: bytes, usedTCP: true, forgeries: forgeries, time: start.duration(to: host.clock.now))
    }

    /// One datagram there and, it may be, one back.
    private func askOnce(_ query: DNSMessage, _ server: SocketAddress, _ before: Int, isLast: Bool, on host: some Host) async throws -> (reply: (DNSMessage, Int)?, forgeries: Int) {
        let socket = try await openSocket(server, on: host)
        defer { socket.close() }
        try socket.connect(to: server)
        try await socket.send(query.serialized(), to: nil)
        let tally = Tally(before)
        do {
            let reply = try await host.withTimeLimit(timeout, for: "receive", of: "\(server)") { () -> (DNSMessage, Int)? in
                while tally.count < Self.forgeryLimit {
                    let (bytes, _) = try await socket.receive(atMost: 65_535)
                    if let message = try? DNSMessage(parsing: bytes, names: names), message.answers(query) { return (message, bytes.count) }
                    tally.count += 1
                }
                return nil
            }
            return (reply, tally.count)
        } catch let error as SocketError where error.code == .timedOut {
            if isLast { throw error }
            return (nil, tally.count)
        }
    }

    /// A port that nobody can guess; the host's own choice where that one is taken.
    private func openSocket<H: Host>(_ server: SocketAddress, on host: H) async throws -> H.Datagrams {
        let any: IPAddress = if case .v6 = server.address { .v6(.any) } else { .v4(.any) }
        let random = host.random
        for _ in 0..<4 {
            let port = UInt16(49_152 + random.next() % 16_384)
            do throws(SocketError) { return try await host.bind(to: SocketAddress(any, port)) } catch { if error.code != .addressInUse { throw error } }
        }
        return try await host.bind(to: SocketAddress(any, 0))
    }

    private func askByTCP(_ query: DNSMessage, _ server: SocketAddress, on host: some Host) async throws -> (DNSMessage, Int) {
        try await host.withTimeLimit(timeout * 2, for: "receive", of: "\(server)") {
            let stream = try await host.connect(to: server)
            do {
                try await stream.send(DNSStreamReader.framed(query.serialized()))
                var reader = DNSStreamReader()
                while true {
                    if let bytes = reader.next() {
                        guard let message = try? DNSMessage(parsing: bytes, names: names), message.answers(query) else { throw SocketError(.aborted, during: "receive", of: "\(server): no answer to the question") }
                        await stream.close()
                        return (message, bytes.count)
                    }
                    let bytes = try await stream.receive(atMost: 65_537)
                    guard !bytes.isEmpty else { throw SocketError(.reset, during: "receive", of: "\(server)") }
                    reader.feed(bytes)
                }
            } catch {
                stream.abort()
                throw error
            }
        }
    }

    private final class Tally: @unchecked Sendable {
        var count: Int
        init(_ count: Int) { self.count = count }
    }
}
