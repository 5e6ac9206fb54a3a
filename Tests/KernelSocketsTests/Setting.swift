import KernelSockets
import Sockets
import Testing
import Wire

/// One way of running a test: which system call the loop waits in, and which version of IP.
struct Setting: CustomTestStringConvertible, Sendable {
    let waiting: KernelWorld.Waiting
    let loopback: IPAddress

    static let all: [Setting] = KernelWorld.Waiting.here.flatMap { waiting in
        ["127.0.0.1", "::1"].compactMap { IPAddress($0) }.map { Setting(waiting: waiting, loopback: $0) }
    }

    var testDescription: String { "\(waiting.rawValue), IPv\(loopback.version)" }

    /// A port that the system chooses, on loopback.
    var anyPort: SocketAddress { SocketAddress(loopback, 0) }

    /// Runs `body` on one host of a world of its own, on a thread of its own.
    func run<Result: Sendable>(observer: (any SocketObserver)? = nil, _ body: @escaping @Sendable (KernelHost) async throws -> Result) async throws -> Result {
        let world = try KernelWorld(waitingIn: waiting, observer: observer), host = world.host(named: "host")
        return try await world.loop.runOnItsOwnThread { try await body(host) }
    }
}

extension KernelHost {
    /// What hangs on a datagram or an ICMP message, neither of which anybody promises to deliver: a busy machine drops them on
    /// loopback too. What has come to nothing after two seconds is made again, from the start.
    func persistently<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
        for _ in 1...20 {
            do { return try await withTimeLimit(.seconds(2), for: "a datagram") { try await body() } } catch let error as SocketError where error.code == .timedOut {}
        }
        throw SocketError(.timedOut, during: "twenty times", of: "a datagram")
    }
}

extension KernelWorld.Waiting {
    static var here: [KernelWorld.Waiting] {
        #if os(Linux)
        [.epoll, .poll]
        #else
        [.poll]
        #endif
    }
}

extension KernelStream {
    /// Receives until `count` bytes are there, or the end.
    func receive(exactly count: Int) async throws(SocketError) -> [UInt8] {
        var all: [UInt8] = []
        while all.count < count {
            let bytes = try await receive(atMost: count - all.count)
            if bytes.isEmpty { break }
            all += bytes
        }
        return all
    }

    /// Receives until the end.
    func receiveAll() async throws(SocketError) -> [UInt8] { try await receive(exactly: .max) }
}

/// Two ends of one connection over loopback.
func pair(on host: KernelHost, _ setting: Setting, options: StreamOptions = StreamOptions()) async throws -> (client: KernelStream, server: KernelStream) {
    let listener = try await host.listen(on: setting.anyPort)
    async let server = listener.accept()
    let client = try await host.connect(to: listener.localAddress, options: options)
    defer { listener.close() }
    return (client, try await server)
}

/// What `body` throws, as a code; nil when it throws nothing of ours.
func code(of body: () async throws -> Void) async -> SocketError.Code? {
    do { try await body(); return nil } catch { return (error as? SocketError)?.code }
}

/// What an observer has heard.
final class Chronicle: SocketObserver, @unchecked Sendable {
    private(set) var events: [SocketEvent] = []
    func observe(_ event: SocketEvent) { events.append(event) }
}
