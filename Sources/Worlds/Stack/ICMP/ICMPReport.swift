public import Wire

/// An ICMP or ICMPv6 error that came back for something that a socket of this host had sent.
public struct ICMPReport: Hashable, Sendable {
    /// Who says so.
    public var reporter: IPAddress
    /// Where the packet was going; port 0 for an echo request.
    public var destination: SocketAddress
    public var type: UInt8
    public var code: UInt8
    /// The MTU that a "too big" names; 0 otherwise.
    public var nextHopMTU: UInt32 = 0
    /// An echo request's sequence number.
    public var sequence: UInt16?
    /// What came back of the message, behind its UDP or ICMP header.
    public var payload: [UInt8] = []
    /// The frame that brought it.
    public var cause: EventID

    /// What a program's call fails with, if it does (RFC 1122 section 4.2.3.9); nil for what may pass.
    var failure: StackError? {
        switch (destination.address, type, code) {
        case (.v4, 3, 3), (.v4, 3, 2), (.v6, 1, 4), (.v6, 4, 1): .refused
        case (.v4, 3, 0), (.v4, 3, 6), (.v6, 1, 0): .networkUnreachable
        case (.v4, 3, 4), (.v6, 2, _): .messageTooLong
        case (.v4, 3, _), (.v6, 1, _): .hostUnreachable
        default: nil
        }
    }
}

/// What a packet that came back inside an ICMP error was: enough to find the socket that had sent it.
struct QuotedPacket {
    var source: IPAddress
    var destination: IPAddress
    var protocolNumber: UInt8
    /// The first two 16-bit fields of the transport header: ports, or an echo's type, code and checksum.
    var first: UInt16, second: UInt16
    /// The eight bytes' rest: a TCP sequence number, or an echo's identifier and sequence number.
    var third: UInt32
    /// What lies behind the eight bytes.
    var payload: [UInt8]
}
