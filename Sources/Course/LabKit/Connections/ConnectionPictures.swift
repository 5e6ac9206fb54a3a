import Pictures
import Wire

/// The pictures of one end of a connection: where its bytes were and when, its windows, and its round trips.
struct ConnectionPictures {
    let track: ConnectionTrack

    /// "client 10.0.0.11:49152 to 10.0.0.12:12345".
    var title: String { "\(track.host) \(track.local) to \(track.remote)" }

    /// Whether there is anything to be seen: more data than a segment or two.
    var isWorthwhile: Bool { track.sendings.count { $0.range.count > 1 } >= 3 }

    /// All that have something to show, with the name of each.
    var plots: [(name: String, plot: Plot)] {
        [("time-sequence", timeSequence), ("congestion-window", congestionWindow), ("round-trip", roundTrip)].filter { !$0.1.isEmpty }
    }

    /// One for all three pictures.
    private var time: Axis {
        let last = [track.sendings.last?.time, track.acknowledgements.last?.time, track.windows.last?.time].compactMap { $0 }.max() ?? 1
        return Axis("time", unit: "s", from: min(0, track.sendings.first?.time ?? 0), to: last)
    }

    /// Sequence numbers over time, as tcptrace draws them: segments as bars between what is acknowledged and what the window allows.
    var timeSequence: Plot {
        let again = track.sendings.filter(\.isRetransmission), first = track.sendings.filter { !$0.isRetransmission }
        let summary = "\(track.payloadSent) bytes in \(track.sendings.count) segments, \(again.count) of them sent again; \(track.lost.count) lost on a wire; \(track.sacked.count) runs reported by SACK."
        var plot = Plot(title: "\(title): time and sequence", summary: summary, x: time, y: Axis("sequence number"))
        // A window far beyond what was sent would press the rest to the ground.
        let top = track.highestSent + track.highestSent / 5 + 1
        let beyond = track.edges.contains { $0.number > top }
        plot.add(Series(beyond ? "window edge (at the top: there or higher)" : "window edge", .steps, .sky, mark: "-", track.edges.map { Point($0.time, Double(min($0.number, top))) }))
        plot.add(Series("acknowledged", .steps, .green, mark: ".", track.acknowledgements.map { Point($0.time, Double($0.number)) }))
        plot.add(Series("SACK", .marks, .purple, mark: "s", track.sacked.map { Self.bar($0.time, $0.range) }))
        plot.add(Series("sent", .marks, .blue, mark: "|", first.map { Self.bar($0.time, $0.range) }))
        plot.add(Series("sent again", .marks, .orange, mark: "R", again.map { Self.bar($0.time, $0.range) }))
        plot.add(Series("lost", .marks, .red, mark: "x", track.lost.map { Self.bar($0.time, $0.range) }))
        return plot
    }

    private static func bar(_ time: Double, _ range: Range<Int>) -> Point { Point(time, Double(range.lowerBound), top: Double(range.upperBound)) }

    /// The congestion window, its threshold, and what is on its way.
    var congestionWindow: Plot {
        let known = track.windows.contains { $0.congestion != nil }
        let largest = track.windows.compactMap(\.congestion).max().map { "Up to \($0) bytes." } ?? "The window itself is not to be seen from outside; what is on its way never exceeds it."
        var plot = Plot(title: "\(title): congestion window", summary: largest, x: time, y: Axis("bytes", from: 0))
        plot.add(Series("on its way", .steps, .grey, mark: ".", track.windows.map { Point($0.time, Double($0.flight)) }))
        if known {
            plot.add(Series("ssthresh", .steps, .orange, mark: "-", track.windows.compactMap { entry in entry.threshold.map { Point(entry.time, Double($0)) } }))
            plot.add(Series("cwnd", .steps, .blue, mark: "*", track.windows.compactMap { entry in entry.congestion.map { Point(entry.time, Double($0)) } }))
        }
        return plot
    }

