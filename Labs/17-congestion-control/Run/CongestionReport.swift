import LabKit
import Pictures
import Wire

/// Tells a run of flows: a line for each interval, what it came to, and pictures.
struct CongestionReport {
    enum Voice { case text, json, silent }

    let plan: DumbbellPlan
    let lab: Lab
    let seed: UInt64
    let interval: Nanoseconds
    let voice: Voice
    /// More flows than this do not fit side by side: the lines then tell their sum and their extremes.
    private static let columns = 4

    private var showsEach: Bool { plan.flows.count <= Self.columns }

    // MARK: - Before and while

    func introduce() {
        guard voice == .text else { return }
        say("congestion-control on simulator, seed \(seed)")
        say("bottleneck \(plan.rate), room for \(plan.queueLength) packets (\(plan.queue.rawValue))" + (plan.loss > 0 ? ", loss \(Self.fixed(plan.loss * 100, 2)) %" : ""))
        for (index, flow) in plan.flows.enumerated() where showsEach || index < Self.columns {
            say("flow \(index + 1): \(flow.algorithm.rawValue), round trip \(Self.time(flow.roundTrip)) without a queue" + (flow.start > .zero ? ", begins at \(Self.time(flow.start))" : ""))
        }
        if !showsEach { say("and \(plan.flows.count - Self.columns) more flows") }
        say("")
        if showsEach {
            say("            " + plan.flows.indices.map { Self.left("flow \($0 + 1) \(plan.flows[$0].algorithm.rawValue)", 17) }.joined() + "queue, packets")
            say("      time  " + plan.flows.indices.map { _ in Self.left("Mbit/s   cwnd", 17) }.joined() + "mean   max   dropped")
        } else {
            say("                        of one flow               queue, packets")
            say("      time   Mbit/s     least    most    Jain     mean   max   dropped")
        }
    }

    func tell(_ interval: CongestionRun.Interval) {
        let seconds = Double(self.interval.count) / 1e9
        let rates = interval.bytes.map { Double($0) * 8 / seconds / 1e6 }
        switch voice {
        case .silent: return
        case .json:
            var object = JSONLine()
            object.add("kind", "interval")
            object.add("time_s", Self.fixed(Double(interval.end.count) / 1e9, 3), isText: false)
            object.add("goodput_mbps", Self.list(rates.map { Self.fixed($0, 3) }), isText: false)
            object.add("cwnd", Self.list(interval.windows.map { $0.map(String.init) ?? "null" }), isText: false)
            object.add("srtt_ms", Self.list(interval.roundTrips.map { $0.map { Self.fixed(Double($0.count) / 1e6, 3) } ?? "null" }), isText: false)
            object.add("queue_mean", Self.fixed(interval.queueMean, 2), isText: false)
            object.add("queue_max", "\(interval.queueMax)", isText: false)
            object.add("dropped", "\(interval.drops)", isText: false)
            say(object.text)
        case .text:
            var line = Self.right(Self.time(interval.end), 10) + "  "
            if showsEach {
                for (rate, window) in zip(rates, interval.windows) {
                    line += Self.right(Self.fixed(rate, 2), 6) + " " + Self.right(window.map { "\($0 / 1448)" } ?? "-", 6) + "    "
                }
            } else {
                line += Self.right(Self.fixed(rates.reduce(0, +), 2), 7) + "   " + Self.right(Self.fixed(rates.min() ?? 0, 3), 7) + " " + Self.right(Self.fixed(rates.max() ?? 0, 3), 7) + "   " + Self.right(Self.fixed(Fairness.jain(rates), 3), 5) + "   "
            }
            say(line + Self.right(Self.fixed(interval.queueMean, 1), 6) + Self.right("\(interval.queueMax)", 6) + Self.right("\(interval.drops)", 10))
        }
    }

    /// The same for a page.
    func tell(_ interval: CongestionRun.Interval, on page: LabPage) {
        let seconds = Double(self.interval.count) / 1e9
        let flows = zip(interval.bytes, interval.windows).prefix(Self.columns).enumerated().map { index, flow in
            "flow \(index + 1): \(Self.fixed(Double(flow.0) * 8 / seconds / 1e6, 2)) Mbit/s" + (flow.1.map { ", cwnd \($0 / 1448)" } ?? "")
        }
        page.tell("sums", (flows + ["queue \(Self.fixed(interval.queueMean, 1)) on average, \(interval.queueMax) at most, \(interval.drops) dropped"]).joined(separator: "; "), by: "left", at: .zero + interval.end)
    }

