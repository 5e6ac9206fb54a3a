import Inspector
import Wire

/// Whatever looks at conversations as a whole, fed with any frames.
enum FuzzStreams {
    /// Follows, extracts and counts; what comes out must hang together.
    static func run(_ frames: [[UInt8]], following names: [StreamName], decryptor: (any TLSDecryptor)? = nil) {
        var session = FuzzTarget.session(), dissection = Dissection(), followers = names.map { StreamFollower($0, decryptor: decryptor) }, out = OutputBuffer()
        session.decryptor = decryptor
        dissection.names = NameTable()
        let extractor = TransferExtractor(decryptor: decryptor), statistics = StatisticsKind.allCases.map { $0.begin(interval: $0 == .io ? 1_000 : nil) }
        for (index, frame) in frames.enumerated() {
            session.dissect(frame, linkType: 1, time: Instant(nanoseconds: Int64(index) * 1_000_000), number: index + 1, into: &dissection)
            dissection.names?.learn(dissection)
            for index in followers.indices { followers[index].see(dissection) }
            extractor.see(dissection)
            for statistic in statistics { statistic.see(dissection) }
            dissection.writeJSONLine(into: &out)
            out.drain { _ in }
        }
        for index in followers.indices { show(&followers[index]) }
        extractor.finish()
        var open: Set<Int> = []
        for event in extractor.takeEvents() {
            switch event {
            case .begin(let transfer): precondition(open.insert(transfer.id).inserted, "begun twice")
            case .bytes(let id, _): precondition(open.contains(id), "bytes of nothing")
            case .end(let id, _): precondition(open.remove(id) != nil, "ended twice")
            }
        }
        precondition(open.isEmpty, "a transfer without an end")
        for statistic in statistics { statistic.write(into: &out, names: dissection.names) }
    }

    private static func show(_ follower: inout StreamFollower) {
        follower.finish()
        var out = OutputBuffer(), shown = StreamText.Form.allCases.flatMap { form in StreamText.Side.allCases.map { StreamText(form, side: $0) } }
        for piece in follower.takePieces() {
            switch piece {
            case .bytes(let bytes, _, _): precondition(!bytes.isEmpty, "a piece of nothing")
            case .gap(let count, _): precondition(count >= 0, "a gap of \(count)")
            }
            for index in shown.indices { shown[index].write(piece, into: &out) }
        }
        for index in shown.indices { shown[index].writeEnd(into: &out) }
        precondition(follower.takePieces().isEmpty, "pieces behind the end")
    }

    /// Puts two captures side by side. Every frame must stand in one row, whatever the frames are.
    static func compare(_ input: [UInt8]) {
        guard let count = input.first else { return }
        var rest = input.dropFirst(), sides = [CaptureComparison.Side(), CaptureComparison.Side()], out = OutputBuffer()
        var sessions = [SideReader(), SideReader()], number = 0
        while let length = rest.popFirst(), number < 60 {
            let side = number < Int(count) % 30 ? 0 : 1
            sessions[side].add(Array(rest.prefix(Int(length))), to: &sides[side])
            rest = rest.dropFirst(Int(length))
            number += 1
        }
        let comparison = CaptureComparison(sides[0], sides[1])
        precondition(2 * (comparison.same + comparison.expected + comparison.different) + comparison.onlyLeft + comparison.onlyRight == number, "\(number) frames are not all told of")
        for all in [false, true] { comparison.write(left: "a", right: "b", all: all, into: &out) }
        precondition(CaptureComparison(sides[0], sides[0]).agree, "a capture differs from itself")
    }

    private final class SideReader {
        private var session = FuzzTarget.session()
        private var dissection = Dissection()
        private var number = 0

        func add(_ frame: [UInt8], to side: inout CaptureComparison.Side) {
            number += 1
            session.dissect(frame, linkType: 1, time: Instant(nanoseconds: Int64(number) * 1_000_000), number: number, into: &dissection)
            precondition(side.add(dissection), "too many of \(number)")
        }
    }

    static var comparisonSeeds: [[UInt8]] {
        let frames = samples.filter { $0.linkType == 1 && $0.bytes.count < 256 }.prefix(6).map { [UInt8($0.bytes.count)] + $0.bytes }
        let talk = Conversation.frames(Conversation.seeds[0]).map { [UInt8(min(255, $0.count))] + $0.prefix(255) }
        return [[UInt8(frames.count)] + frames.joined() + frames.reversed().joined(), [UInt8(talk.count)] + talk.joined() + talk.dropLast().joined(), [0]]
    }
}

