import Inspector
import LabKit

/// A conversation's payloads in the order of their bytes, as the two programs had them: what was sent again is there once, what the capture
/// missed is told.
struct FollowedStream {
    struct Part {
        var isFromClient: Bool
        var bytes: [UInt8]
        /// The frame it came in, from 0.
        var frame: Int
        /// Bytes that the capture did not see before these.
        var missing: Int
    }

    let title: String
    private(set) var parts: [Part] = []
    private(set) var bytes = (client: 0, server: 0)

    /// - Parameter index: a frame of the conversation, from 0; nil for one that belongs to none.
    init?(_ capture: LoadedCapture, of index: Int) {
        guard let conversation = capture.lines[index].conversation else { return nil }
        let members = capture.lines.indices.filter { capture.lines[$0].conversation == conversation }
        guard let first = members.first else { return nil }
        title = "\(capture.lines[first].source) ⇄ \(capture.lines[first].destination)"
        switch conversation {
        case .tcp: follow(members, capture)
        case .udp:
            let client = capture.lines[first].source
            for index in members {
                guard let range = capture.datagrams[index], range.lowerBound > 0, range.upperBound <= capture.frames[index].bytes.count else { continue }
                add(Part(isFromClient: capture.lines[index].source == client, bytes: Array(capture.frames[index].bytes[range]), frame: index, missing: 0))
            }
        }
    }

    private mutating func follow(_ members: [Int], _ capture: LoadedCapture) {
        /// The next number of each direction, and what came too early: by its number.
        var next: [UInt32?] = [nil, nil]
        var early: [[(sequence: UInt32, part: Part)]] = [[], []]
        for index in members {
            guard let tcp = capture.segments[index] else { continue }
            let way = tcp.isFromClient ? 0 : 1
            if tcp.flags.contains(.syn) { next[way] = tcp.rawSequence &+ 1 }
            guard tcp.payload.lowerBound >= 0, tcp.payload.upperBound <= capture.frames[index].bytes.count, !tcp.payload.isEmpty else { continue }
            let part = Part(isFromClient: tcp.isFromClient, bytes: Array(capture.frames[index].bytes[tcp.payload]), frame: index, missing: 0)
            early[way].append((tcp.rawSequence, part))
            take(&early[way], &next[way])
            // So much waits for a gap only if nothing will fill it.
            if early[way].count > 512 { skip(&early[way], &next[way]) }
        }
        for way in 0...1 { while !early[way].isEmpty { skip(&early[way], &next[way]) } }
    }

    /// Takes what continues the stream.
    private mutating func take(_ early: inout [(sequence: UInt32, part: Part)], _ next: inout UInt32?) {
        while let place = early.firstIndex(where: { Int32(bitPattern: $0.sequence &- (next ?? $0.sequence)) <= 0 }) {
            let (sequence, part) = early.remove(at: place)
            let known = Int(Int32(bitPattern: (next ?? sequence) &- sequence))
            guard known < part.bytes.count else { continue }
            var rest = part
            rest.bytes = Array(part.bytes[known...])
            next = sequence &+ UInt32(truncatingIfNeeded: part.bytes.count)
            add(rest)
        }
    }

    /// Goes on behind a gap that nothing has filled.
    private mutating func skip(_ early: inout [(sequence: UInt32, part: Part)], _ next: inout UInt32?) {
        guard let base = next, let place = early.indices.min(by: { early[$0].sequence &- base < early[$1].sequence &- base }) else { return early.removeAll() }
        early[place].part.missing = Int(early[place].sequence &- base)
        next = early[place].sequence
        take(&early, &next)
    }

    private mutating func add(_ part: Part) {
        if part.isFromClient { bytes.client += part.bytes.count } else { bytes.server += part.bytes.count }
        parts.append(part)
    }

    /// Text by lines, or bytes by rows of 16; the client's in one colour, the server's in another, marked where there is none.
    func lines(hexadecimal: Bool) -> [TerminalLine] {
        var lines: [TerminalLine] = []
        for part in parts {
            let look = Look(colour: part.isFromClient ? .red : .blue), mark = part.isFromClient ? "> " : "< "
            if part.missing > 0 { lines.append(TerminalLine("  (\(part.missing) bytes are not in the capture)", .faint)) }
            if hexadecimal {
                for start in stride(from: 0, to: part.bytes.count, by: 16) {
                    let row = part.bytes[start..<min(start + 16, part.bytes.count)]
                    var line = TerminalLine(mark + HexPane.digits(start, 6) + "  ", look)
                    line.add(row.map { HexPane.digits(Int($0), 2) }.joined(separator: " "), look)
                    line.pad(to: 60)
                    line.add(String(decoding: row.map { $0 >= 0x20 && $0 < 0x7f ? $0 : UInt8(ascii: ".") }, as: UTF8.self), look)
                    lines.append(line)
                }
            } else {
                for row in part.bytes.split(separator: 0x0a, omittingEmptySubsequences: false) {
                    let row = row.last == 0x0d ? row.dropLast() : row
                    // A line without end is shown in pieces.
                    var rest = row[...]
                    repeat {
                        let piece = rest.prefix(1024)
                        rest = rest.dropFirst(piece.count)
                        let quoted = Printable.quoted(piece, width: 8192)
                        lines.append(TerminalLine(mark + String(quoted.dropFirst().dropLast()), look))
                    } while !rest.isEmpty
                }
                if lines.last?.plain == mark { lines.removeLast() }
            }
        }
        return lines
    }
}
