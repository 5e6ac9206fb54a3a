import Pictures
import Report
import Simulation
import Wire

// What `--svg` writes of a run besides its waveforms and connections: its ladder, and its network. Each with a twin in text.

extension NetworkPicture {
    init(_ topology: Topology, title: String) {
        var places: [String: Int] = [:]
        for (index, node) in topology.nodes.enumerated() { places[node.name] = index }
        let nodes = topology.nodes.map { node in
            let kind: Kind = switch node.kind {
            case .computer: .computer
            case .router: .router
            case .bridge: .bridge
            case .hub: .hub
            }
            return Node(node.name, kind, node.addresses.first?.split(whereSeparator: { $0 == " " || $0 == "/" }).first.map(String.init) ?? "")
        }
        let cables = topology.cables.compactMap { cable in
            places[RunRecorder.node(cable.first)].flatMap { first in places[RunRecorder.node(cable.second)].map { Cable(first, $0, "\(cable.properties.rate)") } }
        }
        self.init(title: title, nodes: nodes, cables: cables)
    }
}

extension RunReport {
    /// The run's first lines; nil where there are more hosts than a ladder is good for.
    var ladder: Ladder? {
        guard !first.isEmpty, (1...Self.laneLimit).contains(lanes.count) else { return nil }
        let start = first[0].time
        var ladder = Ladder(title: "\(report.title): who does what, and when", lanes: lanes)
        for line in first.prefix(Self.ladderLimit) { ladder.rows.append(row(line, since: start)) }
        ladder.leftOut = lineCount - ladder.rows.count
        return ladder
    }

    static let ladderLimit = 60
    private static let laneLimit = 8

    private func row(_ line: ReportLine, since start: Instant) -> Ladder.Row {
        let from = lanes.firstIndex(of: line.from), to = lanes.firstIndex(of: line.to)
        let time = Self.time(line.time - start)
        let number = line.kind == .frame ? "\(frameNumbers[line.id] ?? 0)" : ""
        let tint: Ladder.Tint = line.kind == .message ? .application : line.floor.flatMap { Ladder.Tint(rawValue: $0.rawValue) } ?? .plain
        guard line.kind != .chapter, let from else { return Ladder.Row(time: time, number: "", .heading, label: "", words: line.kind == .chapter ? line.words : "\(line.from) \(line.what) \(line.words)") }
        guard line.kind == .frame, let to, to != from else { return Ladder.Row(time: time, number: number, .mark(at: from), label: line.what, words: line.words, tint: tint) }
        return Ladder.Row(time: time, number: number, .arrow(from: from, to: to, isLost: line.isLost), label: line.what, words: line.words, tint: tint)
    }

    /// "45.0 µs".
    private static func time(_ span: Nanoseconds) -> String {
        func fixed(_ unit: Int64, _ decimals: Int) -> String {
            var scale: Int64 = 1
            for _ in 0..<decimals { scale *= 10 }
            let scaled = (span.count * scale + unit / 2) / unit, rest = "\(scaled % scale)"
            return "\(scaled / scale).\(String(repeating: "0", count: decimals - rest.count))\(rest)"
        }
        return span.count < 1_000_000 ? "\(fixed(1000, 1)) µs" : span.count < 1_000_000_000 ? "\(fixed(1_000_000, 3)) ms" : "\(fixed(1_000_000_000, 4)) s"
    }

    /// Writes the pictures and returns their files.
    func draw(into path: String, _ topology: Topology?) throws -> [String] {
        let folder = PictureFolder(path)
        var files: [String] = []
        func write(_ name: String, _ svg: String, _ text: String) throws {
            files.append(try folder.write(svg, named: "\(name).svg"))
            _ = try folder.write(text + "\n", named: "\(name).txt")
        }
        if let ladder { try write("ladder", ladder.svg(), ladder.text().joined(separator: "\n")) }
        if let topology { try write("network", NetworkPicture(topology, title: "\(report.title): the network").svg(), "\(topology)") }
        return files
    }
}
