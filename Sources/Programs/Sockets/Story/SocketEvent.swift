public import Wire

/// One line of a program's own story: what it printed, or what it asked of a socket and what came of it.
public struct SocketEvent: Sendable {
    public enum Kind: Sendable {
        /// The program's own output, one line.
        case output(String)
        case resolve(name: String)
        case resolved(name: String, [IPAddress])
        case listen(SocketAddress)
        case bind(SocketAddress)
        case connect(SocketAddress)
        case connected(local: SocketAddress, remote: SocketAddress)
        case accepted(local: SocketAddress, remote: SocketAddress)
        case send([UInt8], local: SocketAddress, remote: SocketAddress)
        case receive([UInt8], local: SocketAddress, remote: SocketAddress)
        /// The peer has said that it will send no more.
        case endOfStream(local: SocketAddress, remote: SocketAddress)
        case finishSending(local: SocketAddress, remote: SocketAddress)
        case close(local: SocketAddress, remote: SocketAddress?)
        case abort(local: SocketAddress, remote: SocketAddress)
        /// A layer between the program and the socket has made the stream private: "TLS 1.3 with www.example.com".
        case secured(String, local: SocketAddress, remote: SocketAddress)
        /// What the program has sent and that layer encrypts; and what it has decrypted for the program.
        case encrypt([UInt8], local: SocketAddress, remote: SocketAddress)
        case decrypt([UInt8], local: SocketAddress, remote: SocketAddress)
        case sendDatagram([UInt8], local: SocketAddress, remote: SocketAddress)
        case receiveDatagram([UInt8], local: SocketAddress, remote: SocketAddress)
        case sendEcho([UInt8], sequence: UInt16, remote: IPAddress)
        case receiveEcho([UInt8], sequence: UInt16, remote: IPAddress)
        /// An ICMP error came back for a datagram or an echo that this host had sent.
        case errorReturned(ReturnedError)
        case failed(SocketError)
    }

    public let id: EventID
    /// What led to it: the frame that woke the program, or the program's previous call. `.none` at its start.
    public let cause: EventID
    public let time: Instant
    /// The host's name.
    public let host: String
    public let kind: Kind

    public init(id: EventID, cause: EventID, time: Instant, host: String, kind: Kind) {
        self.id = id
        self.cause = cause
        self.time = time
        self.host = host
        self.kind = kind
    }
}

/// Where a world's hosts tell their story. Called on the loop's thread, in order. Hosts with no observer make no events at all.
public protocol SocketObserver: AnyObject, Sendable {
    func observe(_ event: SocketEvent)
}
