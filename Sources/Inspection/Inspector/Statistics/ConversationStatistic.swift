/// Who spoke with whom, and how much: `--statistics conversations`.
final class ConversationStatistic: CaptureStatistic {
    /// One conversation's count. Low and high are the ends as the table's key has them.
    struct Count: BitwiseCopyable {
        var lowFrames = 0
        var lowBytes = 0
        var highFrames = 0
        var highBytes = 0
        var start: Int64 = 0
        var end: Int64 = 0
        /// Whether the lower end spoke first.
        var isLowFirst = true
        /// The numbers with which the ends' connection began.
        var lowStart: UInt32?
        var highStart: UInt32?
    }
    /// A connection whose ports were used again by another.
    struct Ended: BitwiseCopyable {
        var key: ConversationKey
        var count: Count
    }

    enum Level: Int, CaseIterable {
        case tcp, udp, ip, link
        var title: String { ["TCP", "UDP", "IP, neither TCP nor UDP", "No IP"][rawValue] }
    }

    static let limit = 65_536

    private struct Table: ~Copyable {
        var table = ConversationTable(limit: ConversationStatistic.limit)
        var counts = Arena<Count>(capacity: 256)
        var ended = Arena<Ended>(capacity: 1)
        /// What had to make room, together.
        var evicted = 0
        var evictedFrames = 0
        var evictedBytes = 0
    }
    /// All that is counted, in one piece: looking at a frame takes it once.
    private struct Counts: ~Copyable {
        var tcp = Table()
        var udp = Table()
        var ip = Table()
        var link = Table()
        var start: Int64?
        var frames = 0
        var bytes = 0
        var badChecksums = 0
        var unfinishedChecksums = 0

        mutating func see(_ d: borrowing Dissection) {
            let time = d.packet.time.nanoseconds
            if start == nil { start = time }
            frames += 1
            bytes += d.packet.originalLength
            if d.packet.hasBadChecksum { if d.packet.leavesChecksum { unfinishedChecksums += 1 } else { badChecksums += 1 } }
            switch d.packet.transport {
            case .tcp: ConversationStatistic.count(d, time, &tcp)
            case .udp: ConversationStatistic.count(d, time, &udp)
            case .none where d.packet.source.kind == .v4 || d.packet.source.kind == .v6: ConversationStatistic.count(d, time, &ip)
            case .none where d.packet.source.kind == .mac: ConversationStatistic.count(d, time, &link)
            case .none: break
            }
        }
    }
    private var counts = Counts()

    func see(_ d: borrowing Dissection) { counts.see(d) }

    private static func count(_ d: borrowing Dissection, _ time: Int64, _ into: inout Table) {
        let (key, isFromLow) = ConversationKey.of(d.packet.source, d.packet.sourcePort, d.packet.destination, d.packet.destinationPort)
        let (slot, isNew) = into.table.find(key)
        if isNew {
            let fresh = Count(start: time, isLowFirst: isFromLow)
            if slot == into.counts.count {
                into.counts.append(fresh)
            } else {
                let old = into.counts[slot]
                into.evictedFrames += old.lowFrames + old.highFrames
                into.evictedBytes += old.lowBytes + old.highBytes
                into.counts[slot] = fresh
            }
        }
        if let start = d.packet.connectionStart { begin(start, isFromLow, time, slot, key, &into) }
        let count = into.counts.base + slot
        count.pointee.end = time
        if isFromLow {
            count.pointee.lowFrames += 1
            count.pointee.lowBytes += d.packet.originalLength
        } else {
            count.pointee.highFrames += 1
            count.pointee.highBytes += d.packet.originalLength
        }
    }

    /// Ports that are used again make another conversation: its first segment has another number than the one before.
    @inline(never) private static func begin(_ start: UInt32, _ isFromLow: Bool, _ time: Int64, _ slot: Int, _ key: ConversationKey, _ into: inout Table) {
        let old = into.counts[slot]
        let isUsed = isFromLow ? old.lowFrames > 0 && old.lowStart != start : old.highFrames > 0 && old.highStart != start
        if isUsed {
            if into.ended.count < limit {
                into.ended.append(Ended(key: key, count: old))
            } else {
                into.evicted += 1
                into.evictedFrames += old.lowFrames + old.highFrames
                into.evictedBytes += old.lowBytes + old.highBytes
            }
            into.counts[slot] = Count(start: time, isLowFirst: isFromLow)
        }
        if isFromLow { into.counts.base[slot].lowStart = start } else { into.counts.base[slot].highStart = start }
    }

    func write(into out: inout OutputBuffer, names: NameTable?) {
        out.text("\(counts.frames) frames, \(counts.bytes) bytes\(counts.badChecksums > 0 ? ", \(counts.badChecksums) frame\(counts.badChecksums == 1 ? "" : "s") with a wrong checksum" : "")\n")
        if counts.unfinishedChecksums > 0 { out.text("\(counts.unfinishedChecksums) frame\(counts.unfinishedChecksums == 1 ? "" : "s") with a checksum that was left to the sender's network card\n") }
        write(.tcp, counts.tcp, names, into: &out)
        write(.udp, counts.udp, names, into: &out)
        write(.ip, counts.ip, names, into: &out)
        write(.link, counts.link, names, into: &out)
    }

    private func write(_ level: Level, _ table: borrowing Table, _ names: NameTable?, into out: inout OutputBuffer) {
        let known = table.counts.count, all = known + table.ended.count
        guard all > 0 else { return }
        out.text("\n")
        out.colour(.bold)
        out.text("\(level.title): \(all) conversation\(all == 1 ? "" : "s")\n")
        out.colour(.plain)
        func count(_ index: Int) -> Count { index < known ? table.counts[index] : table.ended[index - known].count }
        // The largest first; of equal ones that which began first.
        var order = Array(0..<all)
        order.sort { a, b in
            let one = count(a), other = count(b)
            let size = one.lowBytes + one.highBytes, otherSize = other.lowBytes + other.highBytes
            return size != otherSize ? size > otherSize : one.start != other.start ? one.start < other.start : a < b
        }
        let rows = TextTable(["a (spoke first)", "b", ">a→b frames", ">bytes", ">b→a frames", ">bytes", ">start s", ">lasted s"])
        let hasPorts = level == .tcp || level == .udp, start = counts.start ?? 0
        rows.write(count: order.count, into: &out) { place, row in
            let index = order[place], count = count(index), key = index < known ? table.table.key(index) : table.ended[index - known].key
            let low = (address: key.low, port: key.lowPort, frames: count.lowFrames, bytes: count.lowBytes), high = (address: key.high, port: key.highPort, frames: count.highFrames, bytes: count.highBytes)
            let (one, other) = count.isLowFirst ? (low, high) : (high, low)
            row.cell { $0.end(one.address, port: hasPorts ? one.port : nil, names: names) }
            row.cell { $0.end(other.address, port: hasPorts ? other.port : nil, names: names) }
            row.cell(one.frames)
            row.cell(one.bytes)
            row.cell(other.frames)
            row.cell(other.bytes)
            row.cell { $0.seconds(count.start &- start, digits: 3) }
            row.cell { $0.seconds(count.end &- count.start, digits: 3) }
        }
        if table.table.evicted + table.evicted > 0 {
            out.text("  and \(table.table.evicted + table.evicted) that had been silent for long made room: \(table.evictedFrames) frames, \(table.evictedBytes) bytes\n")
        }
    }
}
