import LinkLayer
import Wire

/// A learning switch (IEEE 802.1D's transparent bridge): stores each frame and sends it on where its destination was last heard,
/// or everywhere else.
final class Switch {
    let name: String
    let index: Int
    private var ports: [Int32] = []
    /// Where each station was last heard, and when.
    private var stations: [UInt64: (port: Int, heard: Instant)] = [:]
    var badFrames = 0
    /// After this time without a frame a station is forgotten (802.1D's default ageing time).
    static let ageing = Nanoseconds.seconds(300)
    static let limit = 8192

    init(name: String, index: Int) {
        self.name = name
        self.index = index
    }

    func plug(_ transmitter: Int32, at port: Int) {
        while ports.count <= port { ports.append(-1) }
        ports[port] = transmitter
    }

    func receive(_ frame: consuming [UInt8], on port: Int, in simulation: Simulation) {
        guard frame.count >= EthernetHeader.length else { return simulation.turn.pool.give(frame) }
        var destination: UInt64 = 0, source: UInt64 = 0
        for offset in 0..<6 {
            destination = destination << 8 | UInt64(frame[offset])
            source = source << 8 | UInt64(frame[6 + offset])
        }
        let now = simulation.now, cause = simulation.turn.cause
        if source >> 40 & 1 == 0, stations[source] != nil || stations.count < Self.limit { stations[source] = (port, now) }
        if destination >> 40 & 1 == 0, let known = stations[destination], now - known.heard <= Self.ageing {
            // Heard on the port it came from: the destination has it already.
            guard known.port != port else { return simulation.turn.pool.give(frame) }
            return simulation.send(frame, id: simulation.turn.nextID(), cause: cause, on: Int(ports[known.port]))
        }
        let flooded = frame
        for other in ports.indices where other != port && ports[other] >= 0 {
            simulation.send(flooded, id: simulation.turn.nextID(), cause: cause, on: Int(ports[other]))
        }
    }
}
