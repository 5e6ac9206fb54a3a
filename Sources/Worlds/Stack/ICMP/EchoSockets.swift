import NetworkLayer
public import Wire

/// An echo reply as it arrived.
public struct EchoReplyArrival: Hashable, Sendable {
    public var from: IPAddress
    public var sequence: UInt16
    public var payload: [UInt8]
    /// Hops that were left.
    public var timeToLive: UInt8
}

/// What came back for an echo request.
public enum EchoArrival: Hashable, Sendable {
    case reply(EchoReplyArrival)
    case error(ICMPReport)
}

/// A socket for echo requests, told from others by its identifier.
struct EchoSocketState: Sendable {
    let id: SocketID
    let identifier: UInt16
    let isIPv6: Bool
    /// The address that requests come from; nil lets the route decide.
    var local: IPAddress?
    var timeToLive: UInt8?
    var waiting: [(EchoArrival, cause: EventID)] = []

    static let limit = 256
}

struct EchoSockets: Sendable {
    var sockets: [EchoSocketState] = []
}

extension Stack {
    /// Opens a socket for echo requests of one version of IP.
    public func openEcho(on address: IPAddress) throws(StackError) -> (socket: SocketID, identifier: UInt16) {
        guard address.isAny || owns(address) else { throw .addressNotAvailable }
        // Like a port: any that is free.
        var identifier = UInt16(truncatingIfNeeded: echoes.sockets.count + 1)
        while echoes.sockets.contains(where: { $0.identifier == identifier }) { identifier &+= 1 }
        let id = makeSocketID()
        echoes.sockets.append(EchoSocketState(id: id, identifier: identifier, isIPv6: address.version == 6, local: address.isAny ? nil : address))
        return (id, identifier)
    }

    public func setTimeToLive(_ hops: UInt8, ofEcho id: SocketID) throws(StackError) {
        guard let index = echoes.sockets.firstIndex(where: { $0.id == id }) else { throw .closed }
        guard hops > 0 else { throw .invalidArgument }
        echoes.sockets[index].timeToLive = hops
    }

    /// Sends an echo request.
    public func sendEcho(_ payload: [UInt8], sequence: UInt16, from id: SocketID, to destination: IPAddress, _ turn: inout Turn) throws(StackError) {
        guard let socket = echoes.sockets.first(where: { $0.id == id }) else { throw .closed }
        guard payload.count <= 65_507 else { throw .messageTooLong }
        let echo = ICMPEcho(identifier: socket.identifier, sequenceNumber: sequence, payload: payload)
        switch destination {
        case .v4(let v4):
            guard !socket.isIPv6 else { throw .invalidArgument }
            var own: IPv4Address?
            if case .v4(let address)? = socket.local { own = address }
            guard send(.echoRequest(echo), from: own, to: v4, timeToLive: socket.timeToLive, &turn) else { throw .networkUnreachable }
        case .v6(let v6):
            guard socket.isIPv6 else { throw .invalidArgument }
            var own: IPv6Address?
            if case .v6(let address)? = socket.local { own = address }
            guard send(.echoRequest(echo), from: own, to: v6, hopLimit: socket.timeToLive, &turn) else { throw .networkUnreachable }
        }
    }

    /// Takes the oldest answer; nil when there is none.
    public func receiveEcho(_ id: SocketID) throws(StackError) -> (answer: EchoArrival, cause: EventID)? {
        guard let index = echoes.sockets.firstIndex(where: { $0.id == id }) else { throw .closed }
        guard !echoes.sockets[index].waiting.isEmpty else { return nil }
        let (answer, cause) = echoes.sockets[index].waiting.removeFirst()
        return (answer, cause)
    }

    public func closeEcho(_ id: SocketID) { echoes.sockets.removeAll { $0.id == id } }

    /// An answer for the socket with `identifier`.
    func deliverEcho(_ answer: EchoArrival, identifier: UInt16, isIPv6: Bool, _ turn: inout Turn) {
        guard let index = echoes.sockets.firstIndex(where: { $0.identifier == identifier && $0.isIPv6 == isIPv6 }) else { return }
        guard echoes.sockets[index].waiting.count < EchoSocketState.limit else { return counters.count(.queueFull) }
        echoes.sockets[index].waiting.append((answer, turn.cause))
        turn.ready.append(Readiness(kind: .echo, socket: echoes.sockets[index].id, cause: turn.cause))
    }
}
