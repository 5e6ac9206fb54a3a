import Capture
import Inspector
import LinkLayer
import Sockets
import TransportLayer
import Wire

/// Tells frames: who sent each, to whom, what it is and what it is for.
struct FrameStory: ~Copyable {
    struct Told {
        var row: Row
        /// "TCP": what the totals count it as.
        var protocolName: String
        /// The layers or bytes below the line, if they were asked for.
        var detail: [String]
        /// The TCP segment in it, for whoever follows connections.
        var segment: ConnectionWatch.Seen?
        /// The frame for a page, where one is wanted.
        var reported: Reported?
    }

    var names = WhoIsWho()
    /// Draws a frame's beginning as it is on its wire; nil: as on 100BASE-TX's.
    var drawWire: (([UInt8]) -> String)?
    private var session = DissectionSession()
    var dissection: Dissection
    private var start: Instant?
    private var hops = HopStories()
    private let detail: Detail
    private let paint: Paint
    private let showsSegments: Bool
    private let reports: Bool
    /// Whether a frame had a checksum that its sender had not filled in yet, or was longer than any wire carries:
    /// oddities of a loopback that the last lines explain.
    private(set) var oddities = Oddities()

    struct Oddities: OptionSet {
        let rawValue: Int
        static let unfilledChecksums = Oddities(rawValue: 1)
        static let noAddresses = Oddities(rawValue: 2)
        static let oversized = Oddities(rawValue: 4)

        /// What each is, in a sentence for somebody who sees it for the first time.
        var explained: [String] {
            var lines: [String] = []
            if contains(.noAddresses) { lines.append("Ethernet addresses are all zero: a loopback interface has no card, and writes none.") }
            if contains(.unfilledChecksums) { lines.append("TCP and UDP checksums are not filled in: the kernel leaves that to a card, and there is none.") }
            if contains(.oversized) { lines.append("Some frames are longer than any wire carries: a card would cut them up on their way out.") }
            return lines
        }
    }

    /// - Parameters:
    ///   - showsSegments: whether ``Told/segment`` is wanted.
    ///   - reports: whether ``Told/reported`` is.
    init(detail: Detail, paint: Paint, showsSegments: Bool = false, reports: Bool = false) {
        self.showsSegments = showsSegments
        self.reports = reports
        self.detail = detail
        self.paint = paint
        dissection = Dissection(depth: detail < .layers && !reports ? .summary : .fields)
    }

    mutating func learn(_ event: SocketEvent?) {
        if let event { names.learn(from: event) }
    }

