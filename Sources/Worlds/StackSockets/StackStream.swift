public import Sockets
import Stack
public import Wire

/// A TCP connection of our own stack.
public final class StackStream: ByteStream, WatchedSocket, @unchecked Sendable {
    public let localAddress: SocketAddress
    public let remoteAddress: SocketAddress

    private let host: StackHost
    private let id: SocketID
    private var isOpen = true
    private var hasCrashed = false
    private let reader: Waiter
    private let writer: Waiter
    private var thread: StoryThread
    /// The frame or timer that last changed something here.
    private var wokenBy = EventID.none

    init(_ host: StackHost, _ id: SocketID, local: SocketAddress, remote: SocketAddress, _ thread: StoryThread) {
        self.host = host
        self.id = id
        localAddress = local
        remoteAddress = remote
        reader = Waiter(host)
        writer = Waiter(host)
        self.thread = thread
        host.add(self, id)
    }

    deinit {
        guard isOpen else { return }
        let id = id
        host.remove(id)
        try? host.world.perform(causedBy: thread.latest) { (stack, turn) throws(StackError) in stack.closeStream(id, &turn) }
    }

    /// Waits for the end of the handshake.
    func finishConnecting(timeout: Duration?) async throws(SocketError) {
        let deadline = timeout.map { host.world.loop.now.advanced(by: $0) }
        while true {
            let id = id
            let state = try? host.world.perform(causedBy: .none) { (stack, _) throws(StackError) in stack.streamState(id) }
            guard let (state, failure) = state ?? nil else { throw finish(.closed, "connect") }
            if let failure {
                release()
                throw fail(SocketError(StackError(failure), during: "connect", of: "\(remoteAddress)"))
            }
            if state.isSynchronized {
                host.endWait()
                thread.tell(.connected(local: localAddress, remote: remoteAddress), causedBy: wokenBy)
                return
            }
            switch await writer.wait("connect", "\(remoteAddress)", until: deadline) {
            case .changed: continue
            case .cancelled:
                giveUp()
                throw finish(.cancelled, "connect")
            case .timedOut:
                giveUp()
                throw finish(.timedOut, "connect")
            case .closed: throw finish(hasCrashed ? .aborted : .closed, "connect")
            }
        }
    }

    public func receive(atMost maximum: Int) async throws(SocketError) -> [UInt8] {
        guard isOpen else { throw finish(.closed, "receive") }
        guard !reader.isTaken else { throw SocketError(.alreadyWaiting, during: "receive", of: "\(remoteAddress)") }
        guard maximum > 0 else { return [] }
        reader.isTaken = true
        defer { reader.isTaken = false }
        try await host.beginCall("receive", "\(remoteAddress)")
        var hasWaited = false
        while true {
            guard isOpen else { throw finish(hasCrashed ? .aborted : .closed, "receive") }
            let id = id
            let bytes: [UInt8]?
            do {
                bytes = try host.world.perform(causedBy: thread.latest) { (stack, turn) throws(StackError) in try stack.receive(atMost: maximum, on: id, &turn) }
            } catch { throw fail(SocketError(error, during: "receive", of: "\(remoteAddress)")) }
            if let bytes {
                if hasWaited { host.endWait() }
                let cause = wokenBy == .none ? thread.latest : wokenBy
                if bytes.isEmpty {
                    thread.tell(.endOfStream(local: localAddress, remote: remoteAddress), causedBy: cause)
                } else {
                    thread.tell(.receive(bytes, local: localAddress, remote: remoteAddress), causedBy: cause)
                }
                return bytes
            }
            hasWaited = true
            switch await reader.wait("receive", "\(remoteAddress)") {
            case .changed, .timedOut: continue
            case .cancelled: throw finish(.cancelled, "receive")
            case .closed: throw finish(hasCrashed ? .aborted : .closed, "receive")
            }
        }
    }

    public func send(_ bytes: [UInt8]) async throws(SocketError) {
        guard isOpen else { throw finish(.closed, "send") }
        guard !writer.isTaken else { throw SocketError(.alreadyWaiting, during: "send", of: "\(remoteAddress)") }
        writer.isTaken = true
        defer { writer.isTaken = false }
        try await host.beginCall("send", "\(remoteAddress)")
        thread.tell(.send(bytes, local: localAddress, remote: remoteAddress))
        let call = thread.latest
        var sent = 0
        while true {
            guard isOpen else { throw finish(hasCrashed ? .aborted : .closed, "send") }
            let id = id, offset = sent
            do {
                sent += try host.world.perform(causedBy: call) { (stack, turn) throws(StackError) in try stack.send(bytes, from: offset, on: id, &turn) }
            } catch { throw fail(SocketError(error, during: "send", of: "\(remoteAddress)")) }
            if sent >= bytes.count {
                if offset > 0 { host.endWait() }
                return
            }
            switch await writer.wait("send", "\(remoteAddress)") {
            case .changed, .timedOut: continue
            case .cancelled: throw finish(.cancelled, "send")
            case .closed: throw finish(hasCrashed ? .aborted : .closed, "send")
            }
        }
    }

    public func finishSending() async throws(SocketError) {
        guard isOpen else { throw finish(.closed, "finishSending") }
        try await host.beginCall("finishSending", "\(remoteAddress)")
        guard isOpen else { throw finish(hasCrashed ? .aborted : .closed, "finishSending") }
        thread.tell(.finishSending(local: localAddress, remote: remoteAddress))
        let id = id
        do {
            try host.world.perform(causedBy: thread.latest) { (stack, turn) throws(StackError) in try stack.finishSending(id, &turn) }
        } catch { throw fail(SocketError(error, during: "finishSending", of: "\(remoteAddress)")) }
    }

    public func close() async {
        guard isOpen, host.world.loop.isCurrent else { return }
        await host.beginLastCall()
        guard isOpen else { return }
        thread.tell(.close(local: localAddress, remote: remoteAddress))
        release()
        let id = id
        try? host.world.perform(causedBy: thread.latest) { (stack, turn) throws(StackError) in stack.closeStream(id, &turn) }
        wakeAll()
    }

    public func tell(_ kind: @autoclosure () -> SocketEvent.Kind) { thread.tell(kind()) }

    public func abort() {
        guard host.world.loop.checkCurrent(), isOpen else { return }
        thread.tell(.abort(local: localAddress, remote: remoteAddress))
        giveUp()
        wakeAll()
    }

    /// A program's tasks that wait here are told that the stream is gone.
    private func wakeAll() {
        reader.wake(.closed)
        writer.wake(.closed)
    }

    private func giveUp() {
        release()
        let id = id
        try? host.world.perform(causedBy: thread.latest) { (stack, turn) throws(StackError) in stack.abortStream(id, &turn) }
    }

    private func release() {
        isOpen = false
        host.remove(id)
    }

    private func finish(_ code: SocketError.Code, _ operation: String) -> SocketError { fail(SocketError(code, during: operation, of: "\(remoteAddress)")) }
    private func fail(_ error: SocketError) -> SocketError { thread.failing(error) }

    func changed(causedBy cause: EventID) {
        wokenBy = cause
        reader.wake(.changed)
        writer.wake(.changed)
    }

    func crashed() {
        isOpen = false
        hasCrashed = true
        wakeAll()
    }
}
