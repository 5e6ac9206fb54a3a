import Wire

/// A name that stands for no field in the frame's bytes, but for what is known of the frame besides.
enum DerivedField: Sendable, CaseIterable {
    case protocols, time, sinceFirst, sincePrevious, sinceShown
    case tcpFlags, tcpSinceFirst, tcpSincePrevious, udpSinceFirst, udpSincePrevious, udpPayload
    case columnNumber, columnTime, columnSource, columnDestination, columnProtocol, columnLength, columnInfo

    /// Wireshark's names. Its columns are called by their titles up to version 4.0 and by names of their own later.
    private var names: [String] {
        switch self {
        case .protocols: ["frame.protocols"]
        case .time: ["frame.time"]
        case .sinceFirst: ["frame.time_relative"]
        case .sincePrevious: ["frame.time_delta"]
        case .sinceShown: ["frame.time_delta_displayed"]
        case .tcpFlags: ["tcp.flags.str"]
        case .tcpSinceFirst: ["tcp.time_relative"]
        case .tcpSincePrevious: ["tcp.time_delta"]
        case .udpSinceFirst: ["udp.time_relative"]
        case .udpSincePrevious: ["udp.time_delta"]
        case .udpPayload: ["udp.payload"]
        case .columnNumber: ["_ws.col.No.", "_ws.col.number"]
        case .columnTime: ["_ws.col.Time", "_ws.col.rel_time"]
        case .columnSource: ["_ws.col.Source", "_ws.col.def_src"]
        case .columnDestination: ["_ws.col.Destination", "_ws.col.def_dst"]
        case .columnProtocol: ["_ws.col.Protocol", "_ws.col.protocol"]
        case .columnLength: ["_ws.col.Length", "_ws.col.packet_length"]
        case .columnInfo: ["_ws.col.Info", "_ws.col.info"]
        }
    }

    static let named: [String: DerivedField] = Dictionary(uniqueKeysWithValues: allCases.flatMap { field in field.names.map { ($0, field) } })

    var kind: FilterKind {
        switch self {
        case .time, .sinceFirst, .sincePrevious, .sinceShown, .tcpSinceFirst, .tcpSincePrevious, .udpSinceFirst, .udpSincePrevious: .time
        case .udpPayload: .bytes
        default: .text
        }
    }

    /// The frame's values: one as a rule, none where there is nothing to be said.
    func values(_ d: borrowing Dissection) -> [FilterValue] {
        if self == .udpPayload { return Self.udpPayloads(d) }
        return value(d).map { [$0] } ?? []
    }

    private func value(_ d: borrowing Dissection) -> FilterValue? {
        switch self {
        case .time: return .number(Int128(d.packet.time.nanoseconds))
        case .sinceFirst: return .number(Int128(d.packet.sinceFirst))
        case .sincePrevious: return .number(Int128(d.packet.sincePrevious))
        case .sinceShown: return .number(Int128(d.shownBefore.map { d.packet.time.nanoseconds &- $0.nanoseconds } ?? 0))
        case .tcpSinceFirst: return d.packet.facts.contains(.tcp) ? d.conversationTimes.map { .number(Int128($0.sinceFirst)) } : nil
        case .tcpSincePrevious: return d.packet.facts.contains(.tcp) ? d.conversationTimes.map { .number(Int128($0.sincePrevious)) } : nil
        case .udpSinceFirst: return Self.hasUDPTimes(d) ? d.conversationTimes.map { .number(Int128($0.sinceFirst)) } : nil
        case .udpSincePrevious: return Self.hasUDPTimes(d) ? d.conversationTimes.map { .number(Int128($0.sincePrevious)) } : nil
        case .tcpFlags:
            guard d.packet.facts.contains(.tcp) else { return nil }
            return .bytes(Self.letters(d.tcpFacts.flags))
        default:
            var out = OutputBuffer(capacity: 128)
            writeText(d, into: &out)
            return .bytes(Array(out.takeString().utf8))
        }
    }

    /// Wireshark times no datagram that carries nothing.
    private static func hasUDPTimes(_ d: borrowing Dissection) -> Bool { d.packet.udpStream != nil && d.packet.udpPayload ?? 0 > 0 }

    /// Of every datagram in the frame: also of one that is inside another, or that an ICMP error quotes.
    private static func udpPayloads(_ d: borrowing Dissection) -> [FilterValue] {
        var payloads: [FilterValue] = []
        for index in 0..<d.records.count where d.records[index].id == UDPField.length.id && d.records[index].value > 8 {
            // The length stands four bytes behind the header's beginning, and counts the header.
            let record = d.records[index], bytes = d.sources.bytes(record.source, Int(record.start) + 4, Int(record.value) - 8)
            if !bytes.isEmpty { payloads.append(.bytes(Array(bytes))) }
        }
        return payloads
    }

    private func writeText(_ d: borrowing Dissection, into out: inout OutputBuffer) {
        switch self {
        case .protocols: d.writeProtocols(into: &out)
        case .columnNumber: out.decimal(d.packet.number)
        case .columnTime: out.seconds(d.packet.sinceFirst, digits: 6)
        case .columnSource: out.address(d.packet.source)
        case .columnDestination: out.address(d.packet.destination)
        case .columnProtocol: out.text(d.topTitle)
        case .columnLength: out.decimal(d.packet.originalLength)
        case .columnInfo: d.writeInfo(into: &out)
        default: break
        }
    }

    /// A letter for each flag that is set, a dot for each that is not; R is reserved (RFC 9293 section 3.1).
    private static func letters(_ flags: TCPFacts.Flags) -> [UInt8] {
        var letters: [UInt8] = []
        for (place, letter) in "RRRACEUAPRSF".utf8.enumerated() { letters += flags.rawValue >> UInt16(11 - place) & 1 == 1 ? [letter] : [0xc2, 0xb7] }
        return letters
    }

    /// Writes one of the values.
    func write(_ value: FilterValue, into out: inout OutputBuffer, json: Bool) {
        switch (self, value) {
        case (.time, .number(let time)): out.text(FilterTime.text(Int64(time)))
        case (_, .number(let time)): out.seconds(Int64(time), digits: 9)
        case (.udpPayload, .bytes(let bytes)): bytes.withUnsafeBytes { out.hex($0) }
        case (_, .bytes(let text)): text.withUnsafeBytes { if json { out.jsonEscaped($0, asWords: true) } else { out.printable($0) } }
        default: break
        }
    }
}

extension Dissection {
    /// The frame is one of those that are shown: what `frame.time_delta_displayed` of the next one is counted from.
    public mutating func noteShown() { shownBefore = packet.time }
}
