/// A strange but right capture, or one that lacks something: what a student's answers about it come to.
struct OddCapture: Sendable, CustomStringConvertible {
    let description: String
    let bytes: [UInt8]
    /// What a student who reads it rightly answers.
    let answers: [String: (value: String, frame: Int?)]
    /// The items that cannot be judged, and what the message says that the capture lacks; all others pass.
    var lacks: [String: String] = [:]
    let isUDP: Bool

    static func tcp(
        _ description: String, _ talk: OddTCP = OddTCP(), _ link: OddLink = .ethernet, _ format: OddFile.Format = .pcap(isBig: false, nanoseconds: true), raw: Bool = false, time: String? = nil, relativeEnd: Int? = nil,
        lacks: [String: String] = [:], cutFile: Int = 0, _ change: (inout [OddFrame]) -> Void = { _ in }
    ) -> OddCapture {
        var frames = talk.whole
        change(&frames)
        return OddCapture(description: description, bytes: Array(OddFile.bytes(frames, link, format).dropLast(cutFile)), answers: talk.answers(frames, raw: raw, time: time, relativeEnd: relativeEnd), lacks: lacks, isUDP: false)
    }

    static func udp(_ description: String, _ talk: OddUDP = OddUDP(), _ link: OddLink = .ethernet, _ format: OddFile.Format = .pcap(isBig: false, nanoseconds: false), lacks: [String: String] = [:], _ change: (inout [OddFrame]) -> Void = { _ in }) -> OddCapture {
        var frames = talk.whole
        change(&frames)
        return OddCapture(description: description, bytes: OddFile.bytes(frames, link, format), answers: talk.answers(frames), lacks: lacks, isUDP: true)
    }

    private static func all(_ words: String, _ items: [String] = ["C1", "C2", "C3", "C4"]) -> [String: String] { Dictionary(uniqueKeysWithValues: items.map { ($0, words) }) }
    private static let timestamps: [UInt8] = [1, 1, 8, 10, 0, 0, 0, 9, 0, 0, 0, 8]

    // MARK: - Strange, but all is there

    static let links: [OddCapture] = OddLink.allCases.flatMap { link in
        [OddCapture.tcp("TCP, \(link)", link: link), .tcp("TCP over IPv6, \(link)", OddTCP(version: 6), link), .udp("UDP over IPv6, \(link)", OddUDP(version: 6), link)]
    }

    static let files: [OddCapture] = [
        .tcp("microseconds", .init(), .ethernet, .pcap(isBig: false, nanoseconds: false), time: "0.000025 s"),
        .tcp("the other byte order", .init(), .ethernet, .pcap(isBig: true, nanoseconds: true), time: "25250 ns"),
        .tcp("pcapng", .init(), .ethernet, .pcapng(interfaces: [1], nanoseconds: false), time: "25 us"),
        .tcp("pcapng with nanoseconds and three interfaces", .init(), .ethernet, .pcapng(interfaces: [1, 1, 1], nanoseconds: true), time: "0,02525 ms"),
        .tcp("pcapng with interfaces of different kinds", .init(), .ethernet, .pcapng(interfaces: [1, 113, 101], nanoseconds: true)),
        .tcp("a file whose last frame is cut off", cutFile: 7),
        .tcp("headers only, by a small snapshot length", raw: true) { frames in for index in frames.indices { frames[index].kept = 96 } },
    ]

    static let traffic: [OddCapture] = [
        .tcp("raw numbers that wrap", .init(clientISN: 0xffff_fff8), raw: true),
        .tcp("other traffic all around", raw: true) { $0 = OddNoise.around($0) },
        .tcp("somebody else's conversation with the same port first") { frames in
            let other = OddTCP(client: 49_100, message: "Hello from bob", start: 1)
            frames.insert(contentsOf: other.whole.map { var frame = $0; frame.role = .noise; return frame }, at: 0)
        },
        .tcp("two conversations of one's own: the answers are about the second") { frames in
            let other = OddTCP(client: 49_100, message: "Hello from ada, for the first time", start: 1)
            frames.insert(contentsOf: other.whole.map { var frame = $0; frame.role = .noise; return frame }, at: 0)
        },
        .tcp("the same ports a second time, with other numbers") { frames in
            let other = OddTCP(clientISN: 77, serverISN: 99, message: "Hello from bob", start: 1)
            frames.insert(contentsOf: other.whole.map { var frame = $0; frame.role = .noise; return frame }, at: 0)
        },
        .tcp("a client elsewhere whose own port is the server's") { frames in
            let other = OddTCP(client: 12_345, server: 443, start: 1)
            frames.insert(contentsOf: other.whole.map { var frame = $0; frame.role = .noise; return frame }, at: 0)
        },
        .tcp("every frame twice, as on Linux's \"any\"", .init(), .sll) { frames in frames = frames.flatMap { [$0, $0] } },
        .tcp("client and server with the same port", OddTCP(client: 12_345)),
    ]

