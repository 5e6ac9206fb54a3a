import Foundation
import Testing

/// What labs 16 and 17 are to show, and what the pictures of a connection say.
@Suite("Labs 16 and 17")
struct TransportLabTests {
    private func output(_ command: String) throws -> [String] {
        let outcome = try LabProgram.run(command)
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(command): \(outcome.errors)")
        return outcome.output.components(separatedBy: "\n")
    }

    /// The client's row of lab 16's table: bytes, segments, sent again, after a timeout, lost.
    private func clientRow(_ command: String) throws -> [String] {
        let lines = try output(command)
        let row = try #require(lines.first { $0.hasPrefix("  client ") }, "\(command) has no table")
        return row.split(separator: " ").map(String.init)
    }

    @Test("the fourth segment is lost: who knows more mends it sooner", arguments: [("timer", "1", "1"), ("textbook", "1", "0"), ("sack", "1", "0"), ("modern", "1", "0")])
    func oneLoss(tcp: String, again: String, timeouts: String) throws {
        let row = try clientRow("tcp-reliability --tcp \(tcp) --quiet-frames")
        #expect(row[1] == "20000" && row[3] == again && row[4] == timeouts && row[5] == "1", "\(row)")
    }

    @Test("three losses in one flight: without SACK one round trip each")
    func threeLosses() throws {
        func milliseconds(_ tcp: String) throws -> Double {
            let lines = try output("tcp-reliability --lose 4,6,8 --tcp \(tcp) --bytes 40000")
            let line = try #require(lines.first { $0.contains("40000 bytes in ") })
            return try #require(Double(line.components(separatedBy: "40000 bytes in ")[1].split(separator: " ")[0]))
        }
        let textbook = try milliseconds("textbook"), sack = try milliseconds("sack")
        #expect(sack + 15 < textbook, "with SACK \(sack) ms, without \(textbook) ms")
    }

    @Test("whatever the wire does, every byte arrives", arguments: ["--loss 20%", "--corrupt 10%", "--reorder 20%", "--duplicate 20%", "--burst 10%", "--loss 10% --corrupt 5% --reorder 10% --duplicate 5% --tcp modern", "--window 2000 --reader-pause 20ms --read-size 500 --lose 3", "--drop 'tcp[tcpflags] & tcp-fin != 0'", "--drop 'tcp[tcpflags] & tcp-syn != 0'"], [1, 7])
    func faults(options: String, seed: Int) throws {
        let lines = try output("tcp-reliability \(options) --seed \(seed)")
        #expect(lines.contains { $0.contains("Server says: Received 20000 bytes, all as they were sent.") }, "\(options): \(lines.suffix(20))")
    }

    @Test("the pictures mark what was lost and what was sent again, in text and as files")
    func pictures() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("layerlab-pictures-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let lines = try output("tcp-reliability --loss 5% --bytes 100000 --tcp modern --svg \(folder.path)")
        let start = try #require(lines.firstIndex { $0.hasSuffix("time and sequence: sequence number over time (s)") })
        let picture = lines[start..<start + 25].joined()
        #expect(picture.contains("R") && picture.contains("x") && picture.contains("s") && picture.contains("|") && picture.contains("."), "\(picture)")
        for name in ["time-sequence", "congestion-window", "round-trip"] {
            let svg = try String(contentsOf: folder.appendingPathComponent("connection-1-\(name).svg"), encoding: .utf8)
            #expect(svg.hasPrefix("<svg ") && svg.hasSuffix("</svg>\n") && svg.contains("<title>client 10.0.0.11:49152 to 10.0.0.12:12345"))
            let text = try String(contentsOf: folder.appendingPathComponent("connection-1-\(name).txt"), encoding: .utf8)
            #expect(lines.joined(separator: "\n").contains(text.split(separator: "\n").prefix(5).joined(separator: "\n")), "the file's text is not what was printed")
        }
    }

    @Test("--detail tcp tells every variable as JSON: numbers, states, the scoreboard")
    func variables() throws {
        let lines = try output("tcp-reliability --lose 4,6 --tcp modern --detail tcp --json")
        var seen: Set<String> = [], scoreboards = 0
        for line in lines where line.contains("\"kind\":\"tcp\"") {
            let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
            seen.formUnion(object.keys)
            if let runs = object["scoreboard"] as? [[Int]] { scoreboards += runs.allSatisfy { $0.count == 2 && $0[0] < $0[1] } ? 1 : 0 }
            if let una = object["snd_una"] as? Int, let next = object["snd_nxt"] as? Int, let flight = object["flight"] as? Int { #expect(next - una == flight, "\(line)") }
        }
        #expect(seen.isSuperset(of: ["state", "snd_una", "snd_nxt", "rcv_nxt", "rwnd", "cwnd", "ssthresh", "flight", "pipe", "rto_ns", "srtt_ns", "rttvar_ns", "rtt_ns", "scoreboard", "recovery", "congestion_control"]), "\(seen.sorted())")
        #expect(scoreboards > 3)
    }

    // MARK: - Lab 17

    /// The objects of one kind.
    private func objects(_ command: String, _ kind: String) throws -> [[String: Any]] {
        try output(command + " --json").filter { $0.contains("\"kind\":\"\(kind)\"") }.map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
        }
    }

    @Test("two flows alike end up alike; a shorter way gets more; all that the bottleneck carries is used", arguments: [("reno,reno", "40ms", 0.95, 1.0), ("cubic,cubic", "40ms", 0.9, 1.0), ("reno,reno", "20ms,160ms", 0.5, 0.9)])
    func fairness(flows: String, rtt: String, low: Double, high: Double) throws {
        let command = "congestion-control --flows \(flows) --rtt \(rtt) --time 60s --interval 5s"
        let summary = try #require(try objects(command, "summary").first), jain = try #require(summary["jain"] as? Double)
        #expect((low...high).contains(jain), "Jain's index of \(flows) at \(rtt) is \(jain)")
        let sum = try objects(command, "flow").reduce(0.0) { $0 + ($1["goodput_mbps"] as? Double ?? 0) }
        // 1448 bytes of data in a frame of 1538 with all that is around it.
        #expect(sum > 8.7 && sum <= 10 * 1448.0 / 1538, "\(sum) Mbit/s")
    }

    @Test("a managed queue stays short where a long one fills", arguments: [("codel", 0.25), ("red", 0.5)])
    func queues(kind: String, share: Double) throws {
        func mean(_ kind: String) throws -> Double {
            try #require(try objects("congestion-control --flows 2xcubic --queue-length 200 --queue \(kind) --time 30s", "summary").first?["queue_mean"] as? Double)
        }
        let full = try mean("droptail"), managed = try mean(kind)
        #expect(managed < full * share, "\(managed) packets on average with \(kind), \(full) without")
    }

    @Test("the table, the flows' sums and the pictures are there")
    func report() throws {
        let lines = try output("congestion-control --flows reno,cubic --time 10s --start 0s,3s")
        #expect(lines.contains("      10 s") == false && lines.contains { $0.hasPrefix("      10 s ") })
        #expect(lines.contains { $0.contains("Jain's index") } && lines.contains { $0.hasPrefix("Congestion windows") } && lines.contains { $0.hasPrefix("The bottleneck's queue") })
    }
}
