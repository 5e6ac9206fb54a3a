import Wire

/// Connections that their programs have closed and that are not over: they still deliver what was sent, wait for the peer's FIN, or are in
/// TIME-WAIT. Nobody but this list counts them, so that it is here that they are bounded: a peer that opens, asks and falls silent would
/// otherwise fill the memory.
struct OrphanedConnections {
    /// Connections, and bytes that they still had to deliver when they were closed.
    static let limit = 4096
    static let byteLimit = 64 << 20

    /// In the order of closing; what is no longer in `bytes` has ended since.
    private var order: [SocketID] = []
    private var head = 0
    private var bytes: [SocketID: Int] = [:]
    private(set) var byteCount = 0

    var count: Int { bytes.count }
    var isTooMany: Bool { count > Self.limit || byteCount > Self.byteLimit }

    mutating func add(_ id: SocketID, bytes buffered: Int) {
        guard bytes.updateValue(buffered, forKey: id) == nil else { return }
        byteCount += buffered
        order.append(id)
    }

    mutating func remove(_ id: SocketID) {
        guard let buffered = bytes.removeValue(forKey: id) else { return }
        byteCount -= buffered
        if bytes.isEmpty {
            order.removeAll(keepingCapacity: order.count <= Self.limit)
            head = 0
        } else if order.count > 2 * bytes.count + 64 {
            order = order[head...].filter { bytes[$0] != nil }
            head = 0
        }
    }

    /// Takes out the one that was closed longest ago.
    mutating func removeOldest() -> SocketID? {
        while head < order.count {
            let id = order[head]
            head += 1
            guard bytes[id] != nil else { continue }
            remove(id)
            return id
        }
        return nil
    }
}

extension Stack {
    /// A program has closed a connection that is not over.
    func orphan(_ socket: StreamSocket, _ tcp: TCPHost, _ turn: inout Turn) {
        tcp.orphans.add(socket.id, bytes: socket.connection.sendBuffered)
        while tcp.orphans.isTooMany, let id = tcp.orphans.removeOldest(), let oldest = tcp.sockets[id] {
            // In TIME-WAIT there is nothing to tell; anybody else hears a reset.
            oldest.connection.abort(at: turn.now)
            flush(oldest, tcp, &turn)
            forget(oldest, tcp)
        }
    }

    /// Connections that no program holds any more and that are not over.
    public var orphanedConnections: Int { tcp?.orphans.count ?? 0 }
}
