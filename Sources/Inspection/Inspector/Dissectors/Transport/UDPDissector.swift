import Wire

/// The User Datagram Protocol (RFC 768).
///
///     +-------------------------------+-------------------------------+
///     |          Source port          |       Destination port        |
///     +-------------------------------+-------------------------------+
///     |            Length             |           Checksum            |
///     +-------------------------------+-------------------------------+
enum UDPField: UInt8, FieldSet {
    case sourcePort, destinationPort, length, coverage, checksum, checksumStatus, stream

    static var proto: ProtocolID { .udp }
    var definition: FieldDefinition {
        switch self {
        case .sourcePort: .init("udp.srcport", "Source port", .decimal, "Which program on the sending host this comes from.")
        case .destinationPort: .init("udp.dstport", "Destination port", .decimal, "Which program on the receiving host this is for.")
        case .length: .init("udp.length", "Length", .decimal, "Bytes of header and payload together.")
        case .coverage: .init("udp.checksum_coverage", "Checksum coverage", .decimal, "How many bytes the checksum guards; 0: all of them.")
        case .checksum: .init("udp.checksum", "Checksum", .hex(4), "Guards header, payload and addresses against damage; 0 means the sender left it out.")
        case .checksumStatus: .init("udp.checksum.status", "Checksum status", .decimal, "Whether the checksum is right.", Checksum.name)
        case .stream: .init("udp.stream", "Stream", .decimal, "The conversation's number in this capture, from 0.")
        }
    }
}

enum UDPDissector {
    private static let lite = ForeignProtocols.name("udplite")

    /// - Parameter isLite: UDP-Lite (RFC 3828), whose length field says instead how many bytes the checksum guards.
    static func dissect(_ data: Octets, isLite: Bool = false, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        if isLite { d.layer(named: lite, .udp, data, 8) } else { d.layer(.udp, data, 8) }
        try data.require(0, 4)
        let source = try d.read(UDPField.sourcePort, data, 0, 2)
        let destination = try d.read(UDPField.destinationPort, data, 2, 2)
        let told = try data.u16(4)
        var length = told, covered = told
        if isLite {
            length = data.reported
            if told == 0 { covered = length }
            d.add(UDPField.coverage, told, data, 4, 2)
            d.add(UDPField.length, length, data, 4, 0, flags: .generated)
            guard covered >= 8, covered <= length else { return d.report(.invalid, field: UDPField.coverage.id, offset: data.offset + 4, reason: "is \(told), must be at least 8 and at most \(length)", isMalformed: true) }
        } else {
            d.add(UDPField.length, told, data, 4, 2)
            // A length of 0 over IPv6 means more than 65535 (RFC 2675 section 4).
            if length == 0 && d.packet.source.kind == .v6 { length = data.reported }
            covered = length
            guard length >= 8 else { return d.report(.invalid, field: UDPField.length.id, offset: data.offset + 4, reason: "is \(length), must be at least 8", isMalformed: true) }
            if length > data.reported && !d.packet.isFragment && !d.packet.isInError {
                d.report(.invalid, field: UDPField.length.id, offset: data.offset + 4, reason: "is \(length), but only \(data.reported) bytes are there", isMalformed: true)
            }
        }
        let checksum = try d.read(UDPField.checksum, data, 6, 2)
        if checksum == 0 {
            d.add(UDPField.checksumStatus, !isLite && d.packet.source.kind == .v4 || d.packet.isInError ? 3 : 4, data, 6, 0, flags: .generated)
        } else if s.verifiesChecksums && !d.packet.isFragment && data.count >= data.reported && data.count >= covered {
            let pseudo = Checksum.pseudoHeader(d.packet.source, d.packet.destination, proto: isLite ? 136 : 17, length: length)
            let isGood = Checksum.sum(data, 0, covered, initial: pseudo) == 0xffff
            if !isGood {
                d.packet.hasBadChecksum = true
                d.packet.leavesChecksum = Checksum.isUnfinished(checksum, pseudo)
            }
            d.add(UDPField.checksumStatus, isGood ? 1 : 0, data, 6, 0, flags: .generated)
        } else {
            d.add(UDPField.checksumStatus, 2, data, 6, 0, flags: .generated)
        }
        let sourcePort = UInt16(truncatingIfNeeded: source), destinationPort = UInt16(truncatingIfNeeded: destination)
        if !d.packet.isInError {
            d.packet.transport = .udp
            d.packet.hasPorts = true
            d.packet.sourcePort = sourcePort
            d.packet.destinationPort = destinationPort
            d.packet.udpPayload = length - 8
            d.packet.udpPayloadStart = data.offset + 8
        }
        guard s.followsStreams else { return }
        let stream = s.udp.stream(d.packet.source, sourcePort, d.packet.destination, destinationPort)
        if !d.packet.isInError {
            d.packet.udpStream = stream
            d.packet.payloadSource = data.source
        }
        d.add(UDPField.stream, stream, data, 0, 0, flags: .generated)
        guard length > 8, s.readsApplications else { return }
        let payload = try data.dropping(8)
        guard d.packet.isInError else {
            // A length that promises more than nothing is taken at its word.
            try payload.require(0, 1)
            return try UDPPorts.dissect(payload.prefix(length - 8), source, destination, &d, &s)
        }
        guard payload.count > 0 else { return }
        try d.readInError { (d: inout Dissection) throws(Stop) in try UDPPorts.dissect(payload.prefix(length - 8), source, destination, &d, &s) }
    }
}
