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

    func write(into out: inout OutputBuffer, names: NameTable?) {
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