    func draw(_ run: CongestionRun, on page: LabPage) {
        for (_, plot) in plots(run) { page.add(picture: plot.title, plot.summary, svg: plot.svg(), text: plot.text(width: 98, height: 14)) }
    }

    // MARK: - Afterwards

    func conclude(_ run: CongestionRun, writingTo folder: String?, capture: String?) throws {
        let pictures = plots(run)
        var files: [String] = []
        if let folder {
            for (name, plot) in pictures {
                files.append(try PictureFolder(folder).write(plot.svg(), named: "\(name).svg"))
                _ = try PictureFolder(folder).write((plot.text() + [plot.summary]).joined(separator: "\n") + "\n", named: "\(name).txt")
            }
        }
        switch voice {
        case .silent: return
        case .json: summarize(run)
        case .text:
            table(run)
            for (_, plot) in pictures {
                say("")
                for line in plot.text(width: 98, height: 14) { say(line) }
            }
            say("")
            for file in files { say("picture: \(file)") }
            if let capture { say("Written to \(capture): open it in Wireshark, or with layerlab inspect \(capture)") }
            say("Worksheet: \(lab.worksheet)")
        }
    }

    /// Each flow's bits a second over the time that it had.
    private func goodput(_ run: CongestionRun) -> [Double] {
        zip(run.flows, plan.flows).map { tally, flow in
            let seconds = Double((run.duration - flow.start).count) / 1e9
            return seconds > 0 ? Double(tally.bytes) * 8 / seconds / 1e6 : 0
        }
    }

    private func table(_ run: CongestionRun) {
        let rates = goodput(run), sum = run.flows.reduce(0) { $0 + $1.bytes }, total = max(1, sum)
        say("")
        say("what each flow came to")
        say("  flow              round trip   goodput    share   sent again   recoveries   timeouts")
        for (index, flow) in plan.flows.enumerated() {
            let tally = run.flows[index]
            let name = Self.left("\(index + 1) \(flow.algorithm.rawValue)", 16)
            say("  \(name)  \(Self.right(Self.time(flow.roundTrip), 10))   \(Self.right(Self.fixed(rates[index], 2), 7)) \(Self.right(Self.fixed(Double(tally.bytes) / Double(total) * 100, 1), 7)) % \(Self.right("\(tally.retransmissions)", 12)) \(Self.right("\(tally.recoveries)", 12)) \(Self.right("\(tally.timeouts)", 10))")
        }
        say("")
        let seconds = Double(run.duration.count) / 1e9, used = Double(sum) * 8 / seconds / Double(plan.rate.bitsPerSecond)
        say("\(Self.fixed(Double(sum) * 8 / seconds / 1e6, 2)) Mbit/s of goodput in all, \(Self.fixed(used * 100, 1)) % of the bottleneck's rate; Jain's index \(Self.fixed(Fairness.jain(rates), 3)) (1: all alike, \(Self.fixed(1 / Double(plan.flows.count), 2)): one has all)")
        let mean = Double(run.totalQueue.sum) / Double(max(1, run.totalQueue.samples))
        let wait = mean * 12_112 / Double(plan.rate.bitsPerSecond) * 1000
        say("queue: \(Self.fixed(mean, 1)) packets on average, \(run.totalQueue.max) at most, \(run.drops) dropped; a packet waited about \(Self.fixed(wait, 1)) ms")
    }

    private func summarize(_ run: CongestionRun) {
        let rates = goodput(run)
        for (index, flow) in plan.flows.enumerated() {
            let tally = run.flows[index]
            var object = JSONLine()
            object.add("kind", "flow")
            object.add("flow", "\(index + 1)", isText: false)
            object.add("congestion_control", flow.algorithm.rawValue)
            object.add("rtt_ms", Self.fixed(Double(flow.roundTrip.count) / 1e6, 3), isText: false)
            object.add("bytes", "\(tally.bytes)", isText: false)
            object.add("goodput_mbps", Self.fixed(rates[index], 3), isText: false)
            object.add("retransmissions", "\(tally.retransmissions)", isText: false)
            object.add("recoveries", "\(tally.recoveries)", isText: false)
            object.add("timeouts", "\(tally.timeouts)", isText: false)
            say(object.text)
        }
        var object = JSONLine()
        object.add("kind", "summary")
        object.add("jain", Self.fixed(Fairness.jain(rates), 4), isText: false)
        object.add("queue_mean", Self.fixed(Double(run.totalQueue.sum) / Double(max(1, run.totalQueue.samples)), 2), isText: false)
        object.add("queue_max", "\(run.totalQueue.max)", isText: false)
        object.add("dropped", "\(run.drops)", isText: false)
        say(object.text)
    }

