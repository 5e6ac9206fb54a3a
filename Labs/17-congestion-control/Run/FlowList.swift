import ArgumentParser
import Lab17Exercise
import LabKit
import TransportLayer
import Wire

/// A congestion control that a flow can have.
enum Algorithm: String, CaseIterable {
    case reno, cubic
    /// The student's.
    case mine

    func make(_ parameters: CongestionParameters) -> any CongestionControl {
        switch self {
        case .reno: Reno(parameters)
        case .cubic: Cubic(parameters)
        case .mine: Bounded(MyControl(parameters), segmentSize: parameters.segmentSize)
        }
    }

    /// As it is handed out its window is closed.
    static var isMineAttempted: Bool { MyControl(CongestionParameters(segmentSize: 1000, initialWindow: 10)).congestionWindow > 0 }
}

/// A student's control within what the simulation can bear: a window of less than a segment would stop it for ever, one of gigabytes would fill the memory.
private struct Bounded: CongestionControl {
    private var piece: any ParameterisedControl
    private var segmentSize: Int

    init(_ piece: any ParameterisedControl, segmentSize: Int) { (self.piece, self.segmentSize) = (piece, segmentSize) }

    var name: String { piece.name }
    var congestionWindow: Int { min(max(piece.congestionWindow, segmentSize), 1 << 30) }
    var slowStartThreshold: Int { max(piece.slowStartThreshold, 0) }
    mutating func acknowledged(_ acknowledgement: Acknowledgement) { piece.acknowledged(acknowledgement) }
    mutating func congestion(flight: Int, at now: Instant) { piece.congestion(flight: flight, at: now) }
    mutating func timedOut(flight: Int, isFirst: Bool, at now: Instant) { piece.timedOut(flight: flight, isFirst: isFirst, at: now) }
    mutating func undo() { piece.undo() }
    mutating func restartedAfterIdle() { piece.restartedAfterIdle() }
    mutating func segmentSizeChanged(to size: Int) {
        segmentSize = size
        piece.segmentSizeChanged(to: size)
    }
}

/// "reno,cubic" or "4xreno,cubic": one to 32 flows.
struct FlowList: ExpressibleByArgument {
    let names: [Algorithm]
    static let limit = 32

    init?(argument: String) {
        var names: [Algorithm] = []
        for part in argument.lowercased().split(separator: ",", omittingEmptySubsequences: false) {
            var name = part, count = 1
            if let cross = part.firstIndex(of: "x"), let number = Int(part[..<cross]) { (name, count) = (part[part.index(after: cross)...], number) }
            guard (1...Self.limit).contains(count), let algorithm = Algorithm(rawValue: String(name)) else { return nil }
            names += [Algorithm](repeating: algorithm, count: count)
        }
        guard (1...Self.limit).contains(names.count) else { return nil }
        self.names = names
    }

    var defaultValueDescription: String { names.map(\.rawValue).joined(separator: ",") }
}

/// "40ms", or "20ms,80ms".
struct TimeList: ExpressibleByArgument {
    let times: [Nanoseconds]

    init?(argument: String) {
        let times = argument.split(separator: ",", omittingEmptySubsequences: false).map { TimeSpan(argument: String($0)) }
        guard !times.isEmpty, times.count <= FlowList.limit else { return nil }
        self.times = times.compactMap { $0?.nanoseconds }
        guard self.times.count == times.count else { return nil }
    }

    var defaultValueDescription: String { times.map { "\($0)" }.joined(separator: ",") }
}

enum QueueKind: String, ExpressibleByArgument, CaseIterable { case droptail, red, codel }
