import Inspector
import Wire

/// What is fuzzed: a way from any bytes to a part of the inspector. Each must come back, whatever the bytes are, without a trap,
/// a hang, or a place outside the frame; the same functions are fed known vectors by the tests.
package enum FuzzTarget: String, CaseIterable, Sendable {
    /// A frame of any link type: its number in the first two bytes.
    case frame
    /// A frame's Ethernet type and what follows it.
    case link
    /// An IP protocol's number and its bytes, inside IPv4 or IPv6.
    case network
    /// A UDP datagram: the port's place in ``udpPorts``, then the payload.
    case datagram
    /// TCP segments between two ends: see ``Conversation``.
    case stream
    /// IP fragments of one datagram.
    case fragments
    /// What follows and takes conversations apart, on the same segments as ``stream``.
    case transfers
    /// A capture file's bytes.
    case file
    /// A pcap stream that arrives in pieces: how long each is, then the stream.
    case live
    /// A display filter's text, put to frames of every kind.
    case question
    /// A frame, and questions and columns put to it: see ``FuzzQuestion``.
    case answer
    /// TLS in a conversation, with a key to every lock: what is inside is read, too.
    case tls
    /// Segments with any numbers between a few ends, more of them than are remembered: see ``Jumble``.
    case jumble
    /// Two captures side by side: the frames of one, then of the other, each behind its length.
    case comparison

    package static let udpPorts = [53, 5353, 5355, 67, 68, 546, 547, 520, 4789, 6081, 6635, 9]
    package static let tcpPorts = [80, 53, 25, 21, 20, 443, 8080, 12345]
    static let linkTypes = [0, 1, 9, 51, 50, 101, 104, 105, 108, 113, 127, 204, 228, 229, 276]
    static let etherTypes = [0x0800, 0x86dd, 0x0806, 0x8100, 0x88a8, 0x8863, 0x8864, 0x88cc, 0x8847, 0x0000, 0x0026, 0x9000]

    /// Runs the bytes through the target's part of the inspector.
    package func run(_ input: UnsafeRawBufferPointer) {
        var bytes = Array(input.prefix(1 << 16))
        func take() -> Int { bytes.isEmpty ? 0 : Int(bytes.removeFirst()) }
        switch self {
        case .frame:
            let link = take()
            Self.dissect([bytes], linkType: link < Self.linkTypes.count ? Self.linkTypes[link] : link << 8 | take())
        case .link:
            let kind = take()
            let type = kind < Self.etherTypes.count ? Self.etherTypes[kind] : kind << 8 | take()
            Self.dissect([Build.ethernet(type, bytes)], linkType: 1)
        case .network:
            let proto = UInt8(take()), version = take()
            Self.dissect([version & 1 == 0 ? Build.ethernet(0x0800, Build.ipv4(proto, bytes)) : Build.ipv6(proto, bytes)], linkType: 1)
        case .datagram:
            let port = Self.udpPorts[take() % Self.udpPorts.count]
            Self.dissect([Build.udp(40000, port, bytes), Build.udp(port, 40000, bytes)], linkType: 1)
        case .stream: Self.dissect(Conversation.frames(bytes), linkType: 1)
        case .fragments:
            var frames: [[UInt8]] = []
            while !bytes.isEmpty, frames.count < 40 {
                let offset = take() << 8 | take(), length = min(take(), bytes.count)
                frames.append(Build.ethernet(0x0800, Build.ipv4(17, Array(bytes.prefix(length)), id: 7, fragment: offset & 0x3fff)))
                bytes.removeFirst(length)
            }
            Self.dissect(frames, linkType: 1)
        case .transfers: FuzzStreams.run(Conversation.frames(bytes), following: [StreamName(.tcp, 0), StreamName(.http, 0)])
        case .tls: FuzzStreams.run(Conversation.frames([5] + bytes), following: [StreamName(.tls, 0), StreamName(.http, 0)], decryptor: SkeletonKey())
        case .jumble: FuzzStreams.run(Jumble.frames(bytes), following: [StreamName(.tcp, 0), StreamName(.tcp, 1), StreamName(.udp, 0)])
        case .file: FuzzFiles.read(bytes)
        case .live: FuzzFiles.stream(bytes)
        case .question: FuzzQuestion.ask(String(decoding: bytes, as: UTF8.self), samples.prefix(12).map { ($0.bytes, $0.linkType) })
        case .answer: FuzzQuestion.run(bytes)
        case .comparison: FuzzStreams.compare(bytes)
        }
    }

    /// A session that remembers little, so that much is forgotten.
    static func session() -> DissectionSession {
        var limits = DissectionSession.Limits()
        limits.streams = 8
        return DissectionSession(limits: limits)
    }

    /// Dissects frames and prints them in every way; every byte range must lie in the frame.
    private static func dissect(_ frames: [[UInt8]], linkType: Int) {
        for depth in [Dissection.Depth.fields, .summary] {
            var session = session(), dissection = Dissection(depth: depth), out = OutputBuffer()
            for (index, frame) in frames.enumerated() {
                session.dissect(frame, linkType: linkType, time: Instant(nanoseconds: Int64(index) * 1_000_000), number: index + 1, into: &dissection)
                dissection.writeSummaryLine(since: .zero, into: &out)
                guard depth == .fields else { continue }
                dissection.writeJSONLine(into: &out)
                dissection.writeFields(since: .zero, into: &out)
                dissection.writeLayers(since: .zero, into: &out)
                dissection.writeBytes(into: &out)
                for layer in dissection.layers where layer.source == 0 {
                    precondition(layer.byteRange.upperBound <= frame.count, "\(layer.name) ends behind the frame")
                }
                out.drain { _ in }
            }
        }
    }

    /// Where the fuzzer begins: the vectors, in this target's form.
    package var seeds: [[UInt8]] {
        let ethernet = samples.filter { $0.linkType == 1 }
        switch self {
        case .frame: return samples.compactMap { sample in Self.linkTypes.firstIndex(of: sample.linkType).map { [UInt8($0)] + sample.bytes } }
        case .link: return ethernet.compactMap { sample in Self.etherTypes.firstIndex(of: Int(sample.bytes[12]) << 8 | Int(sample.bytes[13])).map { [UInt8($0)] + sample.bytes.dropFirst(14) } }
        case .network: return ethernet.filter { $0.bytes[12] == 8 && $0.bytes[13] == 0 }.map { [$0.bytes[23], 0] + $0.bytes.dropFirst(34) } + ethernet.filter { $0.bytes[12] == 0x86 }.map { [$0.bytes[20], 1] + $0.bytes.dropFirst(54) }
        case .datagram: return ethernet.filter { $0.bytes.count > 42 && $0.bytes[12] == 8 && $0.bytes[13] == 0 && $0.bytes[23] == 17 }.flatMap { sample in
            Self.udpPorts.indices.filter { Self.udpPorts[$0] == Int(sample.bytes[36]) << 8 | Int(sample.bytes[37]) }.map { [UInt8($0)] + sample.bytes.dropFirst(42) }
        }
        case .stream, .transfers: return Conversation.seeds
        case .tls: return Conversation.tlsSeeds
        case .jumble: return Jumble.seeds
        case .comparison: return FuzzStreams.comparisonSeeds
        case .fragments: return [[0x20, 0, 8, 0x9c, 0x40, 0, 53, 0, 20, 0, 0, 0, 1, 12] + [UInt8](repeating: 0x61, count: 12)]
        case .file: return FuzzFiles.seeds
        case .live: return [1, 7, 200].flatMap { step in FuzzFiles.seeds.prefix(6).map { [step] + $0 } }
        case .question: return FuzzQuestion.questions.map { Array($0.utf8) }
        case .answer: return FuzzQuestion.seeds
        }
    }
}
