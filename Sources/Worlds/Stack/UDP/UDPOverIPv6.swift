import NetworkLayer
import TransportLayer
import Wire

extension Stack {
    func sendDatagram(_ bytes: [UInt8], socket index: Int, to destination: IPv6Address, port: UInt16, scope: UInt32, _ turn: inout Turn) throws(StackError) {
        guard bytes.count <= 65_527 else { throw .messageTooLong }
        var own: IPv6Address?
        if case .v6(let address) = datagrams[index].local.address, address != .any { own = address }
        guard let path = path6(to: destination, scope: scope, from: own, at: turn.now) else { throw .networkUnreachable }
        var body = ByteWriter(capacity: UDPHeader.length + bytes.count)
        UDPHeader(sourcePort: datagrams[index].local.port, destinationPort: port)
            .serialize(into: &body, payload: bytes.span.bytes, pseudoHeader: PseudoHeader(source: path.source, destination: destination, protocolNumber: UDPHeader.protocolNumber))
        sendIPv6(.udp, body.bytes, along: path, to: destination, hopLimit: datagrams[index].timeToLive, &turn)
    }
}
