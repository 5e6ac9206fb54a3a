import Simulation
public import Wire

/// What somebody has changed in a run: it is run again from the seed with all of these.
public struct LiveIntervention: Codable, Sendable, Equatable {
    public enum Action: String, Codable, Sendable {
        /// The `nth` frame (from 1) that `from` sends on the link does not arrive.
        case lose
        /// One of its bits is turned over.
        case flip
        /// The cable is cut, or mended, behind `time`.
        case cut, mend
        /// A host loses its power, or gets it back, behind `time`.
        case crash, restart
        /// Somebody sits down at the host, behind `time`, and types `text`.
        case type
    }

    public var action: Action
    /// The link's name, or the host's.
    public var target: String
    public var from: String?
    public var nth: Int?
    public var bit: Int?
    /// Virtual time in nanoseconds, as the recording counts it.
    public var time: Int64?
    public var text: String?

    /// When it happens, where it has a time: what happens at the very instant of `time` has happened, so it comes behind it.
    public var moment: Instant { Instant(nanoseconds: max(0, time ?? 0) &+ 1) }

    /// Plans it; what is typed is the program's affair.
    ///
    /// - Throws: ``LabFailure`` for what makes no sense, `SimulationError` for a link or a host that is not there.
    func plan(on simulation: Simulation) throws {
        switch action {
        case .lose, .flip:
            guard let nth, nth > 0, let from else { throw LabFailure("\(action.rawValue) needs the sender and the number of the frame") }
            try simulation.install(SingleFrameFault(nth: nth, bit: action == .flip ? max(0, bit ?? 0) : nil), on: target, from: from)
        case .cut: try simulation.plan(.cut(target), at: moment)
        case .mend: try simulation.plan(.mend(target), at: moment)
        case .crash: try simulation.plan(.crash(target), at: moment)
        case .restart: try simulation.plan(.restart(target), at: moment)
        case .type: _ = try simulation.host(target)
        }
    }

    /// For people: "frame 3 from client on client-server is lost".
    public var words: String {
        switch action {
        case .lose: "frame \(nth ?? 0) from \(from ?? "?") on \(target) is lost"
        case .flip: "bit \(bit ?? 0) of frame \(nth ?? 0) from \(from ?? "?") on \(target) is turned over"
        case .cut: "the cable \(target) is cut"
        case .mend: "the cable \(target) is mended"
        case .crash: "\(target) loses its power"
        case .restart: "\(target) starts again"
        case .type: "on \(target): \(text ?? "")"
        }
    }
}

/// Harms one frame, by its number on its way of a link, and no other: before it, nothing differs from a run without.
struct SingleFrameFault: LinkFault {
    /// From 1.
    let nth: Int
    /// The bit to turn over, from the first on the wire; nil: the frame is lost.
    let bit: Int?
    private var seen = 0

    init(nth: Int, bit: Int?) { (self.nth, self.bit) = (nth, bit) }

    var name: String { bit == nil ? "lost by hand" : "harmed by hand" }

    mutating func apply(to frame: inout FaultyFrame, at now: Instant, random: inout RandomStream) {
        seen += 1
        guard seen == nth else { return }
        if let bit { frame.flip(bit: bit % max(1, frame.bitCount), "bit \(bit % max(1, frame.bitCount)) flipped by hand") } else { frame.lose(name) }
    }
}
