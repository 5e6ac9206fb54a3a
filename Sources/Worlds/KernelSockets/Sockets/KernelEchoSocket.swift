import CLinux
public import Sockets
public import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// ICMP or ICMPv6 echo through the operating system: a "ping socket" where it lets this user have one, otherwise a raw
/// socket, which takes root. Belongs to its world's loop.
public final class KernelEchoSocket: EchoSocket, @unchecked Sendable {
    public let identifier: UInt16
    private let channel: Channel
    private let family: Int32
    /// A raw socket sees everybody's replies, IPv4's with the IP header in front.
    private let isRaw: Bool
    private var story: StoryThread
    private var errors: ErrorQueue?
    private var isReceiving = false, isSending = false

    init(on address: SocketAddress, world: KernelWorld, makeSocket: SocketMaker, story: StoryThread, random: HostRandom) throws(SocketError) {
        var random = random
        family = address.family
        self.story = story
        let control = family == AF_INET ? Int32(IPPROTO_ICMP) : Int32(IPPROTO_ICMPV6)
        var number = makeSocket(family, Platform.datagram, control)
        isRaw = number < 0 && (errno == EACCES || errno == EPERM || errno == EPROTONOSUPPORT)
        if isRaw { number = makeSocket(family, Platform.raw, control) }
        guard number >= 0 else { throw SocketError(errno: errno, during: "openEcho", of: "\(address.address)") }
        let descriptor = FileDescriptor(owning: number)
        guard address.withSockaddr({ Platform.bind(number, $0, $1) }) == 0 else { throw SocketError(errno: errno, during: "openEcho", of: "\(address.address)") }
        _ = clinux_tell_hops(number, family)
        if isRaw { _ = clinux_filter_echo_replies(number, family) }
        // A ping socket's port is the identifier that the system writes into its requests.
        let port = SocketAddress(localOf: number)?.port ?? 0
        identifier = isRaw || port == 0 ? UInt16.random(in: 1 ... .max, using: &random) : port
        channel = try Channel(descriptor, in: world)
        errors = try? ErrorQueue(of: channel, family: family, isEcho: true, identifier: isRaw ? identifier : nil)
    }

    private func error(_ code: SocketError.Code, during operation: String, of subject: IPAddress? = nil) -> SocketError {
        story.failing(SocketError(code, during: operation, of: subject.map { "\($0)" } ?? ""))
    }

    private func error(errno number: Int32, during operation: String, of subject: IPAddress? = nil) -> SocketError {
        story.failing(SocketError(errno: number, during: operation, of: subject.map { "\($0)" } ?? ""))
    }

    /// RFC 792, RFC 4443 section 4.1: type, code 0, checksum, identifier, sequence number, data. The checksum of ICMPv6,
    /// and all of a ping socket's, are the system's to fill in.
    private func request(_ payload: [UInt8], sequence: UInt16) -> [UInt8] {
        var writer = ByteWriter(capacity: 8 + payload.count)
        writer.uint8(family == AF_INET ? 8 : 128)
        writer.uint8(0)
        writer.uint16(0)
        writer.uint16(identifier)
        writer.uint16(sequence)
        writer.write(payload)
        if family == AF_INET { writer.patch(uint16: InternetChecksum.of(writer.bytes), at: 2) }
        return writer.bytes
    }

    public func send(_ payload: [UInt8], sequence: UInt16, to address: IPAddress) async throws(SocketError) {
        guard channel.world.loop.checkCurrent() else { throw SocketError(.cancelled, during: "send") }
        guard !isSending else { throw error(.alreadyWaiting, during: "send", of: address) }
        isSending = true
        defer { isSending = false }
        story.tell(.sendEcho(payload, sequence: sequence, remote: address))
        let message = request(payload, sequence: sequence), destination = SocketAddress(address, 0)
        var isSecondTry = false
        while true {
            guard channel.isOpen else { throw error(.closed, during: "send", of: address) }
            if Platform.send(channel.number, message, to: destination) >= 0 { return }
            switch errno {
            case EINTR: continue
            case EAGAIN: break
            case _ where errors != nil && !isSecondTry:
                // An ICMP error of an earlier request is reported here as well; it is in the queue.
                isSecondTry = true
                continue
            case let number: throw error(errno: number, during: "send", of: address)
            }
            if let code = await channel.wait(for: .write).failure { throw error(code, during: "send", of: address) }
        }
    }

    public func receive() async throws(SocketError) -> EchoAnswer {
        guard channel.world.loop.checkCurrent() else { throw SocketError(.cancelled, during: "receive") }
        guard !isReceiving else { throw error(.alreadyWaiting, during: "receive") }
        isReceiving = true
        defer { isReceiving = false }
        let scratch = channel.world.driver.scratch
        while true {
            if Task.isCancelled { throw error(.cancelled, during: "receive") }
            guard channel.isOpen else { throw error(.closed, during: "receive") }
            if let returned = errors?.pop() {
                story.tell(.errorReturned(returned))
                return .error(returned)
            }
            if channel.mayRead {
                var from = sockaddr_storage(), hops: Int32 = -1
                let count = clinux_receive_with_hops(channel.number, scratch.baseAddress, scratch.count, &from, &hops)
                if count >= 0 {
                    guard let remote = SocketAddress(from), let reply = reply(Array(scratch[..<count]), from: remote.address, hops: hops) else { continue }
                    story.tell(.receiveEcho(reply.payload, sequence: reply.sequence, remote: reply.from))
                    return .reply(reply)
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

    /// nil for what is no reply to one of this socket's requests.
    private func reply(_ message: [UInt8], from: IPAddress, hops: Int32) -> EchoReply? {
        var message = message[...]
        if isRaw, family == AF_INET {
            guard let first = message.first else { return nil }
            message = message.dropFirst(Int(first & 15) * 4)
        }
        guard message.count >= 8, message[message.startIndex] == (family == AF_INET ? 0 : 129) else { return nil }
        let header = Array(message.prefix(8))
        guard UInt16(header[4]) << 8 | UInt16(header[5]) == identifier else { return nil }
        return EchoReply(from: from, sequence: UInt16(header[6]) << 8 | UInt16(header[7]), payload: Array(message.dropFirst(8)), timeToLive: UInt8(exactly: hops))
    }

    public func setTimeToLive(_ hops: UInt8) throws(SocketError) {
        guard channel.world.loop.checkCurrent() else { throw SocketError(.cancelled, during: "setTimeToLive") }
        guard channel.isOpen else { throw error(.closed, during: "setTimeToLive") }
        guard Platform.setHops(channel.number, family: family, hops) else { throw error(errno: errno, during: "setTimeToLive") }
    }

    public func close() {
        guard channel.world.loop.checkCurrent() else { return }
        channel.close()
    }
}
