import TransportLayer
import Wire

/// Plays a ``TCPScript``.
final class TCPScriptRunner {
    private let script: TCPScript
    private var configuration = TCPConfiguration()
    private let pair = SocketPair(local: SocketAddress(.v4(IPv4Address(rawValue: 0x0a00_0001)), 8080), remote: SocketAddress(.v4(IPv4Address(rawValue: 0x0a00_0002)), 4096))
    private let observer = Story("connection", keepsLines: true)
    private var connection: TCPConnection?
    private var listener: TCPListener?
    private var now = Instant.zero + .seconds(1000)
    private var sent: [(time: Instant, segment: TCPSegment)] = []
    private var lastStamp: UInt32 = 0
    /// Close to the wrap, so that every script crosses it.
    private let ours = SequenceNumber(.max - 700), theirs = SequenceNumber(.max - 900)
    private var written = 0

    init(_ script: TCPScript) { self.script = script }

    /// Runs it; returns what failed, with the line and the story so far.
    func run() -> String? {
        var number = 0
        for line in script.text.split(separator: "\n", omittingEmptySubsequences: false) {
            number += 1
            let code = line.prefix { $0 != "#" }.trimmed
            if code.isEmpty { continue }
            do {
                try step(code)
            } catch {
                return "\(script.name), line \(number): \(line)\n\(error)\n\(observer.lines.suffix(30).joined(separator: "\n"))"
            }
        }
        if let extra = sent.first { return "\(script.name): at the end, \(show(extra.segment)) had not been expected\n\(observer.lines.suffix(30).joined(separator: "\n"))" }
        return nil
    }

    private func step(_ line: Substring) throws {
        let parts = line.split(separator: " ", maxSplits: 1)
        if parts[0] == "options" { return try configure(parts[1]) }
        let target = now + (try TCPScript.time(parts[0]))
        advance(to: target)
        let words = parts[1].split(separator: " ", maxSplits: 1)
        let argument = words.count > 1 ? words[1] : ""
        if words[0] == ">" { return try expect(try TCPScript.pattern(argument)) }
        if let extra = sent.first { throw TCPScript.Failure(description: "\(show(extra.segment)) at \(extra.time - target) had not been expected") }
        switch words[0] {
        case "<": try inject(try TCPScript.pattern(argument))
        case "connect": connection = TCPConnection(connecting: pair, configuration: configuration, initialSequenceNumber: ours, observer: observer, at: now)
        case "listen": listener = TCPListener(configuration: configuration, secrets: TCPSecrets { [ours] _, salt in
            // The clock's part of the initial sequence number is taken off again.
            salt == 0 ? UInt64(ours.rawValue &- UInt32(1_000_000_000 / 4)) : 0
        })
        case "write":
            let count = Int(argument) ?? 0
            let taken = connection?.send((written..<written + count).map { pattern(0, $0) }, at: now) ?? 0
            written += taken
        case "read":
            let count = Int(argument) ?? 0
            let bytes = connection?.read(atMost: count, at: now) ?? []
            guard bytes.count == count else { throw TCPScript.Failure(description: "only \(bytes.count) bytes were there") }
        case "finish": connection?.finishSending(at: now)
        case "close": connection?.close(at: now)
        case "abort": connection?.abort(at: now)
        case "urgent": connection?.markUrgent()
        case "icmp-too-big":
            let numbers = argument.split(separator: " ").compactMap { Int($0) }
            connection?.receive(.packetTooBig(numbers[0]), quoting: ours + numbers[1], at: now)
        case "icmp-host-unreachable": connection?.receive(.hostUnreachable, quoting: ours + (Int(argument) ?? 0), at: now)
        case "icmp-port-unreachable": connection?.receive(.portUnreachable, quoting: ours + (Int(argument) ?? 0), at: now)
        case "none": break
        default: try check(words[0], argument)
        }
        pump()
    }

