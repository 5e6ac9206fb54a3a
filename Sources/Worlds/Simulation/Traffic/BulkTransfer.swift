import Stack
import Wire

/// Sends bytes over TCP as fast as the connection takes them, without a program: load for a measurement.
final class BulkSender: SocketWatcher {
    // It outlives both: it holds their station.
    private unowned(unsafe) let simulation: Simulation
    private let station: Station
    private let target: SocketAddress
    @exclusivity(unchecked) private var socket: SocketID?
    @exclusivity(unchecked) private var isRunning = false
    private static let chunk = [UInt8](repeating: 0, count: 1 << 16)

    var wakesPrograms: Bool { false }

    init?(_ simulation: Simulation, _ host: NodeID, to target: SocketAddress, startingAt start: Instant) {
        guard case .station(let station) = simulation.nodes[host.index] else { return nil }
        self.simulation = simulation
        self.station = station
        self.target = target
        station.sockets = self
        simulation.bulkSenders.append(self)
        simulation.queue.add(.traffic, at: start, target: UInt32.max, argument: UInt32(simulation.bulkSenders.count - 1))
    }

    func start() {
        socket = try? station.stack.connect(to: target, &simulation.turn).socket
        simulation.settle(station)
    }

    func socketsChanged(_ changes: [Readiness]) {
        guard let socket, !isRunning else { return }
        // What is sent may change the socket again: one loop takes care of both.
        isRunning = true
        defer { isRunning = false }
        while true {
            // A write that is not taken whole is what makes the connection say when there is room again.
            guard let sent = try? station.stack.send(Self.chunk, on: socket, &simulation.turn) else { break }
            simulation.settle(station)
            if sent < Self.chunk.count { break }
        }
    }

    func crashed() { socket = nil }
}

/// Takes connections and throws away what arrives on them.
final class BulkSink: SocketWatcher {
    private unowned(unsafe) let simulation: Simulation
    private let station: Station
    private let listener: SocketID
    @exclusivity(unchecked) private(set) var received: UInt64 = 0
    @exclusivity(unchecked) private var scratch = [UInt8](repeating: 0, count: 1 << 16)

    var wakesPrograms: Bool { false }

    init?(_ simulation: Simulation, _ host: NodeID, port: UInt16) {
        guard case .station(let station) = simulation.nodes[host.index], let (listener, _) = try? station.stack.listen(on: SocketAddress(.v4(.any), port)) else { return nil }
        self.simulation = simulation
        self.station = station
        self.listener = listener
        station.sockets = self
    }

    func socketsChanged(_ changes: [Readiness]) {
        for change in changes {
            var socket = change.socket
            if change.kind == .listener {
                guard let accepted = try? station.stack.accept(listener) else { continue }
                socket = accepted.socket
            }
            while true {
                let count = station.stack.receive(into: &scratch, on: socket, &simulation.turn)
                simulation.settle(station)
                if count == 0 { break }
                received &+= UInt64(count)
            }
        }
    }

    func crashed() {}
}
