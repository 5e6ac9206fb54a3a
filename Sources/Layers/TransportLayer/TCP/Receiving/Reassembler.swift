/// Puts the bytes that arrive into order and keeps them until the program reads them: an exercise's and the connection's own.
///
/// Offsets count from the next byte expected (RCV.NXT): 0 is that byte. The connection has cut a segment to the receive window
/// before it calls ``insert(_:at:)``, once per segment.
public protocol Reassembler: Sendable {
    /// Bytes in order and not yet read.
    var readable: Int { get }
    /// Bytes that have arrived beyond a gap.
    var outOfOrder: Int { get }
    /// Takes a segment's bytes. Bytes that have arrived before are not replaced, whatever they are. Returns how far the next
    /// byte expected moved on: 0 where a gap is left.
    mutating func insert(_ bytes: RawSpan, at offset: Int) -> Int
    /// The runs that have arrived beyond a gap, lowest first, at most `limit`, as offsets from the next byte expected.
    func runs(_ limit: Int) -> [Range<Int>]
    /// The run that contains `offset`; nil where that byte has not arrived or is in order already.
    func run(at offset: Int) -> Range<Int>?
    /// Moves up to `length` bytes that are in order out of the buffer, into `destination` at `position`. Returns how many.
    mutating func read(_ length: Int, into destination: inout MutableRawSpan, at position: Int) -> Int
    /// Lets go of everything.
    mutating func removeAll()
}
