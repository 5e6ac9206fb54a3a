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
