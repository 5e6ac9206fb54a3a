import TransportLayer
import Wire

/// A connection, and what its stack needs to drive it.
final class StreamSocket {
    let id: SocketID
    /// Reached from one call of the stack at a time: the check that this is so would cost more than an acknowledgment.
    @exclusivity(unchecked) var connection: TCPConnection
    /// The listener whose program has not yet taken it.
    var listener: SocketID?
    /// Whether a program holds it. Without one it is forgotten when it is closed.
    var isHeld: Bool
    /// The time for which ``TCPHost`` has it in its heap.
    var planned = Instant.distantFuture
    /// What it last sent: what a timer that fires later is about.
    var lastSent = EventID.none
    /// Whether segments find it by its two ends.
    var isListed = true
    /// What the program has not been told yet.
    var events: TCPEvents = []

    init(id: SocketID, connection: consuming TCPConnection, isHeld: Bool) {
        self.id = id
        self.connection = connection
        self.isHeld = isHeld
    }
}

/// A port that listens.
final class ListeningSocket {
    let id: SocketID
    let local: SocketAddress
    var listener: TCPListener
    /// Connections that are ready to be accepted, oldest first.
    var ready: [StreamSocket] = []
    /// What accepted connections run with.
    let configuration: TCPConfiguration
    var planned = Instant.distantFuture

    init(id: SocketID, local: SocketAddress, listener: TCPListener, configuration: TCPConfiguration) {
        self.id = id
        self.local = local
        self.listener = listener
        self.configuration = configuration
    }
}

/// A host's TCP: its connections by their two ends, its listeners by port, and their timers. Made when the first is opened.
final class TCPHost {
    // Used by one call of the stack at a time, like the stack itself.
    @exclusivity(unchecked) var connections: [SocketPair: StreamSocket] = [:]
    @exclusivity(unchecked) var sockets: [SocketID: StreamSocket] = [:]
    @exclusivity(unchecked) var listeners: [ListeningSocket] = []
    @exclusivity(unchecked) var orphans = OrphanedConnections()
    let secrets: TCPSecrets
    @exclusivity(unchecked) var timers = DeadlineHeap()
    /// The connection whose segment came last: the next one is likely to be its, too.
    @exclusivity(unchecked) private var latest: StreamSocket?

    /// The connection between two ends.
    func connection(_ pair: SocketPair) -> StreamSocket? {
        if let latest, latest.connection.pair == pair, latest.isListed { return latest }
        guard let found = connections[pair] else { return nil }
        latest = found
        return found
    }

    /// The connection that a program holds by its number.
    func socket(_ id: SocketID) -> StreamSocket? {
        if let latest, latest.id == id, latest.isListed { return latest }
        return sockets[id]
    }

    /// Takes a connection out of the table, if it is still there.
    func unlist(_ socket: StreamSocket) {
        socket.isListed = false
        if connections[socket.connection.pair] === socket { connections[socket.connection.pair] = nil }
        if latest === socket { latest = nil }
    }

    init(secrets: TCPSecrets) { self.secrets = secrets }

    /// The listener for a port: one that is bound to the address before one bound to any.
    func listener(for local: SocketAddress) -> ListeningSocket? {
        listeners.first { $0.local.port == local.port && $0.local.address == local.address }
            ?? listeners.first { $0.local.port == local.port && $0.local.address.isAny && $0.local.address.version == local.address.version }
    }
}

/// Deadlines of many, the earliest first. Entries may be out of date: whoever takes one out asks its owner for the true time.
struct DeadlineHeap {
    struct Entry {
        var time: Instant
        var owner: SocketID
    }

    private var heap: [Entry] = []

    var next: Instant { heap.first?.time ?? .distantFuture }

    mutating func add(_ owner: SocketID, at time: Instant) {
        heap.append(Entry(time: time, owner: owner))
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard precedes(heap[child], heap[parent]) else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    mutating func pop(notAfter now: Instant) -> Entry? {
        guard let first = heap.first, first.time <= now else { return nil }
        let last = heap.removeLast()
        guard !heap.isEmpty else { return first }
        heap[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && precedes(heap[child], heap[least]) { least = child }
            if least == parent { return first }
            heap.swapAt(parent, least)
            parent = least
        }
    }

    private func precedes(_ a: Entry, _ b: Entry) -> Bool { (a.time, a.owner.rawValue) < (b.time, b.owner.rawValue) }
}

