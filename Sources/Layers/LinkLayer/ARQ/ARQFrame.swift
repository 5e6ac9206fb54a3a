import Wire

/// What the two ends of a reliable link say to each other (automatic repeat request): data in order, and which of it has arrived.
/// It travels in frames with a check, so that what is damaged does not arrive at all.
///
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+- - - - - - -
///     |      Kind     |    Sequence   |  Payload ...
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+- - - - - - -
public struct ARQFrame: Hashable, Sendable {
    public static let context = DecodeContext(.link, "ARQ")

    public enum Kind: UInt8, Sendable {
        case data = 0
        /// Go-back-N and stop-and-wait: everything before `sequence` has arrived. Selective repeat: the frame `sequence` has.
        case acknowledgment = 1
        /// The frame `sequence` is missing: send it again.
        case negativeAcknowledgment = 2
    }

    public var kind: Kind
    public var sequence: UInt8
    public var payload: [UInt8]

    public init(_ kind: Kind, _ sequence: UInt8, payload: [UInt8] = []) {
        self.kind = kind
        self.sequence = sequence
        self.payload = payload
    }

    /// Reads the frame; what is left is the payload. Throws `truncated`, and `invalid` for an unknown kind.
    public init(parsing reader: inout ByteReader) throws(DecodeError) {
        let kind = try reader.uint8("kind")
        guard let known = Kind(rawValue: kind) else { throw reader.invalid("kind", found: "\(kind)", expected: "0, 1 or 2", at: reader.offset - 1) }
        self.kind = known
        sequence = try reader.uint8("sequence")
        payload = reader.rest()
    }

    public func serialize(into writer: inout ByteWriter) {
        writer.uint8(kind.rawValue)
        writer.uint8(sequence)
        writer.write(payload)
    }
}

extension ARQFrame: CustomStringConvertible {
    public var description: String {
        switch kind {
        case .data: "data \(sequence) of \(payload.count) bytes"
        case .acknowledgment: "ack \(sequence)"
        case .negativeAcknowledgment: "nak \(sequence)"
        }
    }
}

/// Sequence numbers that go round: 0 to 2ⁿ - 1.
public struct ARQSequenceSpace: Hashable, Sendable {
    /// 1 to 8.
    public let bits: Int

    /// `bits` below 1 counts as 1, above 8 as 8.
    public init(bits: Int) { self.bits = min(max(bits, 1), 8) }

    /// How many numbers there are.
    public var modulus: Int { 1 << bits }

    /// The number that `count` frames have led to.
    func number(of count: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: count & UInt64(modulus - 1)) }

    /// Steps forward from the number of `count` to `number`: 0 to `modulus` - 1.
    func distance(from count: UInt64, to number: UInt8) -> Int { (Int(number) - Int(self.number(of: count))) & (modulus - 1) }
}
