public import Wire

/// A computer, as the program that runs on it sees it: names, TCP, UDP, a clock and a console.
///
/// A lab's program is written once, as `func run(on host: some Host) async throws`, and nothing in it says whether
/// the sockets are the kernel's, the simulator's or our own stack's on a TAP device.
///
/// Everything here belongs to one loop on one thread (``WorldLoop``). Servers bind to loopback unless the caller
/// names another address.
public protocol Host: Sendable {
    associatedtype Stream: ByteStream
    associatedtype Listener: StreamListener where Listener.Stream == Stream
    associatedtype Datagrams: DatagramSocket
    associatedtype Echo: EchoSocket

    /// The host's name, as the timeline prints it: "client".
    var name: String { get }
    /// The world's clock: real in the kernel's world, virtual in the simulator's.
    var clock: WorldClock { get }
    /// Where the program's own output goes. Programs never call Swift's `print`.
    var console: Console { get }
    /// Random numbers from this host's own seeded stream (in the kernel's world: the system's). One object: what it has
    /// handed out once does not come again.
    var random: HostRandom { get }

    /// The addresses of `name`, best first: a literal address as it is, otherwise by the host's resolver.
    func resolve(_ name: String) async throws(SocketError) -> [IPAddress]

    /// Opens a TCP connection. Returns when the handshake is done.
    func connect(to address: SocketAddress, options: StreamOptions) async throws(SocketError) -> Stream

    /// Listens for TCP connections on `address` (port 0: the host chooses).
    func listen(on address: SocketAddress, options: ListenOptions) async throws(SocketError) -> Listener

    /// Opens a UDP socket on `address` (port 0: the host chooses).
    func bind(to address: SocketAddress) async throws(SocketError) -> Datagrams

    /// Opens a socket for ICMP (or, for an IPv6 address, ICMPv6) echo on `address`, or on any of the host's own.
    func openEcho(on address: IPAddress) async throws(SocketError) -> Echo
}

extension Host {
    public func connect(to address: SocketAddress) async throws(SocketError) -> Stream { try await connect(to: address, options: StreamOptions()) }
    public func listen(on address: SocketAddress) async throws(SocketError) -> Listener { try await listen(on: address, options: ListenOptions()) }

    /// Resolves `host` and connects to each of its addresses in turn until one answers; the last error otherwise.
    public func connect(to host: String, port: UInt16, options: StreamOptions = StreamOptions()) async throws(SocketError) -> Stream {
        var failure: SocketError?
        for address in try await resolve(host) {
            do { return try await connect(to: SocketAddress(address, port), options: options) } catch {
                if error.code == .cancelled { throw error }
                failure = error
            }
        }
        throw failure ?? SocketError(.nameNotFound, during: "resolve", of: host)
    }
}

/// A host's own stream of random numbers. Belongs to its world's loop, like the host.
public final class HostRandom: RandomNumberGenerator, @unchecked Sendable {
    private var generator: any RandomNumberGenerator

    public init(_ generator: any RandomNumberGenerator) { self.generator = generator }
    public func next() -> UInt64 { generator.next() }
}

/// How a connection behaves.
public struct StreamOptions: Sendable {
    /// `TCP_NODELAY`: small writes leave at once (Nagle's algorithm off). Off by default, as in POSIX.
    public var noDelay = false
    /// How long `connect` may take; nil leaves it to the stack.
    public var connectTimeout: Duration?

    public init(noDelay: Bool = false, connectTimeout: Duration? = nil) {
        self.noDelay = noDelay
        self.connectTimeout = connectTimeout
    }
}

/// How a listener behaves.
public struct ListenOptions: Sendable {
    /// Connections that may wait to be accepted.
    public var backlog: Int
    /// Options of the accepted connections.
    public var accepted: StreamOptions

    public init(backlog: Int = 128, accepted: StreamOptions = StreamOptions()) {
        self.backlog = backlog
        self.accepted = accepted
    }
}
