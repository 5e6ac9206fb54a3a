import Simulation
import Wire

/// Turns over one bit of the next frame on a wire, and of none after it.
struct DamagedFrame: LinkFault {
    let bit: Int
    private var isDone = false

    init(bit: Int) { self.bit = bit }

    var name: String { "one damaged frame" }

    mutating func apply(to frame: inout FaultyFrame, at now: Instant, random: inout RandomStream) {
        guard !isDone else { return }
        isDone = true
        frame.flip(bit: min(bit, frame.bitCount - 1), "bit \(min(bit, frame.bitCount - 1)) turned over")
    }
}
