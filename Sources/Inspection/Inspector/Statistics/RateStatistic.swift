/// Frames and bytes over time: `--statistics io`.
final class RateStatistic: CaptureStatistic {
    private static let bucketLimit = 20_000
    private static let rows = 40
    /// Nanoseconds; grows tenfold when there are too many buckets.
    private var width: Int64
    /// Whether the step was asked for: then every step has a row.
    private let isChosen: Bool
    private var isWidened = false
    private var start: Int64?
    private var frames: [Int] = []
    private var bytes: [Int] = []
    private var earlier = 0

    init(interval: Int64? = nil) {
        width = max(1, interval ?? 1_000)
        isChosen = interval != nil
    }

    func see(_ d: borrowing Dissection) {
        let time = d.packet.time.nanoseconds, start = start ?? time
        self.start = start
        let (since, overflow) = time.subtractingReportingOverflow(start)
        guard since >= 0, !overflow else { return earlier += 1 }
        while since / width >= Int64(Self.bucketLimit), width < .max / 10 { widen() }
        guard since / width < Int64(Self.bucketLimit) else { return earlier += 1 }
        let index = Int(since / width)
        if index >= frames.count {
            frames.append(contentsOf: repeatElement(0, count: index + 1 - frames.count))
            bytes.append(contentsOf: repeatElement(0, count: index + 1 - bytes.count))
        }
        frames[index] += 1
        bytes[index] += d.packet.originalLength
    }

    private func widen() {
        isWidened = true
        width *= 10
        frames = Self.merged(frames, 10)
        bytes = Self.merged(bytes, 10)
    }

    private static func merged(_ values: [Int], _ count: Int) -> [Int] {
        stride(from: 0, to: values.count, by: count).map { values[$0..<min($0 + count, values.count)].reduce(0, +) }
    }

    func write(into out: inout OutputBuffer, names: NameTable?) {
        guard !frames.isEmpty else { return out.text("0 frames\n") }
        // The narrowest of 1, 2, 5, 10, 20 … buckets with which the rows suffice.
        var step = 1, next = 0
        while !isChosen, (frames.count + step - 1) / step > Self.rows {
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
        if isChosen, isWidened { out.text("  the step that was asked for would take more than \(Self.bucketLimit) rows\n") }
        if earlier > 0 { out.text("  \(earlier) frames are earlier than the first and not counted here\n") }
    }
}