    mutating func tell(_ frame: FrameRecord) -> Told {
        let start = self.start ?? frame.time
        self.start = start
        let fcs = frame.hasFCS && frame.bytes.count > FrameCheckSequence.length ? FrameCheckSequence.length : 0
        session.dissect(Array(frame.bytes.dropLast(fcs)), linkType: Int(frame.linkType.rawValue), originalLength: frame.originalLength - fcs, time: frame.time, number: frame.number, into: &dissection)
        let summary = dissection.summary
        var row = Row(kind: .frame(.link), time: frame.time, id: frame.id, cause: frame.cause, number: frame.number, who: "", what: summary.protocolTitle, size: "")
        let sender = frame.from ?? name(of: summary.source)
        let receiver = frame.to ?? name(of: summary.destination)
        row.who = arrow(sender, receiver, isReversed: isReply(frame, summary, sender))
        if let segment = facts(summary) {
            row.kind = .frame(.transport)
            let telling = hops.tell(segment, from: frame.from, to: frame.to, sender: sender, receiver: receiver)
            row.what = "TCP \(segment.flags.names)"
            if segment.payload > 0 { row.size = "\(segment.payload) B" }
            row.facts = Columns.left("seq \(telling.sequence)", 7) + " " + (telling.acknowledgement.map { "ack \($0)" } ?? "")
            row.words = telling.words
            row.message = payload(summary.tcp?.payload, of: frame)
        } else if let arp = summary.arp {
            row.kind = .frame(.link)
            row.size = "\(frame.originalLength) B"
            row.words = arp.operation == 1 ? (arp.senderIP == arp.targetIP ? "I am \(arp.senderIP), all of you" : "who has \(arp.targetIP)?") : "I do: \(arp.senderMAC)"
        } else if let length = summary.udpPayloadLength {
            row.kind = .frame(summary.protocolTitle == "UDP" ? .transport : .application)
            row.size = "\(length) B"
            if summary.protocolTitle == "UDP" {
                row.facts = ports(summary)
                let start = summary.udpPayloadStart
                row.message = start > 0 && start + length <= frame.bytes.count ? Array(frame.bytes[start..<start + length]) : nil
            } else { row.words = summary.info }
        } else {
            row.kind = .frame(summary.icmp == nil ? .link : .network)
            row.size = "\(frame.originalLength) B"
            row.words = summary.info
        }
        if let fate = frame.fate { row.words = row.words.isEmpty ? fate : "\(fate): \(row.words)" }
        if let problem = summary.problems.first { row.words += (row.words.isEmpty ? "" : "; ") + problem.text }
        note(frame, summary)
        let segment = showsSegments ? segment(summary, in: frame, from: sender, to: receiver) : nil
        let isFirst = facts(summary).map { hops.isFirst($0, from: frame.from, to: frame.to) } ?? true
        let reported = reports ? reported(frame, row, summary, isFirstHop: isFirst, from: lane(frame.from, sender, summary, isSender: true), to: lane(frame.to, receiver, summary, isSender: false)) : nil
        return Told(row: row, protocolName: family(summary), detail: below(frame, since: start), segment: segment, reported: reported)
    }

    /// The TCP segment in a frame, with all its options. A frame that a fault took or spoilt carries one that does not arrive.
    private func segment(_ summary: FrameSummary, in frame: FrameRecord, from sender: String, to receiver: String) -> ConnectionWatch.Seen? {
        guard let facts = facts(summary), let tcp = summary.tcp else { return nil }
        let start = tcp.payload.lowerBound - tcp.headerLength
        guard start >= 0, tcp.payload.lowerBound <= frame.bytes.count, var (segment, _) = try? TCPSegment.parse(frame.bytes.span.bytes.extracting(start..<tcp.payload.lowerBound)), segment.sourcePort == tcp.sourcePort, segment.sequence.rawValue == tcp.rawSequence else { return nil }
        segment.payloadLength = tcp.payloadLength
        let isSpoilt = frame.hasFCS && frame.fate != nil && !FrameCheckSequence.isValid(frame.bytes)
        return ConnectionWatch.Seen(segment: segment, source: facts.source, destination: facts.destination, sender: sender, receiver: receiver, time: frame.time, isLost: isSpoilt || frame.fate?.hasPrefix("LOST") == true)
    }

    // MARK: - Who

    private func name(of endpoint: Endpoint) -> String {
        switch endpoint {
        case .none: "?"
        case .mac(let mac): mac == .broadcast ? "everyone" : "\(mac)"
        case .host(let address): names.host(at: address) ?? "\(address)"
        case .socket(let address, let port): names.name(of: SocketAddress(address, port)) ?? "\(SocketAddress(address, port))"
        }
    }

    /// Whose lane of a ladder an end of a frame is on: a host's, whatever its ports, unless both ends have the same address.
    private func lane(_ known: String?, _ name: String, _ summary: FrameSummary, isSender: Bool) -> String {
        if let known { return known }
        switch (summary.source, summary.destination) {
        case (.socket(let source, _), .socket(let destination, _)):
            let address = isSender ? source : destination
            return source == destination || name != Self.text(of: isSender ? summary.source : summary.destination) ? name : "\(address)"
        case (.mac, .mac):
            guard let arp = summary.arp else { return name }
            let address = IPAddress.v4(isSender ? arp.senderIP : arp.targetIP)
            return names.host(at: address) ?? "\(address)"
        default: return name
        }
    }

