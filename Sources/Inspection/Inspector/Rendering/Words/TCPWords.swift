/// A segment's flags and numbers, and what was noticed about it.
extension TCPFacts {
    func write(into out: inout OutputBuffer) {
        out.write(atMost: Self.room) { Self.writeNumbers(flags, sequence, acknowledgment, window: scaledWindow, length: payloadLength, into: &$0) }
        guard !analysis.isEmpty else { return }
        analysis.write(duplicate: duplicateAckNumber, into: &out)
    }

    /// The most bytes that `writeNumbers` writes.
    static let room = 64 + 5 * TextCursor.numberRoom

    /// Flags and numbers, without what was noticed about the segment. Not all of the facts are handed over: they would be copied for each line.
    @inline(__always) static func writeNumbers(_ flags: Flags, _ sequence: UInt32, _ acknowledgment: UInt32, window: Int, length: Int, into line: inout TextCursor) {
        flags.write(into: &line)
        line.text("  seq ")
        line.decimal(UInt64(sequence))
        if flags.contains(.ack) {
            line.text(" ack ")
            line.decimal(UInt64(acknowledgment))
        }
        line.text(" win ")
        line.decimal(window)
        guard length > 0 else { return }
        line.text(" len ")
        line.decimal(length)
    }
}

extension TCPFacts.Flags {
    /// "SYN, ACK", in the order in which people name them.
    @inline(__always) func write(into line: inout TextCursor) {
        // Nearly all segments have one of these.
        switch rawValue {
        case 0x02: line.text("SYN")
        case 0x10: line.text("ACK")
        case 0x11: line.text("FIN, ACK")
        case 0x12: line.text("SYN, ACK")
        case 0x18: line.text("PSH, ACK")
        default: writeEach(into: &line)
        }
    }

    private func writeEach(into line: inout TextCursor) {
        var isFirst = true
        func put(_ flag: TCPFacts.Flags, _ name: StaticString, _ line: inout TextCursor) {
            guard contains(flag) else { return }
            if !isFirst { line.text(", ") }
            isFirst = false
            line.text(name)
        }
        put(.syn, "SYN", &line)
        put(.fin, "FIN", &line)
        put(.rst, "RST", &line)
        put(.psh, "PSH", &line)
        put(.urg, "URG", &line)
        put(.ack, "ACK", &line)
        put(.ece, "ECE", &line)
        put(.cwr, "CWR", &line)
        put(.ae, "AE", &line)
        if isFirst { line.text("no flags") }
    }
}

extension TCPFacts.Flags: CustomStringConvertible {
    public var description: String {
        var out = OutputBuffer(capacity: TCPFacts.room)
        out.write(atMost: TCPFacts.room) { write(into: &$0) }
        return out.takeString()
    }
}

extension TCPAnalysis {
    private static let words: [(TCPAnalysis, StaticString)] = [
        (.reusedPorts, "ports used again"), (.retransmission, "retransmission"), (.fastRetransmission, "fast retransmission"), (.spuriousRetransmission, "spurious retransmission"),
        (.outOfOrder, "out of order"), (.lostSegment, "gap before this"), (.ackLostSegment, "acknowledges what wasn't captured"), (.windowUpdate, "window update"), (.windowFull, "window full"),
        (.keepAlive, "keep-alive"), (.keepAliveAck, "keep-alive answer"), (.zeroWindowProbe, "zero window probe"), (.zeroWindow, "zero window"), (.zeroWindowProbeAck, "zero window probe answer"),
    ]

    func write(duplicate: Int, into out: inout OutputBuffer) {
        out.text("  [")
        var isFirst = true
        for (flag, word) in Self.words where contains(flag) {
            if !isFirst { out.text(", ") }
            isFirst = false
            out.text(word)
        }
        if contains(.duplicateAck) {
            if !isFirst { out.text(", ") }
            out.text("duplicate ack ")
            out.decimal(duplicate)
        }
        out.text("]")
    }
}
