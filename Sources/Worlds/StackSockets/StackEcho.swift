public import Sockets
import Stack
public import Wire

/// A socket of our own stack for echo requests.
public final class StackEcho: EchoSocket, WatchedSocket, @unchecked Sendable {
    public let identifier: UInt16

    private let host: StackHost
    private let id: SocketID
    private var isOpen = true
    private let waiter: Waiter
    private var thread: StoryThread

    init(_ host: StackHost, _ id: SocketID, identifier: UInt16, _ thread: StoryThread) {
        self.host = host
        self.id = id
        self.identifier = identifier
        waiter = Waiter(host)
        self.thread = thread
        host.add(self, id)
    }

    deinit { if isOpen { shut() } }

    private func perform<Result>(_ operation: String, _ subject: @autoclosure () -> String, _ body: (Stack, inout Turn) throws(StackError) -> Result) throws(SocketError) -> Result {
        guard isOpen else { throw SocketError(.closed, during: operation, of: subject()) }
        do { return try host.world.perform(causedBy: thread.latest, body) } catch { throw thread.failing(SocketError(error, during: operation, of: subject())) }
    }

    public func send(_ payload: [UInt8], sequence: UInt16, to address: IPAddress) async throws(SocketError) {
        try await host.beginCall("send", "\(address)")
        thread.tell(.sendEcho(payload, sequence: sequence, remote: address))
        let id = id
        try perform("send", "\(address)") { (stack, turn) throws(StackError) in try stack.sendEcho(payload, sequence: sequence, from: id, to: address, &turn) }
    }

    public func receive() async throws(SocketError) -> EchoAnswer {
        guard !waiter.isTaken else { throw SocketError(.alreadyWaiting, during: "receive") }
        waiter.isTaken = true
        defer { waiter.isTaken = false }
        try await host.beginCall("receive", "")
        var hasWaited = false
        while true {
            let id = id
            let arrival = try perform("receive", "") { (stack, _) throws(StackError) in try stack.receiveEcho(id) }
            if let (answer, cause) = arrival {
                if hasWaited { host.endWait() }
                switch answer {
                case .reply(let reply):
                    thread.tell(.receiveEcho(reply.payload, sequence: reply.sequence, remote: reply.from), causedBy: cause)
                    return .reply(EchoReply(from: reply.from, sequence: reply.sequence, payload: reply.payload, timeToLive: reply.timeToLive))
                case .error(let report):
                    let error = ReturnedError(report)
                    thread.tell(.errorReturned(error), causedBy: cause)
                    return .error(error)
                }
            }
            hasWaited = true
            switch await waiter.wait("receive", "echo \(identifier)") {
            case .changed, .timedOut: continue
            case .cancelled: throw SocketError(.cancelled, during: "receive", of: "echo \(identifier)")
            case .closed: throw SocketError(.closed, during: "receive", of: "echo \(identifier)")
            }
        }
    }

    public func setTimeToLive(_ hops: UInt8) throws(SocketError) {
        let id = id
        try perform("setTimeToLive", "\(hops)") { (stack, _) throws(StackError) in try stack.setTimeToLive(hops, ofEcho: id) }
    }

    public func close() {
        guard host.world.loop.checkCurrent(), isOpen else { return }
        thread.tell(.close(local: SocketAddress(.v4(.any), 0), remote: nil))
        shut()
        waiter.wake(.closed)
    }

    private func shut() {
        isOpen = false
        host.remove(id)
        let id = id
        try? host.world.perform(causedBy: thread.latest) { (stack, _) throws(StackError) in stack.closeEcho(id) }
    }

    func changed(causedBy cause: EventID) { waiter.wake(.changed) }

    func crashed() {
        isOpen = false
        waiter.wake(.closed)
    }
}
