import CLinux
public import Sockets
public import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A TCP connection of the operating system. Belongs to its world's loop.
public final class KernelStream: ByteStream, @unchecked Sendable {
    public let localAddress: SocketAddress
    public let remoteAddress: SocketAddress
    private let channel: Channel
    private var story: StoryThread
    /// Calls that are under way: at most one of each kind.
    private var isReceiving = false, isSending = false
    private var hasEnded = false

    init(_ channel: Channel, local: SocketAddress, remote: SocketAddress, options: StreamOptions, story: StoryThread) {
        self.channel = channel
        self.story = story
        localAddress = local
        remoteAddress = remote
        channel.world.remember(channel, host: story.host, local: local, remote: remote)
        if options.noDelay {
            var on: Int32 = 1
            setsockopt(channel.number, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        }
    }

    private func error(_ code: SocketError.Code, during operation: String) -> SocketError {
        story.failing(SocketError(code, during: operation, of: "\(remoteAddress)"))
    }

    private func error(errno number: Int32, during operation: String) -> SocketError {
        story.failing(SocketError(errno: number, during: operation, of: "\(remoteAddress)"))
    }

    public func receive(atMost maximum: Int) async throws(SocketError) -> [UInt8] {
        guard channel.world.loop.checkCurrent() else { throw SocketError(.cancelled, during: "receive") }
        guard maximum > 0 else { throw error(.invalidArgument, during: "receive") }
        guard !isReceiving else { throw error(.alreadyWaiting, during: "receive") }
        isReceiving = true
        defer { isReceiving = false }
        let scratch = channel.world.driver.scratch
        let size = min(maximum, scratch.count)
        if channel.hasHadItsTurn { await Task.yield() }
        while true {
            if Task.isCancelled { throw error(.cancelled, during: "receive") }
            guard channel.isOpen else { throw error(.closed, during: "receive") }
            if channel.mayRead {
                let count = recv(channel.number, scratch.baseAddress, size, 0)
                if count > 0 {
                    channel.count(count)
                    // Less than was asked for: the rest is yet to come, and will announce itself.
                    if count < size, !channel.isEnding { channel.mayRead = false }
                    let bytes = [UInt8](UnsafeRawBufferPointer(start: scratch.baseAddress, count: count))
                    story.tell(.receive(bytes, local: localAddress, remote: remoteAddress))
                    return bytes
                }
                if count == 0 {
                    if !hasEnded { story.tell(.endOfStream(local: localAddress, remote: remoteAddress)) }
                    hasEnded = true
                    return []
                }
                switch errno {
                case EINTR: continue
                case EAGAIN: channel.mayRead = false
                case let number: throw error(errno: number, during: "receive")
                }
            }
            if let code = await channel.wait(for: .read).failure { throw error(code, during: "receive") }
        }
    }

    public func send(_ bytes: [UInt8]) async throws(SocketError) {
        guard channel.world.loop.checkCurrent() else { throw SocketError(.cancelled, during: "send") }
        guard !isSending else { throw error(.alreadyWaiting, during: "send") }
        guard channel.isOpen else { throw error(.closed, during: "send") }
        guard !bytes.isEmpty else { return }
        isSending = true
        defer { isSending = false }
        story.tell(.send(bytes, local: localAddress, remote: remoteAddress))
        if channel.hasHadItsTurn { await Task.yield() }
        var sent = 0
        while true {
            guard channel.isOpen else { throw error(.closed, during: "send") }
            if channel.mayWrite {
                let count = bytes.withUnsafeBytes { all in
                    Platform.send(channel.number, all.baseAddress?.advanced(by: sent), all.count - sent)
                }
                if count >= 0 {
                    sent += count
                    channel.count(count)
                    if sent == bytes.count { return }
                    continue
                }
                switch errno {
                case EINTR: continue
                case EAGAIN: channel.mayWrite = false
                case let number: throw error(errno: number, during: "send")
                }
            }
            if let code = await channel.wait(for: .write).failure { throw error(code, during: "send") }
        }
    }

    public func finishSending() async throws(SocketError) {
        guard channel.world.loop.checkCurrent() else { throw SocketError(.cancelled, during: "finishSending") }
        guard channel.isOpen else { throw error(.closed, during: "finishSending") }
        guard !isSending else { throw error(.alreadyWaiting, during: "finishSending") }
        story.tell(.finishSending(local: localAddress, remote: remoteAddress))
        guard shutdown(channel.number, Platform.shutdownWrite) == 0 else { throw error(errno: errno, during: "finishSending") }
    }

    public func close() async {
        guard channel.world.loop.checkCurrent(), channel.isOpen else { return }
        story.tell(.close(local: localAddress, remote: remoteAddress))
        // The kernel answers what was left unread with a reset, which would destroy what we have sent: read it first.
        let scratch = channel.world.driver.scratch
        for _ in 0..<16 where !hasEnded { if recv(channel.number, scratch.baseAddress, scratch.count, 0) <= 0 { break } }
        channel.close()
    }

    public func tell(_ kind: @autoclosure () -> SocketEvent.Kind) { story.tell(kind()) }

    public func abort() {
        guard channel.world.loop.checkCurrent(), channel.isOpen else { return }
        story.tell(.abort(local: localAddress, remote: remoteAddress))
        var reset = linger(l_onoff: 1, l_linger: 0)
        setsockopt(channel.number, SOL_SOCKET, SO_LINGER, &reset, socklen_t(MemoryLayout<linger>.size))
        channel.close()
    }
}
