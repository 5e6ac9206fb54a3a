public import Wire

/// How long a queue in front of a link may grow, and which frames it gives up.
public enum QueueDiscipline: Sendable, Equatable {
    /// Keeps up to `frames` waiting frames and drops what comes when it is full.
    case dropTail(frames: Int)
    /// Drops arriving frames at random, the more the longer the average queue (Floyd and Jacobson, 1993).
    case red(REDParameters)
    /// Drops at the head of the queue while frames have waited too long (RFC 8289).
    case coDel(CoDelParameters)

    /// A thousand frames, Linux's default `txqueuelen`.
    public static let standard = QueueDiscipline.dropTail(frames: 1000)
}

/// Random Early Detection's settings.
public struct REDParameters: Sendable, Equatable {
    /// Below this average, in frames, nothing is dropped.
    public var minimum: Double
    /// From this average on everything is dropped.
    public var maximum: Double
    /// The probability of a drop just below `maximum`.
    public var probability: Double
    /// The weight of the newest length in the average: w_q.
    public var weight: Double
    /// Frames for which there is room.
    public var limit: Int

    public init(minimum: Double = 5, maximum: Double = 15, probability: Double = 0.02, weight: Double = 0.002, limit: Int = 100) {
        self.minimum = minimum
        self.maximum = maximum
        self.probability = probability
        self.weight = weight
        self.limit = limit
    }
}

/// Controlled Delay's settings (RFC 8289 section 4.2 and 4.3).
public struct CoDelParameters: Sendable, Equatable {
    /// The waiting time that is acceptable for good.
    public var target: Nanoseconds
    /// How long the waiting time may stay above `target` before the first drop: about a worst-case round-trip time.
    public var interval: Nanoseconds
    /// Frames for which there is room.
    public var limit: Int

    public init(target: Nanoseconds = .milliseconds(5), interval: Nanoseconds = .milliseconds(100), limit: Int = 1000) {
        self.target = target
        self.interval = interval
        self.limit = limit
    }
}

extension QueueDiscipline {
    /// Whether the numbers make sense: room for a frame at least, thresholds in order, probabilities from 0 to 1.
    var isValid: Bool {
        switch self {
        case .dropTail(let frames): frames > 0
        case .red(let red): red.limit > 0 && red.minimum >= 0 && red.maximum > red.minimum && red.probability > 0 && red.probability <= 1 && red.weight > 0 && red.weight <= 1
        case .coDel(let coDel): coDel.limit > 0 && coDel.target > .zero && coDel.interval > .zero
        }
    }
}

/// What a discipline remembers while the simulation runs.
enum QueueState {
    case dropTail(limit: Int)
    case red(REDQueue)
    case coDel(CoDelQueue)

    init(_ discipline: QueueDiscipline) {
        self = switch discipline {
        case .dropTail(let frames): .dropTail(limit: frames)
        case .red(let parameters): .red(REDQueue(parameters))
        case .coDel(let parameters): .coDel(CoDelQueue(parameters))
        }
    }

    /// Whether a frame that arrives while `waiting` frames wait is let in.
    mutating func admits(waiting: Int, at now: Instant, random: inout RandomStream) -> Bool {
        switch self {
        case .dropTail(let limit):
            return waiting < limit
        case .red(var red):
            defer { self = .red(red) }
            return red.admits(waiting: waiting, at: now, random: &random)
        case .coDel(let coDel):
            return waiting < coDel.parameters.limit
        }
    }

    /// Whether the frame at the head, which has waited for `sojourn`, is dropped instead of sent. `isLast`: nothing waits behind it.
    mutating func dropsHead(sojourn: Nanoseconds, isLast: Bool, at now: Instant) -> Bool {
        guard case .coDel(var coDel) = self else { return false }
        defer { self = .coDel(coDel) }
        return coDel.dropsHead(sojourn: sojourn, isLast: isLast, at: now)
    }

    /// The queue has run empty.
    mutating func becameIdle(at now: Instant) {
        guard case .red(var red) = self else { return }
        red.becameIdle(at: now)
        self = .red(red)
    }
}
