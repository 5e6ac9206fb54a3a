import Inspector
import Wire

/// A TCP conversation in a student's capture.
struct TCPTalk: OwnTalk {
    typealias Segment = EvidenceCapture.Segment

    static let items = [(id: "C1", points: 2), (id: "C2", points: 2), (id: "C3", points: 2), (id: "C4", points: 1)]

    let capture: CaptureOfOnesOwn
    let port: UInt16
    /// All that passed between the two ends, in the capture's order; what passed twice is there twice.
    let segments: [Segment]

    /// Every conversation with the server's port.
    static func all(in capture: CaptureOfOnesOwn, port: UInt16) -> [TCPTalk] {
        var streams: [Int: [Segment]] = [:], order: [Int] = []
        for segment in capture.capture.segments where segment.tcp.sourcePort == port || segment.tcp.destinationPort == port {
            if streams[segment.tcp.stream] == nil { order.append(segment.tcp.stream) }
            streams[segment.tcp.stream, default: []].append(segment)
        }
        // Where the port is the client's own in a conversation with another server, that conversation is not meant.
        return order.map { TCPTalk(capture: capture, port: port, segments: streams[$0]!) }.filter { talk in
            !talk.segments.contains { segment in
                let tcp = segment.tcp, isSYN = tcp.flags.contains(.syn), isAnswer = tcp.flags.contains(.ack)
                return isSYN && tcp.sourcePort != tcp.destinationPort && port == (isAnswer ? tcp.destinationPort : tcp.sourcePort)
            }
        }
    }

    /// The port tells; where both ends have it, whoever spoke first is the client.
    private func isFromClient(_ segment: Segment) -> Bool {
        segment.tcp.sourcePort == segment.tcp.destinationPort ? segment.tcp.isFromClient : segment.tcp.destinationPort == port
    }

    private var fromClient: [Segment] { segments.filter(isFromClient) }
    private var fromServer: [Segment] { segments.filter { !isFromClient($0) } }
    private var syns: [Segment] { fromClient.filter { $0.tcp.flags.contains(.syn) && !$0.tcp.flags.contains(.ack) } }
    private var synAcks: [Segment] { fromServer.filter { $0.tcp.flags.contains([.syn, .ack]) } }
    /// The client's segments with bytes of its message.
    private var data: [Segment] { fromClient.filter { $0.tcp.payloadLength > 0 && !$0.tcp.flags.contains(.syn) && !$0.tcp.analysis.contains(.keepAlive) } }

    var said: (bytes: [UInt8], isCut: Bool) {
        var bytes: [UInt8] = [], isCut = false, next: UInt32?
        for segment in data.sorted(by: { $0.tcp.sequence < $1.tcp.sequence }) {
            let frame = capture.capture.captured[segment.number - 1].bytes, place = segment.tcp.payload
            if place.count < segment.tcp.payloadLength { isCut = true }
            guard place.upperBound <= frame.count, bytes.count < 65_536 else { continue }
            let known = next.map { Int(Int32(truncatingIfNeeded: Int64($0) - Int64(segment.tcp.sequence))) } ?? 0
            if known < place.count { bytes += frame[place].dropFirst(max(0, known)) }
            next = max(next ?? 0, segment.tcp.sequence &+ UInt32(place.count))
        }
        return (bytes, isCut)
    }

    func question(_ id: String, section: String) throws(Lacking) -> Question {
        switch id {
        case "C1": try clientPort(section)
        case "C2": try acknowledgment(section)
        case "C3": try firstData(section)
        default: try roundTrip(section)
        }
    }

    private func clientPort(_ section: String) throws(Lacking) -> Question {
        guard let segment = segments.first else { throw lacksHandshake }
        let client = isFromClient(segment) ? segment.tcp.sourcePort : segment.tcp.destinationPort
        return Question("C1", wanted: "the port that your client got", section: section, key: .number(Int64(client)), evidence: Set(segments.map(\.number)), misconceptions: client == port ? [] : [
            .init(.number(Int64(port)), isReally: "the server's port", likely: "in the client's SYN the server's port is the destination; the client's own is the source"),
        ])
    }

