import NetworkLayer
import TransportLayer
import Wire

extension Stack {
    /// Sends what a connection has to send, plans its next deadline, and passes on what has happened in it.
    func flush(_ socket: StreamSocket, _ tcp: TCPHost, _ turn: inout Turn) {
        while let segment = socket.connection.nextSegment(at: turn.now) {
            socket.lastSent = EventID(rawValue: turn.lastID &+ 1)
            switch (socket.connection.pair.local.address, socket.connection.pair.remote.address) {
            case (.v4(let source), .v4(let destination)):
                sendTCP(segment, of: socket, from: source, to: destination, &turn)
            case (.v6(let source), .v6(let destination)):
                sendTCP(segment, of: socket, from: source, to: destination, &turn)
            default: break
            }
        }
        let deadline = socket.connection.nextDeadline
        if deadline < socket.planned {
            socket.planned = deadline
            tcp.timers.add(socket.id, at: deadline)
        }
        let events = socket.connection.takeEvents()
        if events.isEmpty { return }
        socket.events.formUnion(events)
        if let id = socket.listener, events.contains(.closed) {
            // Ended before its program took it.
            leaveQueue(socket, of: id, tcp)
        }
        if events.contains(.closed) { forget(socket, tcp) }
        if socket.isHeld { turn.ready.append(Readiness(kind: .stream, socket: socket.id, cause: turn.cause)) }
    }

    private func sendTCP(_ segment: TCPSegment, of socket: StreamSocket, from source: IPv4Address, to destination: IPv4Address, _ turn: inout Turn) {
        guard let path = path(to: destination, from: source, at: turn.now) else { return }
        let length = segment.length
        if IPv4Header.minimumLength + length > path.mtu, narrow(socket, to: path.mtu, segment, at: turn.now) { return }
        var frame = turn.pool.take()
        makeRoom(&frame, packetOffset + IPv4Header.minimumLength + length)
        // On a path that is said to be so narrow as hardly any is, routers may cut (RFC 1191 section 3).
        writeIPv4Header(into: &frame, protocolNumber: 6, ecn: segment.ecn.rawValue, dontFragment: path.mtu > PathMTUCache.minimumIPv4, from: source, to: destination, payloadLength: length)
        let pseudo = PseudoHeader(source: source, destination: destination, protocolNumber: 6)
        guard write(segment, of: socket, pseudo, into: &frame, at: packetOffset + IPv4Header.minimumLength) else { return turn.pool.give(frame) }
        // Handed on, not shared: whoever writes the Ethernet header would otherwise have to copy it.
        sendIPv4(consume frame, along: path, &turn)
    }

    private func sendTCP(_ segment: TCPSegment, of socket: StreamSocket, from source: IPv6Address, to destination: IPv6Address, _ turn: inout Turn) {
        guard let path = path6(to: destination, scope: socket.connection.pair.remote.scope, from: source, at: turn.now) else { return }
        let pseudo = PseudoHeader(source: source, destination: destination, protocolNumber: 6), length = segment.length
        if IPv6Header.length + length > path.mtu {
            if narrow(socket, to: path.mtu, segment, at: turn.now) { return }
            let body = socket.connection.bytes(of: segment, pseudoHeader: pseudo)
            return sendIPv6(.tcp, body, along: path, to: destination, ecn: segment.ecn.rawValue, &turn)
        }
        var frame = turn.pool.take()
        makeRoom(&frame, packetOffset + IPv6Header.length + length)
        writeIPv6Header(into: &frame, protocolNumber: 6, ecn: segment.ecn.rawValue, from: source, to: destination, payloadLength: length)
        guard write(segment, of: socket, pseudo, into: &frame, at: packetOffset + IPv6Header.length) else { return turn.pool.give(frame) }
        sendIPv6(consume frame, along: path, &turn)
    }

    /// The path carries less than the segment needs: some other connection, perhaps, has learnt that. Whether the connection will send
    /// smaller ones in its place.
    private func narrow(_ socket: StreamSocket, to mtu: Int, _ segment: TCPSegment, at now: Instant) -> Bool {
        let before = socket.connection.variables.segmentSize
        socket.connection.receive(.packetTooBig(mtu), quoting: segment.sequence, at: now)
        return socket.connection.variables.segmentSize < before
    }

    /// Writes a segment into its place. False where there is none: then nothing of the frame may go out, for its bytes are what was there before.
    private func write(_ segment: TCPSegment, of socket: StreamSocket, _ pseudo: PseudoHeader, into frame: inout [UInt8], at offset: Int) -> Bool {
        var span = frame.mutableSpan
        var bytes = span.mutableBytes
        return socket.connection.write(segment, pseudoHeader: pseudo, into: &bytes, at: offset) == segment.length
    }

