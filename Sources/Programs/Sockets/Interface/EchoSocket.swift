public import Wire

/// A socket that asks "are you there?": ICMP echo (RFC 792), or ICMPv6 echo (RFC 4443, section 4). What `ping` needs, and
/// a `traceroute` that asks with echoes.
///
/// Only answers to this socket's own requests arrive. At most one `receive` may be waiting at a time. A call that waits
/// throws `.cancelled` when its task is cancelled and `.closed` when another task closes the socket.
///
/// On Linux an ordinary user may open one where `net.ipv4.ping_group_range` includes a group of theirs, and root always
/// may; others are refused with `.permissionDenied`.
public protocol EchoSocket: AnyObject, Sendable {
    /// The identifier in this socket's requests, which tells its answers from those of others.
    var identifier: UInt16 { get }

    /// Sends an echo request with `payload` behind its header.
    func send(_ payload: [UInt8], sequence: UInt16, to address: IPAddress) async throws(SocketError)

    /// Waits for a reply, or for an ICMP error that came back for one of the requests.
    func receive() async throws(SocketError) -> EchoAnswer

    /// The time to live (IPv6: hop limit) of what is sent from now on, 1 to 255.
    func setTimeToLive(_ hops: UInt8) throws(SocketError)

    func close()
}

/// What came back for an echo request.
public enum EchoAnswer: Hashable, Sendable {
    case reply(EchoReply)
    /// A router, or the host itself, says why there will be no reply. ``ReturnedError/sequence`` tells which request.
    case error(ReturnedError)
}

/// An echo reply.
public struct EchoReply: Hashable, Sendable {
    /// Who replied.
    public var from: IPAddress
    public var sequence: UInt16
    /// What the request carried.
    public var payload: [UInt8]
    /// The time to live that was left when it arrived; nil where the system does not say.
    public var timeToLive: UInt8?

    public init(from: IPAddress, sequence: UInt16, payload: [UInt8], timeToLive: UInt8?) {
        self.from = from
        self.sequence = sequence
        self.payload = payload
        self.timeToLive = timeToLive
    }
}
