import GradeKit
import Inspector

/// The conversation with a server's port in a capture: its segments, and what each end said.
struct Conversation {
    typealias Segment = EvidenceCapture.Segment

    let capture: EvidenceCapture
    /// Every segment from or to the port, of all its connections.
    let segments: [Segment]
    /// The first connection's.
    let first: [Segment]
    let syn: Segment

    /// - Throws: ``EvidenceError`` where no connection to the port begins in the capture.
    init(_ evidence: Evidence, port: UInt16) throws {
        capture = try evidence.frames()
        segments = capture.segments.filter { $0.tcp.sourcePort == port || $0.tcp.destinationPort == port }
        guard let syn = segments.first(where: { $0.tcp.flags.contains(.syn) && !$0.tcp.flags.contains(.ack) && $0.tcp.destinationPort == port }) else { throw EvidenceError("\(capture.name) holds no connection to port \(port) from its SYN on") }
        self.syn = syn
        first = segments.filter { $0.tcp.stream == syn.tcp.stream }
    }

    /// What a segment carries.
    func payload(_ segment: Segment) -> [UInt8] {
        let bytes = capture.captured[segment.number - 1].bytes
        return segment.tcp.payload.upperBound <= bytes.count ? Array(bytes[segment.tcp.payload]) : []
    }

    /// The first connection's segments with data of one end, each stretch once.
    func data(fromClient: Bool) -> [Segment] {
        var next: UInt32 = 1, found: [Segment] = []
        for segment in first where segment.tcp.isFromClient == fromClient && segment.tcp.payloadLength > 0 && segment.tcp.sequence == next {
            next &+= UInt32(segment.tcp.payloadLength)
            found.append(segment)
        }
        return found
    }

    /// All that one end of the first connection said.
    func bytes(fromClient: Bool) -> [UInt8] { data(fromClient: fromClient).flatMap(payload) }

    /// The segment in which byte `index` (from 0) of what one end said travels.
    func segment(ofByte index: Int, fromClient: Bool) throws -> Segment {
        guard let found = data(fromClient: fromClient).last(where: { Int($0.tcp.sequence) - 1 <= index }) else { throw EvidenceError("\(capture.name) does not show all that was said") }
        return found
    }
}

/// The head of an HTTP message, taken apart for the keys.
struct HeadFacts {
    let lines: [String]
    /// With the empty line that ends it.
    let length: Int

    /// - Throws: ``EvidenceError`` where there is no whole head.
    init(_ bytes: [UInt8], in name: String) throws {
        guard let end = (0..<max(0, bytes.count - 3)).first(where: { bytes[$0..<$0 + 4].elementsEqual([13, 10, 13, 10]) }) else { throw EvidenceError("\(name) holds no whole HTTP head") }
        length = end + 4
        lines = String(decoding: bytes[..<end], as: UTF8.self).replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    func value(_ name: String) -> String {
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == name.lowercased() else { continue }
            return String(line[line.index(after: colon)...].drop { $0 == " " })
        }
        return ""
    }

    /// A part of the first line, from 0.
    func part(_ index: Int) -> String {
        let parts = (lines.first ?? "").split(separator: " ")
        return index < parts.count ? String(parts[index]) : ""
    }
}
