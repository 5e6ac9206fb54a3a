/// The Trivial File Transfer Protocol (RFC 1350): by name, and the blocks of the file as data.
enum TFTPDissector {
    private static let name = ForeignProtocols.name("tftp")

    /// What goes to or comes from port 69. A request's answers come from another port of the server's.
    static func request(_ data: Octets, _ d: inout Dissection, _ s: inout DissectionSession) {
        if d.packet.destinationPort == 69, !d.packet.isInError, data[0] == 0, data[1] == 1 || data[1] == 2 { s.transfers.expect(d.packet) }
        dissect(data, &d)
    }

    static func dissect(_ data: Octets, _ d: inout Dissection) {
        d.layer(named: name, .foreign, data, min(4, data.count))
        // 3: a block of the file.
        if data[0] == 0, data[1] == 3, data.count > 4 { DataDissector.dissect(data.clamped(4, data.reported - 4), &d) }
    }
}

/// Clients of TFTP that wait for an answer from whatever port of the server they asked.
struct TFTPTransfers {
    private struct Client: Hashable {
        var address: AddressKey
        var port: UInt16
        var server: AddressKey
    }
    private var clients: Set<Client> = []
    private var order: [Client] = []
    private static let limit = 1024

    mutating func expect(_ packet: PacketInfo) {
        let client = Client(address: packet.source, port: packet.sourcePort, server: packet.destination)
        guard clients.insert(client).inserted else { return }
        order.append(client)
        if order.count > Self.limit { clients.remove(order.removeFirst()) }
    }

    /// Whether the packet goes between such a client and its server.
    func isOne(_ packet: PacketInfo) -> Bool {
        guard !clients.isEmpty else { return false }
        return clients.contains(Client(address: packet.source, port: packet.sourcePort, server: packet.destination))
            || clients.contains(Client(address: packet.destination, port: packet.destinationPort, server: packet.source))
    }
}
