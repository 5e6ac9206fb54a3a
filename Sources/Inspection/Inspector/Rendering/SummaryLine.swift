import Wire

/// One frame as one line: number, time, from whom to whom, protocol, length and what it says.
extension Dissection {
    /// Writes the line; `start` is the time that times are counted from.
    public mutating func writeSummaryLine(since start: Instant, into out: inout OutputBuffer) {
        let elapsed = packet.time.nanoseconds &- start.nanoseconds
        if names == nil {
            out.write(atMost: Self.beginningRoom + 2 * Self.endRoom) { line in
                writeBeginning(elapsed, into: &line)
                let from = line.at
                writeEnd(packet.source, packet.sourcePort, into: &line)
                line.pad(from: from, to: 21)
                // The arrow is one column and three bytes.
                line.text(" → ")
                let to = line.at
                writeEnd(packet.destination, packet.destinationPort, into: &line)
                line.pad(from: to, to: 21)
                line.byte(0x20)
            }
        } else {
            out.write(atMost: Self.beginningRoom) { writeBeginning(elapsed, into: &$0) }
            let from = out.count
            writeNamedEnd(packet.source, packet.sourcePort, into: &out)
            out.pad(from: from, to: 21)
            out.text(" → ")
            let to = out.count
            writeNamedEnd(packet.destination, packet.destinationPort, into: &out)
            out.pad(from: to, to: 21)
            out.byte(0x20)
        }
        let top = topName
        if out.isColoured { out.colour(top.rawValue < 256 ? Registry.shared.layers[Int(top.rawValue)].colour : .magenta) }
        let name = out.count
        if top.rawValue < 256 { out.raw(Registry.shared.titles[Int(top.rawValue)]) } else { out.text(Dissection.text(of: top).uppercased()) }
        out.pad(from: name, to: 8)
        if out.isColoured { out.colour(.plain) }
        let isTCP = packet.facts.contains(.tcp) && info.count == 0
        out.write(atMost: 2 * TextCursor.numberRoom + TCPFacts.room) { line in
            line.byte(0x20)
            line.decimal(UInt64(packet.originalLength), width: 5)
            line.text(" B  ")
            if isTCP { TCPFacts.writeNumbers(tcpFacts.flags, tcpFacts.sequence, tcpFacts.acknowledgment, window: tcpFacts.scaledWindow, length: tcpFacts.payloadLength, into: &line) }
        }
        if !isTCP { writeInfo(into: &out) } else if !tcpFacts.analysis.isEmpty { tcpFacts.analysis.write(duplicate: tcpFacts.duplicateAckNumber, into: &out) }
        if let problem = problems.first {
            out.colour(.red)
            out.text("  [")
            out.text(problem.text)
            out.byte(UInt8(ascii: "]"))
            out.colour(.plain)
        }
        out.trimTrailingSpaces()
        out.byte(0x0a)
    }

    private static let beginningRoom = 3 * TextCursor.numberRoom

    /// The frame's number, and the time in seconds.
    @inline(__always) private func writeBeginning(_ elapsed: Int64, into line: inout TextCursor) {
        line.decimal(UInt64(packet.number), width: 6)
        line.byte(0x20)
        // The seconds take five columns, or more.
        var limit: UInt64 = 10_000_000_000_000
        let magnitude = elapsed.magnitude
        if elapsed < 0 { limit /= 10 }
        while magnitude < limit, limit > 1_000_000_000 {
            line.byte(0x20)
            limit /= 10
        }
        if elapsed < 0 { line.byte(UInt8(ascii: "-")) }
        line.seconds(magnitude, digits: 6)
        line.byte(0x20)
        line.byte(0x20)
    }

    /// An address, a port and what stands around them, or the spaces that fill them up.
    private static let endRoom = TextCursor.addressRoom + 16

    @inline(__always) private func writeEnd(_ address: AddressKey, _ port: UInt16, into line: inout TextCursor) {
        if packet.hasPorts, address.kind == .v6 {
            line.byte(UInt8(ascii: "["))
            line.address(address)
            line.text("]:")
            return line.decimal(UInt64(port))
        }
        line.address(address)
        guard packet.hasPorts else { return }
        line.byte(0x3a)
        line.decimal(UInt64(port))
    }

    private func writeNamedEnd(_ address: AddressKey, _ port: UInt16, into out: inout OutputBuffer) {
        guard let name = names?[address] else { return out.write(atMost: Self.endRoom) { writeEnd(address, port, into: &$0) } }
        out.text(name)
        guard packet.hasPorts else { return }
        out.byte(0x3a)
        out.decimal(Int(port))
    }

