import TransportLayer
import Wire

/// E3: your arithmetic of sequence numbers. Read section 7 of the worksheet, and RFC 9293 section 3.4; then replace the bodies.
///
/// `LAB=16 swift test` judges it; with `swift run tcp-reliability --mine` each segment must pass it.
public struct MySequence: SequenceArithmetic {
    public init() {}

    public func isBefore(_ a: UInt32, _ b: UInt32) throws -> Bool {
        throw NotAttempted("E3")
    }

    public func isInWindow(_ number: UInt32, from start: UInt32, size: Int) throws -> Bool {
        throw NotAttempted("E3")
    }

    public func isAcceptable(_ start: UInt32, length: Int, next: UInt32, window: Int) throws -> Bool {
        throw NotAttempted("E3")
    }
}
