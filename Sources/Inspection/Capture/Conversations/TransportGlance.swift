import Wire

/// The few fields of a frame that tell which conversation it belongs to and whether that goes on. The inspector's
/// dissection says all; this says enough, for any frame, without the layers' modules.
struct TransportGlance {
    enum Transport {
        /// A TCP segment: its sequence numbers and the flags that begin and end a connection.
        case tcp(sequence: UInt32, acknowledgement: UInt32, length: UInt32, flags: Flags)
        case udp
    }

    struct Flags: OptionSet {
        let rawValue: UInt8
        static let fin = Flags(rawValue: 1), syn = Flags(rawValue: 2), rst = Flags(rawValue: 4), ack = Flags(rawValue: 16)
    }

    let source: SocketAddress
    let destination: SocketAddress
    let transport: Transport

    /// Nil for what is neither TCP nor UDP over IP, a fragment that is not the first, or cut too short.
    init?(_ header: FrameHeader, _ bytes: RawSpan) {
        var reader = ByteReader(bytes, as: DecodeContext(.link, "frame"))
        do throws(DecodeError) {
            guard let glance = try Self.parse(header.linkType, &reader) else { return nil }
            self = glance
        } catch {
            return nil
        }
    }

    private init(_ source: SocketAddress, _ destination: SocketAddress, _ transport: Transport) {
        self.source = source
        self.destination = destination
        self.transport = transport
    }

    private static func parse(_ linkType: LinkType, _ reader: inout ByteReader) throws(DecodeError) -> TransportGlance? {
        switch linkType {
        case .ethernet:
            try reader.skip(12, "addresses")
            var type = try reader.uint16("type")
            // One or more VLAN tags.
            while type == 0x8100 || type == 0x88a8 {
                try reader.skip(2, "tag")
                type = try reader.uint16("type")
            }
            guard type == 0x0800 || type == 0x86dd else { return nil }
        case .linuxSLL: try reader.skip(16, "header")
        case .linuxSLL2: try reader.skip(20, "header")
        case .null, .loop: try reader.skip(4, "family")
        case .raw, .ipv4, .ipv6: break
        default: return nil
        }
        guard let first = reader.peek else { return nil }
        return switch first >> 4 {
        case 4: try parseIPv4(&reader)
        case 6: try parseIPv6(&reader)
        default: nil
        }
    }

    private static func parseIPv4(_ reader: inout ByteReader) throws(DecodeError) -> TransportGlance? {
        let headerLength = Int(try reader.uint8("version, IHL") & 15) * 4
        try reader.skip(1, "DSCP, ECN")
        let totalLength = Int(try reader.uint16("total length"))
        try reader.skip(2, "identification")
        let fragment = try reader.uint16("flags, fragment offset")
        try reader.skip(1, "TTL")
        let next = try reader.uint8("protocol")
        try reader.skip(2, "checksum")
        let source = try IPv4Address(parsing: &reader, "source"), destination = try IPv4Address(parsing: &reader, "destination")
        guard headerLength >= 20, fragment & 0x1fff == 0 else { return nil }
        try reader.skip(headerLength - 20, "options")
        return try parseTransport(next, .v4(source), .v4(destination), length: totalLength - headerLength, &reader)
    }

    private static func parseIPv6(_ reader: inout ByteReader) throws(DecodeError) -> TransportGlance? {
        try reader.skip(4, "version, traffic class, flow label")
        var length = Int(try reader.uint16("payload length"))
        var next = try reader.uint8("next header")
        try reader.skip(1, "hop limit")
        let source = try IPv6Address(parsing: &reader, "source"), destination = try IPv6Address(parsing: &reader, "destination")
        // Hop-by-hop options, routing, destination options, fragment: each at least 8 octets, so that this ends.
        while [0, 43, 60, 44].contains(next) {
            let isFragment = next == 44
            next = try reader.uint8("next header")
            let units = Int(try reader.uint8("length"))
            if isFragment {
                guard try reader.uint16("fragment offset") & 0xfff8 == 0 else { return nil }
                try reader.skip(4, "identification")
                length -= 8
            } else {
                try reader.skip(units * 8 + 6, "extension header")
                length -= units * 8 + 8
            }
        }
        return try parseTransport(next, .v6(source), .v6(destination), length: length, &reader)
    }

    private static func parseTransport(_ next: UInt8, _ source: IPAddress, _ destination: IPAddress, length: Int, _ reader: inout ByteReader) throws(DecodeError) -> TransportGlance? {
        guard next == 6 || next == 17 else { return nil }
        let from = SocketAddress(source, try reader.uint16("source port")), to = SocketAddress(destination, try reader.uint16("destination port"))
        if next == 17 { return TransportGlance(from, to, .udp) }
        let sequence = try reader.uint32("sequence number"), acknowledgement = try reader.uint32("acknowledgement number")
        let dataOffset = Int(try reader.uint8("data offset") >> 4) * 4
        let flags = Flags(rawValue: try reader.uint8("flags"))
        let payload = UInt32(clamping: length - dataOffset)
        return TransportGlance(from, to, .tcp(sequence: sequence, acknowledgement: acknowledgement, length: payload, flags: flags))
    }
}
