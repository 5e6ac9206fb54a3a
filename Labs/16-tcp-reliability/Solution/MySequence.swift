import TransportLayer
import Wire

/// E3, done: everything is a distance, and a distance wraps around by itself.
public struct MySequence: SequenceArithmetic {
    public init() {}

    public func isBefore(_ a: UInt32, _ b: UInt32) throws -> Bool { Int32(bitPattern: a &- b) < 0 }

    public func isInWindow(_ number: UInt32, from start: UInt32, size: Int) throws -> Bool { Int(number &- start) < size }

    public func isAcceptable(_ start: UInt32, length: Int, next: UInt32, window: Int) throws -> Bool {
        if length == 0 { return window == 0 ? start == next : try isInWindow(start, from: next, size: window) }
        if window == 0 { return false }
        let last = start &+ UInt32(truncatingIfNeeded: length - 1)
        // Its beginning or its end lies in the window; or it begins before and ends behind.
        return try isInWindow(start, from: next, size: window) || isInWindow(last, from: next, size: window) || (isBefore(start, next) && isBefore(next &+ UInt32(truncatingIfNeeded: window - 1), last))
    }
}