    /// The highest protocol that says more than "bytes". What an application carries (an image, a form) is not it, but the
    /// application. Of an ICMP error it is ICMP: the packet that it quotes has been on the wire before.
    var topName: ProtocolName {
        if packet.facts.contains(.icmp) { return ProtocolName(icmpFacts.version == 4 ? .icmp : .icmpv6) }
        var foreign: ProtocolName?
        var index = chain.count - 1
        while index > 0 {
            let name = chain[index]
            index -= 1
            if name == ProtocolName(.data) || name == ProtocolName(.textLines) || name == ProtocolName(.ethertype) { continue }
            guard name.rawValue < 256 else {
                foreign = foreign ?? name
                continue
            }
            guard let foreign else { return name }
            return Registry.shared.layers[Int(name.rawValue)] == .application ? name : foreign
        }
        return foreign ?? ProtocolName(.frame)
    }

    var topTitle: String {
        let name = topName
        return name.rawValue < 256 ? Registry.shared.protocols[Int(name.rawValue)].title : Dissection.text(of: name).uppercased()
    }

    /// What the frame says.
    func writeInfo(into out: inout OutputBuffer) {
        if packet.facts.contains(.tcp), info.count == 0 { return tcpFacts.write(into: &out) }
        if info.count > 0 { return out.printable(UnsafeRawBufferPointer(start: info.base, count: info.count)) }
        if let arp {
            if arp.operation == 1 {
                out.text("who has ")
                out.ipv4(arp.targetIP.rawValue)
                out.text("? tell ")
                out.ipv4(arp.senderIP.rawValue)
            } else {
                out.ipv4(arp.senderIP.rawValue)
                out.text(" is at ")
                out.mac(arp.senderMAC.rawValue)
            }
            return
        }
        if let icmp { return icmp.write(into: &out) }
        if let length = packet.udpPayload {
            out.decimal(length)
            out.text(length == 1 ? " byte" : " bytes")
        }
    }

    /// What the frame says, as a string.
    var infoText: String {
        var out = OutputBuffer()
        writeInfo(into: &out)
        return out.takeString()
    }
}

extension OutputBuffer {
    mutating func trimTrailingSpaces() {
        while bytes.count > 0, bytes[bytes.count - 1] == 0x20 { bytes.count -= 1 }
    }
}

extension Layer {
    var colour: OutputBuffer.Colour {
        switch self {
        case .physical: .dim
        case .link: .yellow
        case .network: .blue
        case .transport: .green
        case .application: .magenta
        }
    }
}

extension TCPFacts {
    func write(into out: inout OutputBuffer) {
        out.write(atMost: Self.room) { Self.writeNumbers(flags, sequence, acknowledgment, window: scaledWindow, length: payloadLength, into: &$0) }
        guard !analysis.isEmpty else { return }
        analysis.write(duplicate: duplicateAckNumber, into: &out)
    }

    /// The most bytes that `writeNumbers` writes.
    static let room = 64 + 5 * TextCursor.numberRoom

    /// Flags and numbers, without what was noticed about the segment. Not all of the facts are handed over: they would be copied for each line.
    @inline(__always) static func writeNumbers(_ flags: Flags, _ sequence: UInt32, _ acknowledgment: UInt32, window: Int, length: Int, into line: inout TextCursor) {
        flags.write(into: &line)
        line.text("  seq ")
        line.decimal(UInt64(sequence))
        if flags.contains(.ack) {
            line.text(" ack ")
            line.decimal(UInt64(acknowledgment))
        }
        line.text(" win ")
        line.decimal(window)
        guard length > 0 else { return }
        line.text(" len ")
        line.decimal(length)
    }
}

extension TCPFacts.Flags {
    /// "SYN, ACK", in the order in which people name them.
    @inline(__always) func write(into line: inout TextCursor) {
        // Nearly all segments have one of these.
        switch rawValue {
        case 0x02: line.text("SYN")
        case 0x10: line.text("ACK")
        case 0x11: line.text("FIN, ACK")
        case 0x12: line.text("SYN, ACK")
        case 0x18: line.text("PSH, ACK")
        default: writeEach(into: &line)
        }
    }