    /// Relative or raw; and with the FIN, where no acknowledgement stops before it.
    private func acknowledgment(_ section: String) throws(Lacking) -> Question {
        try mustBegin()
        guard let last = data.map({ $0.tcp.sequence &+ UInt32($0.tcp.payloadLength) }).max() else { throw lacksMessage }
        let whole = fromServer.filter { $0.tcp.flags.contains(.ack) && $0.tcp.acknowledgment >= last }
        guard let least = whole.map(\.tcp.acknowledgment).min() else { throw Lacking(wanted: "the server's acknowledgement of the whole message", came: "\(capture.cut), in which it acknowledges less", likely: "the capture ended too early: stop it when both programs have ended") }
        // What the FIN adds is right where it stands alone, and a misconception elsewhere.
        let proofs = whole.filter { $0.tcp.acknowledgment == least }, raw = proofs.map { Int64($0.tcp.rawAcknowledgment) }
        let relative = Int64(least), length = Int64(last) - 1
        return Question("C2", wanted: "the acknowledgement number, relative or raw, by which the server has all of your message", section: section, key: .anyNumber([relative] + raw), evidence: Set(proofs.map(\.number)), misconceptions: [
            .init(.number(length), isReally: "the message's length", likely: "the SYN has a number, too, and the number is that of the byte expected next"),
            .init(.anyNumber([relative + 1] + raw.map { $0 + 1 }), isReally: "one too many", likely: "that acknowledges the client's FIN as well"),
        ])
    }

    private func firstData(_ section: String) throws(Lacking) -> Question {
        try mustBegin()
        // Sent again, it may carry more.
        let first = data.filter { $0.tcp.sequence == 1 }
        guard !first.isEmpty else {
            if data.isEmpty { throw lacksMessage }
            throw Lacking(wanted: "the first segment of the message, relative number 1", came: "the first that was captured has number \(data[0].tcp.sequence)", likely: "the capture has lost frames: capture with a filter, such as \"tcp port \(port)\"")
        }
        let lengths = Set(first.map { Int64($0.tcp.payloadLength) }), frames = Set(first.map { Int64($0.length) }).subtracting(lengths)
        let withHeader = Set(first.map { Int64($0.tcp.payloadLength + $0.tcp.headerLength) }).subtracting(lengths).subtracting(frames)
        return Question("C3", wanted: "how many bytes of message the client's first segment with data carries", section: section, key: .anyNumber(lengths.sorted()), evidence: Set(first.map(\.number)), misconceptions: [
            .init(.anyNumber(frames.sorted()), isReally: "the whole frame's length", likely: "header included: take off the headers of link, network and transport"),
            .init(.anyNumber(withHeader.sorted()), isReally: "message and TCP header", likely: "header included: the data offset says how long the TCP header is"),
        ])
    }

    private func roundTrip(_ section: String) throws(Lacking) -> Question {
        try mustBegin()
        // Where one of them passed twice, nobody can say which belongs to which. (No honest capture has more than a few.)
        let frames = capture.frames
        let times = syns.prefix(32).flatMap { syn in synAcks.prefix(32).map { frames[$0.number - 1].time.nanoseconds - frames[syn.number - 1].time.nanoseconds } }.filter { $0 >= 0 }
        guard !times.isEmpty else { throw Lacking(wanted: "a SYN, ACK that is later than its SYN", came: "time stamps that run backwards", likely: "the computer's clock was set, or two captures were put together in the wrong order") }
        return Question("C4", wanted: "the time from SYN to SYN, ACK, with its unit", section: section, key: .duration(times.sorted()))
    }

    // MARK: - What must be there

    private func mustBegin() throws(Lacking) {
        if let refusal { throw refusal }
        guard let syn = syns.first, let synAck = synAcks.first, syn.number < (data.first?.number ?? .max) else { throw lacksHandshake }
        // Numbers are counted from the SYN.
        guard syn.tcp.sequence == 0, synAck.tcp.acknowledgment == 1 else { throw lacksHandshake }
    }

    private var refusal: Lacking? {
        guard let reset = fromServer.first(where: { $0.tcp.flags.contains(.rst) }), synAcks.isEmpty, !syns.isEmpty else { return nil }
        return Lacking(wanted: "a connection", came: "a reset in frame \(reset.number)", likely: "no server was listening: start the server first")
    }

    private var lacksHandshake: Lacking {
        let began = segments.first.map { "the first segment of the conversation is frame \($0.number), without SYN" } ?? "no segment"
        let came = syns.isEmpty ? (synAcks.isEmpty ? began : "a SYN, ACK without the SYN before it") : synAcks.isEmpty ? "a SYN in frame \(syns[0].number) that \(fromServer.isEmpty ? "nobody answers" : "no SYN, ACK follows")" : "a SYN behind the data"
        return Lacking(wanted: "the whole handshake: SYN; SYN, ACK; ACK", came: came, likely: synAcks.isEmpty && !syns.isEmpty ? !fromServer.isEmpty ? "the capture has lost frames: capture with a filter, such as \"tcp port \(port)\"" : "the answers take another way than the one that was captured, or no server was there" : "the capture began too late: start it before the client")
    }

    var whatSilenceLacks: Lacking { refusal ?? lacksMessage }
    private var lacksMessage: Lacking { Lacking(wanted: "a message from the client", came: "\(segments.count) segments, none with data of the client's", likely: "the capture ended too early, or the client was stopped before it had sent") }
}