    private func check(_ what: Substring, _ wanted: Substring) throws {
        guard let variables = connection?.variables else { throw TCPScript.Failure(description: "there is no connection") }
        let found: String
        switch what {
        case "state": found = "\(variables.state)"
        case "cwnd": found = "\(variables.congestionWindow)"
        case "ssthresh": found = variables.slowStartThreshold.map(String.init) ?? "none"
        case "window": found = "\(variables.sendWindow)"
        case "out-of-order": found = "\(variables.outOfOrder)"
        case "pipe": found = "\(variables.pipe)"
        case "readable": found = "\(connection?.readableCount ?? 0)"
        case "failure": found = connection?.failure.map { "\($0)" } ?? "none"
        case "rto": found = "\(variables.retransmissionTimeout)"
        case "recovery": found = variables.recovery.rawValue
        case "urgent-distance": found = connection?.urgentDistance.map(String.init) ?? "none"
        default: throw TCPScript.Failure(description: "no such line: \(what)")
        }
        guard found == wanted else { throw TCPScript.Failure(description: "\(what) is \(found)") }
    }

    private func configure(_ text: Substring) throws {
        for entry in text.split(separator: ",") {
            let words = entry.split(separator: " ")
            let isOn = words[1] == "on", number = Int(words[1]) ?? 0
            switch words[0] {
            case "sack": configuration.usesSACK = isOn
            case "stamps": configuration.usesTimestamps = isOn
            case "scale": configuration.usesWindowScale = isOn
            case "ecn": configuration.usesECN = isOn
            case "rack": configuration.usesRACK = isOn
            case "nagle": configuration.usesNagle = isOn
            case "delack": configuration.delayedAcknowledgement = try TCPScript.time(words[1])
            case "mss": configuration.maximumSegmentSize = number
            case "buffer": configuration.receiveBufferLimit = number
            case "iw": configuration.initialWindow = number
            case "fast": configuration.usesFastRetransmit = isOn
            case "reno": configuration.congestionControl = { Reno($0) }
            case "keepalive": configuration.keepAliveIdle = try TCPScript.time(words[1])
            case "backlog": configuration.synBacklog = number
            case "cookies": configuration.usesSYNCookies = isOn
            default: throw TCPScript.Failure(description: "no option \(words[0])")
            }
        }
    }

    // MARK: Segments

    private func advance(to target: Instant) {
        pump()
        while true {
            let deadline = min(connection?.nextDeadline ?? .distantFuture, listener?.nextDeadline ?? .distantFuture)
            guard deadline <= target else { break }
            now = max(now, deadline)
            pump()
        }
        now = target
        pump()
    }

    private func pump() {
        while let (_, segment) = listener?.nextSegment(at: now) { note(segment) }
        while let segment = connection?.nextSegment(at: now) {
            _ = connection?.bytes(of: segment, pseudoHeader: nil)
            note(segment)
        }
    }

    private func note(_ segment: TCPSegment) {
        if let stamps = segment.timestamps { lastStamp = stamps.value }
        sent.append((now, segment))
    }

    private func inject(_ pattern: TCPScript.Pattern) throws {
        var segment = TCPSegment(sourcePort: pair.remote.port, destinationPort: pair.local.port, sequence: theirs + pattern.sequence, flags: pattern.flags)
        if let number = pattern.acknowledgement { segment.acknowledgement = ours + number }
        segment.window = UInt16(clamping: pattern.window ?? 0)
        segment.urgentPointer = UInt16(clamping: pattern.urgent ?? 0)
        segment.payloadLength = pattern.length
        segment.ecn = pattern.ecn ?? .notCapable
        for option in (pattern.options ?? "").split(separator: ",") {
            let words = option.split(separator: " ")
            let value = words.count > 1 ? words[1] : ""
            switch words[0] {
            case "mss": segment.maximumSegmentSize = UInt16(value)
            case "ws": segment.windowScale = UInt8(value)
            case "sackok": segment.isSACKPermitted = true
            case "ts": segment.timestamps = TCPTimestamps(value: UInt32(value) ?? 0, echoReply: words.count > 2 ? UInt32(words[2]) ?? 0 : lastStamp)
            case "sack":
                let edges = value.split(separator: ":").compactMap { Int($0) }
                segment.sackBlocks.append(SACKBlock(left: (ours + edges[0]).rawValue, right: (ours + edges[1]).rawValue))
            default: throw TCPScript.Failure(description: "no option \(option)")
            }
        }
        let payload = (0..<pattern.length).map { TransportLayerTests.pattern(1, pattern.sequence - 1 + $0) }
        if connection == nil, listener != nil {
            switch listener?.receive(segment, pair: pair, segmentSize: configuration.maximumSegmentSize, at: now) ?? .none {
            case .none: break
            case .reset(let reset): sent.append((now, reset))
            case .open(let open):
                connection = TCPConnection(accepting: open, configuration: configuration, observer: observer, at: now)
                connection?.receive(segment, payload: payload.span.bytes, at: now)
            }
        } else {
            connection?.receive(segment, payload: payload.span.bytes, at: now)
        }
    }

