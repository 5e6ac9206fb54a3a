import Foundation
import Testing
import Wire
@testable import Inspector

/// The inspector's tables beside tshark's, on the captures that the course hands out.
@Suite("Tables beside Wireshark's", .enabled(if: Wireshark.isInstalled, "tshark is not installed"), .timeLimit(.minutes(5)))
struct WiresharkTableTests {
    /// Ends of a conversation, in any order, and how many frames and bytes it has both ways.
    private struct Row: Hashable, Comparable, CustomStringConvertible {
        var ends: Set<String>
        var counts: [Int]
        var description: String { "\(ends.sorted().joined(separator: " and ")): \(counts)" }
        static func < (a: Row, b: Row) -> Bool { a.description < b.description }
    }

    /// One run of tshark tells all.
    @Test(arguments: Wireshark.captures) func tables(_ capture: String) throws {
        let taps = ["conv,tcp", "conv,udp", "endpoints,ip", "io,stat,0.1", "http,tree", "dns,tree", "expert"] + (0..<3).map { "follow,tcp,raw,\($0)" }
        let said = try Wireshark.say(capture, ["-q"] + taps.flatMap { ["-z", $0] })
        try conversations(capture, said)
        try endpointsAndRates(capture, said)
        try requestsAndAnswers(capture, said)
        try remarks(capture, said)
        try streams(capture, said)
    }

    private func conversations(_ capture: String, _ said: String) throws {
        let ours = try Wireshark.table(.conversations, capture)
        for kind in ["TCP", "UDP"] {
            let theirs = part(of: said, from: "\(kind) Conversations").compactMap { line -> Row? in
                let words = line.words
                guard words.count >= 9, words[1] == "<->", let back = Int(words[3]), let there = Int(words[6]) else { return nil }
                // Of large counts Wireshark shows only the thousands.
                let bytes = words[5] == "bytes" && words[8] == "bytes" ? [Int(words[4]) ?? -1, Int(words[7]) ?? -1].sorted() : []
                return Row(ends: [words[0], words[2]], counts: [there, back].sorted() + bytes)
            }
            var mine: [Row] = []
            for line in ours.drop(while: { !$0.hasPrefix("\(kind):") }).dropFirst(2) {
                let words = line.words
                guard words.count == 8, let there = Int(words[2]), let thereBytes = Int(words[3]), let back = Int(words[4]), let backBytes = Int(words[5]) else { break }
                let ends = Set(words[...1].map { $0.filter { !"[]".contains($0) } })
                let isRounded = !theirs.contains { $0.ends == ends && $0.counts.count == 4 }
                mine.append(Row(ends: ends, counts: [there, back].sorted() + (isRounded ? [] : [thereBytes, backBytes].sorted())))
            }
            #expect(mine.sorted() == theirs.sorted())
        }
    }

