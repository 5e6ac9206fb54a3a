/// The Simple Network Management Protocol (RFC 3416), by name only.
enum SNMPDissector {
    private static let name = ForeignProtocols.name("snmp")

    /// - Returns: false where the bytes are no message of SNMP's: a sequence in BER that fits into the datagram and begins with an integer, the version.
    static func dissect(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) -> Bool {
        guard data[0] == 0x30, let first = data[1] else { return false }
        var at = 2, length = Int(first)
        if first >= 0x80 {
            let size = Int(first & 0x7f)
            guard size <= 4 else { return false }
            length = 0
            for index in 0..<size {
                guard let byte = data[2 + index] else { return false }
                length = length << 8 | Int(byte)
            }
            at += size
        }
        guard length <= data.reported - at, data[at] == 2 else { return false }
        DataDissector.foreign(name, data, &d)
        if !d.packet.isInError { s.udp.renewOnce(d.packet.source, d.packet.sourcePort, d.packet.destination, d.packet.destinationPort) }
        return true
    }
}
