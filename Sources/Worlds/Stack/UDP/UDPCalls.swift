import NetworkLayer
import TransportLayer
public import Wire

// What a program may ask of UDP: POSIX's calls, none of which waits.
extension Stack {
    /// Opens a socket on `address`; port 0 chooses one (RFC 6335: 49152 to 65535).
    ///
    /// - Parameter interface: the only interface that it hears and speaks on; its datagrams go out there whatever the routes say, from 0.0.0.0
    ///   where the interface has no address yet.
    public func openDatagrams(on address: SocketAddress, interface: Int? = nil) throws(StackError) -> (socket: SocketID, local: SocketAddress) {
        guard address.address.isAny || owns(address.address) else { throw .addressNotAvailable }
        var local = address
        if local.port == 0 {
            guard let port = freePort(where: { !datagrams.isTaken(SocketAddress(address.address, $0)) }) else { throw .addressInUse }
            local.port = port
        } else if datagrams.isTaken(local, on: interface) {
            throw .addressInUse
        }
        let id = makeSocketID()
        var socket = DatagramSocketState(id: id, local: local)
        socket.interface = interface
        datagrams.add(socket)
        return (id, local)
    }

    /// A port above 49151 that `isFree`: the search begins at the first, or at a random place once that one was taken.
    func freePort(where isFree: (UInt16) -> Bool) -> UInt16? {
        let first: UInt16 = 49_152, count = 16_384
        if isFree(first) { return first }
        let start = Int(random.below(UInt64(count)))
        for step in 0..<count {
            let port = first + UInt16((start + step) % count)
            if isFree(port) { return port }
        }
        return nil
    }

    /// Fixes a socket's peer.
    public func connectDatagrams(_ id: SocketID, to remote: SocketAddress, _ turn: inout Turn) throws(StackError) {
        guard let index = datagrams.index(of: id) else { throw .closed }
        if datagrams[index].local.address.isAny, case .v4(let destination) = remote.address {
            guard let path = path(to: destination, at: turn.now) else { throw .networkUnreachable }
            datagrams[index].local.address = .v4(path.source)
        } else if datagrams[index].local.address.isAny, case .v6(let destination) = remote.address {
            guard let path = path6(to: destination, scope: remote.scope, at: turn.now) else { throw .networkUnreachable }
            datagrams[index].local.address = .v6(path.source)
        }
        datagrams[index].remote = remote
    }

    /// The socket's own address.
    public func localAddress(ofDatagrams id: SocketID) -> SocketAddress? { datagrams.index(of: id).map { datagrams[$0].local } }

    public func setTimeToLive(_ hops: UInt8, ofDatagrams id: SocketID) throws(StackError) {
        guard let index = datagrams.index(of: id) else { throw .closed }
        guard hops > 0 else { throw .invalidArgument }
        datagrams[index].timeToLive = hops
    }

    /// From now on ICMP errors about what this socket sends are kept for ``takeError(_:)``.
    public func keepErrors(_ id: SocketID) throws(StackError) {
        guard let index = datagrams.index(of: id) else { throw .closed }
        datagrams[index].keepsErrors = true
    }

    /// Sends one datagram, to the peer or to `address`.
    public func sendDatagram(_ bytes: [UInt8], from id: SocketID, to address: SocketAddress?, _ turn: inout Turn) throws(StackError) {
        guard let index = datagrams.index(of: id) else { throw .closed }
        if let error = datagrams[index].pendingError {
            datagrams[index].pendingError = nil
            throw error
        }
        guard let remote = address ?? datagrams[index].remote else { throw .notConnected }
        guard remote.port != 0 else { throw .invalidArgument }
        switch remote.address {
        case .v4(let destination): try sendDatagram(bytes, socket: index, to: destination, port: remote.port, &turn)
        case .v6(let destination): try sendDatagram(bytes, socket: index, to: destination, port: remote.port, scope: remote.scope, &turn)
        }
    }