    /// Sends a segment that belongs to no connection: a reset, or a listener's SYN,ACK.
    func sendBare(_ segment: TCPSegment, pair: SocketPair, _ turn: inout Turn) {
        let nothing: [UInt8] = []
        switch (pair.local.address, pair.remote.address) {
        case (.v4(let source), .v4(let destination)):
            guard let path = path(to: destination, from: source, at: turn.now) else { return }
            var writer = beginIPv4(.tcp, from: source, to: destination, dontFragment: true, payloadLength: segment.length, &turn)
            segment.header.serialize(into: &writer, payload: nothing.span.bytes, pseudoHeader: PseudoHeader(source: source, destination: destination, protocolNumber: 6))
            sendIPv4(writer.bytes, along: path, &turn)
        case (.v6(let source), .v6(let destination)):
            guard let path = path6(to: destination, scope: pair.remote.scope, from: source, at: turn.now) else { return }
            var writer = ByteWriter()
            segment.header.serialize(into: &writer, payload: nothing.span.bytes, pseudoHeader: PseudoHeader(source: source, destination: destination, protocolNumber: 6))
            sendIPv6(.tcp, writer.bytes, along: path, to: destination, &turn)
        default: break
        }
    }

    /// Takes a connection out of the tables.
    func forget(_ socket: StreamSocket, _ tcp: TCPHost) {
        tcp.unlist(socket)
        tcp.orphans.remove(socket.id)
        if !socket.isHeld { tcp.sockets[socket.id] = nil }
    }

    private func leaveQueue(_ socket: StreamSocket, of id: SocketID, _ tcp: TCPHost) {
        guard let listener = tcp.listeners.first(where: { $0.id == id }), let index = listener.ready.firstIndex(where: { $0 === socket }) else { return }
        listener.ready.remove(at: index)
        listener.listener.accepted()
    }

    /// The header of a packet of TCP's, in place: the same bytes as ``IPv4Header`` would write.
    private func writeIPv4Header(into frame: inout [UInt8], protocolNumber: UInt8, ecn: UInt8, dontFragment: Bool, from source: IPv4Address, to destination: IPv4Address, payloadLength: Int) {
        let start = packetOffset
        frame[start] = 0x45
        frame[start + 1] = ecn
        frame.store(UInt16(truncatingIfNeeded: 20 + payloadLength), at: start + 2)
        frame.store(identification, at: start + 4)
        identification &+= 1
        frame.store(UInt16(dontFragment ? 0x4000 : 0), at: start + 6)
        frame[start + 8] = configuration.timeToLive
        frame[start + 9] = protocolNumber
        frame.store(UInt16(0), at: start + 10)
        frame.store(UInt16(truncatingIfNeeded: source.rawValue >> 16), at: start + 12)
        frame.store(UInt16(truncatingIfNeeded: source.rawValue), at: start + 14)
        frame.store(UInt16(truncatingIfNeeded: destination.rawValue >> 16), at: start + 16)
        frame.store(UInt16(truncatingIfNeeded: destination.rawValue), at: start + 18)
        frame.store(InternetChecksum.of(frame.span.bytes.extracting(start..<start + 20)), at: start + 10)
    }
}

extension Stack {
    /// The header of a packet of TCP's over IPv6, in place: the same bytes as ``IPv6Header`` would write.
    private func writeIPv6Header(into frame: inout [UInt8], protocolNumber: UInt8, ecn: UInt8, from source: IPv6Address, to destination: IPv6Address, payloadLength: Int) {
        let start = packetOffset
        frame[start] = 0x60
        frame[start + 1] = ecn << 4
        frame.store(UInt16(0), at: start + 2)
        frame.store(UInt16(truncatingIfNeeded: payloadLength), at: start + 4)
        frame[start + 6] = protocolNumber
        frame[start + 7] = configuration.timeToLive
        for part in 0..<8 {
            frame.store(UInt16(truncatingIfNeeded: source.rawValue >> UInt128(112 - 16 * part)), at: start + 8 + 2 * part)
            frame.store(UInt16(truncatingIfNeeded: destination.rawValue >> UInt128(112 - 16 * part)), at: start + 24 + 2 * part)
        }
    }
}

/// Makes an empty buffer `count` bytes long. The bytes are whatever was there: all of them must be written.
@inline(__always)
private func makeRoom(_ frame: inout [UInt8], _ count: Int) {
    frame.append(addingCapacity: count) { span in
        unsafe span.withUnsafeMutableBufferPointer { _, initialized in initialized = count }
    }
}

/// Makes an empty buffer `count` bytes long, all zero.
func extend(_ frame: inout [UInt8], by count: Int) {
    var left = count
    while left > 0 {
        let part = min(left, zeroes.count)
        frame.append(contentsOf: zeroes[..<part])
        left -= part
    }
}

private let zeroes = [UInt8](repeating: 0, count: 2048)
