public import LinkLayer
import Wire

/// Lab 14, E1: frames in the order of time, and what the switch decides for each.
public enum ForwarderTrial: Trial {
    public struct Frame: Codable, Sendable {
        public var destination: UInt64
        public var source: UInt64
        public var port: Int
        /// Seconds since the switch was switched on.
        public var time: Int
        public init(from source: UInt64, to destination: UInt64, port: Int, at time: Int) { (self.source, self.destination, self.port, self.time) = (source, destination, port, time) }
    }

    public enum Decision: Codable, Sendable, Equatable {
        case flood, filter, forward(Int)
    }

    public static func run(_ piece: any FrameForwarder, _ input: [Frame]) async throws -> [Decision] {
        var piece = piece
        let decisions = input.map { frame -> Decision in
            switch piece.decide(destination: MACAddress(rawValue: frame.destination), source: MACAddress(rawValue: frame.source), arrivingOn: frame.port, at: Instant(nanoseconds: Int64(frame.time) * 1_000_000_000)) {
            case .flood: .flood
            case .filter: .filter
            case .forward(let port): .forward(port)
            }
        }
        // As handed out it lets nothing through; a switch's first frame goes everywhere.
        if decisions.allSatisfy({ $0 == .filter }) { throw NotAttempted("E1") }
        return decisions
    }
}
