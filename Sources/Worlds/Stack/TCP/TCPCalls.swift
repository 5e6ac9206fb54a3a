import NetworkLayer
public import TransportLayer
public import Wire

// What a program may ask of TCP: POSIX's calls, none of which waits.
extension Stack {
    /// The host's TCP, made when it is first needed.
    private func tcpHost() -> TCPHost {
        if let tcp { return tcp }
        let key = SipHash.Key(using: &random)
        let made = TCPHost(secrets: TCPSecrets { pair, number in
            var hash = SipHash(key: key)
            for end in [pair.local, pair.remote] {
                hash.add(end.address)
                hash.add(end.port)
            }
            hash.add(number)
            return hash.value
        })
        tcp = made
        return made
    }

    /// Listens on `address` (port 0 chooses one).
    public func listen(on address: SocketAddress, backlog: Int = 128, configuration: TCPConfiguration? = nil) throws(StackError) -> (socket: SocketID, local: SocketAddress) {
        guard address.address.isAny || owns(address.address) else { throw .addressNotAvailable }
        let tcp = tcpHost()
        var local = address
        func isTaken(_ port: UInt16) -> Bool {
            tcp.listeners.contains { $0.local.port == port && ($0.local.address == address.address || ($0.local.address.isAny || address.address.isAny) && $0.local.address.version == address.address.version) }
        }
        if local.port == 0 {
            guard let port = freePort(where: { !isTaken($0) }) else { throw .addressInUse }
            local.port = port
        } else if isTaken(local.port) {
            throw .addressInUse
        }
        let settings = configuration ?? self.tcpConfiguration
        let socket = ListeningSocket(id: makeSocketID(), local: local, listener: TCPListener(configuration: settings, secrets: tcp.secrets, acceptLimit: max(1, backlog)), configuration: settings)
        tcp.listeners.append(socket)
        return (socket.id, local)
    }

    /// Takes the oldest connection that is ready; nil when there is none.
    public func accept(_ id: SocketID) throws(StackError) -> (socket: SocketID, pair: SocketPair)? {
        guard let tcp, let listening = tcp.listeners.first(where: { $0.id == id }) else { throw .closed }
        guard !listening.ready.isEmpty else { return nil }
        let socket = listening.ready.removeFirst()
        listening.listener.accepted()
        socket.listener = nil
        socket.isHeld = true
        return (socket.id, socket.connection.pair)
    }

    /// Stops listening; connections that nobody has taken are reset.
    public func closeListener(_ id: SocketID, _ turn: inout Turn) {
        guard let tcp, let index = tcp.listeners.firstIndex(where: { $0.id == id }) else { return }
        let listening = tcp.listeners.remove(at: index)
        for socket in listening.ready {
            socket.listener = nil
            socket.connection.abort(at: turn.now)
            flush(socket, tcp, &turn)
        }
    }

    /// Opens a connection; readiness tells when it is established or has failed.
    public func connect(to remote: SocketAddress, from local: SocketAddress? = nil, configuration: TCPConfiguration? = nil, _ turn: inout Turn) throws(StackError) -> (socket: SocketID, local: SocketAddress) {
        guard remote.port != 0 else { throw .invalidArgument }
        var settings = configuration ?? tcpConfiguration
        let own: IPAddress
        switch remote.address {
        case .v4(let destination):
            var wanted: IPv4Address?
            if case .v4(let address)? = local?.address, address != .any { wanted = address }
            guard let path = path(to: destination, from: wanted, at: turn.now) else { throw .networkUnreachable }
            own = .v4(path.source)
            settings.maximumSegmentSize = min(settings.maximumSegmentSize, path.mtu - 40)
        case .v6(let destination):
            var wanted: IPv6Address?
            if case .v6(let address)? = local?.address, address != .any { wanted = address }
            guard let path = path6(to: destination, scope: remote.scope, from: wanted, at: turn.now) else { throw .networkUnreachable }
            own = .v6(path.source)
            settings.maximumSegmentSize = min(settings.maximumSegmentSize, path.mtu - 60)
        }
        let tcp = tcpHost()
        func isFree(_ port: UInt16) -> Bool { tcp.connections[SocketPair(local: SocketAddress(own, port, scope: remote.scope), remote: remote)] == nil && tcp.listener(for: SocketAddress(own, port)) == nil }
        var port = local?.port ?? 0
        if port == 0 {
            guard let free = freePort(where: isFree) else { throw .addressNotAvailable }
            port = free
        } else if !isFree(port) {
            throw .addressInUse
        }
        let pair = SocketPair(local: SocketAddress(own, port, scope: remote.scope), remote: remote)
        let connection = TCPConnection(
            connecting: pair, configuration: settings, initialSequenceNumber: tcp.secrets.initialSequenceNumber(for: pair, at: turn.now),
            timestampOffset: tcp.secrets.timestampOffset(for: pair), observer: connectionObserver, at: turn.now)
        let socket = StreamSocket(id: makeSocketID(), connection: connection, isHeld: true)
        tcp.connections[pair] = socket
        tcp.sockets[socket.id] = socket
        flush(socket, tcp, &turn)
        return (socket.id, pair.local)
    }