/// Opens every record of every session: what is inside is what stands there, its last byte the type where TLS 1.3 hides that.
final class SkeletonKey: TLSDecryptor {
    private final class Session: TLSSession {
        let isVersion13: Bool
        init(_ hello: TLSHello) { isVersion13 = hello.version == 0x0304 }

        func open(_ record: UnsafeRawBufferPointer, fromClient: Bool) -> (type: UInt8, content: [UInt8])? {
            let content = Array(record.dropFirst(5))
            guard isVersion13 else { return (record[0], content) }
            return content.last.map { ($0, content.dropLast()) }
        }
    }

    func session(_ hello: TLSHello) -> (any TLSSession)? { hello.cipherSuite == 0 ? nil : Session(hello) }
}

/// Segments and datagrams with any numbers: for each a byte that says between which ends, one of flags, two of the sequence number, one of
/// the acknowledgement, one of the length, and so much of what follows, again and again.
enum Jumble {
    static func frames(_ input: [UInt8]) -> [[UInt8]] {
        var frames: [[UInt8]] = [], rest = input[...]
        while rest.count >= 6, frames.count < 200 {
            let head = Array(rest.prefix(6)), length = min(Int(head[5]), rest.count - 6), payload = Array(rest.dropFirst(6).prefix(length))
            rest = rest.dropFirst(6 + length)
            // 32 pairs of ports: more than a session of 8 remembers. The numbers begin near the place where they start again from 0.
            let client = 40_000 + Int(head[0] & 15), server = FuzzTarget.tcpPorts[Int(head[0] >> 4 & 1) * 2], sequence = 0xffff_ff00 &+ UInt32(head[2]) << 8 &+ UInt32(head[3])
            if head[0] & 0xc0 == 0xc0 {
                frames.append(Build.udp(client, FuzzTarget.udpPorts[Int(head[2]) % FuzzTarget.udpPorts.count], payload))
            } else {
                frames.append(Build.tcp(client, server, seq: sequence, ack: 0xffff_ff00 &+ UInt32(head[4]), flags: head[1], window: Int(head[4]) << 4, payload, fromServer: head[0] & 0x20 != 0))
            }
        }
        return frames
    }

    private static func piece(_ ends: UInt8, _ flags: UInt8, _ sequence: Int, _ ack: UInt8, _ text: String = "") -> [UInt8] {
        [ends, flags] + Build.word(sequence) + [ack, UInt8(text.utf8.count)] + Array(text.utf8)
    }

    static let seeds: [[UInt8]] = [
        // Overtaken, repeated, overlapping, and a hole that is acknowledged.
        piece(0, 2, 0, 0) + piece(0x20, 0x12, 0, 1) + piece(0, 0x18, 11, 1, "Host: x\r\n\r\n") + piece(0, 0x18, 1, 1, "GET / HTTP/1.1\r\n") + piece(0, 0x18, 5, 1, "/ HTTP") + piece(0x20, 0x10, 1, 40) + piece(0x20, 0x18, 300, 40, "HTTP/1.1 200 OK\r\n\r\n") + piece(0, 0x11, 22, 255),
        // More conversations than are remembered, then the first again.
        (0..<16).flatMap { piece(UInt8($0), 2, 0, 0) + piece(UInt8($0) | 0x20, 0x12, 0, 1) } + piece(0, 0x18, 1, 1, "GET / HTTP/1.1\r\n\r\n") + piece(0xc1, 0, 0, 0, "\u{12}\u{34}\u{01}\u{00}\u{00}\u{01}\u{00}\u{00}\u{00}\u{00}\u{00}\u{00}\u{01}a\u{00}\u{00}\u{01}\u{00}\u{01}"),
        piece(0x10, 2, 0, 0) + piece(0x30, 0x12, 0, 1) + piece(0x30, 0x18, 1, 1, "220 x\r\n") + piece(0x10, 0x18, 1, 8, "EHLO y\r\n") + piece(0x30, 0x18, 8, 9, "250 z\r\n") + piece(0x10, 4, 9, 15),
    ]
}
