/// What a checksum says about the bytes that came with it.
public enum ChecksumVerdict: Hashable, Sendable {
    case good
    /// The bytes, or the checksum, are not what was sent: the field should have held `expected`.
    case bad(expected: UInt16)
    /// The sender computed none (zero in UDP over IPv4, RFC 768).
    case absent
    /// The field holds only the pseudo-header's sum, as a kernel leaves it for its network card to finish: seen in captures
    /// that were made on the sending machine. On a wire this would be `bad`.
    case unfinished
}

extension ChecksumVerdict {
    /// Judges a segment, checksum field included, whose checksum covers a pseudo-header, too. `stored` is the checksum field's value.
    public init(of segment: RawSpan, stored: UInt16, pseudoHeader: PseudoHeader) {
        var checksum = pseudoHeader.checksum(length: segment.byteCount)
        let unfinished = ~checksum.value
        checksum.add(segment)
        if checksum.value == 0 {
            self = .good
        } else if stored == unfinished {
            self = .unfinished
        } else {
            // Take the field's own value out of the sum again: in one's complement, by adding its complement.
            checksum.add(~stored)
            self = .bad(expected: checksum.value)
        }
    }

    /// Judges bytes, checksum field included, that are all that their checksum covers. `stored` is the checksum field's value.
    public init(of bytes: RawSpan, stored: UInt16) {
        var checksum = InternetChecksum()
        checksum.add(bytes)
        if checksum.value == 0 {
            self = .good
        } else {
            checksum.add(~stored)
            self = .bad(expected: checksum.value)
        }
    }
}
