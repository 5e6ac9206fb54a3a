import CLinux
public import Sockets
public import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A UDP socket of the operating system. Belongs to its world's loop.
public final class KernelDatagramSocket: DatagramSocket, @unchecked Sendable {
    private let channel: Channel
    private var story: StoryThread
    private var local: SocketAddress
    private var peer: SocketAddress?
    private var isReceiving = false, isSending = false
    private var errors: ErrorQueue?

    init(_ channel: Channel, at address: SocketAddress, story: StoryThread) {
        self.channel = channel
        self.story = story
        local = address
    }

    public var localAddress: SocketAddress { local }

    private func error(_ code: SocketError.Code, during operation: String, of subject: SocketAddress? = nil) -> SocketError {
        story.failing(SocketError(code, during: operation, of: (subject ?? peer).map { "\($0)" } ?? ""))
    }

    private func error(errno number: Int32, during operation: String, of subject: SocketAddress? = nil) -> SocketError {
        story.failing(SocketError(errno: number, during: operation, of: (subject ?? peer).map { "\($0)" } ?? ""))
    }

    public func connect(to address: SocketAddress) throws(SocketError) {
        guard channel.world.loop.checkCurrent() else { throw SocketError(.cancelled, during: "connect") }
        guard channel.isOpen else { throw error(.closed, during: "connect", of: address) }
        guard address.withSockaddr({ Platform.connect(channel.number, $0, $1) }) == 0 else { throw error(errno: errno, during: "connect", of: address) }
        peer = address
        if let address = SocketAddress(localOf: channel.number) { local = address }
        story.tell(.connect(address))
    }

    public func send(_ bytes: [UInt8], to address: SocketAddress?) async throws(SocketError) {
        guard channel.world.loop.checkCurrent() else { throw SocketError(.cancelled, during: "send") }
        guard let remote = address ?? peer else { throw error(.notConnected, during: "send") }
        guard !isSending else { throw error(.alreadyWaiting, during: "send", of: remote) }
        isSending = true
        defer { isSending = false }
        story.tell(.sendDatagram(bytes, local: local, remote: remote))
        if channel.hasHadItsTurn { await Task.yield() }
        var isSecondTry = false
        while true {
            guard channel.isOpen else { throw error(.closed, during: "send", of: remote) }
            if Platform.send(channel.number, bytes, to: address) >= 0 { return }
            switch errno {
            case EINTR: continue
            case EAGAIN: break
            case _ where errors != nil && !isSecondTry:
                // The system reports an ICMP error of an earlier datagram here as well; it is in the queue.
                isSecondTry = true
                continue
            case let number: throw error(errno: number, during: "send", of: remote)
            }
            if let code = await channel.wait(for: .write).failure { throw error(code, during: "send", of: remote) }
        }
    }

    public func receive(atMost maximum: Int) async throws(SocketError) -> (bytes: [UInt8], from: SocketAddress) {
        guard channel.world.loop.checkCurrent() else { throw SocketError(.cancelled, during: "receive") }
        guard maximum >= 0 else { throw error(.invalidArgument, during: "receive") }
        guard !isReceiving else { throw error(.alreadyWaiting, during: "receive") }
        isReceiving = true
        defer { isReceiving = false }
        let scratch = channel.world.driver.scratch
        if channel.hasHadItsTurn { await Task.yield() }
        while true {
            if Task.isCancelled { throw error(.cancelled, during: "receive") }
            guard channel.isOpen else { throw error(.closed, during: "receive") }
            if channel.mayRead {
                var from = sockaddr_storage(), length = socklen_t(MemoryLayout<sockaddr_storage>.size)
                let count = withUnsafeMutablePointer(to: &from) {
                    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { recvfrom(channel.number, scratch.baseAddress, min(maximum, scratch.count), 0, $0, &length) }
                }
                if count >= 0 {
                    guard let remote = SocketAddress(from) ?? peer else { continue }
                    let bytes = [UInt8](UnsafeRawBufferPointer(start: scratch.baseAddress, count: count))
                    story.tell(.receiveDatagram(bytes, local: local, remote: remote))
                    return (bytes, remote)
                }
                switch errno {
                case EINTR: continue
                case EAGAIN: channel.mayRead = false
                case _ where errors != nil: continue
                case let number: throw error(errno: number, during: "receive")
                }
            }
            if let code = await channel.wait(for: .read).failure { throw error(code, during: "receive") }
        }
    }

    public func setTimeToLive(_ hops: UInt8) throws(SocketError) {
        guard channel.world.loop.checkCurrent() else { throw SocketError(.cancelled, during: "setTimeToLive") }
        guard channel.isOpen else { throw error(.closed, during: "setTimeToLive") }
        guard Platform.setHops(channel.number, family: local.family, hops) else { throw error(errno: errno, during: "setTimeToLive") }
    }

    public func keepErrors() throws(SocketError) {
        guard channel.world.loop.checkCurrent() else { throw SocketError(.cancelled, during: "keepErrors") }
        guard channel.isOpen else { throw error(.closed, during: "keepErrors") }
        guard errors == nil else { return }
        do { errors = try ErrorQueue(of: channel, family: local.family) } catch { throw story.failing(error) }
    }

    public func receiveError() async throws(SocketError) -> ReturnedError {
        try keepErrors()
        guard let errors else { throw error(.closed, during: "receiveError") }
        do {
            let returned = try await errors.next()
            story.tell(.errorReturned(returned))
            return returned
        } catch { throw story.failing(error) }
    }

    public func close() {
        guard channel.world.loop.checkCurrent(), channel.isOpen else { return }
        story.tell(.close(local: local, remote: peer))
        channel.close()
    }
}
