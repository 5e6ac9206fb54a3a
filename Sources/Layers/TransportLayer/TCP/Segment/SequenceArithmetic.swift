/// A place for the arithmetic of sequence numbers, modulo 2³² (RFC 9293 section 3.4): lab 16's exercise E3 is a type of your own that conforms
/// to this. Where ``TCPConfiguration/sequenceArithmetic`` names one, each segment must pass it.
public protocol SequenceArithmetic: Sendable {
    /// Whether `a` comes before `b`: whether the way from `a` forward to `b` is the shorter one. A number does not come before itself.
    func isBefore(_ a: UInt32, _ b: UInt32) throws -> Bool
    /// Whether `number` is one of the `size` numbers that begin at `start`.
    func isInWindow(_ number: UInt32, from start: UInt32, size: Int) throws -> Bool
    /// Whether a segment that uses the `length` numbers from `start` on may be taken where `next` is expected and the window is `window` bytes
    /// (the table in RFC 9293 section 3.10.7.4).
    func isAcceptable(_ start: UInt32, length: Int, next: UInt32, window: Int) throws -> Bool
}
