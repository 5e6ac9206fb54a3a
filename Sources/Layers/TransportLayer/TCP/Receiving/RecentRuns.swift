import Wire

/// Where bytes arrived out of order last: RFC 2018 section 4 wants the latest run first, then others, latest first.
struct RecentRuns: Sendable {
    private var places = (SequenceNumber(0), SequenceNumber(0), SequenceNumber(0), SequenceNumber(0))
    private var count = 0

    /// Bytes have arrived out of order at `place`.
    mutating func arrived(at place: SequenceNumber) {
        places = (place, places.0, places.1, places.2)
        count = min(count + 1, 4)
    }

    private func place(_ index: Int) -> SequenceNumber {
        switch index {
        case 0: places.0
        case 1: places.1
        case 2: places.2
        default: places.3
        }
    }

    /// The blocks for an acknowledgment: a duplicate first (RFC 2883 section 4), then the runs, `limit` in all.
    func blocks(duplicate: SACKBlock?, expected next: SequenceNumber, in reassembler: borrowing any Reassembler, limit: Int) -> SACKBlocks {
        var blocks = SACKBlocks()
        if let duplicate { blocks.append(duplicate) }
        guard reassembler.outOfOrder > 0 else { return blocks }
        let first = blocks.count
        func add(_ run: Range<Int>) {
            let block = SACKBlock(left: (next + run.lowerBound).rawValue, right: (next + run.upperBound).rawValue)
            guard blocks.count < limit, !blocks[first...].contains(block) else { return }
            blocks.append(block)
        }
        for index in 0..<count {
            if let run = reassembler.run(at: place(index) - next) { add(run) }
        }
        if blocks.count < limit { for run in reassembler.runs(limit) { add(run) } }
        return blocks
    }
}

extension TCPConnection {
    /// Bytes have arrived again: the next acknowledgment says so (RFC 2883).
    mutating func reportDuplicate(_ left: SequenceNumber, _ right: SequenceNumber) {
        guard receiver.usesSACK, left < right else { return }
        receiver.duplicate = SACKBlock(left: left.rawValue, right: right.rawValue)
    }
}