    /// Round trips as measured, smoothed, and the timeout that comes of them.
    var roundTrip: Plot {
        let all = track.roundTrips.map(\.seconds)
        let summary = all.isEmpty ? "" : "From \(Self.milliseconds(all.min() ?? 0)) to \(Self.milliseconds(all.max() ?? 0)) ms."
        var plot = Plot(title: "\(title): round trips", summary: summary, x: time, y: Axis("round trip", unit: "ms", from: 0))
        guard !all.isEmpty || !track.smoothed.isEmpty else { return plot }
        // The timeout is on the picture as long as it does not dwarf the rest.
        let highest = max(all.max() ?? 0, track.smoothed.map(\.seconds).max() ?? 0)
        let timeouts = track.timeouts.filter { $0.seconds <= 12 * highest }
        plot.add(Series("timeout", .steps, .orange, mark: "-", timeouts.map { Point($0.time, $0.seconds * 1000) }))
        plot.add(Series("smoothed", .steps, .green, mark: "~", track.smoothed.map { Point($0.time, $0.seconds * 1000) }))
        plot.add(Series("measured", .marks, .blue, mark: "o", track.roundTrips.map { Point($0.time, $0.seconds * 1000) }))
        return plot
    }

    private static func milliseconds(_ seconds: Double) -> String {
        let tenths = Int((seconds * 10_000).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}

extension ConnectionWatch {
    /// Ends that sent enough to be drawn; those that sent most first.
    var worthwhile: [ConnectionPictures] {
        tracks.map(ConnectionPictures.init).filter(\.isWorthwhile).enumerated().sorted { ($1.element.track.payloadSent, $0.offset) < ($0.element.track.payloadSent, $1.offset) }.map(\.element)
    }

    /// The pictures as text, and where they were written as SVG: the last lines of a run with `--detail tcp`.
    ///
    /// - Parameter folder: where `connection-N-….svg` and its twin in text are written; nil: nowhere.
    func closing(writingTo folder: String?) throws -> [String] {
        let all = worthwhile, shown = all.prefix(Self.shown)
        var lines = Self.table(of: shown.map(\.track))
        for (index, pictures) in shown.enumerated() {
            for (name, plot) in pictures.plots {
                let text = plot.text(width: 98, height: name == "time-sequence" ? 22 : 14)
                lines += [""] + text + (plot.summary.isEmpty ? [] : ["  \(plot.summary)"])
                guard let folder else { continue }
                let file = try PictureFolder(folder).write(plot.svg(), named: "connection-\(index + 1)-\(name).svg")
                _ = try PictureFolder(folder).write((text + [plot.summary]).joined(separator: "\n") + "\n", named: "connection-\(index + 1)-\(name).txt")
                lines.append("  picture: \(file)")
            }
        }
        if all.count > shown.count { lines += ["", "\(all.count - shown.count) more ends of connections are not drawn: these sent most."] }
        return lines
    }

    private static let shown = 4

    /// What each end sent, and what became of it.
    private static func table(of tracks: [ConnectionTrack]) -> [String] {
        guard !tracks.isEmpty else { return [] }
        var lines = ["", "what each end sent, and what became of it", "             bytes   segments   sent again   after a timeout   lost on a wire       time   goodput"]
        for track in tracks {
            let again = track.sendings.filter(\.isRetransmission)
            let timeouts = again.contains { $0.isTimeout == nil } ? "?" : "\(again.count { $0.isTimeout == true })"
            let time = (track.acknowledgements.last?.time ?? 0) - (track.sendings.first?.time ?? 0)
            let goodput = time > 0 ? rate(Double(min(track.payloadSent, track.highestAcknowledged)) * 8 / time) : ""
            lines.append("  \(Columns.left(track.host, 8)) \(Columns.right("\(track.payloadSent)", 7))   \(Columns.right("\(track.sendings.count)", 8))   \(Columns.right("\(again.count)", 10))   \(Columns.right(timeouts, 15))   \(Columns.right("\(track.lost.count)", 14))   \(Columns.right(ConnectionVariables.time(Nanoseconds(Int64(time * 1e9))), 8))   \(goodput)")
        }
        return lines
    }

    /// "4.21 Mbit/s".
    private static func rate(_ bits: Double) -> String {
        let (scaled, unit) = bits >= 1e9 ? (bits / 1e9, "Gbit/s") : bits >= 1e6 ? (bits / 1e6, "Mbit/s") : (bits / 1e3, "kbit/s")
        let hundredths = Int((scaled * 100).rounded())
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100) \(unit)"
    }
}