    private func expect(_ pattern: TCPScript.Pattern) throws {
        guard let (time, segment) = sent.first else { throw TCPScript.Failure(description: "nothing was sent") }
        sent.removeFirst()
        guard abs((time - now).count) <= 1_000_000 else { throw TCPScript.Failure(description: "\(show(segment)) was sent \(now - time) earlier") }
        var wrong: [String] = []
        if segment.flags.subtracting(.psh) != pattern.flags.subtracting(.psh) { wrong.append("flags") }
        let isResetOnly = segment.flags.contains(.rst) && connection == nil
        if !isResetOnly, segment.sequence - ours != pattern.sequence { wrong.append("sequence number") }
        if segment.payloadLength != pattern.length { wrong.append("length") }
        if let number = pattern.acknowledgement, segment.acknowledgement - theirs != number { wrong.append("acknowledgment") }
        if let window = pattern.window, Int(segment.window) != window { wrong.append("window \(segment.window)") }
        if let urgent = pattern.urgent, Int(segment.urgentPointer) != urgent { wrong.append("urgent pointer \(segment.urgentPointer)") }
        if let ecn = pattern.ecn, segment.ecn != ecn { wrong.append("ECN \(segment.ecn)") }
        if let options = pattern.options, options.filter({ $0 != " " }) != show(options: segment, echo: options.contains("ecr")).filter({ $0 != " " }) { wrong.append("options \(show(options: segment, echo: true))") }
        guard wrong.isEmpty else { throw TCPScript.Failure(description: "\(show(segment)) was sent: \(wrong.joined(separator: ", "))") }
    }

    private func show(options segment: TCPSegment, echo: Bool = false) -> String {
        var list: [String] = []
        if let size = segment.maximumSegmentSize { list.append("mss \(size)") }
        if segment.isSACKPermitted { list.append("sackok") }
        if let stamps = segment.timestamps { list.append(echo ? "ts ecr \(stamps.echoReply)" : "ts") }
        if let scale = segment.windowScale { list.append("ws \(scale)") }
        for block in segment.sackBlocks { list.append("sack \(SequenceNumber(block.left) - theirs):\(SequenceNumber(block.right) - theirs)") }
        return list.joined(separator: ", ")
    }

    /// A segment as a script would write it.
    private func show(_ segment: TCPSegment) -> String {
        let letters: [(TCPFlags, String)] = [(.syn, "S"), (.fin, "F"), (.rst, "R"), (.psh, "P"), (.ack, "A"), (.urg, "U"), (.ece, "E"), (.cwr, "W")]
        let flags = letters.filter { segment.flags.contains($0.0) }.map(\.1).joined()
        let start = segment.sequence - ours
        let place = segment.payloadLength > 0 ? "\(start):\(start + segment.payloadLength)" : "\(start)"
        return "> \(flags) \(place)\(segment.flags.contains(.ack) ? " ack \(segment.acknowledgement - theirs)" : "") win \(segment.window) <\(show(options: segment))>"
    }
}

extension Substring {
    /// Without spaces at either end.
    var trimmed: Substring {
        var text = self
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return text
    }
}