    private func plots(_ run: CongestionRun) -> [(name: String, plot: Plot)] {
        // Of many flows the first few: more lines would be a thicket.
        let shown = plan.flows.indices.prefix(5)
        func mark(_ index: Int) -> Character { Character("\(index + 1)") }
        func name(_ index: Int) -> String { "flow \(index + 1), \(plan.flows[index].algorithm.rawValue)" }
        let end = Double(run.duration.count) / 1e9
        var windows = Plot(title: "Congestion windows", summary: "The congestion window of \(shown.count) of \(plan.flows.count) flows.", x: Axis("time", unit: "s", from: 0, to: end), y: Axis("window", unit: "KiB", from: 0))
        var rates = Plot(title: "Goodput", summary: "What each flow's receiver read in each interval.", x: Axis("time", unit: "s", from: 0, to: end), y: Axis("goodput", unit: "Mbit/s", from: 0))
        var trips = Plot(title: "Round trips", summary: "Measured by the senders, the time in the queue included.", x: Axis("time", unit: "s", from: 0, to: end), y: Axis("round trip", unit: "ms", from: 0))
        let seconds = Double(interval.count) / 1e9
        for index in shown {
            windows.add(Series(name(index), .steps, .numbered(index), mark: mark(index), run.flows[index].windows))
            rates.add(Series(name(index), .line, .numbered(index), mark: mark(index), run.intervals.map { Point(Double($0.end.count) / 1e9, Double($0.bytes[index]) * 8 / seconds / 1e6) }))
            trips.add(Series(name(index), .marks, .numbered(index), mark: mark(index), run.flows[index].roundTrips))
        }
        var queue = Plot(title: "The bottleneck's queue", summary: "Packets that wait; at most \(run.totalQueue.max), \(run.drops) dropped.", x: Axis("time", unit: "s", from: 0, to: end), y: Axis("packets", from: 0))
        queue.add(Series("waiting", .steps, .purple, mark: "#", run.queue))
        return [("congestion-windows", windows), ("goodput", rates), ("queue", queue), ("round-trips", trips)]
    }

    // MARK: - Text

    private func say(_ line: String) {
        var line = Substring(line)
        while line.last == " " { line.removeLast() }
        print(line)
    }

    private static func list(_ values: [String]) -> String { "[" + values.joined(separator: ",") + "]" }
    private static func left(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(0, width - text.count)) }
    private static func right(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(0, width - text.count)) + text }

    /// "40 ms", "1.5 s".
    private static func time(_ span: Nanoseconds) -> String {
        let (value, unit) = span.count >= 1_000_000_000 ? (Double(span.count) / 1e9, "s") : span.count >= 1_000_000 ? (Double(span.count) / 1e6, "ms") : (Double(span.count) / 1e3, "µs")
        return "\(fixed(value, value == value.rounded() ? 0 : value * 10 == (value * 10).rounded() ? 1 : 2)) \(unit)"
    }

    /// With so many decimals, the same on every machine.
    private static func fixed(_ value: Double, _ decimals: Int) -> String {
        var scale: Int64 = 1
        for _ in 0..<decimals { scale *= 10 }
        let scaled = Int64((abs(value) * Double(scale)).rounded()), sign = value < 0 && scaled > 0 ? "-" : ""
        if scale == 1 { return "\(sign)\(scaled)" }
        let rest = "\(scaled % scale)"
        return "\(sign)\(scaled / scale).\(String(repeating: "0", count: decimals - rest.count))\(rest)"
    }
}

/// How evenly something is shared.
enum Fairness {
    /// Jain's index: the square of the sum over n times the sum of the squares. 1 where all have the same, 1/n where one has all; 1 of nothing.
    static func jain(_ shares: [Double]) -> Double {
        let sum = shares.reduce(0, +), squares = shares.reduce(0) { $0 + $1 * $1 }
        return squares > 0 ? sum * sum / (Double(shares.count) * squares) : 1
    }
}

/// A JSON object in one line; names and texts are ours and need no escaping.
private struct JSONLine {
    private var members: [String] = []
    var text: String { "{" + members.joined(separator: ",") + "}" }
    mutating func add(_ name: String, _ value: String, isText: Bool = true) { members.append("\"\(name)\":" + (isText ? "\"\(value)\"" : value)) }
}
