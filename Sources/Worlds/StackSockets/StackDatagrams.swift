public import Sockets
import Stack
public import Wire

/// A UDP socket of our own stack.
public final class StackDatagrams: DatagramSocket, WatchedSocket, @unchecked Sendable {
    public private(set) var localAddress: SocketAddress

    private let host: StackHost
    private let id: SocketID
    private var remote: SocketAddress?
    private var isOpen = true
    private let reader: Waiter
    private let errorReader: Waiter
    private var thread: StoryThread

    init(_ host: StackHost, _ id: SocketID, _ local: SocketAddress, _ thread: StoryThread) {
        self.host = host
        self.id = id
        localAddress = local
        reader = Waiter(host)
        errorReader = Waiter(host)
        self.thread = thread
        host.add(self, id)
    }

    deinit { if isOpen { shut() } }

    private func perform<Result>(_ operation: String, _ subject: @autoclosure () -> String, _ body: (Stack, inout Turn) throws(StackError) -> Result) throws(SocketError) -> Result {
        guard isOpen else { throw SocketError(.closed, during: operation, of: subject()) }
        do { return try host.world.perform(causedBy: thread.latest, body) } catch { throw thread.failing(SocketError(error, during: operation, of: subject())) }
    }

    public func connect(to address: SocketAddress) throws(SocketError) {
        guard host.world.loop.checkCurrent() else { throw SocketError(.closed, during: "connect", of: "\(address)") }
        let id = id
        let local = try perform("connect", "\(address)") { (stack, turn) throws(StackError) in
            try stack.connectDatagrams(id, to: address, &turn)
            return stack.localAddress(ofDatagrams: id)
        }
        remote = address
        if let local { localAddress = local }
        thread.tell(.connect(address))
    }

    public func setTimeToLive(_ hops: UInt8) throws(SocketError) {
        let id = id
        try perform("setTimeToLive", "\(hops)") { (stack, _) throws(StackError) in try stack.setTimeToLive(hops, ofDatagrams: id) }
    }

    public func keepErrors() throws(SocketError) {
        let id = id
        try perform("keepErrors", "") { (stack, _) throws(StackError) in try stack.keepErrors(id) }
    }

    /// From now on nothing that this socket sends is cut: what does not fit is refused with `.messageTooLong` (`IP_PMTUDISC_DO`).
    public func forbidFragments() throws(SocketError) {
        let id = id
        try perform("forbidFragments", "") { (stack, _) throws(StackError) in try stack.forbidFragments(ofDatagrams: id) }
    }

    /// Listens to a group on a link from now on (`IP_ADD_MEMBERSHIP`). The host does, for all its sockets, until ``leave(_:interface:)``.
    public func join(_ group: IPAddress, interface: Int = 0) throws(SocketError) {
        try perform("join", "\(group)") { (stack, turn) throws(StackError) in try stack.join(group, on: interface, &turn) }
    }

    public func leave(_ group: IPAddress, interface: Int = 0) throws(SocketError) {
        try perform("leave", "\(group)") { (stack, turn) throws(StackError) in stack.leave(group, on: interface, &turn) }
    }

    public func send(_ bytes: [UInt8], to address: SocketAddress?) async throws(SocketError) {
        let subject = (address ?? remote).map { "\($0)" } ?? ""
        try await host.beginCall("send", subject)
        guard let destination = address ?? remote else { throw SocketError(.notConnected, during: "send") }
        thread.tell(.sendDatagram(bytes, local: localAddress, remote: destination))
        let id = id
        try perform("send", subject) { (stack, turn) throws(StackError) in try stack.sendDatagram(bytes, from: id, to: address, &turn) }
    }

    public func receive(atMost maximum: Int) async throws(SocketError) -> (bytes: [UInt8], from: SocketAddress) {
        guard !reader.isTaken else { throw SocketError(.alreadyWaiting, during: "receive", of: "\(localAddress)") }
        reader.isTaken = true
        defer { reader.isTaken = false }
        try await host.beginCall("receive", "\(localAddress)")
        var hasWaited = false
        while true {
            let id = id
            let datagram = try perform("receive", "\(localAddress)") { (stack, turn) throws(StackError) in try stack.receiveDatagram(id, atMost: maximum, &turn) }
            if let datagram {
                if hasWaited { host.endWait() }
                thread.tell(.receiveDatagram(datagram.bytes, local: localAddress, remote: datagram.from), causedBy: datagram.cause)
                return (datagram.bytes, datagram.from)
            }
            hasWaited = true
            switch await reader.wait("receive", "\(localAddress)") {
            case .changed, .timedOut: continue
            case .cancelled: throw SocketError(.cancelled, during: "receive", of: "\(localAddress)")
            case .closed: throw SocketError(.closed, during: "receive", of: "\(localAddress)")
            }
        }
    }

    public func receiveError() async throws(SocketError) -> ReturnedError {
        guard !errorReader.isTaken else { throw SocketError(.alreadyWaiting, during: "receiveError", of: "\(localAddress)") }
        errorReader.isTaken = true
        defer { errorReader.isTaken = false }
        try keepErrors()
        try await host.beginCall("receiveError", "\(localAddress)")
        var hasWaited = false
        while true {
            let id = id
            let report = try perform("receiveError", "\(localAddress)") { (stack, _) throws(StackError) in try stack.takeError(id) }
            if let report {
                if hasWaited { host.endWait() }
                let error = ReturnedError(report)
                thread.tell(.errorReturned(error), causedBy: report.cause)
                return error
            }
            hasWaited = true
            switch await errorReader.wait("receiveError", "\(localAddress)") {
            case .changed, .timedOut: continue
            case .cancelled: throw SocketError(.cancelled, during: "receiveError", of: "\(localAddress)")
            case .closed: throw SocketError(.closed, during: "receiveError", of: "\(localAddress)")
            }
        }
    }

    public func close() {
        guard host.world.loop.checkCurrent(), isOpen else { return }
        thread.tell(.close(local: localAddress, remote: remote))
        shut()
        reader.wake(.closed)
        errorReader.wake(.closed)
    }

    private func shut() {
        isOpen = false
        host.remove(id)
        let id = id
        try? host.world.perform(causedBy: thread.latest) { (stack, _) throws(StackError) in stack.closeDatagrams(id) }
    }

    func changed(causedBy cause: EventID) {
        reader.wake(.changed)
        errorReader.wake(.changed)
    }

    func crashed() {
        isOpen = false
        reader.wake(.closed)
        errorReader.wake(.closed)
    }
}

extension ReturnedError {
    init(_ report: ICMPReport) {
        self.init(reporter: report.reporter, destination: report.destination, type: report.type, code: report.code, nextHopMTU: report.nextHopMTU, sequence: report.sequence, payload: report.payload)
    }
}
