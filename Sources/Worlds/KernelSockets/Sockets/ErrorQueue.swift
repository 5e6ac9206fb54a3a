import CLinux
import Sockets
import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A socket's error queue (`IP_RECVERR`): the ICMP errors that came back for what it sent. Emptied as soon as the system
/// says that something is in it, because while anything is, every wait on the socket ends at once.
final class ErrorQueue {
    /// More than a program can be behind with; what comes then is dropped.
    private static let limit = 256
    private let channel: Channel
    private var kept: [ReturnedError] = []
    private var isWaiting = false
    /// Whether the messages begin with an ICMP header (echo requests) or with a UDP payload.
    private let isEcho: Bool
    /// For a raw socket, which hears of everybody's: the identifier of its own requests.
    private let identifier: UInt16?

    /// Asks for the queue. Throws where the system has none.
    init(of channel: Channel, family: Int32, isEcho: Bool = false, identifier: UInt16? = nil) throws(SocketError) {
        self.channel = channel
        self.isEcho = isEcho
        self.identifier = identifier
        guard clinux_keep_errors(channel.number, family) == 0 else { throw SocketError(errno: errno, during: "keepErrors") }
        channel.onError = { [weak self] in self?.empty() }
    }

    var isEmpty: Bool { kept.isEmpty }

    /// The oldest error; nil when there is none.
    func pop() -> ReturnedError? { kept.isEmpty ? nil : kept.removeFirst() }

    /// Waits for the oldest error.
    func next() async throws(SocketError) -> ReturnedError {
        guard !isWaiting else { throw SocketError(.alreadyWaiting, during: "receiveError") }
        isWaiting = true
        defer { isWaiting = false }
        while true {
            if Task.isCancelled { throw SocketError(.cancelled, during: "receiveError") }
            guard channel.isOpen else { throw SocketError(.closed, during: "receiveError") }
            if kept.isEmpty { empty() }
            if let error = pop() { return error }
            if let code = await channel.wait(for: .error).failure { throw SocketError(code, during: "receiveError") }
        }
    }

    private func empty() {
        let scratch = channel.world.driver.scratch
        var entry = clinux_returned_error(), hasNew = false
        while channel.isOpen {
            let count = clinux_take_error(channel.number, &entry, scratch.baseAddress, scratch.count)
            if count < 0 {
                if errno == EINTR { continue }
                break
            }
            guard let error = read(entry, UnsafeRawBufferPointer(start: scratch.baseAddress, count: count)) else { continue }
            hasNew = true
            if kept.count < Self.limit { kept.append(error) }
        }
        if hasNew { channel.wake(.error, .ready) }
    }

    private func read(_ entry: clinux_returned_error, _ message: UnsafeRawBufferPointer) -> ReturnedError? {
        guard let destination = SocketAddress(entry.destination) else { return nil }
        let isV4 = destination.family == AF_INET
        // SO_EE_ORIGIN: 1 the host itself, 2 ICMP, 3 ICMPv6.
        var (type, code) = (entry.type, entry.code)
        switch entry.origin {
        case 2, 3: break
        case 1 where entry.number == UInt32(EMSGSIZE): (type, code) = isV4 ? (3, 4) : (2, 0)
        case 1: (type, code) = isV4 ? (3, 1) : (1, 3)
        default: return nil
        }
        let reporter = SocketAddress(entry.reporter)?.address ?? SocketAddress(localOf: channel.number)?.address ?? destination.address
        var returned = ReturnedError(reporter: reporter, destination: destination, type: type, code: code)
        if returned.meaning == .tooBig { returned.nextHopMTU = entry.info }
        guard isEcho else {
            returned.payload = Array(message)
            return returned
        }
        // Type, code, checksum, identifier, sequence number: two bytes each but the first two (RFC 792).
        returned.destination.port = 0
        if message.count >= 8 {
            if let identifier, identifier != UInt16(message[4]) << 8 | UInt16(message[5]) { return nil }
            returned.sequence = UInt16(message[6]) << 8 | UInt16(message[7])
            returned.payload = Array(message.dropFirst(8))
        } else if identifier != nil {
            return nil
        }
        return returned
    }
}
