import Wire

/// A hub: a repeater that makes all its ports one wire.
final class Hub {
    let name: String
    let index: Int
    private var ports: [Int32] = []

    init(name: String, index: Int) {
        self.name = name
        self.index = index
    }

    func plug(_ transmitter: Int32, at port: Int) {
        while ports.count <= port { ports.append(-1) }
        ports[port] = transmitter
    }

    func receive(_ frame: consuming [UInt8], on port: Int, in simulation: Simulation) {}
    func receiveDamaged(_ frame: consuming [UInt8], on port: Int, in simulation: Simulation) {}
    func offer(_ flight: consuming Flight, from transmitter: Int, in simulation: Simulation) {}
    func act(port: Int, in simulation: Simulation) {}
}
