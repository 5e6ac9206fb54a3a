import CLinux
public import Sockets
public import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// `socket(2)`, or a stand-in that makes the socket elsewhere: non-blocking, closed on exec; -1 with `errno` on failure.
typealias SocketMaker = @Sendable (Int32, Int32, Int32) -> Int32

/// This computer as a ``Host``: the operating system's sockets, names and clock.
///
/// Listeners and UDP sockets on an IPv6 address take IPv6 only (`IPV6_V6ONLY`), on every system alike: a server that
/// wants both listens twice. Listeners set `SO_REUSEADDR`, so that a server can be started again at once.
public final class KernelHost: Host, @unchecked Sendable {
    public let name: String
    public let console: Console
    public let random = HostRandom(SystemRandomNumberGenerator())
    /// Addresses of names that need no server.
    public var names: [String: [IPAddress]] = [:]
    private let world: KernelWorld
    private let story: Story?
    /// Makes a socket (family, type, protocol) where this host's network is; answers as `socket` does.
    private let makeSocket: SocketMaker

    public var clock: WorldClock { world.loop.clock }

    init(name: String, world: KernelWorld, makeSocket: @escaping SocketMaker = { clinux_socket($0, $1, $2) }) {
        self.name = name
        self.makeSocket = makeSocket
        self.world = world
        let story = Story(of: name, in: world)
        self.story = story
        console = Console { line in
            if let story {
                story.tell(.output(line), causedBy: Cause.current)
            } else {
                world.output(line)
            }
        }
    }

    private func newThread() -> StoryThread { StoryThread(story, from: Cause.current) }

    // MARK: - Names

    public func resolve(_ name: String) async throws(SocketError) -> [IPAddress] {
        guard world.loop.checkCurrent() else { throw SocketError(.cancelled, during: "resolve", of: name) }
        if let literal = IPAddress(name) { return [literal] }
        if let known = names[name.lowercased()] { return known }
        var story = newThread()
        story.tell(.resolve(name: name))
        do throws(SocketError) {
            let addresses = try await world.resolver.addresses(of: name)
            story.tell(.resolved(name: name, addresses))
            return addresses
        } catch { throw story.failing(error) }
    }

    // MARK: - TCP

    public func connect(to address: SocketAddress, options: StreamOptions) async throws(SocketError) -> KernelStream {
        guard world.loop.checkCurrent() else { throw SocketError(.cancelled, during: "connect") }
        var story = newThread()
        story.tell(.connect(address))
        do throws(SocketError) {
            let channel = try Channel(try open(address.family, Platform.stream), in: world)
            try await handshake(channel, with: address, limit: options.connectTimeout)
            guard let local = SocketAddress(localOf: channel.number), let remote = SocketAddress(remoteOf: channel.number) else {
                throw SocketError(errno: errno, during: "connect", of: "\(address)")
            }
            // A port of the range that the system chooses from may be chosen for its own caller: TCP then connects the
            // socket to itself (RFC 9293, simultaneous open). Nobody listens there.
            if local == remote { throw SocketError(.refused, during: "connect", of: "\(address)", errno: ECONNREFUSED) }
            story.tell(.connected(local: local, remote: remote))
            return KernelStream(channel, local: local, remote: remote, options: options, story: story)
        } catch { throw story.failing(error) }
    }

    private func handshake(_ channel: Channel, with address: SocketAddress, limit: Duration?) async throws(SocketError) {
        func failure(_ number: Int32) -> SocketError { SocketError(errno: number, during: "connect", of: "\(address)") }
        if Task.isCancelled { throw SocketError(.cancelled, during: "connect", of: "\(address)") }
        let deadline = limit.map { world.loop.now.advanced(by: $0) }
        channel.mayWrite = false
        let result = address.withSockaddr { Platform.connect(channel.number, $0, $1) }
        if result == 0 { channel.mayWrite = true; return }
        // Interrupted or not, the handshake goes on in the background.
        guard errno == EINPROGRESS || errno == EINTR else { throw failure(errno) }
        while true {
            if let code = await channel.wait(for: .write, until: deadline).failure { throw SocketError(code, during: "connect", of: "\(address)") }
            var number: Int32 = 0, length = socklen_t(MemoryLayout<Int32>.size)
            guard getsockopt(channel.number, SOL_SOCKET, SO_ERROR, &number, &length) == 0 else { throw failure(errno) }
            if number != 0 { throw failure(number) }
            // A socket that has not begun is "hung up" to epoll: only a peer's address says that the handshake is done.
            if SocketAddress(remoteOf: channel.number) != nil { return }
        }
    }

    public func listen(on address: SocketAddress, options: ListenOptions) async throws(SocketError) -> KernelListener {
        guard world.loop.checkCurrent() else { throw SocketError(.cancelled, during: "listen") }
        var story = newThread()
        do throws(SocketError) {
            let descriptor = try open(address.family, Platform.stream)
            _ = descriptor.set(SOL_SOCKET, SO_REUSEADDR, 1)
            let local = try bind(descriptor, to: address, during: "listen")
            guard Platform.listen(descriptor.number, Int32(clamping: max(1, options.backlog))) == 0 else {
                throw SocketError(errno: errno, during: "listen", of: "\(address)")
            }
            let channel = try Channel(descriptor, in: world)
            story.tell(.listen(local))
            return KernelListener(channel, at: local, accepted: options.accepted, story: story)
        } catch { throw story.failing(error) }
    }

    // MARK: - UDP and ICMP

    public func bind(to address: SocketAddress) async throws(SocketError) -> KernelDatagramSocket {
        guard world.loop.checkCurrent() else { throw SocketError(.cancelled, during: "bind") }
        var story = newThread()
        do throws(SocketError) {
            let descriptor = try open(address.family, Platform.datagram)
            let local = try bind(descriptor, to: address, during: "bind")
            let channel = try Channel(descriptor, in: world)
            story.tell(.bind(local))
            return KernelDatagramSocket(channel, at: local, story: story)
        } catch { throw story.failing(error) }
    }

    public func openEcho(on address: IPAddress) async throws(SocketError) -> KernelEchoSocket {
        guard world.loop.checkCurrent() else { throw SocketError(.cancelled, during: "openEcho") }
        var story = newThread()
        do throws(SocketError) {
            return try KernelEchoSocket(on: SocketAddress(address, 0), world: world, makeSocket: makeSocket, story: story, random: random)
        } catch { throw story.failing(error) }
    }

    // MARK: - What they share

    private func open(_ family: Int32, _ type: Int32) throws(SocketError) -> FileDescriptor {
        let number = makeSocket(family, type, 0)
        guard number >= 0 else { throw SocketError(errno: errno, during: "socket") }
        return FileDescriptor(owning: number)
    }

    /// Binds, and returns the address that the socket now has.
    private func bind(_ descriptor: borrowing FileDescriptor, to address: SocketAddress, during operation: String) throws(SocketError) -> SocketAddress {
        if address.family == AF_INET6 { _ = descriptor.set(Int32(IPPROTO_IPV6), IPV6_V6ONLY, 1) }
        let number = descriptor.number
        guard address.withSockaddr({ Platform.bind(number, $0, $1) }) == 0, let local = SocketAddress(localOf: number) else {
            throw SocketError(errno: errno, during: operation, of: "\(address)")
        }
        return local
    }
}
