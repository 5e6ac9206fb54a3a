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
    }

    enum Level: Int, CaseIterable {
        case tcp, udp, ip, link
        var title: String { ["TCP", "UDP", "IP, neither TCP nor UDP", "No IP"][rawValue] }
    }

    static let limit = 65_536

    private struct Table: ~Copyable {
        var table = ConversationTable(limit: ConversationStatistic.limit)
        var counts = Arena<Count>(capacity: 256)
        /// What had to make room, together.
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

        mutating func see(_ d: borrowing Dissection) {
            let time = d.packet.time.nanoseconds
            if start == nil { start = time }
            frames += 1
            bytes += d.packet.originalLength
            if d.packet.hasBadChecksum { badChecksums += 1 }
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

    func write(into out: inout OutputBuffer) {
        out.text("\(counts.frames) frames, \(counts.bytes) bytes\(counts.badChecksums > 0 ? ", \(counts.badChecksums) frames with a wrong checksum" : "")\n")
        write(.tcp, counts.tcp, into: &out)
        write(.udp, counts.udp, into: &out)
        write(.ip, counts.ip, into: &out)
        write(.link, counts.link, into: &out)
    }

    private func write(_ level: Level, _ table: borrowing Table, into out: inout OutputBuffer) {
        guard table.counts.count > 0 else { return }
        out.text("\n")
        out.colour(.bold)
        out.text("\(level.title): \(table.counts.count) conversation\(table.counts.count == 1 ? "" : "s")\n")
        out.colour(.plain)
        // The largest first; of equal ones that which began first.
        var order = Array(0..<table.counts.count)
        order.sort { a, b in
            let one = table.counts[a], other = table.counts[b]
            let size = one.lowBytes + one.highBytes, otherSize = other.lowBytes + other.highBytes
            return size != otherSize ? size > otherSize : one.start != other.start ? one.start < other.start : a < b
        }
        let rows = TextTable(["a (spoke first)", "b", ">a→b frames", ">bytes", ">b→a frames", ">bytes", ">start s", ">lasted s"])
        rows.write(count: order.count, into: &out) { row in
            let count = table.counts[order[row]], key = table.table.key(order[row])
            let low = name(key.low, key.lowPort, level), high = name(key.high, key.highPort, level)
            return [
                count.isLowFirst ? low : high, count.isLowFirst ? high : low,
                "\(count.isLowFirst ? count.lowFrames : count.highFrames)", "\(count.isLowFirst ? count.lowBytes : count.highBytes)",
                "\(count.isLowFirst ? count.highFrames : count.lowFrames)", "\(count.isLowFirst ? count.highBytes : count.lowBytes)",
                seconds(count.start &- (counts.start ?? 0), digits: 3), seconds(count.end &- count.start, digits: 3),
            ]
        }
        if table.table.evicted > 0 {
            out.text("  and \(table.table.evicted) that had been silent longest and made room: \(table.evictedFrames) frames, \(table.evictedBytes) bytes\n")
        }
    }

    private func name(_ address: AddressKey, _ port: UInt16, _ level: Level) -> String {
        var out = OutputBuffer(capacity: 64)
        out.address(address)
        if level == .tcp || level == .udp {
            out.byte(UInt8(ascii: address.kind == .v6 ? "." : ":"))
            out.decimal(Int(port))
        }
        return out.takeString()
    }
}

/// How much each address sent and got: `--statistics endpoints`.
final class EndpointStatistic: CaptureStatistic {
    private struct Count {
        var sentFrames = 0, sentBytes = 0, gotFrames = 0, gotBytes = 0
        var order: Int
    }
    private static let limit = 65_536
    private var counts: [AddressKey: Count] = [:]
    private var notListed = 0

    func see(_ d: borrowing Dissection) {
        guard d.packet.source.kind != .none else { return }
        let length = d.packet.originalLength
        note(d.packet.source) {
            $0.sentFrames += 1
            $0.sentBytes += length
        }
        note(d.packet.destination) {
            $0.gotFrames += 1
            $0.gotBytes += length
        }
    }

    private func note(_ address: AddressKey, _ change: (inout Count) -> Void) {
        guard counts.count < Self.limit || counts[address] != nil else { return notListed += 1 }
        var count = counts[address] ?? Count(order: counts.count)
        change(&count)
        counts[address] = count
    }

    func write(into out: inout OutputBuffer) {
        let rows = counts.sorted {
            let a = $0.value.sentBytes + $0.value.gotBytes, b = $1.value.sentBytes + $1.value.gotBytes
            return a != b ? a > b : $0.value.order < $1.value.order
        }
        var table = TextTable(["address", ">frames", ">bytes", ">sent frames", ">bytes", ">got frames", ">bytes"])
        for (address, count) in rows {
            var name = OutputBuffer(capacity: 64)
            name.address(address)
            table.add([name.takeString(), "\(count.sentFrames + count.gotFrames)", "\(count.sentBytes + count.gotBytes)", "\(count.sentFrames)", "\(count.sentBytes)", "\(count.gotFrames)", "\(count.gotBytes)"])
        }
        out.text("\(counts.count) address\(counts.count == 1 ? "" : "es")\n")
        table.write(into: &out)
        if notListed > 0 { out.text("  \(notListed) times an address beyond the first \(Self.limit) sent or got a frame; they are not listed\n") }
    }
}