    /// "client → server"; what the server sends reads "client ← server", so that the two ends keep their sides.
    private func arrow(_ sender: String, _ receiver: String, isReversed: Bool) -> String {
        isReversed ? "\(receiver) ← \(sender)" : "\(sender) → \(receiver)"
    }

    private func isReply(_ frame: FrameRecord, _ summary: FrameSummary, _ sender: String) -> Bool {
        if sender == "server" { return true }
        // Where more than two are joined, an arrow points from who sends to the next node.
        if sender == "client" || frame.from != nil { return false }
        return summary.tcp.map { !$0.isFromClient } ?? (summary.arp?.operation == 2)
    }

    // MARK: - What

    private func facts(_ summary: FrameSummary) -> SegmentFacts? {
        guard let tcp = summary.tcp, case .socket(let source, let sourcePort) = summary.source, case .socket(let destination, let destinationPort) = summary.destination else { return nil }
        return SegmentFacts(source: SocketAddress(source, sourcePort), destination: SocketAddress(destination, destinationPort), sequence: tcp.rawSequence, acknowledgement: tcp.rawAcknowledgment, flags: .init(rawValue: UInt8(truncatingIfNeeded: tcp.flags.rawValue)), window: tcp.window, payload: tcp.payloadLength)
    }

    private func payload(_ range: Range<Int>?, of frame: FrameRecord) -> [UInt8]? {
        guard let range, range.lowerBound >= 0, range.upperBound <= frame.bytes.count, !range.isEmpty else { return nil }
        return Array(frame.bytes[range])
    }

    private func ports(_ summary: FrameSummary) -> String {
        guard case .socket(_, let source) = summary.source, case .socket(_, let destination) = summary.destination else { return "" }
        return "\(source) → \(destination)"
    }

    private func family(_ summary: FrameSummary) -> String {
        if summary.tcp != nil { return "TCP" }
        if summary.udpPayloadLength != nil { return "UDP" }
        return summary.protocolTitle
    }

    private mutating func note(_ frame: FrameRecord, _ summary: FrameSummary) {
        if frame.linkType == .ethernet, frame.bytes.count >= 12, frame.bytes[0..<12].allSatisfy({ $0 == 0 }) {
            oddities.insert(.noAddresses)
            if summary.tcp != nil || summary.udpPayloadLength != nil { oddities.insert(.unfilledChecksums) }
        }
        if frame.originalLength > 1514 + 4 { oddities.insert(.oversized) }
    }

    // MARK: - Deeper

    /// The lines below the frame's own, as deep as was asked for.
    private mutating func below(_ frame: FrameRecord, since start: Instant) -> [String] {
        guard detail >= .layers else { return [] }
        var buffer = OutputBuffer(isColoured: paint.isOn)
        dissection.writeLayers(since: start, into: &buffer)
        // The frame's heading is the line above already.
        var lines = Array(Self.lines(of: buffer.takeString()).dropFirst())
        if frame.hasFCS { lines.append(trailer(frame)) }
        if detail >= .bytes {
            dissection.writeBytes(into: &buffer)
            lines += Self.lines(of: buffer.takeString())
        }
        if detail >= .bytes, frame.hasFCS { lines.append("\(address(frame.bytes.count - 4))  \(check(frame))  FCS") }
        if detail >= .bits { lines += WireSymbols(frame: frame.bytes).lines.map { paint.layer(.physical, $0) } }
        return lines.map { "    \($0)" } + [""]
    }

    private static func lines(of text: String) -> [String] { text.split(separator: "\n").map(String.init) }

    /// " link        68-71  FCS        53 09 b4 38 ok"
    private func trailer(_ frame: FrameRecord) -> String {
        let range = "\(frame.bytes.count - 4)-\(frame.bytes.count - 1)"
        let verdict = FrameCheckSequence.isValid(frame.bytes) ? "ok" : "WRONG: the receiver drops it"
        return " link     \(Columns.right(range, 8))  FCS        \(check(frame)) \(verdict)"
    }

    private func check(_ frame: FrameRecord) -> String {
        frame.bytes.suffix(4).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
    }

    private func address(_ offset: Int) -> String {
        let digits = String(offset, radix: 16)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
