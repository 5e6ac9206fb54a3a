import Inspector
import Wire

/// A UDP conversation in a student's capture: the datagrams between a client's socket and the server's port.
struct UDPTalk: OwnTalk {
    static let items = [(id: "C1", points: 2), (id: "C2", points: 2), (id: "C3", points: 2)]

    struct Datagram {
        /// The frame, or the frames where it came in fragments.
        let numbers: [Int]
        let length: Int
        let frameLength: Int
        let isFromClient: Bool
        /// Where it lies in its frame; nil where it was put together from fragments.
        let payload: Range<Int>?
    }

    let capture: CaptureOfOnesOwn
    let port: UInt16
    let client: UInt16
    let datagrams: [Datagram]

    static func all(in capture: CaptureOfOnesOwn, port: UInt16) -> [UDPTalk] {
        var found: [Endpoint: [Datagram]] = [:], order: [Endpoint] = []
        // What may be fragments: packets without ports, by their two hosts.
        var loose: [[Endpoint]: [Int]] = [:]
        for frame in capture.frames {
            if case .host = frame.source, frame.icmp == nil { loose[[frame.source, frame.destination], default: []].append(frame.number) }
            guard let length = frame.udpPayloadLength, case .socket(let source, let from) = frame.source, case .socket(let destination, let to) = frame.destination, from == port || to == port else { continue }
            let isFromClient = to == port, client = isFromClient ? frame.source : frame.destination
            if found[client] == nil { order.append(client) }
            // In a frame an IP header stands before UDP's; in a datagram that was put together nothing does.
            let isWhole = frame.udpPayloadStart >= 28, others = isWhole ? [] : loose.removeValue(forKey: [.host(source), .host(destination)]) ?? []
            found[client, default: []].append(Datagram(numbers: others + [frame.number], length: length, frameLength: frame.length, isFromClient: isFromClient, payload: isWhole ? frame.udpPayloadStart..<frame.udpPayloadStart + length : nil))
        }
        return order.compactMap { client in
            guard case .socket(_, let number) = client else { return nil }
            return UDPTalk(capture: capture, port: port, client: number, datagrams: found[client]!)
        }
    }

    private var asked: [Datagram] { datagrams.filter(\.isFromClient) }
    private var answered: [Datagram] { datagrams.filter { !$0.isFromClient } }

    var said: (bytes: [UInt8], isCut: Bool) {
        var bytes: [UInt8] = [], isCut = false
        for datagram in asked where bytes.count < 65_536 {
            guard let payload = datagram.payload else {
                // Each fragment holds a part, behind its headers.
                for number in datagram.numbers { bytes += capture.capture.captured[number - 1].bytes }
                continue
            }
            let frame = capture.capture.captured[datagram.numbers[0] - 1].bytes
            if payload.upperBound > frame.count { isCut = true }
            if payload.lowerBound < frame.count { bytes += frame[payload.lowerBound..<min(payload.upperBound, frame.count)] }
        }
        return (bytes, isCut)
    }

    var whatSilenceLacks: Lacking {
        asked.isEmpty ? Lacking(wanted: "a datagram from the client", came: "\(datagrams.count) datagrams, all from the server", likely: "the capture began too late: start it before the client")
            : Lacking(wanted: "a message from the client", came: "an empty datagram", likely: "the message was left out: write one with --message")
    }

    func question(_ id: String, section: String) throws(Lacking) -> Question {
        func key(_ lengths: some Sequence<Int>) -> Question.Key { .anyNumber(Set(lengths.map { Int64($0) }).sorted()) }
        switch id {
        case "C1":
            return Question("C1", wanted: "the port that your client got", section: section, key: .number(Int64(client)), evidence: Set(datagrams.flatMap(\.numbers)), misconceptions: client == port ? [] : [
                .init(.number(Int64(port)), isReally: "the server's port", likely: "in the client's datagram the server's port is the destination; the client's own is the source"),
            ])
        case "C2":
            guard !asked.isEmpty else { throw whatSilenceLacks }
            return Question("C2", wanted: "the length field of the client's datagram", section: section, key: key(asked.map { $0.length + 8 }), evidence: Set(asked.flatMap(\.numbers)), misconceptions: [
                .init(key(asked.map(\.length)), isReally: "the message's length", likely: "UDP's length counts its own header of 8 bytes"),
                .init(key(asked.map(\.frameLength)), isReally: "the whole frame's length", likely: "header included: look at the UDP header's own field"),
            ])
        default:
            guard !answered.isEmpty else { throw Lacking(wanted: "the server's answer", came: "\(datagrams.count) datagram\(datagrams.count == 1 ? "" : "s"), none from the server", likely: "no server was there, or the capture ended too early") }
            return Question("C3", wanted: "how many bytes of message the server's answer carries", section: section, key: key(answered.map(\.length)), evidence: Set(answered.flatMap(\.numbers)), misconceptions: [
                .init(key(answered.map { $0.length + 8 }), isReally: "the length field", likely: "UDP's length counts its own header of 8 bytes"),
                .init(key(asked.map(\.length)), isReally: "the question's length", likely: "look at the datagram that goes back"),
            ])
        }
    }
}
