import Wire

/// The end of a frame on a real wire (IEEE 802.3 sections 3.2.8 and 3.2.9): padding up to the least length, and the CRC-32 of
/// everything from the destination address on. Captures mostly come without it: the network card has taken it off.
public enum FrameCheckSequence {
    /// Bytes of the check.
    public static let length = 4
    /// The least bytes of a frame without its check: below that, a collision could go unnoticed on half-duplex Ethernet.
    public static let minimumFrameLength = 60
    /// The most bytes of an untagged frame without its check: header and 1500 bytes.
    public static let maximumFrameLength = 1514

    /// Pads the frame that begins at `start` with zeros to the least length.
    public static func pad(_ writer: inout ByteWriter, from start: Int = 0) {
        writer.zeros(max(0, minimumFrameLength - (writer.count - start)))
    }

    /// Pads the frame that begins at `start` and appends its check, least significant byte first.
    public static func append(to writer: inout ByteWriter, from start: Int = 0) {
        pad(&writer, from: start)
        writer.uint32(CRC32.of(writer.bytes.span.bytes.extracting(droppingFirst: start)).byteSwapped)
    }

    /// Whether the last four bytes of `frame` are the check of those before.
    public static func isValid(_ frame: RawSpan) -> Bool {
        frame.byteCount > length && CRC32.of(frame) == CRC32.residue
    }

    public static func isValid(_ frame: [UInt8]) -> Bool { isValid(frame.span.bytes) }
}
