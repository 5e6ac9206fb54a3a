import Foundation
import TransportLayer
import Wire

/// What a failing connection leaves behind: its packets as a capture, and end A's side of it as a ``TCPScript``.
final class PropertyRecord {
    private var packets: [(time: Instant, bytes: [UInt8])] = []
    private var lines: [(time: Instant, text: String)] = []
    /// The initial sequence numbers of A and B, as they are learnt.
    private var starts: [SequenceNumber?] = [nil, nil]
    private let options: String

    init(_ script: PropertyScript) {
        let tcp = script.configurations.0
        options = "options sack \(tcp.usesSACK ? "on" : "off"), stamps \(tcp.usesTimestamps ? "on" : "off"), scale \(tcp.usesWindowScale ? "on" : "off"), ecn \(tcp.usesECN ? "on" : "off"), rack \(tcp.usesRACK ? "on" : "off"), nagle \(tcp.usesNagle ? "on" : "off"), "
            + "delack \(tcp.delayedAcknowledgement.count / 1000)us, mss \(tcp.maximumSegmentSize), buffer \(tcp.receiveBufferLimit)"
            + (tcp.congestionControl(CongestionParameters(segmentSize: 1, initialWindow: 1)).name == "Reno" ? ", reno on" : "")
    }

    /// A segment leaves `end`, as bytes of the transport layer.
    func sent(_ segment: TCPSegment, _ bytes: [UInt8], from end: TestEnd, at now: Instant) {
        packets.append((now, Self.packet(bytes, from: end.pair.local.address, to: end.pair.remote.address)))
        if segment.flags.contains(.syn) { starts[end.number] = segment.sequence }
        if end.number == 0 { lines.append((now, "> \(words(segment, from: 0))")) }
    }

    /// One arrives unharmed at `end`.
    func arrived(_ segment: TCPSegment, at end: TestEnd, _ now: Instant) {
        if segment.flags.contains(.syn) { starts[1 - end.number] = segment.sequence }
        if end.number == 0 { lines.append((now, "< \(words(segment, from: 1))")) }
    }

    /// A's program calls something.
    func called(_ what: String, by end: Int, at now: Instant) {
        guard end == 0 else { return }
        // Two calls before the connection had its turn: the later one says all.
        if what == "close", let last = lines.last, last.time == now, last.text == "finish" { lines.removeLast() }
        lines.append((now, what))
    }

    // MARK: - The script

    /// A's side in ``TCPScript``'s syntax: what came, what A sent, and what its program did.
    var script: String {
        var text = [options, "0 connect"], last: Instant?
        for (time, line) in lines {
            let step = time - (last ?? .zero)
            text.append("\(step == .zero ? "0" : "+\(Self.microseconds(step))us") \(line)")
            last = time
        }
        return text.joined(separator: "\n")
    }

    private static func microseconds(_ span: Nanoseconds) -> String {
        let rest = "\(span.count % 1000)"
        return span.count % 1000 == 0 ? "\(span.count / 1000)" : "\(span.count / 1000).\(String(repeating: "0", count: 3 - rest.count))\(rest)"
    }

    private func words(_ segment: TCPSegment, from end: Int) -> String {
        let letters: [(TCPFlags, String)] = [(.syn, "S"), (.fin, "F"), (.rst, "R"), (.psh, "P"), (.ack, "A"), (.urg, "U"), (.ece, "E"), (.cwr, "W")]
        let mine = starts[end] ?? segment.sequence, other = starts[1 - end] ?? SequenceNumber(0)
        let start = segment.sequence - mine
        var text = letters.filter { segment.flags.contains($0.0) }.map(\.1).joined() + " " + (segment.payloadLength > 0 ? "\(start):\(start + segment.payloadLength)" : "\(start)")
        if segment.flags.contains(.ack) { text += " ack \(segment.acknowledgement - other)" }
        text += " win \(segment.window)"
        if segment.ecn == .congestionExperienced { text += " ce" }
        var list: [String] = []
        if let size = segment.maximumSegmentSize { list.append("mss \(size)") }
        if segment.isSACKPermitted { list.append("sackok") }
        if let stamps = segment.timestamps { list.append(end == 0 ? "ts" : "ts \(stamps.value)") }
        if let scale = segment.windowScale { list.append("ws \(scale)") }
        for block in segment.sackBlocks { list.append("sack \(SequenceNumber(block.left) - other):\(SequenceNumber(block.right) - other)") }
        return list.isEmpty ? text : text + " <\(list.joined(separator: ", "))>"
    }

    // MARK: - The capture

    /// A pcap file of raw IP packets (LINKTYPE_RAW), times to the nanosecond.
    var capture: [UInt8] {
        var file: [UInt8] = []
        func add(_ value: UInt32) { for shift in [0, 8, 16, 24] as [UInt32] { file.append(UInt8(truncatingIfNeeded: value >> shift)) } }
        for value in [0xa1b2_3c4d, 0x0004_0002, 0, 0, 65_535, 101] as [UInt32] { add(value) }
        for packet in packets {
            add(UInt32(truncatingIfNeeded: packet.time.nanoseconds / 1_000_000_000))
            add(UInt32(truncatingIfNeeded: packet.time.nanoseconds % 1_000_000_000))
            add(UInt32(packet.bytes.count))
            add(UInt32(packet.bytes.count))
            file += packet.bytes
        }
        return file
    }

    private static func packet(_ segment: [UInt8], from source: IPAddress, to destination: IPAddress) -> [UInt8] {
        guard case .v4(let source) = source, case .v4(let destination) = destination else { return segment }
        var header: [UInt8] = [0x45, 0, UInt8(truncatingIfNeeded: (segment.count + 20) >> 8), UInt8(truncatingIfNeeded: segment.count + 20), 0, 0, 0x40, 0, 64, 6, 0, 0]
        for address in [source.rawValue, destination.rawValue] { for shift in [24, 16, 8, 0] as [UInt32] { header.append(UInt8(truncatingIfNeeded: address >> shift)) } }
        let sum = InternetChecksum.of(header.span.bytes)
        header[10] = UInt8(truncatingIfNeeded: sum >> 8)
        header[11] = UInt8(truncatingIfNeeded: sum)
        return header + segment
    }

    /// Writes both into the temporary folder and says where.
    func keep(seed: UInt64) -> String {
        let base = FileManager.default.temporaryDirectory.appendingPathComponent("layerlab-tcp-\(seed)")
        let capture = base.appendingPathExtension("pcap"), script = base.appendingPathExtension("script")
        do {
            try Data(self.capture).write(to: capture)
            try Data(self.script.utf8).write(to: script)
        } catch { return "(the capture could not be written: \(error))" }
        return "capture: \(capture.path)   script: \(script.path)"
    }

}
