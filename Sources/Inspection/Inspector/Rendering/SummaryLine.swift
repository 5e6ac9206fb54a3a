import Wire

/// One frame as one line: number, time, from whom to whom, protocol, length and what it says.
extension Dissection {
    /// Writes the line; `start` is the time that times are counted from.
    public mutating func writeSummaryLine(since start: Instant, into out: inout OutputBuffer) {
        // Room for all that is not text from the frame.
        out.bytes.reserve(256)
        out.decimal(packet.number, width: 6)
        out.byte(0x20)
        let elapsed = packet.time.nanoseconds &- start.nanoseconds
        let whole = elapsed.magnitude / 1_000_000_000
        var spaces = 5 - OutputBuffer.digitCount(whole) - (elapsed < 0 ? 1 : 0)
        while spaces > 0 {
            out.byte(0x20)
            spaces -= 1
        }
        out.seconds(elapsed, digits: 6)
        out.byte(0x20)
        out.byte(0x20)
        let from = out.count
        writeEnd(packet.source, packet.sourcePort, into: &out)
        out.pad(from: from, to: 21)
        // The arrow is one column and three bytes.
        out.text(" → ")
        let to = out.count
        writeEnd(packet.destination, packet.destinationPort, into: &out)
        out.pad(from: to, to: 21)
        out.byte(0x20)
        let top = topName
        if out.isColoured { out.colour(top.rawValue < 256 ? Registry.shared.layers[Int(top.rawValue)].colour : .magenta) }
        let name = out.count
        if top.rawValue < 256 { out.raw(Registry.shared.titles[Int(top.rawValue)]) } else { out.text(Dissection.text(of: top).uppercased()) }
        out.pad(from: name, to: 8)
        if out.isColoured { out.colour(.plain) }
        out.byte(0x20)
        out.decimal(packet.originalLength, width: 5)
        out.text(" B  ")
        writeInfo(into: &out)
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

    private func writeEnd(_ address: AddressKey, _ port: UInt16, into out: inout OutputBuffer) {
        if names != nil, let name = names?[address] {
            out.text(name)
            guard packet.hasPorts else { return }
            out.byte(0x3a)
            return out.decimal(Int(port))
        }
        if packet.hasPorts, address.kind == .v6 {
            out.byte(UInt8(ascii: "["))
            out.address(address)
            out.text("]:")
            return out.decimal(Int(port))
        }
        out.address(address)
        guard packet.hasPorts else { return }
        out.byte(0x3a)
        out.decimal(Int(port))
    }

    /// The highest protocol that says more than "bytes". What an application carries (an image, a form) is not it, but the
    /// application. Of an ICMP error it is ICMP: the packet that it quotes has been on the wire before.
    var topName: ProtocolName {
        if let icmp = packet.icmp { return ProtocolName(icmp.version == 4 ? .icmp : .icmpv6) }
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
        if let tcp = packet.tcp, info.count == 0 { return tcp.write(into: &out) }
        if info.count > 0 { return out.printable(UnsafeRawBufferPointer(start: info.base, count: info.count)) }
        if let arp = packet.arp {
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
        if let icmp = packet.icmp { return icmp.write(into: &out) }
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
        flags.write(into: &out)
        out.text("  seq ")
        out.decimal(Int(sequence))
        if flags.contains(.ack) {
            out.text(" ack ")
            out.decimal(Int(acknowledgment))
        }
        out.text(" win ")
        out.decimal(scaledWindow)
        if payloadLength > 0 {
            out.text(" len ")
            out.decimal(payloadLength)
        }
        guard !analysis.isEmpty else { return }
        analysis.write(duplicate: duplicateAckNumber, into: &out)
    }
}

extension TCPFacts.Flags {
    /// "SYN, ACK", in the order in which people name them.
    func write(into out: inout OutputBuffer) {
        // Nearly all segments have one of these.
        switch rawValue {
        case 0x02: return out.text("SYN")
        case 0x10: return out.text("ACK")
        case 0x11: return out.text("FIN, ACK")
        case 0x12: return out.text("SYN, ACK")
        case 0x18: return out.text("PSH, ACK")
        default: break
        }
        var isFirst = true
        func put(_ flag: TCPFacts.Flags, _ name: StaticString, _ out: inout OutputBuffer) {
            guard contains(flag) else { return }
            if !isFirst { out.text(", ") }
            isFirst = false
            out.text(name)
        }
        put(.syn, "SYN", &out)
        put(.fin, "FIN", &out)
        put(.rst, "RST", &out)
        put(.psh, "PSH", &out)
        put(.urg, "URG", &out)
        put(.ack, "ACK", &out)
        put(.ece, "ECE", &out)
        put(.cwr, "CWR", &out)
        put(.ae, "AE", &out)
        if isFirst { out.text("no flags") }
    }
}

extension TCPFacts.Flags: CustomStringConvertible {
    public var description: String {
        var out = OutputBuffer()
        write(into: &out)
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
            protocolTitle: topTitle, protocols: protocols.takeString(), info: infoText, tcp: packet.tcp, arp: packet.arp, icmp: packet.icmp, udpPayloadLength: packet.udpPayload, udpPayloadStart: packet.udpPayloadStart, problems: problems)
    }

    /// The TCP segment's facts without making a whole summary.
    public var tcp: TCPFacts? { packet.tcp }

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