    private func endpointsAndRates(_ capture: String, _ said: String) throws {
        let theirs = part(of: said, from: "IPv4 Endpoints").compactMap { line -> String? in
            let words = line.words
            guard words.count == 7, Int(words[1]) != nil else { return nil }
            return "\(words[0]): \(words[1]) frames, \(words[2]) bytes, sent \(words[3]), got \(words[5])"
        }
        let mine = try Wireshark.table(.endpoints, capture).compactMap { line -> String? in
            let words = line.words
            guard words.count == 7, Int(words[1]) != nil, words[0].contains("."), !words[0].contains(":") else { return nil }
            return "\(words[0]): \(words[1]) frames, \(words[2]) bytes, sent \(words[3]), got \(words[5])"
        }
        #expect(mine.sorted() == theirs.sorted())

        let steps = part(of: said, from: "| Interval").compactMap { line -> [Int]? in
            let words = line.words
            guard words.count == 5, words[1] == "<>", let frames = Int(words[3]), let bytes = Int(words[4]) else { return nil }
            return [frames, bytes]
        }
        let ours = try Wireshark.table(.io, capture, interval: 100_000_000).dropFirst(2).compactMap { line -> [Int]? in
            let words = line.words
            guard words.count >= 4, let frames = Int(words[1]), let bytes = Int(words[2]) else { return nil }
            return [frames, bytes]
        }
        // Of a single frame Wireshark shows no step.
        if ours.count != 1 || !steps.isEmpty { #expect(ours == steps) }
    }

    private func requestsAndAnswers(_ capture: String, _ said: String) throws {
        var theirs: [String: Int] = [:]
        for line in part(of: said, from: "HTTP/Packet Counter:") {
            let words = line.words
            let indent = line.prefix { $0 == " " }.count, count = line.dropFirst(indent).split(separator: "  ").lazy.compactMap { Int($0.filter { $0 != " " }) }.first ?? 0
            guard count > 0, indent == 3 || indent == 2 && words[0].allSatisfy(\.isUppercase) else { continue }
            theirs[words[0], default: 0] += count
        }
        #expect(kinds(try Wireshark.table(.http, capture)) == theirs)

        let dns = part(of: said, from: "DNS:"), ours = try Wireshark.table(.dns, capture)
        func count(_ name: String) -> Int {
            dns.first { $0.drop { $0 == " " }.hasPrefix(name + "  ") }.flatMap { $0.dropFirst($0.prefix { $0 == " " }.count + name.count).words.first.flatMap { Int($0) } } ?? 0
        }
        // "DNS: 4 requests, 4 answered, 0 without an answer in the capture", and how often which was asked and answered.
        let counts = ours.filter { $0.hasPrefix("  requests: ") || $0.hasPrefix("  answers: ") }.map { $0.split(separator: ":")[1].split(separator: ",").reduce(0) { $0 + (Int($1.words[0]) ?? 0) } }
        #expect(Int(ours[0].words[3]) == count("request-response time (msec)"), "\(ours[0])")
        #expect((counts.first ?? 0, counts.dropFirst().first ?? 0) == (count("Query"), count("Response")), "\(ours.prefix(5).joined(separator: "\n"))")
    }

    /// What TCP's analysis is told in words.
    private func remarks(_ capture: String, _ said: String) throws {
        var theirs: [String: Int] = [:]
        for line in said.split(separator: "\n") {
            let words = line.words
            guard words.count > 3, words[2] == "TCP", let count = Int(words[0]) else { continue }
            let text = words[3...].joined(separator: " ")
            if let known = Self.remarks.first(where: { text.hasPrefix($0.theirs) }) { theirs[known.ours, default: 0] += count }
        }
        var mine: [String: Int] = [:]
        for line in try Wireshark.table(.expert, capture) {
            let words = line.words
            guard words.count > 3, words[1] == "TCP", let count = Int(words[0]), let known = Self.remarks.first(where: { line.contains($0.ours) }) else { continue }
            mine[known.ours] = count
        }
        // A fast or spurious retransmission is a retransmission as well, there.
        if let fast = mine["fast retransmission"] { mine["  retransmission", default: 0] += fast }
        if let spurious = mine["spurious retransmission"] { mine["  retransmission", default: 0] += spurious }
        #expect(mine == theirs)
    }

    private static let remarks: [(ours: String, theirs: String)] = [
        ("out of order", "This frame is a (suspected) out-of-order"), ("a segment before this is missing", "Previous segment"), ("acknowledges bytes that were not captured", "ACKed segment that wasn't captured"),
        ("duplicate acknowledgement", "Duplicate ACK"), ("fast retransmission", "This frame is a (suspected) fast"), ("spurious retransmission", "This frame is a (suspected) spurious"), ("  retransmission", "This frame is a (suspected) retransmission"),
        ("window update", "TCP window update"), ("window full", "TCP window specified by the receiver is now completely full"), ("zero window probe", "TCP Zero Window Probe"), ("zero window: ", "TCP Zero Window segment"),
        ("connection asked for", "Connection establish request"), ("connection accepted", "Connection establish acknowledge"), ("an end has no more to say", "Connection finish (FIN)"), ("connection reset", "Connection reset (RST)"),
    ]

    /// What each end of the first TCP conversations said.
    private func streams(_ capture: String, _ said: String) throws {
        let numbers = 0..<3
        var theirs: [Int: [String]] = [:], stream = -1
        for line in said.split(separator: "\n") {
            if line.hasPrefix("===") { stream = -1 }
            if line.hasPrefix("Filter: tcp.stream eq ") { stream = Int(line.dropFirst(22)) ?? -1 }
            guard stream >= 0, !line.isEmpty, line.trimmed.allSatisfy(\.isHexDigit) else { continue }
            theirs[stream, default: ["", ""]][line.hasPrefix("\t") ? 1 : 0] += line.trimmed
        }
        for number in numbers {
            var follower = StreamFollower(StreamName(.tcp, number))
            var mine = ["", ""]
            func take(_ pieces: [StreamPiece]) {
                for case .bytes(let bytes, let isFromClient, _) in pieces { mine[isFromClient ? 0 : 1] += bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() }
            }
            try Wireshark.forEachFrame(capture) { follower.see($0) }
            follower.finish()
            take(follower.takePieces())
            #expect(mine == theirs[number] ?? ["", ""], "tcp:\(number)")
        }
    }

    /// The lines behind one that begins so, up to the next ruler.
    private func part(of text: String, from heading: String) -> [String] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard let start = lines.firstIndex(where: { $0.hasPrefix(heading) }) else { return [] }
        var isOver = false, part: [String] = []
        for line in lines[(start + 1)...] where !isOver {
            if line.hasPrefix("===") { isOver = true } else { part.append(line) }
        }
        return part
    }

    /// "requests: 5 × GET, 1 × POST" and "answers: …".
    private func kinds(_ table: [String]) -> [String: Int] {
        var kinds: [String: Int] = [:]
        for line in table where line.hasPrefix("  requests: ") || line.hasPrefix("  answers: ") {
            for item in line.split(separator: ":")[1].split(separator: ",") {
                let words = item.words
                if words.count == 3, let count = Int(words[0]) { kinds[words[2], default: 0] += count }
            }
        }
        return kinds
    }
}
