public import Wire

/// An ICMP or ICMPv6 error that came back for something that a socket had sent (RFC 792; RFC 4443, section 3).
public struct ReturnedError: Hashable, Sendable {
    /// What it says, the same word for both versions of ICMP.
    public enum Meaning: String, Hashable, Sendable {
        /// A router found the time to live at its end: how traceroute makes a router speak.
        case timeExceeded = "time to live exceeded"
        case reassemblyTimeExceeded = "reassembly time exceeded"
        /// Nobody listens there: how traceroute knows that it has arrived.
        case portUnreachable = "port unreachable"
        case hostUnreachable = "host unreachable"
        case networkUnreachable = "network unreachable"
        case protocolUnreachable = "protocol unreachable"
        case prohibited = "administratively prohibited"
        /// Larger than the next link takes, and not to be cut: ``ReturnedError/nextHopMTU`` says what would fit.
        case tooBig = "packet too big"
        case parameterProblem = "parameter problem"
        case other = "another ICMP error"
    }

    /// Who says so: a router on the way, or the destination. Where the host itself does (no route, no answer to ARP), its
    /// own address.
    public var reporter: IPAddress
    /// Where the datagram was going; port 0 for an echo request.
    public var destination: SocketAddress
    /// ICMP's type and code, as they came, of the reporter's version of ICMP.
    public var type: UInt8
    public var code: UInt8
    /// The MTU that a "too big" names; 0 otherwise.
    public var nextHopMTU: UInt32
    /// An echo request's sequence number; nil for UDP, or where too little of the request came back.
    public var sequence: UInt16?
    /// What came back of the message, behind its UDP or ICMP header; it may be cut, or empty.
    public var payload: [UInt8]

    public init(reporter: IPAddress, destination: SocketAddress, type: UInt8, code: UInt8, nextHopMTU: UInt32 = 0, sequence: UInt16? = nil, payload: [UInt8] = []) {
        self.reporter = reporter
        self.destination = destination
        self.type = type
        self.code = code
        self.nextHopMTU = nextHopMTU
        self.sequence = sequence
        self.payload = payload
    }

    public var meaning: Meaning {
        switch destination.address {
        case .v4: Self.icmp(type, code)
        case .v6: Self.icmpv6(type, code)
        }
    }

    private static func icmp(_ type: UInt8, _ code: UInt8) -> Meaning {
        switch (type, code) {
        case (3, 0), (3, 6), (3, 11): .networkUnreachable
        case (3, 1), (3, 5), (3, 7), (3, 8), (3, 12): .hostUnreachable
        case (3, 2): .protocolUnreachable
        case (3, 3): .portUnreachable
        case (3, 4): .tooBig
        case (3, 9), (3, 10), (3, 13): .prohibited
        case (11, 0): .timeExceeded
        case (11, 1): .reassemblyTimeExceeded
        case (12, _): .parameterProblem
        default: .other
        }
    }

    private static func icmpv6(_ type: UInt8, _ code: UInt8) -> Meaning {
        switch (type, code) {
        case (1, 0): .networkUnreachable
        case (1, 1), (1, 5), (1, 6): .prohibited
        case (1, 2), (1, 3): .hostUnreachable
        case (1, 4): .portUnreachable
        case (2, _): .tooBig
        case (3, 0): .timeExceeded
        case (3, 1): .reassemblyTimeExceeded
        case (4, 1): .protocolUnreachable
        case (4, _): .parameterProblem
        default: .other
        }
    }
}

extension ReturnedError: CustomStringConvertible {
    public var description: String { "\(reporter) says about \(destination): \(meaning.rawValue) (type \(type), code \(code))" }
}
