import TransportLayer
import Wire

/// A segment with its numbers counted from each end's SYN.
struct SegmentView: Sendable {
    var flags: TCPFlags
    var sequence: Int
    var payload: Int
    var acknowledgement: Int?
    /// As it is in the header, and in bytes where the scale is known.
    var window: Int
    /// Runs that it reports, up to the number behind their last byte.
    var sacked: [Range<Int>] = []

    /// Sequence numbers from the first to the one behind the last.
    var range: Range<Int> { sequence..<sequence + payload + (flags.contains(.syn) ? 1 : 0) + (flags.contains(.fin) ? 1 : 0) }

    /// - Parameters:
    ///   - base: the initial sequence number of who sent it.
    ///   - other: that of the other end; nil where it is not known yet.
    init(_ segment: TCPSegment, base: SequenceNumber, other: SequenceNumber?, windowShift: Int = 0) {
        flags = segment.flags
        sequence = Int(segment.sequence.rawValue &- base.rawValue)
        payload = segment.payloadLength
        window = Int(segment.window) << (segment.flags.contains(.syn) ? 0 : windowShift)
        guard flags.contains(.ack), let other else { return }
        acknowledgement = Int(segment.acknowledgement.rawValue &- other.rawValue)
        for block in segment.sackBlocks where block.right &- block.left < 1 << 31 {
            let left = Int(block.left &- other.rawValue)
            sacked.append(left..<left + Int(block.right &- block.left))
        }
    }

    /// "FIN, ACK, bytes 1-14, ack 15, has 1461-2920".
    var words: String {
        var parts: [String] = []
        let names: [(TCPFlags, String)] = [(.syn, "SYN"), (.fin, "FIN"), (.rst, "RST"), (.psh, "PSH"), (.urg, "URG"), (.ece, "ECE"), (.cwr, "CWR")]
        parts += names.filter { flags.contains($0.0) }.map(\.1)
        if payload > 0 { parts.append(payload == 1 ? "byte \(sequence)" : "bytes \(sequence)-\(sequence + payload - 1)") }
        if let acknowledgement { parts.append("ack \(acknowledgement)") }
        if !sacked.isEmpty { parts.append("has " + sacked.map { "\($0.lowerBound)-\($0.upperBound - 1)" }.joined(separator: ",")) }
        return parts.isEmpty ? "an empty segment" : parts.joined(separator: ", ")
    }
}
