/// Why a run ended before its program did.
public enum LoopError: Error, Sendable, Equatable {
    /// Every task waits, no timer is set and nothing is on its way.
    case deadlock
    /// A task ran, or asked for something of its world, on another thread than the world's own.
    case leftTheLoop
}

extension LoopError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .deadlock:
            "deadlock: every task waits, no timer is set and nothing is on its way"
        case .leftTheLoop:
            "a task left its world's loop (rule: no unstructured Task {}, no Task.sleep(for:) without the host's clock, no actor with an executor of its own)"
        }
    }
}
