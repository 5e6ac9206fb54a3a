import Wire

/// A frame as a comparison sees it: what kind of frame it is, and what its fields say.
struct ComparedFrame {
    struct Field: Equatable {
        var name: String
        var values: [String]
    }
    var number: Int
    /// What frames of the same part in both captures have in common; addresses, clocks and random numbers are not in it.
    var shape: String
    /// The line that people read.
    var line: String
    var fields: [Field]
    /// Whether an application's message in it has been read.
    var isMessage: Bool { fields.contains { field in ["http.", "smtp.", "ftp.", "dns.", "tls.", "websocket."].contains { field.name.hasPrefix($0) } } }

    init(_ d: borrowing Dissection) {
        number = d.packet.number
        var out = OutputBuffer(capacity: 256)
        out.text(d.topTitle)
        out.text("  ")
        d.writeInfo(into: &out)
        line = shortened(out.takeString(), 70)
        shape = Self.shape(d)
        fields = []
        var places: [String: Int] = [:]
        for index in 0..<d.records.count {
            let record = d.records[index], definition = Registry.shared[record.id]
            guard definition.format != .group, !Self.isLeftOut(definition.name) else { continue }
            let value = d.valueWord(record) ?? d.valueText(record)
            if let place = places[definition.name] {
                fields[place].values.append(value)
            } else {
                places[definition.name] = fields.count
                fields.append(Field(name: definition.name, values: [value]))
            }
        }
    }

    /// Numbers that say where in its file a frame stands.
    private static func isLeftOut(_ name: String) -> Bool {
        ["frame.number", "frame.time_epoch", "tcp.stream", "udp.stream", "tcp.analysis.acks_frame", "http.request_in", "dns.response_to", "tcp.analysis.rto_frame", "tcp.analysis.duplicate_ack_frame"].contains(name)
    }

    private static func shape(_ d: borrowing Dissection) -> String {
        var out = OutputBuffer(capacity: 128)
        d.writeProtocols(into: &out)
        // The link may be another one: a loopback's, a wire's.
        var shape = out.takeString().split(separator: ":").drop { ["eth", "ethertype", "sll", "null", "raw"].contains($0) }.joined(separator: ":")
        if let tcp = d.tcp {
            shape += " \(tcp.isFromClient ? "c" : "s") \(tcp.flags.subtracting(.psh).rawValue) \(tcp.sequence) \(tcp.payloadLength)"
        } else if let length = d.packet.udpPayload {
            shape += " \(length)"
        }
        if let arp = d.arp { shape += " \(arp.operation)" }
        if let icmp = d.icmp { shape += " \(icmp.type) \(icmp.code)" }
        return shape
    }
}
