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
    // What every frame touches comes first.
    @exclusivity(unchecked) private(set) var stack: Stack { didSet { unsafe uncountedStack = Unmanaged.passUnretained(stack) } }
    /// The same for what every frame does: counting references to it would cost more than the frame.
    @exclusivity(unchecked) private(set) var uncountedStack: Unmanaged<Stack>
    /// The earliest time for which a wake-up is planned.
    @exclusivity(unchecked) var wakeAt = Instant.distantFuture
    let index: Int
    @exclusivity(unchecked) var isUp = true
    /// Whether datagrams that arrive are counted and thrown away, and how many were.
    @exclusivity(unchecked) var trafficSink = false
    @exclusivity(unchecked) var sunk: UInt64 = 0
    /// Who wants to know when something has happened to a socket.
    @exclusivity(unchecked) var sockets: (any SocketWatcher)?

    let name: String
    /// The transmitter behind each of the stack's interfaces; -1 where no cable is plugged in.
    private(set) var ports: [Int32] = []
    /// Makes the stack anew, after a crash.
    private let makeStack: () -> Stack
    /// What every new stack of this station is given: services, translation, configuration of its own.
    private var equipment: [(Stack) -> Void] = []

    init(name: String, index: Int, makeStack: @escaping () -> Stack) {
        self.name = name
        self.index = index
        self.makeStack = makeStack
        stack = makeStack()
        unsafe uncountedStack = Unmanaged.passUnretained(stack)
    }

    func plug(_ transmitter: Int32, at port: Int) {
        while ports.count <= port { ports.append(-1) }
        ports[port] = transmitter
        stack.setDevice(transmitter, of: port)
    }

    /// A stack that knows nothing but its configuration takes the old one's place.
    func renewStack() {
        stack = makeStack()
        for (port, transmitter) in ports.enumerated() { stack.setDevice(transmitter, of: port) }
        for equip in equipment { equip(stack) }
    }

    /// Gives the stack something that it has again after every crash.
    func equip(_ equip: @escaping (Stack) -> Void) {
        equipment.append(equip)
        equip(stack)
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
    /// Whether a program may be ready to run after it was told.
    var wakesPrograms: Bool { get }
    func socketsChanged(_ changes: [Readiness])
    func crashed()
}
