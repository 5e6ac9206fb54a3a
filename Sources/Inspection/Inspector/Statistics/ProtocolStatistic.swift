/// How many frames and bytes have each protocol, as a tree: `--statistics protocols`.
final class ProtocolStatistic: CaptureStatistic {
    private final class Branch {
        let name: ProtocolName
        var frames = 0
        var bytes = 0
        var branches: [Branch] = []
        init(_ name: ProtocolName) { self.name = name }

        func branch(_ name: ProtocolName) -> Branch {
            for index in branches.indices where branches[index].name == name { return branches[index] }
            branches.append(Branch(name))
            return branches[branches.count - 1]
        }
    }
    private let root = Branch(ProtocolName(.frame))
    private static let depthLimit = 64

    func see(_ d: borrowing Dissection) {
        var branch = root
        root.frames += 1
        root.bytes += d.packet.originalLength
        for index in 1..<max(1, min(d.chain.count, Self.depthLimit)) {
            let name = d.chain[index]
            if name == ProtocolName(.ethertype) { continue }
            branch = branch.branch(name)
            branch.frames += 1
            branch.bytes += d.packet.originalLength
        }
    }

    func write(into out: inout OutputBuffer) {
        var table = TextTable(["protocol", ">frames", ">of all", ">bytes", ">of all"])
        func share(_ part: Int, _ whole: Int) -> String {
            let tenths = whole == 0 ? 0 : (part * 1000 + whole / 2) / whole
            return "\(tenths / 10).\(tenths % 10) %"
        }
        func add(_ branch: Branch, _ depth: Int) {
            table.add([String(repeating: "  ", count: depth) + Dissection.text(of: branch.name), "\(branch.frames)", share(branch.frames, root.frames), "\(branch.bytes)", share(branch.bytes, root.bytes)])
            for next in branch.branches.sorted(by: { $0.frames != $1.frames ? $0.frames > $1.frames : Dissection.text(of: $0.name) < Dissection.text(of: $1.name) }) { add(next, depth + 1) }
        }
        add(root, 0)
        table.write(into: &out)
    }
}

/// How long frames are: `--statistics lengths`.
final class LengthStatistic: CaptureStatistic {
    /// Ethernet's least and most, and the sizes that offloading network cards hand over.
    private static let bounds = [0, 64, 128, 256, 512, 1024, 1519, 4096, 16_384, 65_536]
    private var counts = [Int](repeating: 0, count: 10)
    private var bytes = [Int](repeating: 0, count: 10)
    private var shortest = Int.max
    private var longest = 0
    private var cut = 0

    func see(_ d: borrowing Dissection) {
        let length = d.packet.originalLength
        var index = Self.bounds.count - 1
        while index > 0, length < Self.bounds[index] { index -= 1 }
        counts[index] += 1
        bytes[index] += length
        shortest = min(shortest, length)
        longest = max(longest, length)
        if d.packet.capturedLength < length { cut += 1 }
    }

    func write(into out: inout OutputBuffer) {
        let frames = counts.reduce(0, +), total = bytes.reduce(0, +)
        guard frames > 0 else { return out.text("0 frames\n") }
        out.text("\(frames) frames, \(total) bytes; shortest \(shortest), mean \(total / frames), longest \(longest)\n")
        if cut > 0 { out.text("\(cut) were cut by the capture; the lengths are those on the wire\n") }
        var table = TextTable([">bytes", ">frames", ">of all", ""])
        let most = counts.max() ?? 1
        for index in counts.indices where counts[index] > 0 {
            let range = index + 1 < Self.bounds.count ? "\(Self.bounds[index])–\(Self.bounds[index + 1] - 1)" : "\(Self.bounds[index])–"
            let tenths = (counts[index] * 1000 + frames / 2) / frames
            table.add([range, "\(counts[index])", "\(tenths / 10).\(tenths % 10) %", bar(counts[index], of: most)])
        }
        table.write(into: &out)
    }
}

/// A bar of up to 40 columns; anything above nothing has a column at least.
func bar(_ value: Int, of most: Int) -> String {
    guard value > 0, most > 0 else { return "" }
    return String(repeating: "█", count: max(1, value * 40 / most))
}

/// Frames and bytes over time: `--statistics io`.
final class RateStatistic: CaptureStatistic {
    private static let bucketLimit = 20_000
    private static let rows = 40
    /// Nanoseconds; grows tenfold when there are too many buckets.
    private var width: Int64 = 1_000
    private var start: Int64?
    private var frames: [Int] = []
    private var bytes: [Int] = []
    private var earlier = 0

    func see(_ d: borrowing Dissection) {
        let time = d.packet.time.nanoseconds, start = start ?? time
        self.start = start
        let (since, overflow) = time.subtractingReportingOverflow(start)
        guard since >= 0, !overflow else { return earlier += 1 }
        while since / width >= Int64(Self.bucketLimit) { widen() }
        let index = Int(since / width)
        if index >= frames.count {
            frames.append(contentsOf: repeatElement(0, count: index + 1 - frames.count))
            bytes.append(contentsOf: repeatElement(0, count: index + 1 - bytes.count))
        }
        frames[index] += 1
        bytes[index] += d.packet.originalLength
    }

    private func widen() {
        width *= 10
        frames = Self.merged(frames, 10)
        bytes = Self.merged(bytes, 10)
    }

    private static func merged(_ values: [Int], _ count: Int) -> [Int] {
        stride(from: 0, to: values.count, by: count).map { values[$0..<min($0 + count, values.count)].reduce(0, +) }
    }

    func write(into out: inout OutputBuffer) {
        guard !frames.isEmpty else { return out.text("0 frames\n") }
        // The narrowest of 1, 2, 5, 10, 20 … buckets with which the rows suffice.
        var step = 1, next = 0
        while (frames.count + step - 1) / step > Self.rows {
            step = step / [1, 2, 5][next] * [2, 5, 10][next]
            next = (next + 1) % 3
        }
        let frames = Self.merged(self.frames, step), bytes = Self.merged(self.bytes, step), wide = width * Int64(step)
        out.text("\(frames.reduce(0, +)) frames, \(bytes.reduce(0, +)) bytes, in steps of \(duration(wide))\n")
        var table = TextTable([">from s", ">frames", ">bytes", ">Mbit/s", ""])
        let most = bytes.max() ?? 1
        for index in frames.indices {
            let (bits, overflow) = bytes[index].multipliedReportingOverflow(by: 8_000_000)
            // Bits a second in thousandths of a megabit.
            let rate = overflow ? 0 : bits / Int(wide)
            let fraction = String(rate % 1000)
            table.add([seconds(Int64(index) * wide, digits: 6), "\(frames[index])", "\(bytes[index])", "\(rate / 1000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction)", bar(bytes[index], of: most)])
        }
        table.write(into: &out)
        if earlier > 0 { out.text("  \(earlier) frames are earlier than the first and not counted here\n") }
    }
}
