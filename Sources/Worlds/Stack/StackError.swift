/// Why a call on a stack's socket failed: POSIX's names, without a program's interface around them.
public enum StackError: Error, Hashable, Sendable {
    case refused
    case reset
    case aborted
    case brokenPipe
    case timedOut
    case addressInUse
    case addressNotAvailable
    case networkUnreachable
    case hostUnreachable
    case messageTooLong
    case notConnected
    case noBuffers
    case invalidArgument
    case closed
}
