import Wire

/// A place for a frame check of one's own: what is computed over a frame and sent behind it. Called once per frame.
public protocol FrameCheck: Sendable {
    /// The 32-bit check over a frame, from the destination address to the end of the padding.
    func check(over frame: RawSpan) -> UInt32
}

/// Ethernet's own: CRC-32.
public struct EthernetFrameCheck: FrameCheck {
    public init() {}
    public func check(over frame: RawSpan) -> UInt32 { CRC32.of(frame) }
}

extension FrameCheckSequence {
    /// Pads the frame that begins at `start` and appends the check that `check` computes, least significant byte first.
    public static func append(to writer: inout ByteWriter, from start: Int = 0, using check: some FrameCheck) {
        pad(&writer, from: start)
        writer.uint32(check.check(over: writer.bytes.span.bytes.extracting(droppingFirst: start)).byteSwapped)
    }

    /// Whether the last four bytes of `frame` are what `check` computes over those before.
    public static func isValid(_ frame: RawSpan, using check: some FrameCheck) -> Bool {
        guard frame.byteCount > length else { return false }
        let stored = UInt32(littleEndian: unsafe frame.unsafeLoadUnaligned(fromByteOffset: frame.byteCount - length, as: UInt32.self))
        return check.check(over: frame.extracting(droppingLast: length)) == stored
    }
}
