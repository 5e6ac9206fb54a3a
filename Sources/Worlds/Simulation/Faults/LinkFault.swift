public import Wire

/// A frame on its way into a wire, and what the faults on that wire have decided to do to it.
public struct FaultyFrame {
    /// From the destination address to the end of the padding; with the FCS behind it once something was changed.
    public internal(set) var bytes: [UInt8]
    public internal(set) var carriesFCS: Bool
    /// What took the frame away; nil while it is still to arrive.
    public private(set) var lost: String?
    /// How much later than the wire alone would have it.
    public private(set) var delay = Nanoseconds.zero
    /// How many more times it arrives.
    public private(set) var copies = 0
    /// What else was done to it, for the timeline.
    public private(set) var notes: [String] = []

    init(bytes: [UInt8], carriesFCS: Bool) {
        self.bytes = bytes
        self.carriesFCS = carriesFCS
    }

    /// Bits of the frame as it travels, FCS included.
    public var bitCount: Int { (bytes.count + (carriesFCS ? 0 : 4)) * 8 }

    /// The frame does not arrive.
    public mutating func lose(_ why: String) { if lost == nil { lost = why } }

    /// The frame arrives later.
    public mutating func hold(for time: Nanoseconds, _ why: String) {
        delay = delay + time
        notes.append(why)
    }

    /// The frame arrives once more.
    public mutating func duplicate(_ why: String) {
        copies += 1
        notes.append(why)
    }

    /// Turns over one bit, counted from the first octet's least significant (the first on the wire). The FCS stays what it was: the
    /// receiver finds out.
    public mutating func flip(bit: Int, _ why: String) {
        guard bit >= 0, bit < bitCount else { return }
        if !carriesFCS {
            FrameTrailer.append(to: &bytes)
            carriesFCS = true
        }
        bytes[bit >> 3] ^= 1 << UInt8(bit & 7)
        notes.append(why)
    }
}

/// Something wrong with a wire. It wraps one direction of a link: frames pass through it when they leave, in order.
///
/// Faults are values with a state of their own; what is random comes from the link's own stream.
public protocol LinkFault: Sendable {
    /// What it is, as the timeline and the text map name it: "loss 5 %".
    var name: String { get }
    mutating func apply(to frame: inout FaultyFrame, at now: Instant, random: inout RandomStream)
}

/// Ethernet's frame check sequence behind a frame that has been padded already.
enum FrameTrailer {
    static func append(to bytes: inout [UInt8]) {
        let check = CRC32.of(bytes.span.bytes)
        for shift in [0, 8, 16, 24] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: check >> shift)) }
    }
}