    static let segments: [OddCapture] = [
        .tcp("checksums that the card was to fill in", OddTCP(goodSums: false), .sll),
        .tcp("one frame far above the MTU", OddTCP(message: "Hello from ada" + String(repeating: "!", count: 40_000), segmentSize: 65_000)),
        .tcp("a length of 0 in IP's header, from offload", OddTCP(message: "Hello from ada" + String(repeating: "!", count: 5000), segmentSize: 65_000, zeroLength: true)),
        .tcp("the identifier in two segments", OddTCP(segmentSize: 13)),
        .tcp("one byte a segment", OddTCP(segmentSize: 1)),
        .tcp("options of TCP and IP", OddTCP(options: timestamps, ipOptions: [0x94, 4, 0, 0])),
        .tcp("a SYN that is sent twice", time: "1.02525 ms") { frames in
            var again = frames[0]
            again.role = .other
            again.microseconds -= 1000
            frames.insert(again, at: 0)
        },
        .tcp("a first segment that is sent again") { frames in
            var again = frames[3]
            again.microseconds += 20
            again.role = .other
            frames.insert(again, at: 4)
        },
        .tcp("segments out of order", OddTCP(message: "Hello from ada" + String(repeating: "!", count: 6000))) { $0.swapAt(4, 5) },
        .tcp("the acknowledgement alone is missing: the echo carries it") { $0.remove(at: 4) },
        .tcp("the FIN with the message, acknowledged together", relativeEnd: 16) { frames in
            let talk = OddTCP()
            frames = talk.handshake + [
                talk.frame(.firstData, fromClient: true, 25, seq: 1, ack: 1, talk.bytes, at: 60),
                talk.frame(.wholeAcknowledged, fromClient: false, 24, seq: 1, ack: talk.end + 1, talk.bytes, at: 90),
                talk.frame(.wholeAcknowledged, fromClient: false, 17, seq: talk.end, ack: talk.end + 1, at: 95),
                talk.frame(.other, fromClient: true, 16, seq: talk.end + 1, ack: talk.end + 1, at: 99),
            ]
        },
        .tcp("no end: the capture was stopped") { $0.removeLast(3) },
        .tcp("an end by a reset") { frames in
            let talk = OddTCP()
            frames[frames.count - 3] = talk.frame(.other, fromClient: true, 20, seq: talk.end, ack: talk.end, at: 200)
            frames.removeLast(2)
        },
        .tcp("keep-alives in a long silence") { frames in
            let talk = OddTCP()
            frames.insert(talk.frame(.other, fromClient: true, 16, seq: talk.end - 1, ack: talk.end, [0], at: 190), at: frames.count - 3)
        },
    ]

    static let datagrams: [OddCapture] = [
        .udp("a checksum that the card was to fill in", OddUDP(goodSums: false), .sll),
        .udp("other traffic all around", .init(), .ethernet, .pcapng(interfaces: [1, 1], nanoseconds: true)) { $0 = OddNoise.around($0) },
        .udp("every frame twice", .init(), .sll2) { frames in frames = frames.flatMap { [$0, $0] } },
        .udp("somebody else's question first") { frames in
            let other = OddUDP(client: 50_111, message: "Hello from bob")
            frames.insert(contentsOf: other.whole.map { var frame = $0; frame.role = .noise; return frame }, at: 0)
        },
        .udp("a datagram in fragments", OddUDP(message: "Hello from ada" + String(repeating: "!", count: 3000), fragmentSize: 1480)),
        .udp("fragments, the last one first", OddUDP(message: "Hello from ada" + String(repeating: "!", count: 2000), fragmentSize: 1480)) { $0.swapAt(0, 1) },
    ]

    // MARK: - Something is missing

    static let lacking: [OddCapture] = [
        .tcp("the handshake is missing", lacks: all("handshake", ["C2", "C3", "C4"])) { $0.removeFirst(3) },
        .tcp("the SYN, ACK is missing", lacks: all("SYN", ["C2", "C3", "C4"])) { $0.remove(at: 1) },
        .tcp("one direction only", lacks: all("nobody answers", ["C2", "C3", "C4"])) { $0.removeAll { !$0.isFromClient } },
        .tcp("no message", lacks: all("a message from the client")) { $0.removeAll { $0.role == .firstData || $0.role == .wholeAcknowledged } },
        .tcp("nobody listened", lacks: all("a reset in frame 2")) { frames in frames = [frames[0], OddTCP().frame(.other, fromClient: false, 20, seq: 0, ack: 1, at: 5)] },
        .tcp("somebody else's capture", OddTCP(message: "Hello from bob"), lacks: all("\"Hello from bob\"")),
        .tcp("another port", OddTCP(server: 8888), lacks: all("port 12345")),
        .tcp("frames that are cut before the message", lacks: all("cut")) { frames in for index in frames.indices { frames[index].kept = 60 } },
        .tcp("the first segment was not captured", lacks: ["C3": "the first segment"]) { frames in
            frames = OddTCP(segmentSize: 7).whole
            frames.remove(at: 3)
        },
        .tcp("an empty capture", lacks: all("without a frame")) { $0 = [] },
        .udp("no answer", lacks: ["C3": "the server's answer"]) { $0.removeAll { $0.role == .answer } },
        .udp("answers only", lacks: all("a datagram from the client", ["C1", "C2", "C3"])) { $0.removeAll { $0.role == .question } },
        OddCapture(description: "a picture", bytes: Array("\u{89}PNG\r\n and more".utf8), answers: OddTCP().answers([]), lacks: all("pcap or pcapng"), isUDP: false),
        OddCapture(description: "nothing at all", bytes: [], answers: OddTCP().answers([]), lacks: all("pcap or pcapng"), isUDP: false),
    ]

    static let strange = links + files + traffic + segments + datagrams
}

extension OddCapture {
    private static func tcp(_ description: String, link: OddLink) -> OddCapture { .tcp(description, OddTCP(), link) }
}
