import LinkLayer
import NetworkLayer
import TransportLayer
public import Wire

// What services send: packets out of one interface, whatever the routes say.
extension Stack {
    /// Sends a packet of `number` out of an interface, from that interface's address (0.0.0.0 where it has none) to a neighbor or a group on that link.
    public func sendPacket(_ number: UInt8, _ payload: [UInt8], to destination: IPv4Address, on interface: Int, timeToLive: UInt8 = 1, routerAlert: Bool = false, _ turn: inout Turn) {
        guard interfaces.indices.contains(interface), interfaces[interface].isUp else { return }
        let source = (interfaces[interface].ipv4.first { $0.contains(destination) } ?? interfaces[interface].ipv4.first)?.address ?? .any
        var writer = ByteWriter(appendingTo: turn.pool.take())
        writer.zeros(packetOffset)
        // Routing protocols' packets are marked as network control (RFC 2474 section 4.2.2.2).
        let header = IPv4Header(dscp: 48, identification: identification, timeToLive: timeToLive, protocol: IPProtocol(rawValue: number), source: source, destination: destination, options: routerAlert ? [.routerAlert(0)] : [])
        identification &+= 1
        header.serialize(into: &writer, payloadLength: payload.count)
        writer.write(payload)
        sendIPv4(writer.bytes, to: destination, on: interface, cause: turn.cause, &turn)
    }

    /// Sends a UDP datagram out of an interface.
    ///
    /// - Parameter hardware: the link-layer address, where it cannot be asked for: the receiver has no address yet.
    public func sendDatagram(_ payload: [UInt8], from sourcePort: UInt16, to destination: IPv4Address, port: UInt16, on interface: Int, timeToLive: UInt8? = nil, source: IPv4Address? = nil, hardware: MACAddress? = nil, _ turn: inout Turn) {
        guard interfaces.indices.contains(interface), interfaces[interface].isUp, payload.count <= 65_507 else { return }
        let source = source ?? (interfaces[interface].ipv4.first { $0.contains(destination) } ?? interfaces[interface].ipv4.first)?.address ?? .any
        var writer = beginIPv4(.udp, from: source, to: destination, timeToLive: timeToLive, dontFragment: false, payloadLength: UDPHeader.length + payload.count, &turn)
        UDPHeader(sourcePort: sourcePort, destinationPort: port)
            .serialize(into: &writer, payload: payload.span.bytes, pseudoHeader: PseudoHeader(source: source, destination: destination, protocolNumber: UDPHeader.protocolNumber))
        if let hardware {
            var frame = writer.bytes
            frame.storeEthernetHeader(destination: hardware, source: interfaces[interface].mac, type: 0x0800)
            return transmit(frame, on: interface, cause: turn.cause, &turn)
        }
        sendIPv4(writer.bytes, to: destination, on: interface, cause: turn.cause, &turn)
    }

    /// What a routing protocol has found takes the place of what it had found before. Routes that were configured come first.
    public func replaceRoutes(foundBy service: String, with routes: [DynamicRoute]) { routes4.replace(foundBy: service, with: routes) }

    /// All IPv4 routes, the longest prefixes first, with who found them.
    public var ipv4Routes: [RouteView] { routes4.views }
}
