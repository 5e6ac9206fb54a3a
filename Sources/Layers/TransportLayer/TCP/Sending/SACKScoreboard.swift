import Wire

// What SACK blocks say about the segments on their way (RFC 2018 section 5, RFC 2883, RFC 6675).

extension TCPConnection {
    /// Marks what the blocks report. Returns whether the first reports a duplicate (RFC 2883 section 4).
    mutating func takeSACKBlocks(_ segment: TCPSegment, _ news: inout AcknowledgementNews, at now: Instant) -> Bool {
        guard receiver.usesSACK, !segment.sackBlocks.isEmpty else { return false }
        let blocks = segment.sackBlocks
        let first = blocks[0]
        let left = SequenceNumber(first.left), right = SequenceNumber(first.right)
        var isDuplicate = left < right && left < segment.acknowledgement
        if !isDuplicate, blocks.count > 1 {
            isDuplicate = left >= SequenceNumber(blocks[1].left) && right <= SequenceNumber(blocks[1].right)
        }
        if isDuplicate { counters.spuriousRetransmissions += 1 }
        for index in (isDuplicate ? 1 : 0)..<blocks.count where !sender.lastBlocks.contains(blocks[index]) {
            mark(blocks[index], echo: segment.timestamps?.echoReply, &news, at: now)
        }
        sender.lastBlocks = blocks
        return isDuplicate
    }

    private mutating func mark(_ block: SACKBlock, echo: UInt32?, _ news: inout AcknowledgementNews, at now: Instant) {
        let left = SequenceNumber(block.left), right = SequenceNumber(block.right)
        // A block must lie in what is on its way: anything else is an attacker's or a ghost's.
        guard left < right, left >= sender.unacknowledged, right <= sender.next else { return }
        // A block that has grown since the last time was gone through up to where it ended then.
        var start = left
        for index in 0..<sender.lastBlocks.count where sender.lastBlocks[index].left == block.left && SequenceNumber(sender.lastBlocks[index].right) < right {
            start = SequenceNumber(sender.lastBlocks[index].right) - 1
        }
        var index = sender.sent.firstIndex(from: start)
        if index > 0, start != left { index -= 1 }
        while index < sender.sent.count {
            let sent = sender.sent[index]
            if sent.end > right { break }
            if sent.sequence >= left, !sent.marks.contains(.sacked) {
                news.newlySacked += Int(sent.length)
                delivered(sent, echo: echo, at: now)
                sender.sent.mark(index, adding: .sacked, removing: [.lost, .resent])
                sender.highestSacked = SequenceNumber.later(sender.highestSacked, sent.end)
            }
            index += 1
        }
    }

    /// RFC 6675's IsLost: three segments, or more than two full-sized ones, have arrived beyond it.
    mutating func judgeByCounting(at now: Instant) -> Bool {
        guard sender.sent.sackedBytes > 0 else { return false }
        var index = sender.sent.firstIndex(from: sender.highestSacked) - 1
        var segments = 0, bytes = 0
        while index >= 0 {
            let sent = sender.sent[index]
            if sent.marks.contains(.sacked) {
                segments += 1
                bytes += Int(sent.length)
            } else if segments >= 3 || bytes > 2 * sender.segmentSize {
                break
            }
            index -= 1
        }
        guard segments >= 3 || bytes > 2 * sender.segmentSize, index >= 0 else { return false }
        let judged = sender.sent[index].end
        var found = false
        while index >= 0, sender.sent[index].end > sender.judgedLost {
            if sender.sent[index].marks.isDisjoint(with: [.sacked, .lost]) {
                lose(index)
                found = true
            }
            index -= 1
        }
        sender.judgedLost = SequenceNumber.later(sender.judgedLost, judged)
        return found
    }

    /// Notes that a segment is thought lost.
    mutating func lose(_ index: Int) {
        sender.sent.mark(index, adding: .lost, removing: .resent)
        sender.resendHint = SequenceNumber.earlier(sender.resendHint, sender.sent[index].sequence)
    }
}
