import ArgumentParser
import LabKit
import TransportLayer
import Wire

/// A congestion control that a flow can have.
enum Algorithm: String, CaseIterable {
    case reno, cubic

    func make(_ parameters: CongestionParameters) -> any CongestionControl {
        switch self {
        case .reno: Reno(parameters)
        case .cubic: Cubic(parameters)
        }
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
