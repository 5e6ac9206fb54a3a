import Foundation
import InspectorVectors
import Testing
import Wire
@testable import Inspector

/// Fields, questions, streams and files beside tshark's, on the captures that the course hands out.
@Suite("Fields and questions beside Wireshark's", .enabled(if: Wireshark.isInstalled, "tshark is not installed"), .timeLimit(.minutes(5)))
struct WiresharkFieldTests {
    private static let fields = [
        "frame.number", "frame.len", "frame.protocols", "frame.time_relative", "frame.time_delta", "eth.addr", "ip.addr", "ip.ttl", "ip.id", "ipv6.addr", "icmp.type", "arp.opcode", "tcp.port", "udp.port", "tcp.stream", "tcp.len", "tcp.seq", "tcp.ack", "tcp.flags",
        "tcp.window_size", "tcp.options", "tcp.payload", "tcp.analysis.ack_rtt", "tcp.analysis.acks_frame", "tcp.analysis.rto", "http.request.method", "http.request.uri", "http.host", "http.response.code", "http.time", "dns.qry.name", "dns.a", "dns.time",
        "smtp.req.command", "smtp.req.parameter", "ftp.request.command", "ftp.response.arg", "imf.subject", "dhcp.option.hostname",
        "tcp.flags.str", "tcp.time_relative", "tcp.time_delta", "udp.time_relative", "udp.time_delta", "udp.payload", "http.content_length", "frame.time_delta_displayed", "_ws.col.No.", "_ws.col.Source", "_ws.col.Destination", "_ws.col.Length",
    ]

    /// `--fields` beside `-T fields -E separator=, -E quote=d`.
    @Test(arguments: Wireshark.captures) func columns(_ capture: String) throws {
        let columns = try FieldColumns(Self.fields)
        var out = OutputBuffer()
        columns.writeHeading(into: &out)
        try Wireshark.forEachFrame(capture) { columns.write($0, into: &out) }
        let mine = rows(out.takeString())
        let theirs = rows(try Wireshark.say(capture, ["-T", "fields", "-E", "separator=,", "-E", "quote=d", "-E", "header=y", "-E", "aggregator=;"] + Self.fields.flatMap { ["-e", $0] }))
        #expect(mine.count == theirs.count && mine.count > 1)
        var differences: [String] = []
        for (frame, (a, b)) in zip(mine, theirs).enumerated() where a != b && differences.count < 5 {
            // Of FTP's data connections tshark knows those only whose ports are new.
            for (column, (x, y)) in zip(a, b).enumerated() where x != y && !x.contains(":ftp-data") { differences.append("frame \(frame), \(Self.fields[column]): \(x) here, \(y) in tshark") }
        }
        #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
    }

    /// RFC 4180's rows; a value that is quoted may hold commas and lines. tshark doubles no marks: it puts a backslash before them.
    private func rows(_ text: String) -> [[String]] {
        var rows: [[String]] = [[""]], isQuoted = false, isEscaped = false
        for character in text {
            if isEscaped {
                rows[rows.count - 1][rows[rows.count - 1].count - 1].append(character)
                isEscaped = false
                continue
            }
            switch character {
            case "\\": isEscaped = true
            case "\"": isQuoted.toggle()
            case "," where !isQuoted: rows[rows.count - 1].append("")
            case "\n" where !isQuoted: rows.append([""])
            default: rows[rows.count - 1][rows[rows.count - 1].count - 1].append(character)
            }
        }
        return rows.filter { $0 != [""] }
    }

    /// Questions made at random from what is in each capture: how many frames answer to them. `LAYERLAB_FILTERS=500` asks more of each.
    @Test(arguments: Wireshark.captures) func questions(_ capture: String) throws {
        let count = ProcessInfo.processInfo.environment["LAYERLAB_FILTERS"].flatMap { Int($0) } ?? 24
        var values: [String: Set<String>] = [:]
        let columns = try FieldColumns(FilterMaker.fields.map(\.name))
        var out = OutputBuffer()
        try Wireshark.forEachFrame(capture) { columns.write($0, into: &out) }
        for row in rows(out.takeString()) {
            for (column, cell) in row.enumerated() where !cell.isEmpty { values[FilterMaker.fields[column].name, default: []].formUnion(cell.split(separator: ";").map(String.init)) }
        }
        // Of FTP's data connections tshark knows those only whose ports are new.
        if capture.contains("ftp") { values["frame.protocols"] = nil }
        var maker = FilterMaker(values: values, seed: UInt64(capture.utf8.reduce(0) { $0 &* 31 &+ Int($1) }.magnitude))
        for start in stride(from: 0, to: count, by: 24) {
            let questions = (start..<min(count, start + 24)).map { _ in maker.question() }
            let said = try Wireshark.say(capture, ["-q"] + questions.flatMap { ["-z", "io,phs,\($0)"] })
            var theirs: [String: Int] = [:], question = ""
            for line in said.split(separator: "\n") {
                if line.hasPrefix("Filter: ") { question = String(line.dropFirst(8)) }
                if !question.isEmpty, theirs[question] == nil, let frames = line.range(of: "frames:") { theirs[question] = line[frames.upperBound...].words.first.flatMap { Int($0) } }
            }
            let asked = try questions.map { try DisplayFilter($0) }
            var mine = [Int](repeating: 0, count: asked.count)
            try Wireshark.forEachFrame(capture) { dissection in
                for index in asked.indices where asked[index].matches(dissection) { mine[index] += 1 }
            }
            #expect(said.contains("Filter: "), "tshark refuses one of \(questions)")
            for (question, frames) in zip(questions, mine) { #expect(frames == theirs[question] ?? 0, "\(question): \(frames) frames here, \(theirs[question] ?? 0) in tshark") }
        }
    }

    /// The files that passed, byte by byte: HTTP's bodies. Of mails tshark leaves SMTP's doubled dots in, and FTP's data connections it finds only on ports that are new.
    @Test(arguments: Wireshark.captures.filter { $0.contains("http") || $0.contains("web") || $0.contains("api") }) func files(_ capture: String) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("objects-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        var theirs: [Data] = []
        for kind in ["http"] {
            _ = try Wireshark.say(capture, ["-q", "--export-objects", "\(kind),\(folder.appendingPathComponent(kind).path)"])
            for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent(kind).path)) ?? [] { theirs.append(try Data(contentsOf: folder.appendingPathComponent(kind).appendingPathComponent(name))) }
        }
        let extractor = TransferExtractor()
        try Wireshark.forEachFrame(capture) { extractor.see($0) }
        extractor.finish()
        var mine: [Int: Data] = [:]
        for event in extractor.takeEvents() {
            switch event {
            case .begin(let transfer): mine[transfer.id] = Data()
            case .bytes(let id, let bytes): mine[id]?.append(contentsOf: bytes)
            case .end(_, let fault): #expect(fault == nil)
            }
        }
        let order = { (a: Data, b: Data) in a.lexicographicallyPrecedes(b) }
        #expect(mine.values.filter { !$0.isEmpty }.sorted(by: order) == theirs.sorted(by: order))
    }
}