    private func sendDatagram(_ bytes: [UInt8], socket index: Int, to destination: IPv4Address, port: UInt16, _ turn: inout Turn) throws(StackError) {
        guard bytes.count <= 65_507 else { throw .messageTooLong }
        // What goes to a group stays on the link unless the program says otherwise (RFC 1112 section 6.1).
        let timeToLive = datagrams[index].timeToLive ?? (destination.isMulticast ? 1 : nil)
        var own: IPv4Address?
        if case .v4(let address) = datagrams[index].local.address, address != .any { own = address }
        if let interface = datagrams[index].interface {
            let gateway = routes4.lookup(destination.rawValue).flatMap { $0.kind == .route && Int($0.interface) == interface && $0.gateway != 0 ? IPv4Address(rawValue: $0.gateway) : nil }
            guard gateway == nil || destination.isGroup else { return sendDatagram(bytes, socket: index, to: destination, port: port, own, interface, gateway, &turn) }
            return sendDatagram(bytes, from: datagrams[index].local.port, to: destination, port: port, on: interface, timeToLive: timeToLive, source: own, &turn)
        }
        guard let path = path(to: destination, from: own, at: turn.now) else { throw .networkUnreachable }
        if datagrams[index].dontFragment, bytes.count + UDPHeader.length + 20 > path.mtu { throw .messageTooLong }
        var writer = beginIPv4(.udp, from: path.source, to: destination, timeToLive: timeToLive, dontFragment: datagrams[index].dontFragment, payloadLength: UDPHeader.length + bytes.count, &turn)
        UDPHeader(sourcePort: datagrams[index].local.port, destinationPort: port)
            .serialize(into: &writer, payload: bytes.span.bytes, pseudoHeader: PseudoHeader(source: path.source, destination: destination, protocolNumber: UDPHeader.protocolNumber))
        sendIPv4(writer.bytes, along: path, &turn)
    }

    /// From a socket that is bound to an interface, through a router there.
    private func sendDatagram(_ bytes: [UInt8], socket index: Int, to destination: IPv4Address, port: UInt16, _ own: IPv4Address?, _ interface: Int, _ gateway: IPv4Address?, _ turn: inout Turn) {
        let source = own ?? interfaces[interface].ipv4.first?.address ?? .any
        var writer = beginIPv4(.udp, from: source, to: destination, timeToLive: datagrams[index].timeToLive, dontFragment: false, payloadLength: UDPHeader.length + bytes.count, &turn)
        UDPHeader(sourcePort: datagrams[index].local.port, destinationPort: port)
            .serialize(into: &writer, payload: bytes.span.bytes, pseudoHeader: PseudoHeader(source: source, destination: destination, protocolNumber: UDPHeader.protocolNumber))
        sendIPv4(writer.bytes, to: gateway ?? destination, on: interface, cause: turn.cause, &turn)
    }

    /// Takes the oldest datagram that waits, cut to `maximum` bytes; nil when there is none.
    public func receiveDatagram(_ id: SocketID, atMost maximum: Int, _ turn: inout Turn) throws(StackError) -> (bytes: [UInt8], from: SocketAddress, cause: EventID)? {
        guard let index = datagrams.index(of: id) else { throw .closed }
        if let error = datagrams[index].pendingError {
            datagrams[index].pendingError = nil
            throw error
        }
        guard let datagram = takeDatagram(socket: index) else { return nil }
        let payload = datagram.payload.prefix(max(0, maximum))
        let bytes = Array(datagram.frame[payload])
        turn.pool.give(datagram.frame)
        return (bytes, datagram.from, datagram.cause)
    }

    /// Throws the oldest datagram away; false when there is none.
    public func discardDatagram(_ id: SocketID, _ turn: inout Turn) -> Bool {
        guard let index = datagrams.index(of: id), let datagram = takeDatagram(socket: index) else { return false }
        turn.pool.give(datagram.frame)
        return true
    }

    func takeDatagram(socket index: Int) -> WaitingDatagram? {
        let head = datagrams[index].head
        guard head < datagrams[index].waiting.count else { return nil }
        var datagram = WaitingDatagram(frame: [], payload: 0..<0, from: SocketAddress(.v4(.any), 0), cause: .none)
        swap(&datagram, &datagrams[index].waiting[head])
        datagrams[index].waitingBytes -= datagram.payload.count + 64
        if head + 1 == datagrams[index].waiting.count {
            datagrams[index].waiting.removeAll(keepingCapacity: true)
            datagrams[index].head = 0
        } else if head >= 64 {
            datagrams[index].waiting.removeFirst(head + 1)
            datagrams[index].head = 0
        } else {
            datagrams[index].head = head + 1
        }
        return datagram
    }

    /// The oldest ICMP error that was kept.
    public func takeError(_ id: SocketID) throws(StackError) -> ICMPReport? {
        guard let index = datagrams.index(of: id) else { throw .closed }
        return datagrams[index].errors.isEmpty ? nil : datagrams[index].errors.removeFirst()
    }

    public func closeDatagrams(_ id: SocketID) {
        if let index = datagrams.index(of: id) { datagrams.remove(at: index) }
    }
}