    /// Calls `body` with a connection, and sends what comes of it.
    private func with<Result>(_ id: SocketID, _ turn: inout Turn, _ body: (StreamSocket) throws(StackError) -> Result) throws(StackError) -> Result {
        guard let tcp, let socket = tcp.socket(id) else { throw .closed }
        defer { flush(socket, tcp, &turn) }
        return try body(socket)
    }

    /// How a connection stands: its state and why it failed, if it did.
    public func streamState(_ id: SocketID) -> (state: TCPState, failure: TCPFailure?)? {
        tcp?.sockets[id].map { ($0.connection.state, $0.connection.failure) }
    }

    /// A connection's variables, for a look inside.
    public func streamVariables(_ id: SocketID) -> TCPVariables? { tcp?.sockets[id]?.connection.variables }

    /// Hands bytes to a connection; returns how many it took, from `offset` on.
    public func send(_ bytes: [UInt8], from offset: Int = 0, on id: SocketID, _ turn: inout Turn) throws(StackError) -> Int {
        let now = turn.now
        return try with(id, &turn) { socket throws(StackError) in
            if let failure = socket.connection.failure { throw StackError(failure) }
            guard socket.connection.state.maySend else { throw .brokenPipe }
            return socket.connection.send(offset == 0 ? bytes : Array(bytes[offset...]), at: now)
        }
    }

    /// Takes up to `maximum` bytes that have arrived: an empty array at the stream's end, nil where there is nothing yet.
    public func receive(atMost maximum: Int, on id: SocketID, _ turn: inout Turn) throws(StackError) -> [UInt8]? {
        let now = turn.now
        return try with(id, &turn) { socket throws(StackError) in
            if socket.connection.readableCount > 0 { return socket.connection.read(atMost: maximum, at: now) }
            if let failure = socket.connection.failure { throw StackError(failure) }
            if socket.connection.isAtEnd || socket.connection.state == .closed { return [] }
            return nil
        }
    }

    /// Takes what has arrived, as much as `buffer` holds; returns how many bytes that were.
    public func receive(into buffer: inout [UInt8], on id: SocketID, _ turn: inout Turn) -> Int {
        guard let tcp, let socket = tcp.socket(id) else { return 0 }
        var span = buffer.mutableSpan
        var bytes = span.mutableBytes
        let count = socket.connection.read(into: &bytes, time: turn.now)
        if count > 0 { flush(socket, tcp, &turn) }
        return count
    }

    /// How many bytes a connection would take now.
    public func sendCapacity(of id: SocketID) -> Int { tcp?.sockets[id]?.connection.sendCapacity ?? 0 }

    /// Says that this end will send no more.
    public func finishSending(_ id: SocketID, _ turn: inout Turn) throws(StackError) {
        let now = turn.now
        try with(id, &turn) { socket throws(StackError) in
            if let failure = socket.connection.failure { throw StackError(failure) }
            socket.connection.finishSending(at: now)
        }
    }

    /// Closes both directions and lets the socket go; what was sent is still delivered.
    public func closeStream(_ id: SocketID, _ turn: inout Turn) {
        guard let tcp, let socket = tcp.socket(id) else { return }
        socket.isHeld = false
        socket.connection.close(at: turn.now)
        flush(socket, tcp, &turn)
        if socket.connection.state == .closed { forget(socket, tcp) } else { orphan(socket, tcp, &turn) }
    }

    /// Gives a connection up: the peer sees a reset.
    public func abortStream(_ id: SocketID, _ turn: inout Turn) {
        guard let tcp, let socket = tcp.socket(id) else { return }
        socket.isHeld = false
        socket.connection.abort(at: turn.now)
        flush(socket, tcp, &turn)
        forget(socket, tcp)
    }

    /// Nagle's algorithm, on or off.
    public func setNoDelay(_ noDelay: Bool, on id: SocketID) {
        guard let socket = tcp?.sockets[id] else { return }
        socket.connection.configuration.usesNagle = !noDelay
    }

    /// Connections that still have something to tell their peers: not those in TIME-WAIT, which only wait.
    public var busyConnections: Int {
        guard let tcp else { return 0 }
        var count = 0
        for socket in tcp.connections.values where socket.connection.state != .timeWait && socket.connection.state != .closed { count += 1 }
        return count
    }
}

extension StackError {
    public init(_ failure: TCPFailure) {
        self = switch failure {
        case .refused: .refused
        case .reset: .reset
        case .aborted: .aborted
        case .timedOut: .timedOut
        case .networkUnreachable: .networkUnreachable
        case .hostUnreachable: .hostUnreachable
        }
    }
}
