public import Wire

/// Turns over one bit of the next frame on a wire, and of none after it.
public struct DamagedFrame: LinkFault {
    let bit: Int
    private var isDone = false

    /// - Parameter bit: counted from 0, the frame's first; the last one where the frame has fewer.
    public init(bit: Int) { self.bit = bit }

    public var name: String { "one damaged frame" }

    public mutating func apply(to frame: inout FaultyFrame, at now: Instant, random: inout RandomStream) {
        guard !isDone else { return }
        isDone = true
        frame.flip(bit: min(bit, frame.bitCount - 1), "bit \(min(bit, frame.bitCount - 1)) turned over")
    }
}
