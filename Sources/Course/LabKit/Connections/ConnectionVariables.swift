import KernelSockets
import TransportLayer
import Wire

/// A connection's variables as somebody knows them: our own stack knows all, a kernel tells most (`TCP_INFO`), and who only sees frames
/// knows what they say. Sequence numbers count from each end's SYN, which has 0.
struct ConnectionVariables: Sendable {
    var state: String?
    var sendUnacknowledged: Int?
    var sendNext: Int?
    var receiveNext: Int?
    /// The peer's window and this end's own, in bytes.
    var sendWindow: Int?
    var receiveWindow: Int?
    var congestionWindow: Int?
    var slowStartThreshold: Int?
    var flight: Int?
    var pipe: Int?
    var sacked: Int?
    var lost: Int?
    /// Runs that the peer has reported, up to the number behind their last byte.
    var scoreboard: [Range<Int>] = []
    var retransmissionTimeout: Nanoseconds?
    var smoothedRoundTrip: Nanoseconds?
    var roundTripVariation: Nanoseconds?
    var latestRoundTrip: Nanoseconds?
    var segmentSize: Int?
    var recovery: String?
    var congestionControl: String?

    init() {}

    /// What our own stack knows.
    init(_ variables: TCPVariables) {
        func sent(_ number: SequenceNumber) -> Int { Int(number.rawValue &- variables.initialSend.rawValue) }
        state = variables.state.description
        sendUnacknowledged = sent(variables.sendUnacknowledged)
        sendNext = sent(variables.sendNext)
        if variables.state != .synSent { receiveNext = Int(variables.receiveNext.rawValue &- variables.initialReceive.rawValue) }
        sendWindow = variables.sendWindow
        receiveWindow = variables.receiveWindow
        congestionWindow = variables.congestionWindow
        slowStartThreshold = variables.slowStartThreshold
        flight = variables.flight
        pipe = variables.pipe
        sacked = variables.sacked
        lost = variables.lost
        scoreboard = variables.scoreboard.map { run in
            let left = sent(SequenceNumber(run.left))
            return left..<left + Int(run.right &- run.left)
        }
        retransmissionTimeout = variables.retransmissionTimeout
        smoothedRoundTrip = variables.smoothedRoundTrip
        if variables.smoothedRoundTrip != nil { roundTripVariation = variables.roundTripVariation }
        latestRoundTrip = variables.latestRoundTrip
        segmentSize = variables.segmentSize
        recovery = variables.recovery.rawValue
        congestionControl = variables.congestionControl
    }

    /// What a kernel tells.
    init(_ variables: KernelTCPVariables) {
        state = variables.state
        congestionWindow = variables.congestionWindow
        slowStartThreshold = variables.slowStartThreshold
        flight = variables.flight
        sacked = variables.sacked
        lost = variables.lost
        sendWindow = variables.sendWindow
        retransmissionTimeout = variables.retransmissionTimeout
        smoothedRoundTrip = variables.smoothedRoundTrip
        if variables.smoothedRoundTrip != nil { roundTripVariation = variables.roundTripVariation }
        segmentSize = variables.segmentSize
        recovery = variables.recovery
        congestionControl = variables.congestionControl
    }

    // MARK: - As text

    /// "una 1", "cwnd 14600", …: what is known, in the order in which it is read.
    var words: [String] {
        var words: [String] = []
        func add(_ name: String, _ value: Int?) { if let value { words.append("\(name) \(value)") } }
        if let state { words.append(recovery.map { $0 == "open" ? state : "\(state), \($0)" } ?? state) }
        add("una", sendUnacknowledged)
        add("nxt", sendNext)
        add("flight", flight)
        if pipe != flight { add("pipe", pipe) }
        add("cwnd", congestionWindow)
        if congestionWindow != nil { words.append("ssthresh \(slowStartThreshold.map(String.init) ?? "-")") }
        add("rwnd", sendWindow)
        if let smoothedRoundTrip { words.append("srtt \(Self.time(smoothedRoundTrip))" + (roundTripVariation.map { " ± \(Self.time($0))" } ?? "")) }
        if let retransmissionTimeout { words.append("rto \(Self.time(retransmissionTimeout))") }
        add("rcv.nxt", receiveNext)
        add("rcv.wnd", receiveWindow)
        if let lost, lost > 0 { words.append("lost \(lost)") }
        if !scoreboard.isEmpty { words.append("sacked " + scoreboard.prefix(6).map { "\($0.lowerBound)-\($0.upperBound - 1)" }.joined(separator: ",") + (scoreboard.count > 6 ? ",…" : "")) } else if let sacked, sacked > 0 { words.append("sacked \(sacked)") }
        return words
    }

    /// The words in lines of at most `width` characters.
    func lines(width: Int) -> [String] {
        var lines: [String] = [], line = ""
        for word in words {
            if !line.isEmpty, line.count + 2 + word.count > width {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? Columns.cut(word, width) : "  \(word)"
        }
        return line.isEmpty ? lines : lines + [line]
    }

    /// "25.0 µs", "40.3 ms", "1.00 s".
    static func time(_ span: Nanoseconds) -> String {
        let count = span.count
        if count < 1_000_000 { return "\(count / 1000).\(count % 1000 / 100) µs" }
        if count < 1_000_000_000 { return "\(count / 1_000_000).\(count % 1_000_000 / 100_000) ms" }
        let hundredths = count % 1_000_000_000 / 10_000_000
        return "\(count / 1_000_000_000).\(hundredths < 10 ? "0" : "")\(hundredths) s"
    }

    // MARK: - As JSON

    /// Adds what is known as members: numbers of bytes, times in nanoseconds, the names that RFC 9293 and kernels use.
    func add(to object: inout JSONObject) {
        func add(_ name: String, _ value: Int?) { if let value { object.add(name, Int64(value)) } }
        if let state { object.add("state", state) }
        add("snd_una", sendUnacknowledged)
        add("snd_nxt", sendNext)
        add("rcv_nxt", receiveNext)
        add("rwnd", sendWindow)
        add("rcv_wnd", receiveWindow)
        add("cwnd", congestionWindow)
        add("ssthresh", slowStartThreshold)
        add("flight", flight)
        add("pipe", pipe)
        add("sacked", sacked)
        add("lost", lost)
        if !scoreboard.isEmpty { object.add("scoreboard", json: "[" + scoreboard.map { "[\($0.lowerBound),\($0.upperBound)]" }.joined(separator: ",") + "]") }
        if let retransmissionTimeout { object.add("rto_ns", retransmissionTimeout.count) }
        if let smoothedRoundTrip { object.add("srtt_ns", smoothedRoundTrip.count) }
        if let roundTripVariation { object.add("rttvar_ns", roundTripVariation.count) }
        if let latestRoundTrip { object.add("rtt_ns", latestRoundTrip.count) }
        add("mss", segmentSize)
        if let recovery { object.add("recovery", recovery) }
        if let congestionControl { object.add("congestion_control", congestionControl) }
    }
}
