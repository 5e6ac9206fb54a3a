import CLinux
public import Sockets
public import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A listening TCP socket of the operating system. Belongs to its world's loop.
public final class KernelListener: StreamListener, @unchecked Sendable {
    public typealias Element = KernelStream
    public typealias Failure = SocketError

    public let localAddress: SocketAddress
    private let channel: Channel
    private let options: StreamOptions
    private var story: StoryThread
    private var isAccepting = false
    /// Whether the lack of descriptors has been told already.
    private var isStarved = false

    init(_ channel: Channel, at address: SocketAddress, accepted options: StreamOptions, story: StoryThread) {
        self.channel = channel
        self.options = options
        self.story = story
        localAddress = address
    }

    private func error(_ code: SocketError.Code) -> SocketError {
        story.failing(SocketError(code, during: "accept", of: "\(localAddress)"))
    }

    private func error(errno number: Int32) -> SocketError {
        story.failing(SocketError(errno: number, during: "accept", of: "\(localAddress)"))
    }

    /// Waits for the next connection. What goes wrong with a connection before it is accepted is passed over; a process
    /// that has no descriptors left waits until one is closed.
    public func accept() async throws(SocketError) -> KernelStream {
        guard channel.world.loop.checkCurrent() else { throw SocketError(.cancelled, during: "accept") }
        guard !isAccepting else { throw error(.alreadyWaiting) }
        isAccepting = true
        defer { isAccepting = false }
        if channel.hasHadItsTurn { await Task.yield() }
        while true {
            if Task.isCancelled { throw error(.cancelled) }
            guard channel.isOpen else { throw SocketError(.closed, during: "accept", of: "\(localAddress)") }
            var need = Channel.Side.read, pause: Instant?
            if channel.mayRead {
                var storage = sockaddr_storage(), length = socklen_t(MemoryLayout<sockaddr_storage>.size)
                let number = clinux_accept(channel.number, &storage, &length)
                if number >= 0 {
                    isStarved = false
                    guard let stream = stream(FileDescriptor(owning: number), from: storage) else { continue }
                    return stream
                }
                switch errno {
                case EAGAIN:
                    channel.mayRead = false
                case let number where number == EMFILE || number == ENFILE || number == ENOBUFS || number == ENOMEM:
                    // Somebody knocks already, so readiness says nothing: try again when a descriptor of ours is closed,
                    // and in any case soon, for it may be another process that frees one.
                    if !isStarved { _ = error(errno: number) }
                    isStarved = true
                    channel.world.starve(channel)
                    need = .descriptor
                    pause = channel.world.loop.now + .milliseconds(100)
                case let number where number == EBADF || number == EINVAL || number == ENOTSOCK || number == EFAULT:
                    throw error(errno: number)
                default:
                    // EINTR, ECONNABORTED, and the network's errors that Linux hands out here: the next, please.
                    continue
                }
            }
            switch await channel.wait(for: need, until: pause) {
            case .ready, .timedOut: break
            case .cancelled: throw error(.cancelled)
            case .closed: throw SocketError(.closed, during: "accept", of: "\(localAddress)")
            }
        }
    }

    /// nil when the connection is gone again, or the loop cannot take it.
    private func stream(_ descriptor: consuming FileDescriptor, from storage: sockaddr_storage) -> KernelStream? {
        guard let remote = SocketAddress(storage), let local = SocketAddress(localOf: descriptor.number),
            let accepted = try? Channel(descriptor, in: channel.world) else { return nil }
        var thread = story.branch()
        thread.tell(.accepted(local: local, remote: remote))
        return KernelStream(accepted, local: local, remote: remote, options: options, story: thread)
    }

    public func close() {
        guard channel.world.loop.checkCurrent(), channel.isOpen else { return }
        story.tell(.close(local: localAddress, remote: nil))
        channel.close()
    }

    // MARK: - An asynchronous sequence

    public func makeAsyncIterator() -> Iterator { Iterator(listener: self) }

    /// Accepts one connection after another; ends when the listener is closed.
    public struct Iterator: AsyncIteratorProtocol {
        fileprivate let listener: KernelListener

        public mutating func next() async throws(SocketError) -> KernelStream? {
            try await next(isolation: nil)
        }

        public mutating func next(isolation actor: isolated (any Actor)?) async throws(SocketError) -> KernelStream? {
            do { return try await listener.accept() } catch {
                if error.code == .closed { return nil }
                throw error
            }
        }
    }
}