    private func writeEach(into line: inout TextCursor) {
        var isFirst = true
        func put(_ flag: TCPFacts.Flags, _ name: StaticString, _ line: inout TextCursor) {
            guard contains(flag) else { return }
            if !isFirst { line.text(", ") }
            isFirst = false
            line.text(name)
        }
        put(.syn, "SYN", &line)
        put(.fin, "FIN", &line)
        put(.rst, "RST", &line)
        put(.psh, "PSH", &line)
        put(.urg, "URG", &line)
        put(.ack, "ACK", &line)
        put(.ece, "ECE", &line)
        put(.cwr, "CWR", &line)
        put(.ae, "AE", &line)
        if isFirst { line.text("no flags") }
    }
}

extension TCPFacts.Flags: CustomStringConvertible {
    public var description: String {
        var out = OutputBuffer(capacity: TCPFacts.room)
        out.write(atMost: TCPFacts.room) { write(into: &$0) }
        return out.takeString()
    }
}

extension TCPAnalysis {
    private static let words: [(TCPAnalysis, StaticString)] = [
        (.reusedPorts, "ports used again"), (.retransmission, "retransmission"), (.fastRetransmission, "fast retransmission"), (.spuriousRetransmission, "spurious retransmission"),
        (.outOfOrder, "out of order"), (.lostSegment, "gap before this"), (.ackLostSegment, "acknowledges what wasn't captured"), (.windowUpdate, "window update"), (.windowFull, "window full"),
        (.keepAlive, "keep-alive"), (.keepAliveAck, "keep-alive answer"), (.zeroWindowProbe, "zero window probe"), (.zeroWindow, "zero window"), (.zeroWindowProbeAck, "zero window probe answer"),
    ]

    func write(duplicate: Int, into out: inout OutputBuffer) {
        out.text("  [")
        var isFirst = true
        for (flag, word) in Self.words where contains(flag) {
            if !isFirst { out.text(", ") }
            isFirst = false
            out.text(word)
        }
        if contains(.duplicateAck) {
            if !isFirst { out.text(", ") }
            out.text("duplicate ack ")
            out.decimal(duplicate)
        }
        out.text("]")
    }
}

extension ICMPFacts {
    func write(into out: inout OutputBuffer) {
        if let name = version == 4 ? ICMPDissector.typeName(UInt64(type)) : ICMPv6Dissector.typeName(UInt64(type)) {
            out.text(name)
        } else {
            out.text("type ")
            out.decimal(type)
        }
        if version == 4, let word = ICMPDissector.codeName(type, code) {
            out.text(": ")
            out.text(word)
        } else if code != 0 {
            out.text(", code ")
            out.decimal(code)
        }
        if let identifier, let sequence {
            out.text("  id ")
            out.decimal(identifier)
            out.text(" seq ")
            out.decimal(sequence)
        }
    }
}

// MARK: - The summary as a value

extension Dissection {
    /// The frame in a line, as values.
    public var summary: FrameSummary {
        var protocols = OutputBuffer()
        writeProtocols(into: &protocols)
        return FrameSummary(
            number: packet.number, time: packet.time, length: packet.originalLength, capturedLength: packet.capturedLength,
            source: endpoint(packet.source, packet.sourcePort), destination: endpoint(packet.destination, packet.destinationPort),
            protocolTitle: topTitle, protocols: protocols.takeString(), info: infoText, tcp: tcp, arp: arp, icmp: icmp, udpPayloadLength: packet.udpPayload, udpPayloadStart: packet.udpPayloadStart, problems: problems)
    }

    /// The TCP segment's facts without making a whole summary.
    public var tcp: TCPFacts? { packet.facts.contains(.tcp) ? tcpFacts : nil }

    var arp: ARPFacts? {
        get { packet.facts.contains(.arp) ? arpFacts : nil }
        set {
            guard let newValue else { return }
            packet.facts.insert(.arp)
            arpFacts = newValue
        }
    }

    var icmp: ICMPFacts? {
        get { packet.facts.contains(.icmp) ? icmpFacts : nil }
        set {
            guard let newValue else { return }
            packet.facts.insert(.icmp)
            icmpFacts = newValue
        }
    }

    func endpoint(_ key: AddressKey, _ port: UInt16) -> Endpoint {
        let address: IPAddress
        switch key.kind {
        case .none: return .none
        case .mac: return .mac(MACAddress(rawValue: key.low))
        case .v4: address = .v4(IPv4Address(rawValue: UInt32(truncatingIfNeeded: key.low)))
        case .v6: address = .v6(IPv6Address(rawValue: key.v6))
        }
        return packet.hasPorts ? .socket(address, port: port) : .host(address)
    }
}
