import Sockets
import Wire

/// What a loop waits for in virtual time: nothing. It jumps to the next event.
final class SimulationDriver: LoopDriver {
    /// The simulation owns the loop, and the loop this.
    private unowned let simulation: Simulation
    /// With background events alone (a router's advertisements) the clock would run for ever: a program that has waited for this
    /// long in vain waits for nothing.
    private static let patience = Nanoseconds.seconds(24 * 3600)

    init(_ simulation: Simulation) { self.simulation = simulation }

    var now: Instant { simulation.now }

    func wait(until deadline: Instant?) -> Bool {
        let limit = deadline ?? simulation.now + Self.patience
        simulation.runEvents(until: limit)
        if simulation.hasWoken { return true }
        guard let deadline else {
            // Noted now: what follows wakes all that wait.
            simulation.stuck = simulation.collectWaiting()
            return false
        }
        simulation.turn.now = max(simulation.turn.now, deadline)
        return true
    }

    func poll() {}
    func wake() {}
}
