import Capture
import Inspector
import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

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
    /// A display filter's text, put to a frame.
    case question

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
        case .transfers: Self.transfer(Conversation.frames(bytes))
        case .file: Self.read(bytes)
        case .question: Self.ask(String(decoding: bytes, as: UTF8.self))
        }
    }

    private static func session() -> DissectionSession {
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

    private static func transfer(_ frames: [[UInt8]]) {
        var session = session(), dissection = Dissection(), follower = StreamFollower(StreamName(.tcp, 0)), out = OutputBuffer()
        let extractor = TransferExtractor(), statistics = StatisticsKind.allCases.map { $0.begin() }
        var open: Set<Int> = []
        for (index, frame) in frames.enumerated() {
            session.dissect(frame, linkType: 1, time: Instant(nanoseconds: Int64(index) * 1_000_000), number: index + 1, into: &dissection)
            follower.see(dissection)
            extractor.see(dissection)
            for statistic in statistics { statistic.see(dissection) }
        }
        follower.finish()
        extractor.finish()
        var text = StreamText(.text), hex = StreamText(.hex)
        for piece in follower.takePieces() {
            text.write(piece, into: &out)
            hex.write(piece, into: &out)
        }
        for event in extractor.takeEvents() {
            switch event {
            case .begin(let transfer): precondition(open.insert(transfer.id).inserted, "begun twice")
            case .bytes(let id, _): precondition(open.contains(id), "bytes of nothing")
            case .end(let id, _): precondition(open.remove(id) != nil, "ended twice")
            }
        }
        precondition(open.isEmpty, "a transfer without an end")
        for statistic in statistics { statistic.write(into: &out) }
    }

    private static func read(_ bytes: [UInt8]) {
        var ends: [Int32] = [-1, -1]
        // A pipe holds 64 KiB: the writer never waits.
        guard bytes.count < 60_000, pipe(&ends) == 0 else { return }
        bytes.withUnsafeBytes { _ = write(ends[1], $0.baseAddress, $0.count) }
        close(ends[1])
        guard var reader = try? CaptureFile.Reader(descriptor: ends[0], name: "input") else { return }
        var session = session(), dissection = Dissection(), out = OutputBuffer(), number = 0
        try? reader.forEach { (header: FrameHeader, bytes: RawSpan) throws(CaptureError) -> Bool in
            number += 1
            session.dissect(header, bytes, number: number, into: &dissection)
            dissection.writeJSONLine(into: &out)
            out.drain { _ in }
            return number < 200
        }
    }

    private static func ask(_ text: String) {
        guard let question = try? DisplayFilter(text) else { return }
        var session = session(), dissection = Dissection()
        for sample in samples.prefix(12) {
            session.dissect(sample.bytes, linkType: sample.linkType, time: .zero, number: 1, into: &dissection)
            _ = question.matches(dissection)
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
        case .fragments: return [[0x20, 0, 8, 0x9c, 0x40, 0, 53, 0, 20, 0, 0, 0, 1, 12] + [UInt8](repeating: 0x61, count: 12)]
        case .file:
            let header: [UInt8] = [0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0, 0]
            return ethernet.map { header + [0, 0, 0, 0, 0, 0, 0, 0, UInt8($0.bytes.count & 0xff), UInt8($0.bytes.count >> 8), 0, 0, UInt8($0.bytes.count & 0xff), UInt8($0.bytes.count >> 8), 0, 0] + $0.bytes }
        case .question: return ["tcp.flags.syn == 1 and ip.ttl < 64", "not (dns or tcp.port in {1..10, 40000})", "eth.dst[0:2] == 02:00", "http.host contains \"a\" || http.host matches \"^w+\"", "ip.src == 10.0.0.0/8", "frame.time_epoch > 1.5"].map { Array($0.utf8) }
        }
    }
}

