import Wire
import Stack

/// Something with network ports.
enum Node {
    case station(Station)
    case bridge(Switch)
    case hub(Hub)

    var name: String {
        switch self {
        case .station(let station): station.name
        case .bridge(let bridge): bridge.name
        case .hub(let hub): hub.name
        }
    }
}

/// A host or a router: a stack and its ports.
final class Station {
    let name: String
    let index: Int
    var stack: Stack
    /// The transmitter behind each of the stack's interfaces; -1 where no cable is plugged in.
    var ports: [Int32] = []
    /// The earliest time for which a wake-up is planned.
    var wakeAt = Instant.distantFuture
    var isUp = true
    /// Who wants to know when something has happened to a socket.
    var sockets: (any SocketWatcher)?
    /// Whether datagrams that arrive are counted and thrown away, and how many were.
    var trafficSink = false
    var sunk: UInt64 = 0
    /// Makes the stack anew, after a crash.
    let makeStack: () -> Stack

    init(name: String, index: Int, makeStack: @escaping () -> Stack) {
        self.name = name
        self.index = index
        self.makeStack = makeStack
        stack = makeStack()
    }

    /// Throws away the datagrams that have just arrived.
    func drainDatagrams(_ turn: inout Turn) {
        for change in turn.ready where change.kind == .datagrams {
            while stack.discardDatagram(change.socket, &turn) { sunk &+= 1 }
        }
    }
}

/// Is told when something has happened to a station's sockets.
protocol SocketWatcher: AnyObject {
    func socketsChanged(_ changes: [Readiness])
    func crashed()
}
