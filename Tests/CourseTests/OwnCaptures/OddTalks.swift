import Foundation

/// An echo conversation over TCP, frame by frame.
struct OddTCP {
    var version = 4
    var client = 49_200, server = 12_345
    var clientISN: UInt32 = 0x1234_5678, serverISN: UInt32 = 0xfffffff0
    var message = "Hello from ada"
    /// Bytes a segment carries at most.
    var segmentSize = 1460
    var options: [UInt8] = []
    var ipOptions: [UInt8] = []
    var goodSums = true
    /// The IP header's length field says 0, as large segments have it that the card is to cut.
    var zeroLength = false
    /// Microseconds after which it begins, and the time a frame takes from end to end.
    var start = 100.0, trip = 25.25

    func frame(_ role: OddFrame.Role, fromClient: Bool, _ flags: UInt8, seq: Int, ack: Int, _ payload: [UInt8] = [], at time: Double) -> OddFrame {
        let (own, other) = fromClient ? (clientISN, serverISN) : (serverISN, clientISN)
        let options = flags & 2 != 0 ? [2, 4, 5, 0xb4] + options : options
        let segment = OddOctets.tcp(version, from: fromClient ? client : server, to: fromClient ? server : client, seq: own &+ UInt32(seq), ack: flags & 16 != 0 ? other &+ UInt32(ack) : 0, flags: flags, options: options, payload, goodSum: goodSums)
        return OddFrame(role: role, isFromClient: fromClient, packet: OddOctets.ip(version, 6, segment, isFromClient: fromClient, options: ipOptions, length: zeroLength && !payload.isEmpty ? 0 : nil), microseconds: start + time)
    }

    var bytes: [UInt8] { Array(message.utf8) }
    var end: Int { bytes.count + 1 }

    var handshake: [OddFrame] {
        [frame(.syn, fromClient: true, 2, seq: 0, ack: 0, at: 0), frame(.synAck, fromClient: false, 18, seq: 0, ack: 1, at: trip), frame(.other, fromClient: true, 16, seq: 1, ack: 1, at: trip + 3)]
    }

    /// The client's message in as many segments as it takes.
    var data: [OddFrame] {
        stride(from: 0, to: bytes.count, by: segmentSize).map { at in
            frame(at == 0 ? .firstData : .other, fromClient: true, 24, seq: 1 + at, ack: 1, Array(bytes[at..<min(at + segmentSize, bytes.count)]), at: 60 + Double(at) / 1000)
        }
    }

    var acknowledgment: OddFrame { frame(.wholeAcknowledged, fromClient: false, 16, seq: 1, ack: end, at: 90) }
    var echo: [OddFrame] {
        stride(from: 0, to: bytes.count, by: segmentSize).map { at in frame(.wholeAcknowledged, fromClient: false, 24, seq: 1 + at, ack: end, Array(bytes[at..<min(at + segmentSize, bytes.count)]), at: 110 + Double(at) / 1000) }
            + [frame(.other, fromClient: true, 16, seq: end, ack: end, at: 140)]
    }
    var goodbye: [OddFrame] {
        [frame(.other, fromClient: true, 17, seq: end, ack: end, at: 200), frame(.other, fromClient: false, 17, seq: end, ack: end + 1, at: 220), frame(.other, fromClient: true, 16, seq: end + 1, ack: end + 1, at: 230)]
    }

    var whole: [OddFrame] { handshake + data + [acknowledgment] + echo + goodbye }

    /// What a student finds in `frames`, as they write it.
    func answers(_ frames: [OddFrame], raw: Bool = false, time: String? = nil, relativeEnd: Int? = nil) -> [String: (value: String, frame: Int?)] {
        func place(_ role: OddFrame.Role) -> Int? { frames.firstIndex { $0.role == role }.map { $0 + 1 } }
        let end = relativeEnd ?? end
        return [
            "C1": ("\(client)", place(.synAck) ?? place(.firstData) ?? place(.other)),
            "C2": (raw ? "\(clientISN &+ UInt32(end))" : "\(end)", place(.wholeAcknowledged)),
            "C3": ("\(min(segmentSize, bytes.count)) bytes", place(.firstData)),
            "C4": (time ?? "25.25 µs", nil),
        ]
    }
}

/// A question and its answer over UDP.
struct OddUDP {
    var version = 4
    var client = 50_000, server = 12_345
    var message = "Hello from ada"
    var goodSums = true
    /// Bytes of a packet's payload, where it is to come in fragments.
    var fragmentSize: Int?

    var reply: [UInt8] { Array("Received your message of \(message.utf8.count) bytes".utf8) }

    private func frames(_ role: OddFrame.Role, fromClient: Bool, _ payload: [UInt8], at time: Double) -> [OddFrame] {
        let datagram = OddOctets.udp(version, from: fromClient ? client : server, to: fromClient ? server : client, payload, goodSum: goodSums)
        let size = fragmentSize ?? datagram.count
        return stride(from: 0, to: datagram.count, by: size).map { at in
            let end = min(at + size, datagram.count)
            let packet = OddOctets.ip(version, 17, Array(datagram[at..<end]), isFromClient: fromClient, fragment: at / 8 | (end < datagram.count ? 0x2000 : 0))
            return OddFrame(role: role, isFromClient: fromClient, packet: packet, microseconds: time + Double(at) / 1000)
        }
    }

    var question: [OddFrame] { frames(.question, fromClient: true, Array(message.utf8), at: 100) }
    var answer: [OddFrame] { frames(.answer, fromClient: false, reply, at: 130) }
    var whole: [OddFrame] { question + answer }

    func answers(_ frames: [OddFrame]) -> [String: (value: String, frame: Int?)] {
        func place(_ role: OddFrame.Role) -> Int? { frames.firstIndex { $0.role == role }.map { $0 + 1 } }
        return ["C1": ("\(client)", place(.question)), "C2": ("\(message.utf8.count + 8)", place(.question)), "C3": ("\(reply.count) bytes", place(.answer))]
    }
}

/// What else is on a wire.
enum OddNoise {
    /// Another TCP conversation, name lookups, and what nobody can read.
    static func frames(_ count: Int) -> [OddFrame] {
        var web = OddTCP()
        (web.client, web.server, web.message, web.start) = (51_111, 443, String(repeating: "x", count: 300), 10)
        var names = OddUDP()
        (names.client, names.server, names.message) = (40_000, 53, "ada")
        let strange = OddFrame(role: .noise, isFromClient: true, packet: OddOctets.ip(4, 253, Array("what is this".utf8), isFromClient: true), microseconds: 20)
        // An error that quotes the first bytes of a packet to the very port.
        let quoted = OddFrame(role: .noise, isFromClient: false, packet: OddOctets.ip(4, 1, [3, 3, 0xfc, 0xfc, 0, 0, 0, 0] + OddOctets.ip(4, 17, OddOctets.udp(4, from: 50_001, to: 12_345, [1, 2, 3, 4]), isFromClient: true), isFromClient: false), microseconds: 21)
        let all = (web.whole + names.whole + [strange, quoted]).map { frame in
            var frame = frame
            frame.role = .noise
            return frame
        }
        return (0..<count).map { all[$0 % all.count] }
    }

    /// `frames` with noise before, between and behind them.
    static func around(_ frames: [OddFrame], every step: Int = 1) -> [OddFrame] {
        let noise = OddNoise.frames(frames.count + 10)
        return Array(noise.prefix(5)) + frames.enumerated().flatMap { index, frame in index % step == 0 ? [frame, noise[5 + index]] : [frame] } + noise.suffix(5)
    }
}