/// TCP segments from bytes: the port's place in ``FuzzTarget/tcpPorts``, then pieces, each behind a byte that says who sends and whether the
/// segment is lost, sent twice or overtaken, and one that says how long it is.
package enum Conversation {
    static func frames(_ input: [UInt8]) -> [[UInt8]] {
        guard let first = input.first else { return [] }
        let port = FuzzTarget.tcpPorts[Int(first) % FuzzTarget.tcpPorts.count]
        var frames = [Build.tcp(40000, port, seq: 0, ack: 0, flags: 2), Build.tcp(40000, port, seq: 0, ack: 1, flags: 0x12, fromServer: true)]
        var at = 1, client: UInt32 = 1, server: UInt32 = 1
        while at + 1 < input.count, frames.count < 100 {
            let how = input[at], length = min(Int(input[at + 1]) + (how & 0x80 == 0 ? 0 : 1024), input.count - at - 2)
            let payload = Array(input[(at + 2)..<(at + 2 + length)]), isServer = how & 1 == 1
            let seq = isServer ? server : client, ack = isServer ? client : server
            let frame = Build.tcp(40000, port, seq: seq &- UInt32(how >> 5 & 3), ack: ack, flags: how & 0x10 == 0 ? 0x18 : 0x19, payload, fromServer: isServer)
            if how & 2 == 0 { if how & 8 == 0 { frames.append(frame) } else { frames.insert(frame, at: frames.count - 1) } }
            if how & 4 != 0 { frames.append(frame) }
            if isServer { server &+= UInt32(length) } else { client &+= UInt32(length) }
            at += 2 + length
        }
        return frames
    }

    /// A conversation of lines in this form; a text that begins with "<" is the server's.
    static func seed(_ port: Int, _ lines: String...) -> [UInt8] {
        var bytes = [UInt8(FuzzTarget.tcpPorts.firstIndex(of: port) ?? 0)]
        for line in lines {
            let text = Array((line.hasPrefix("<") ? String(line.dropFirst()) : line).utf8)
            bytes += [line.hasPrefix("<") ? 1 : 0, UInt8(min(255, text.count))] + text.prefix(255)
        }
        return bytes
    }

    static let seeds: [[UInt8]] = [
        seed(80, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n", "<HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Type: text/html\r\n\r\nhello"),
        seed(80, "POST /b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", "<HTTP/1.1 100 Continue\r\n\r\n", "<HTTP/1.0 404 Not Found\r\n\r\nnothing"),
        seed(8080, "GET /c HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Key: eA==\r\n\r\n", "<HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n", "\u{01}\u{02}hi", "<\u{01}\u{05}hello"),
        seed(25, "<220 here\r\n", "EHLO me\r\n", "<250-hello\r\n250 AUTH LOGIN\r\n", "AUTH LOGIN\r\n", "<334 VXNlcm5hbWU6\r\n", "dXNlcg==\r\n", "<334 UGFzc3dvcmQ6\r\n", "c2VjcmV0\r\n", "<235 ok\r\n", "DATA\r\n", "<354 go\r\n", "Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Disposition: attachment; filename=a\r\n\r\ny\r\n--b--\r\n.\r\n", "<250 ok\r\n"),
        seed(21, "<220 ready\r\n", "USER u\r\n", "<331 go on\r\n", "PASV\r\n", "<227 (10,0,0,12,200,1)\r\n", "EPSV\r\n", "<229 (|||51202|)\r\n", "EPRT |1|10.0.0.11|9|\r\n", "PORT 10,0,0,11,4,5\r\n", "RETR a\r\n", "<150 now\r\n", "<226 done\r\n"),
        seed(53, "\u{00}\u{1d}\u{12}\u{34}\u{01}\u{00}\u{00}\u{01}\u{00}\u{00}\u{00}\u{00}\u{00}\u{00}\u{07}example\u{03}com\u{00}\u{00}\u{01}\u{00}\u{01}"),
        [5, 0, 52, 22, 3, 1, 0, 47, 1, 0, 0, 43, 3, 3] + [UInt8](repeating: 7, count: 32) + [0, 0, 2, 0x13, 1, 1, 0, 0, 0],
    ]
}
