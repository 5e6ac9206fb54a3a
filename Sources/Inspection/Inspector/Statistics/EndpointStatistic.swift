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

    func write(into out: inout OutputBuffer, names: NameTable?) {
        let rows = counts.sorted {
            let a = $0.value.sentBytes + $0.value.gotBytes, b = $1.value.sentBytes + $1.value.gotBytes
            return a != b ? a > b : $0.value.order < $1.value.order
        }
        out.text("\(counts.count) address\(counts.count == 1 ? "" : "es")\n")
        let table = TextTable(["address", ">frames", ">bytes", ">sent frames", ">bytes", ">got frames", ">bytes"])
        table.write(count: rows.count, into: &out) { index, row in
            let (address, count) = rows[index]
            row.cell { $0.end(address, names: names) }
            row.cell(count.sentFrames + count.gotFrames)
            row.cell(count.sentBytes + count.gotBytes)
            row.cell(count.sentFrames)
            row.cell(count.sentBytes)
            row.cell(count.gotFrames)
            row.cell(count.gotBytes)
        }
        if notListed > 0 { out.text("  \(notListed) times an address beyond the first \(Self.limit) sent or got a frame; they are not listed\n") }
    }
}
