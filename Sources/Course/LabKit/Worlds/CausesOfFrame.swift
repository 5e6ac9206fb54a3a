import Simulation
import Wire

extension Simulation {
    /// `--why N`: the chain from frame N back to the program's own call or the timer that began it, a line each with its time.
    ///
    /// - Parameter frames: the run's frames in the order of their numbers.
    func causes(ofFrame number: Int, among frames: [EventID]) throws -> [String] {
        guard number <= frames.count else { throw LabFailure("--why \(number): there are only \(frames.count) frames") }
        let chain = why(frames[number - 1]).map { "\(Columns.right(TextTeller.time($0.time - .zero), 9))  \($0.what)" }
        return ["", "why frame \(number)? Each line is the reason for the one above it."] + chain
    }
}
