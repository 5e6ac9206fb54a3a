public import Sockets
public import Wire

/// Finds the routers on the way to a host: datagrams with a time to live of one, two, three … make one after another speak, and the
/// host itself says that nobody listens on so high a port.
public struct Traceroute: Sendable {
    public let destination: String
    /// The longest way that is tried.
    public let maximumHops: Int
    /// Datagrams for each distance.
    public let probes: Int
    /// How long an answer may take.
    public let patience: Duration
    /// The first datagram's port; each one has the next.
    public let firstPort: UInt16

    public init(_ destination: String, maximumHops: Int = 30, probes: Int = 3, patience: Duration = .seconds(1), firstPort: UInt16 = 33_434) {
        self.destination = destination
        self.maximumHops = max(1, min(maximumHops, 255))
        self.probes = max(1, min(probes, 10))
        self.patience = patience
        self.firstPort = firstPort
    }

    /// What was found at one distance.
    public struct Hop: Sendable, Equatable {
        public let distance: Int
        /// Who answered, or nil, and how long it took, for each probe.
        public var answers: [Answer] = []

        public struct Answer: Sendable, Equatable {
            public let from: IPAddress?
            public let time: Nanoseconds
            /// What was said; nil where nobody answered.
            public let meaning: ReturnedError.Meaning?
            /// The host itself, or a router that knows no way, has spoken: there is nothing behind.
            public var isLast: Bool { meaning != nil && meaning != .timeExceeded }
            /// The host itself has spoken: the packet has come to it, and to no program there.
            public var isDestination: Bool { meaning == .portUnreachable }

            /// What is written behind the time where a router knows no way on: as in traceroute(8).
            var mark: String {
                switch meaning {
                case nil, .timeExceeded, .portUnreachable: ""
                case .networkUnreachable: " !N"
                case .hostUnreachable: " !H"
                case .prohibited: " !X"
                default: " !"
                }
            }
        }

        public var address: IPAddress? { answers.lazy.compactMap(\.from).first }
        public var isLast: Bool { answers.contains(where: \.isLast) }
        public var isDestination: Bool { answers.contains(where: \.isDestination) }
    }

    @discardableResult
    public func run(on host: some Host) async throws -> [Hop] {
        guard let address = try await host.resolve(destination).first else { throw SocketError(.nameNotFound, during: "resolve", of: destination) }
        let anyAddress: IPAddress = if case .v4 = address { .v4(.any) } else { .v6(.any) }
        let socket = try await host.bind(to: SocketAddress(anyAddress, 0))
        defer { socket.close() }
        try socket.keepErrors()
        host.console.print("traceroute to \(destination == "\(address)" ? destination : "\(destination) (\(address))"), at most \(maximumHops) hops")
        var hops: [Hop] = []
        var port = firstPort
        for distance in 1...maximumHops {
            try socket.setTimeToLive(UInt8(distance))
            var hop = Hop(distance: distance)
            for _ in 0..<probes {
                hop.answers.append(try await probe(SocketAddress(address, port), over: socket, on: host))
                port = port == .max ? firstPort : port + 1
            }
            hops.append(hop)
            host.console.print(Self.line(hop))
            if hop.isLast { break }
        }
        return hops
    }

    private func probe(_ target: SocketAddress, over socket: some DatagramSocket, on host: some Host) async throws -> Hop.Answer {
        let start = host.clock.now
        try await socket.send([UInt8](repeating: 0x40, count: 32), to: target)
        do {
            let error = try await host.withTimeLimit(patience, for: "receiveError") {
                // An answer to an earlier probe names that one's port.
                while true {
                    let error = try await socket.receiveError()
                    if error.destination.port == target.port { return error }
                }
            }
            return Hop.Answer(from: error.reporter, time: host.clock.now - start, meaning: error.meaning)
        } catch let error as SocketError where error.code == .timedOut {
            return Hop.Answer(from: nil, time: host.clock.now - start, meaning: nil)
        }
    }

    /// " 2  10.0.2.1  1.2 ms  1.1 ms  *"
    private static func line(_ hop: Hop) -> String {
        let number = "\(hop.distance)"
        var text = String(repeating: " ", count: max(0, 2 - number.count)) + number
        var last: IPAddress?
        for answer in hop.answers {
            guard let from = answer.from else {
                text += "  *"
                continue
            }
            if from != last { text += "  \(from)" }
            last = from
            text += "  \(answer.time)\(answer.mark)"
        }
        return text
    }
}
