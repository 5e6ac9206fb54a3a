/// Which application a UDP port belongs to.
enum UDPPorts {
    /// Hands a datagram to the application of its lower port, else of its higher one.
    static func dissect(_ data: Octets, _ source: Int, _ destination: Int, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        let low = min(source, destination), high = max(source, destination)
        for port in [low, high] {
            if try dissect(data, port: port, &d, &s) { return }
        }
        for port in [low, high] {
            if let name = ForeignProtocols.overUDP(port) { return DataDissector.foreign(name, data, &d) }
        }
        DataDissector.dissect(data, &d)
    }

    private static func dissect(_ data: Octets, port: Int, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) -> Bool {
        return false
    }
}

/// Which application a TCP stream belongs to, and its messages across segments.
enum TCPMessages {
    static func dissect(_ payload: Octets, _ segment: TCPDissector.Segment, canReassemble: Bool, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        DataDissector.dissect(payload, &d)
    }
}
