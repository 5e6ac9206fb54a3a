import Inspector
import LinkLayer
import Report
import Wire

/// A frame as a page keeps it.
extension FrameStory {
    struct Reported {
        var line: ReportLine
        var frame: ReportFrame
    }

    static func definition(_ number: Int) -> (name: String, title: String, meaning: String) { Dissection.definition(number) }

    /// The frame that was dissected last, for the page; `row` is its line in the timeline. On its later cables a segment looks like one that is sent
    /// again, and is none.
    mutating func reported(_ frame: FrameRecord, _ row: Row, _ summary: FrameSummary, isFirstHop: Bool, from sender: String, to receiver: String) -> Reported {
        var words = row.words
        var what = row.what
        let isMessage = summary.tcp != nil && summary.protocolTitle != "TCP"
        if isMessage {
            // What an application says is worth more than the numbers of its bytes.
            what = summary.protocolTitle
            words = [summary.info, words].filter { !$0.isEmpty }.joined(separator: " · ")
        } else {
            let facts = row.facts.split(separator: " ").joined(separator: " ")
            words = [facts, words].filter { !$0.isEmpty }.joined(separator: " · ")
            if let message = row.message, !message.isEmpty, Printable.isMostlyText(message) { words += (words.isEmpty ? "" : "  ") + Printable.quoted(message, width: 120) }
        }
        var line = ReportLine(.frame, time: frame.time, from: sender, to: receiver, what: Printable.line(what), size: row.size, words: Printable.line(words), floor: floor(row, summary, isMessage: isMessage), id: frame.id, cause: frame.cause)
        line.isLost = frame.fate?.hasPrefix("LOST") == true
        line.isTroubled = frame.fate != nil || !summary.problems.isEmpty || isFirstHop && summary.tcp.map { !$0.analysis.isEmpty } ?? false

        var tree = OutputBuffer()
        var fields: Set<Int> = []
        dissection.writeCompactTree(into: &tree) { fields.insert($0) }
        let wave = frame.hasFCS && frame.number <= RunReport.waveLimit ? drawWire?(frame.bytes) ?? WireSymbols(frame: Array(frame.bytes.prefix(64))).longPicture : nil
        return Reported(line: line, frame: ReportFrame(number: frame.number, bytes: frame.bytes, originalLength: frame.originalLength, layers: Array(tree.takeString().utf8), fields: fields.sorted(), conversation: conversation(summary), trailer: trailer(frame), sources: dissection.furtherSources, waveform: wave))
    }

    private func floor(_ row: Row, _ summary: FrameSummary, isMessage: Bool) -> Layer {
        if isMessage { return .application }
        if case .frame(let layer) = row.kind { return layer }
        return .link
    }

    private func trailer(_ frame: FrameRecord) -> (title: String, floor: Layer, start: Int, length: Int, words: String)? {
        guard frame.hasFCS, frame.bytes.count > FrameCheckSequence.length else { return nil }
        return ("FCS", .link, frame.bytes.count - FrameCheckSequence.length, FrameCheckSequence.length, FrameCheckSequence.isValid(frame.bytes) ? "right" : "WRONG: the receiver drops it")
    }

    /// The two ends that the frame belongs to, and the filter that shows them alone.
    private func conversation(_ summary: FrameSummary) -> ConversationEnds? {
        let source = Self.text(of: summary.source), destination = Self.text(of: summary.destination)
        if let tcp = summary.tcp { return ConversationEnds(name: "TCP", source: source, destination: destination, filter: "tcp.stream == \(tcp.stream)") }
        switch (summary.source, summary.destination) {
        case (.socket(let a, let aPort), .socket(let b, let bPort)) where summary.udpPayloadLength != nil:
            let ends = [(Self.filter(a), aPort), (Self.filter(b), bPort)].sorted { ($0.0, $0.1) < ($1.0, $1.1) }
            return ConversationEnds(name: "UDP", source: source, destination: destination, filter: "\(ends[0].0) and \(ends[1].0) and udp.port == \(ends[0].1) and udp.port == \(ends[1].1)")
        case (.host(let a), .host(let b)):
            let name = summary.icmp == nil ? summary.protocolTitle : "ICMP"
            return ConversationEnds(name: name, source: source, destination: destination, filter: [Self.filter(a), Self.filter(b)].sorted().joined(separator: " and ") + (summary.icmp == nil ? "" : summary.icmp?.version == 6 ? " and icmpv6" : " and icmp"))
        case (.mac(let a), .mac(let b)):
            return ConversationEnds(name: summary.protocolTitle, source: source, destination: destination, filter: ["eth.addr == \(a)", "eth.addr == \(b)"].sorted().joined(separator: " and ") + (summary.arp == nil ? "" : " and arp"))
        default: return nil
        }
    }

    private static func filter(_ address: IPAddress) -> String {
        switch address {
        case .v4(let v4): "ip.addr == \(v4)"
        case .v6(let v6): "ipv6.addr == \(v6)"
        }
    }

    static func text(of end: Endpoint) -> String {
        switch end {
        case .none: "?"
        case .mac(let mac): "\(mac)"
        case .host(let address): "\(address)"
        case .socket(let address, let port): "\(SocketAddress(address, port))"
        }
    }
}
