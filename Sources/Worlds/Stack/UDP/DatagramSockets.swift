import Wire

/// A datagram that waits for its program: the frame that brought it, whole, so that nothing is copied before somebody asks.
struct WaitingDatagram: Sendable {
    var frame: [UInt8]
    var payload: Range<Int>
    var from: SocketAddress
    var cause: EventID
}

/// One UDP socket.
struct DatagramSocketState: Sendable {
    let id: SocketID
    /// Its own address; `any` takes what comes to any of the host's.
    var local: SocketAddress
    /// The only peer, once it is connected.
    var remote: SocketAddress?
    var timeToLive: UInt8?
    /// Whether its datagrams may not be cut.
    var dontFragment = false
    /// The only interface that it hears and speaks on (`SO_BINDTODEVICE`); nil: any.
    var interface: Int?
    var waiting: [WaitingDatagram] = []
    /// The first of `waiting` that has not been taken.
    var head = 0
    var waitingBytes = 0
    /// An error that came back (RFC 1122 section 4.1.3.3), for the next call.
    var pendingError: StackError?
    /// ICMP errors kept for whoever asks.
    var errors: [ICMPReport] = []
    var keepsErrors = false

    static let errorLimit = 64
}

/// A host's UDP sockets, found by port.
struct DatagramSockets: Sendable {
    private(set) var sockets: [DatagramSocketState] = []
    /// Positions in `sockets`, sorted by port; several sockets may share a port on different addresses.
    private var byPort: [(port: UInt16, index: Int32)] = []

    /// Where the list of ports and the sockets lie in memory; 0 where there are none.
    var memory: (ports: UInt, sockets: UInt) {
        if sockets.isEmpty { return (0, 0) }
        return (byPort.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }, sockets.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) })
    }

    /// Where the first socket's datagrams wait.
    var queueMemory: UInt { sockets.isEmpty ? 0 : sockets[0].waiting.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) } }

    func index(of id: SocketID) -> Int? { sockets.firstIndex { $0.id == id } }

    subscript(index: Int) -> DatagramSocketState {
        _read { yield sockets[index] }
        _modify { yield &sockets[index] }
    }

    mutating func add(_ socket: DatagramSocketState) {
        sockets.append(socket)
        sort()
    }

    mutating func remove(at index: Int) {
        sockets.remove(at: index)
        sort()
    }

    mutating func sort() {
        byPort = sockets.indices.map { (sockets[$0].local.port, Int32($0)) }.sorted { ($0.port, $0.index) < ($1.port, $1.index) }
    }

    func isTaken(_ address: SocketAddress, on interface: Int? = nil) -> Bool {
        // A socket of one interface comes before those of all, so that a relay has one of each on the same port.
        // 0.0.0.0 and :: are two: a socket takes datagrams of its own version only.
        sockets.contains { $0.interface == interface && $0.local.port == address.port && $0.local.address.version == address.address.version && ($0.local.address == address.address || $0.local.address.isAny || address.address.isAny) }
    }

    /// The socket that a datagram is for: the one that says most about it (a connected one before one that is bound to the address
    /// before one bound to any).
    func match(local: SocketAddress, remote: SocketAddress, interface: Int = -1) -> Int? {
        var best: Int?
        var bestScore = -1
        var low = 0, high = byPort.count
        while low < high {
            let middle = (low + high) / 2
            if byPort[middle].port < local.port { low = middle + 1 } else { high = middle }
        }
        while low < byPort.count, byPort[low].port == local.port {
            let index = Int(byPort[low].index)
            low += 1
            var score = 0
            guard sockets[index].local.address.version == local.address.version else { continue }
            if let only = sockets[index].interface {
                guard only == interface else { continue }
                score += 4
            }
            if sockets[index].local.address == local.address { score += 1 } else if !sockets[index].local.address.isAny { continue }
            if let peer = sockets[index].remote {
                if peer.address != remote.address || peer.port != remote.port { continue }
                score += 2
            }
            if score > bestScore { (best, bestScore) = (index, score) }
        }
        return best
    }
}

extension IPAddress {
    /// 0.0.0.0 or ::.
    var isAny: Bool {
        switch self {
        case .v4(let v4): v4 == .any
        case .v6(let v6): v6 == .any
        }
    }
}
