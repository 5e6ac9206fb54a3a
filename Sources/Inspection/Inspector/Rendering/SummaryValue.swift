import Wire

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
