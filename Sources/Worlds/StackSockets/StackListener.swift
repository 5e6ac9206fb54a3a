public import Sockets
import Stack
public import Wire

/// A TCP port of our own stack that listens.
public final class StackListener: StreamListener, WatchedSocket, @unchecked Sendable {
    public typealias Element = StackStream
    public let localAddress: SocketAddress

    private let host: StackHost
    private let id: SocketID
    private var isOpen = true
    private let waiter: Waiter
    private var thread: StoryThread
    private var wokenBy = EventID.none

    init(_ host: StackHost, _ id: SocketID, _ local: SocketAddress, _ thread: StoryThread) {
        self.host = host
        self.id = id
        localAddress = local
        waiter = Waiter(host)
        self.thread = thread
        host.add(self, id)
    }

    deinit { if isOpen { shut() } }

    public func accept() async throws(SocketError) -> StackStream {
        guard isOpen else { throw SocketError(.closed, during: "accept", of: "\(localAddress)") }
        guard !waiter.isTaken else { throw SocketError(.alreadyWaiting, during: "accept", of: "\(localAddress)") }
        waiter.isTaken = true
        defer { waiter.isTaken = false }
        try await host.beginCall("accept", "\(localAddress)")
        while true {
            guard isOpen else { throw SocketError(.closed, during: "accept", of: "\(localAddress)") }
            let id = id
            do {
                let accepted = try host.world.perform(causedBy: thread.latest) { (stack, _) throws(StackError) in try stack.accept(id) }
                if let accepted {
                    host.endWait()
                    var branch = thread
                    branch.tell(.accepted(local: accepted.pair.local, remote: accepted.pair.remote), causedBy: wokenBy)
                    return StackStream(host, accepted.socket, local: accepted.pair.local, remote: accepted.pair.remote, branch)
                }
            } catch { throw SocketError(error, during: "accept", of: "\(localAddress)") }
            switch await waiter.wait("accept", "\(localAddress)") {
            case .changed, .timedOut: continue
            case .cancelled: throw SocketError(.cancelled, during: "accept", of: "\(localAddress)")
            case .closed: throw SocketError(.closed, during: "accept", of: "\(localAddress)")
            }
        }
    }

    public func close() {
        guard host.world.loop.checkCurrent(), isOpen else { return }
        thread.tell(.close(local: localAddress, remote: nil))
        shut()
        waiter.wake(.closed)
    }

    private func shut() {
        isOpen = false
        host.remove(id)
        let id = id
        try? host.world.perform(causedBy: thread.latest) { (stack, turn) throws(StackError) in stack.closeListener(id, &turn) }
    }

    func changed(causedBy cause: EventID) {
        wokenBy = cause
        waiter.wake(.changed)
    }

    func crashed() {
        isOpen = false
        waiter.wake(.closed)
    }

    public func makeAsyncIterator() -> Iterator { Iterator(listener: self) }

    /// Accepts one connection after another; ends when the listener is closed.
    public struct Iterator: AsyncIteratorProtocol {
        fileprivate let listener: StackListener

        public mutating func next() async throws(SocketError) -> StackStream? { try await next(isolation: nil) }

        public mutating func next(isolation actor: isolated (any Actor)?) async throws(SocketError) -> StackStream? {
            do { return try await listener.accept() } catch {
                if error.code == .closed { return nil }
                throw error
            }
        }
    }
}
