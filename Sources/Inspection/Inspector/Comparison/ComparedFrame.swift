import Wire

/// A frame as a comparison sees it: what kind of frame it is, and what its fields say.
struct ComparedFrame {
    struct Field: Equatable {
        var name: String
        var values: [String]
    }
    enum Kind {
        /// TCP's header alone, with nothing new but what has arrived.
        case acknowledgement
        /// ARP, or neighbour discovery: how hosts find one another's link addresses.
        case neighbour
        /// What had been sent before.
        case again
        /// A segment with bytes, or the last one.
        case data
        case other
    }
    var number: Int
    /// What frames of the same part in both captures have in common; addresses, clocks and random numbers are not in it.
    var shape: String
    /// The line that people read.
    var line: String
    var fields: [Field]
    var kind = Kind.other
    /// Of a TCP segment: who sent it, its bytes and whether it ends its direction.
    var isFromClient: Bool?
    var payload: [UInt8] = []
    var isClosing = false
    /// Part of a conversation that is encrypted: its bytes and lengths are its own.
    private(set) var isHidden = false
    /// The shape without the numbers and lengths that encryption changes.
    private var plainShape: String
    let speaksTLS: Bool
    let isFileData: Bool
    /// Whether an application's message in it has been read.
    var isMessage: Bool { fields.contains { Self.isOfMessage($0.name) } }

    static func isOfMessage(_ name: String) -> Bool { ["http.", "smtp.", "ftp.", "dns.", "tls.", "websocket.", "imf."].contains { name.hasPrefix($0) } }

    /// Whether it has a part in what that end says.
    func carries(_ fromClient: Bool) -> Bool { kind == .data && isFromClient == fromClient }

    init(_ d: borrowing Dissection) {
        number = d.packet.number
        var out = OutputBuffer(capacity: 256)
        out.text(d.topTitle)
        out.text("  ")
        d.writeInfo(into: &out)
        line = shortened(out.takeString(), 70)
        var chain = OutputBuffer(capacity: 128)
        d.writeProtocols(into: &chain)
        let names = chain.takeString().split(separator: ":")
        speaksTLS = names.contains("tls")
        isFileData = names.contains("ftp-data")
        // The link may be another one: a loopback's, a wire's.
        let protocols = names.drop { ["eth", "ethertype", "sll", "null", "raw"].contains($0) }.joined(separator: ":")
        (shape, plainShape) = (protocols, protocols)
        if let tcp = d.tcp {
            let who = " \(tcp.isFromClient ? "c" : "s") \(tcp.flags.subtracting(.psh).rawValue)"
            shape += "\(who) \(tcp.sequence) \(tcp.payloadLength)"
            plainShape += who
            isFromClient = tcp.isFromClient
            isClosing = tcp.flags.contains(.fin)
            payload = d.payloadBytes(tcp.payload)
            if !tcp.analysis.isDisjoint(with: [.retransmission, .fastRetransmission, .spuriousRetransmission, .keepAlive]) {
                // What is sent for the first time stands beside its like.
                kind = .again
                shape += " again"
                plainShape += " again"
            } else if tcp.payloadLength > 0 || isClosing {
                kind = .data
            } else if tcp.flags == .ack {
                kind = .acknowledgement
            }
        } else if let length = d.packet.udpPayload {
            shape += " \(length)"
        }
        if let arp = d.arp {
            shape += " \(arp.operation)"
            kind = .neighbour
        }
        if let icmp = d.icmp {
            shape += " \(icmp.type) \(icmp.code)"
            if icmp.version == 6, (133...137).contains(icmp.type) { kind = .neighbour }
        }
        fields = Self.fields(of: d)
    }

    /// The conversation is encrypted: lengths and what follows from them differ from session to session.
    mutating func isSecret() {
        isHidden = true
        shape = plainShape
    }

    private static func fields(of d: borrowing Dissection) -> [Field] {
        var fields: [Field] = [], places: [String: Int] = [:]
        for index in 0..<d.records.count {
            let record = d.records[index], definition = Registry.shared[record.id]
            guard definition.format != .group, !isLeftOut(definition.name) else { continue }
            let value = d.valueWord(record) ?? d.valueText(record)
            if let place = places[definition.name] {
                fields[place].values.append(value)
            } else {
                places[definition.name] = fields.count
                fields.append(Field(name: definition.name, values: [value]))
            }
        }
        return fields
    }

    /// Numbers that say where in its file a frame stands.
    private static func isLeftOut(_ name: String) -> Bool {
        ["frame.number", "frame.time_epoch", "tcp.stream", "udp.stream", "tcp.analysis.acks_frame", "http.request_in", "dns.response_to", "tcp.analysis.rto_frame", "tcp.analysis.duplicate_ack_frame"].contains(name)
    }
}
