import NetworkLayer
import TransportLayer
import Wire

extension Stack {
    /// A UDP datagram over IPv4.
    func receiveUDP(_ frame: consuming [UInt8], _ arrival: IPv4Arrival, _ turn: inout Turn) {
        let available = arrival.end - arrival.payload
        guard available >= UDPHeader.length else { return drop(frame, .malformed, on: arrival.interface, &turn) }
        let length = Int(frame.load16(at: arrival.payload + 4))
        guard length >= UDPHeader.length, length <= available else { return drop(frame, .malformed, on: arrival.interface, &turn) }
        if frame.load16(at: arrival.payload + 6) != 0 {
            let pseudo = PseudoHeader(source: arrival.source, destination: arrival.destination, protocolNumber: UDPHeader.protocolNumber)
            var sum = pseudo.checksum(length: length)
            sum.add(frame.span.bytes.extracting(arrival.payload..<arrival.payload + length))
            guard sum.value == 0 else { return drop(frame, .badChecksum, on: arrival.interface, &turn) }
        }
        let remote = SocketAddress(.v4(arrival.source), frame.load16(at: arrival.payload))
        let local = SocketAddress(.v4(arrival.destination), frame.load16(at: arrival.payload + 2))
        if !services.isEmpty, deliver(frame, arrival, port: local.port, payload: arrival.payload + UDPHeader.length..<arrival.payload + length, &turn) { return turn.pool.give(frame) }
        guard arrival.interface < 0 || isMember(of: arrival.destination, on: arrival.interface), let index = datagrams.match(local: local, remote: remote, interface: arrival.interface) else {
            // Nobody answers what was sent to everybody (RFC 1122 section 3.2.2).
            if arrival.isGroup { return drop(frame, .noSocket, on: arrival.interface, &turn) }
            sendError(.destinationUnreachable(3), about: frame, arrival, &turn)
            return drop(frame, .noSocket, on: arrival.interface, &turn)
        }
        queueDatagram(frame, payload: arrival.payload + UDPHeader.length..<arrival.payload + length, from: remote, socket: index, interface: arrival.interface, &turn)
    }

    /// Puts a datagram into its socket's queue.
    func queueDatagram(_ frame: consuming [UInt8], payload: Range<Int>, from: SocketAddress, socket index: Int, interface: Int, _ turn: inout Turn) {
        guard datagrams[index].waitingBytes + payload.count <= configuration.datagramBuffer else { return drop(frame, .queueFull, on: interface, &turn) }
        datagrams[index].waitingBytes += payload.count + 64
        datagrams[index].waiting.append(WaitingDatagram(frame: frame, payload: payload, from: from, cause: turn.cause))
        turn.ready.append(Readiness(kind: .datagrams, socket: datagrams[index].id, cause: turn.cause))
    }
}
