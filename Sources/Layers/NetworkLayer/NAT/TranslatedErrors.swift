import Wire

// ICMP errors and the packets they quote (RFC 5508 section 4): the quoted packet has to look to its sender as it was sent.
extension AddressTranslator {
    /// Whether there is an ICMP error at `header`, and where the packet that it quotes begins.
    private func quoted(_ bytes: [UInt8], _ header: Int) -> Int? {
        guard bytes.count >= header + 28, bytes[header + 9] == 1, bytes[header + 6] & 0x1f == 0, bytes[header + 7] == 0 else { return nil }
        let payload = header + Int(bytes[header] & 15) * 4
        guard bytes.count >= payload + 8 + 28, [3, 4, 5, 11, 12].contains(bytes[payload]) else { return nil }
        return payload + 8
    }

    /// An error from outside about something that an inside host has sent. Nil: it is no error.
    mutating func incomingError(_ bytes: inout [UInt8], header: Int, own: IPv4Address, at now: Instant) -> Verdict? {
        guard let inner = quoted(bytes, header) else { return nil }
        guard let ports = TransportPorts(bytes, header: inner), ports.source(bytes) == own else { return .untouched }
        guard let inside = lookUp(ports.protocolNumber, ports.sourcePort(bytes), at: now) else { return .untouched }
        // An inside host's first hop is nobody else's business.
        if bytes[inner - 8] == 5 { return .refused }
        rewrite(&bytes, inner: inner) { ports.setSource(IPv4Address(rawValue: inside.address), inside.port, in: &$0) }
        TransportPorts.setAddress(IPv4Address(rawValue: inside.address), at: header + 16, header: header, in: &bytes)
        countTranslated()
        return .translated
    }

    /// An error from inside about something that came from outside.
    mutating func outgoingError(_ bytes: inout [UInt8], header: Int, own: IPv4Address, at now: Instant) -> Verdict? {
        guard let inner = quoted(bytes, header) else { return nil }
        guard let ports = TransportPorts(bytes, header: inner) else { return .refused }
        let inside = End(protocolNumber: ports.protocolNumber, address: ports.destination(bytes).rawValue, port: ports.destinationPort(bytes))
        guard let port = outsidePort(of: inside) else {
            countUnsolicited()
            return .refused
        }
        rewrite(&bytes, inner: inner) { ports.setDestination(own, port, in: &$0) }
        TransportPorts.setAddress(own, at: header + 12, header: header, in: &bytes)
        countTranslated()
        return .translated
    }

    /// Changes the quoted packet; the ICMP checksum, which covers it, is summed anew (an error is short, and rare).
    private func rewrite(_ bytes: inout [UInt8], inner: Int, _ change: (inout [UInt8]) -> Void) {
        change(&bytes)
        let message = inner - 8
        // The packet may be followed by the link's padding: its own header says where it ends.
        bytes[message + 2] = 0
        bytes[message + 3] = 0
        let end = packetEnd(bytes, before: message)
        let sum = InternetChecksum.of(bytes.span.bytes.extracting(message..<end))
        bytes[message + 2] = UInt8(sum >> 8)
        bytes[message + 3] = UInt8(sum & 255)
    }

    /// The end of the packet whose payload begins at `message`.
    private func packetEnd(_ bytes: [UInt8], before message: Int) -> Int {
        // The outer header lies in front; its length is a multiple of four from 20 to 60.
        for length in stride(from: 20, through: 60, by: 4) where message >= length {
            let header = message - length
            if bytes[header] >> 4 == 4, Int(bytes[header] & 15) * 4 == length {
                let end = header + (Int(bytes[header + 2]) << 8 | Int(bytes[header + 3]))
                if end >= message + 8, end <= bytes.count { return end }
            }
        }
        return bytes.count
    }
}

/// Remembers where fragments belong: only the first has ports (RFC 4787 section 11).
struct FragmentMemory: Sendable {
    private struct Key: Hashable { var source: UInt32, destination: UInt32, identification: UInt16, number: UInt8 }
    private struct Entry { var inside: UInt32, until: Instant }
    private var entries: [Key: Entry] = [:]
    static let limit = 256, life = Nanoseconds.seconds(30)

    private func key(_ bytes: [UInt8], _ header: Int) -> Key {
        func load(_ offset: Int) -> UInt32 { bytes[(header + offset)..<(header + offset + 4)].reduce(0) { $0 << 8 | UInt32($1) } }
        return Key(source: load(12), destination: load(16), identification: UInt16(bytes[header + 4]) << 8 | UInt16(bytes[header + 5]), number: bytes[header + 9])
    }

    private func isLater(_ bytes: [UInt8], _ header: Int) -> Bool { bytes.count >= header + 20 && (bytes[header + 6] & 0x1f != 0 || bytes[header + 7] != 0) }

    /// A first fragment is on its way.
    mutating func remember(_ bytes: [UInt8], header: Int, inside: UInt32, isOutgoing: Bool, at now: Instant) {
        guard bytes[header + 6] & 0x20 != 0 else { return }
        if entries.count >= Self.limit { entries = entries.filter { $0.value.until > now } }
        guard entries.count < Self.limit else { return }
        entries[key(bytes, header)] = Entry(inside: inside, until: now + Self.life)
    }

    /// A later fragment on its way out; nil: it is none.
    func outgoing(_ bytes: inout [UInt8], header: Int, own: IPv4Address, at now: Instant) -> AddressTranslator.Verdict? {
        guard isLater(bytes, header) else { return nil }
        guard let entry = entries[key(bytes, header)], entry.until > now else { return .refused }
        TransportPorts.setAddress(own, at: header + 12, header: header, in: &bytes)
        return .translated
    }

    func incoming(_ bytes: inout [UInt8], header: Int, at now: Instant) -> AddressTranslator.Verdict? {
        guard isLater(bytes, header) else { return nil }
        guard let entry = entries[key(bytes, header)], entry.until > now else { return .untouched }
        TransportPorts.setAddress(IPv4Address(rawValue: entry.inside), at: header + 16, header: header, in: &bytes)
        return .translated
    }
}
