/// The frames as arrows between hosts, as one draws them on a board: `--statistics flow`.
final class FlowStatistic: CaptureStatistic {
    static let hostLimit = 5
    static let frameLimit = 2_000
    private struct Arrow {
        var number: Int
        var time: Int64
        var from: Int
        var to: Int
        var text: String
    }
    private var hosts: [AddressKey] = []
    private var arrows: [Arrow] = []
    private var notShown = 0
    private var start: Int64?

    func see(_ d: borrowing Dissection) {
        let time = d.packet.time.nanoseconds
        if start == nil { start = time }
        guard arrows.count < Self.frameLimit, let from = host(d.packet.source), let to = host(d.packet.destination) else { return notShown += 1 }
        var text = OutputBuffer(capacity: 128)
        text.text("\(d.topTitle) ")
        d.writeInfo(into: &text)
        arrows.append(Arrow(number: d.packet.number, time: time, from: from, to: to, text: text.takeString()))
    }

    private func host(_ address: AddressKey) -> Int? {
        guard address.kind != .none else { return nil }
        if let known = hosts.firstIndex(of: address) { return known }
        guard hosts.count < Self.hostLimit else { return nil }
        hosts.append(address)
        return hosts.count - 1
    }

    func write(into out: inout OutputBuffer) {
        let names = hosts.map { address in
            var name = OutputBuffer(capacity: 64)
            name.address(address)
            return name.takeString()
        }
        let spacing = 14, left = 16
        // Long names stand on lines of their own, over their columns.
        for (index, name) in names.enumerated() {
            out.text(String(repeating: " ", count: left))
            for _ in 0..<index { out.text("│" + String(repeating: " ", count: spacing - 1)) }
            out.text(name + "\n")
        }
        for arrow in arrows {
            let time = seconds(arrow.time &- (start ?? 0), digits: 6)
            var line = String(repeating: " ", count: max(0, left - 2 - time.count)) + time + "  "
            let low = min(arrow.from, arrow.to), high = max(arrow.from, arrow.to), isRight = arrow.from < arrow.to
            for index in hosts.indices {
                let isLast = index == hosts.count - 1
                if index < low || index > high || low == high {
                    line += (low == high && index == low ? "↺" : "│") + (isLast ? "" : String(repeating: " ", count: spacing - 1))
                } else if index == low {
                    line += (isRight ? "├" : "◀") + String(repeating: "─", count: spacing - 1)
                } else if index == high {
                    if isRight {
                        line.removeLast()
                        line += "▶│"
                    } else {
                        line += "┤"
                    }
                    line += isLast ? "" : String(repeating: " ", count: spacing - 1)
                } else {
                    line += "┼" + String(repeating: "─", count: spacing - 1)
                }
            }
            let room = max(20, 98 - line.count - "\(arrow.number)".count)
            out.text(line + "  \(arrow.number) " + (arrow.text.count > room ? arrow.text.prefix(room - 1) + "…" : arrow.text) + "\n")
        }
        if notShown > 0 { out.text("\(notShown) frames are not shown: of hosts beyond the first \(Self.hostLimit), without addresses, or beyond the first \(Self.frameLimit)\n") }
    }
}
