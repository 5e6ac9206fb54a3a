/// The bytes that a program has handed over and the peer has not acknowledged: an exercise's and the connection's own.
///
/// Offset 0 is always the oldest byte held. The connection calls each method at most once per write, segment or acknowledgment.
public protocol SendBuffer: Sendable {
    /// Bytes held.
    var count: Int { get }
    /// Adds bytes behind those held.
    mutating func append(_ bytes: [UInt8])
    /// Copies the `destination.byteCount - position` … no more than `length` bytes that begin at `offset` into `destination` at
    /// `position`. The connection asks only for bytes that are held and for which there is room.
    func copy(_ length: Int, at offset: Int, into destination: inout MutableRawSpan, at position: Int)
    /// Lets go of the first `length` bytes: they have been acknowledged.
    mutating func removeFirst(_ length: Int)
    /// Lets go of everything.
    mutating func removeAll()
}
