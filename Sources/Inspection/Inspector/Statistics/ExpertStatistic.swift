/// What is out of the ordinary in a capture, the worst first: `--expert`.
final class ExpertStatistic: CaptureStatistic {
    /// How much it matters, as Wireshark grades its remarks.
    enum Severity: Int, CaseIterable {
        case error, warning, note, chat
        var title: String { ["Errors", "Warnings", "Notes", "Ordinary"][rawValue] }
    }

    struct Key: Hashable {
        var severity: Severity
        var proto: String
        var text: String
    }

    private struct Count {
        var frames = 0
        var first: [Int] = []
        var order: Int
    }
    private var counts: [Key: Count] = [:]
    private var notListed = 0
    private var frames = 0
    private static let limit = 1_024
    private static let shown = 8

    func see(_ d: borrowing Dissection) {
        frames += 1
        let number = d.packet.number
        for problem in d.problems {
            note(.init(severity: problem.kind == .cutByCapture ? .note : .error, proto: problem.protocolTitle, text: problem.kind == .cutByCapture ? "the capture kept only the front of the frame" : problem.field.isEmpty ? problem.kind == .malformed ? "malformed" : problem.reason : "\(problem.field) \(problem.reason.isEmpty ? "ends too early" : problem.reason)"), number)
        }
        if let tcp = d.tcp { seeTCP(d, tcp, number) }
        for index in 0..<d.records.count { seeField(d, d.records[index], number) }
    }

    private func seeTCP(_ d: borrowing Dissection, _ tcp: TCPFacts, _ number: Int) {
        for (flag, severity, text) in Self.analysis where tcp.analysis.contains(flag) { note(.init(severity: severity, proto: "TCP", text: text), number) }
        if tcp.flags.contains(.rst) { note(.init(severity: .warning, proto: "TCP", text: "connection reset"), number) }
        if tcp.flags.contains(.syn) { note(.init(severity: .chat, proto: "TCP", text: tcp.flags.contains(.ack) ? "connection accepted" : "connection asked for"), number) }
        if tcp.flags.contains(.fin) { note(.init(severity: .chat, proto: "TCP", text: "an end has no more to say"), number) }
    }

    private static let analysis: [(TCPAnalysis, Severity, String)] = [
        (.lostSegment, .warning, "a segment before this is missing or comes later"), (.ackLostSegment, .warning, "acknowledges bytes that were not captured"), (.outOfOrder, .warning, "out of order"),
        (.zeroWindow, .warning, "zero window: the receiver takes no more"), (.windowFull, .warning, "window full: the sender must wait"), (.retransmission, .note, "retransmission"),
        (.fastRetransmission, .note, "fast retransmission"), (.spuriousRetransmission, .note, "spurious retransmission"), (.duplicateAck, .note, "duplicate acknowledgement"),
        (.keepAlive, .note, "keep-alive"), (.keepAliveAck, .note, "answer to a keep-alive"), (.zeroWindowProbe, .note, "zero window probe"), (.zeroWindowProbeAck, .note, "answer to a zero window probe"),
        (.reusedPorts, .note, "ports used again"), (.windowUpdate, .chat, "window update"),
    ]

    private func seeField(_ d: borrowing Dissection, _ record: FieldRecord, _ number: Int) {
        switch record.id {
        case TCPField.checksumStatus.id where record.value == 0: noteChecksum(d, "TCP", number)
        case UDPField.checksumStatus.id where record.value == 0: noteChecksum(d, "UDP", number)
        case TCPField.urgentPointer.id where record.value != 0 && d.tcp.map { !$0.flags.contains(.urg) } ?? false: note(.init(severity: .note, proto: "TCP", text: "an urgent pointer without URG, which counts for nothing"), number)
        case IPv4Field.checksumStatus.id where record.value == 0: note(.init(severity: .error, proto: "IPv4", text: "wrong header checksum"), number)
        case HTTPField.code.id where record.value >= 400: note(.init(severity: .note, proto: "HTTP", text: "status \(record.value)"), number)
        case DNSField.rcode.id where record.value != 0: note(.init(severity: .note, proto: "DNS", text: d.valueWord(record) ?? "error \(record.value)"), number)
        case SMTPField.code.id where record.value >= 400: note(.init(severity: .note, proto: "SMTP", text: "reply \(record.value)"), number)
        case FTPField.code.id where record.value >= 400: note(.init(severity: .note, proto: "FTP", text: "reply \(record.value)"), number)
        case ICMPField.type.id where [3, 4, 5, 11, 12].contains(record.value): note(.init(severity: .note, proto: "ICMP", text: ICMPDissector.typeName(record.value) ?? "error"), number)
        default: break
        }
    }

    /// A wrong checksum is damage, unless the sender's network card was to finish it.
    private func noteChecksum(_ d: borrowing Dissection, _ proto: String, _ frame: Int) {
        let isLeft = d.packet.leavesChecksum
        note(.init(severity: isLeft ? .chat : .error, proto: proto, text: isLeft ? "checksum left to the sender's network card" : "wrong checksum"), frame)
    }

    private func note(_ key: Key, _ number: Int) {
        guard counts[key] != nil || counts.count < Self.limit else { return notListed += 1 }
        var count = counts[key] ?? Count(order: counts.count)
        guard count.first.last != number else { return }
        count.frames += 1
        if count.first.count < Self.shown { count.first.append(number) }
        counts[key] = count
    }

    func write(into out: inout OutputBuffer, names: NameTable?) {
        let sorted = counts.sorted { $0.value.frames != $1.value.frames ? $0.value.frames > $1.value.frames : $0.value.order < $1.value.order }
        if sorted.isEmpty { return out.text("Nothing out of the ordinary in \(frames) frame\(frames == 1 ? "" : "s").\n") }
        for severity in Severity.allCases {
            let rows = sorted.filter { $0.key.severity == severity }
            guard !rows.isEmpty else { continue }
            out.colour([.red, .yellow, .cyan, .plain][severity.rawValue])
            out.text("\(severity.title): \(rows.reduce(0) { $0 + $1.value.frames })\n")
            out.colour(.plain)
            var table = TextTable([">frames", "protocol", "what", "in frames"])
            for (key, count) in rows {
                table.add(["\(count.frames)", key.proto, shortened(key.text, 60), count.first.map { "\($0)" }.joined(separator: " ") + (count.frames > count.first.count ? " …" : "")])
            }
            table.write(into: &out)
        }
        if notListed > 0 { out.text("  and \(notListed) of further kinds\n") }
    }
}
