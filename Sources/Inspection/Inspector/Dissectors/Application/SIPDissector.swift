/// The Session Initiation Protocol (RFC 3261), by name, and what its messages say of the calls' media (SDP, RFC 8866).
enum SIPDissector {
    private static let name = ForeignProtocols.name("sip"), description = ForeignProtocols.name("sdp")

    /// - Returns: false where the bytes do not begin as a message does; to keep a way open, a few bytes are sent that say nothing.
    static func dissect(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) -> Bool {
        let first = data.line(from: 0)
        guard data.matches("SIP/2.0 ") || first.count > 8 && data.matches("SIP/2.0", at: first.end - 7) else { return false }
        DataDissector.foreign(name, data, &d)
        var at = first.next, hasDescription = false
        while at < data.count {
            let line = data.line(from: at)
            at = line.next
            if line.count == 0 { break }
            let isType = data.matchesIgnoringCase("content-type:", at: line.start), isShort = data.matchesIgnoringCase("c:", at: line.start)
            if isType || isShort { hasDescription = data.matchesIgnoringCase("application/sdp", at: data.skipSpaces(from: line.start + (isType ? 13 : 2), to: line.end)) }
        }
        guard hasDescription, at < data.count else { return true }
        let body = data.clamped(at, data.reported - at)
        DataDissector.foreign(description, body, &d)
        if !d.packet.isInError { expectMedia(body, &s) }
        return true
    }

    /// Each "m=audio 5004 RTP/AVP 0" is a stream to the address of its own "c=IN IP4 10.0.0.1", or of the one in front of all.
    private static func expectMedia(_ data: Octets, _ s: inout DissectionSession) {
        var at = 0, common: AddressKey?, port: UInt16?
        while at < data.count {
            let line = data.line(from: at)
            at = line.next
            if data.matches("c=IN IP4 ", at: line.start) {
                guard let address = address(data, line.start + 9, line.end) else { continue }
                if let known = port {
                    s.media.expect(address, known)
                    port = nil
                } else { common = address }
            } else if data.matches("m=", at: line.start) {
                if let known = port, let common { s.media.expect(common, known) }
                port = nil
                let place = data.skipSpaces(from: data.wordEnd(from: line.start, to: line.end), to: line.end), kind = data.skipSpaces(from: data.wordEnd(from: place, to: line.end), to: line.end)
                if data.matches("RTP/", at: kind), let number = data.decimal(place, line.end), number > 0 { port = UInt16(exactly: number) }
            }
        }
        if let port, let common { s.media.expect(common, port) }
    }

    private static func address(_ data: Octets, _ start: Int, _ end: Int) -> AddressKey? {
        var value: UInt32 = 0, at = start
        for part in 0..<4 {
            guard let number = data.decimal(at, end), number < 256 else { return nil }
            value = value << 8 | UInt32(number)
            while at < end, data.base[at] >= 0x30, data.base[at] <= 0x39 { at += 1 }
            if part < 3 {
                guard at < end, data.base[at] == UInt8(ascii: ".") else { return nil }
                at += 1
            }
        }
        return .v4(value)
    }
}

/// Streams of sound and pictures that calls have announced (RFC 3550): by the end that listens. Reports about them come one port higher.
struct MediaStreams {
    private struct End: Hashable {
        var address: AddressKey
        var port: UInt16
    }
    private static let stream = ForeignProtocols.name("rtp"), reports = ForeignProtocols.name("rtcp")
    private static let limit = 4096
    private var ends: Set<End> = []
    private var order: [End] = []

    mutating func expect(_ address: AddressKey, _ port: UInt16) {
        let end = End(address: address, port: port)
        guard ends.insert(end).inserted else { return }
        order.append(end)
        if order.count > Self.limit { ends.remove(order.removeFirst()) }
    }

    /// What a datagram between such ends is; nil for anything that does not begin with version 2.
    func name(_ packet: PacketInfo, _ data: Octets) -> ProtocolName? {
        guard !ends.isEmpty, let first = data[0], first >> 6 == 2 else { return nil }
        return name(packet.destination, packet.destinationPort) ?? name(packet.source, packet.sourcePort)
    }

    private func name(_ address: AddressKey, _ port: UInt16) -> ProtocolName? {
        if ends.contains(End(address: address, port: port)) { return Self.stream }
        return port > 0 && ends.contains(End(address: address, port: port - 1)) ? Self.reports : nil
    }
}
