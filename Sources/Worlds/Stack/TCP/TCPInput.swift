import NetworkLayer
import TransportLayer
import Wire

extension Stack {
    /// A TCP segment over IPv4.
    func receiveTCP(_ frame: consuming [UInt8], _ arrival: IPv4Arrival, _ turn: inout Turn) {
        let local = IPAddress.v4(arrival.destination), remote = IPAddress.v4(arrival.source)
        guard !arrival.isGroup else { return drop(frame, .martian, on: arrival.interface, &turn) }
        let pseudo = PseudoHeader(source: arrival.source, destination: arrival.destination, protocolNumber: 6)
        let problem = receiveSegment(frame, arrival.payloadRange, local: local, remote: remote, scope: 0, pseudo, ecn: frame[arrival.header + 1] & 3, mtu: arrival.interface >= 0 ? Int(interfaces[arrival.interface].mtu) : 65_535, &turn)
        if let problem { return drop(frame, problem, on: arrival.interface, &turn) }
        turn.pool.give(frame)
    }

    /// Finds a segment's connection or listener and hands it over. Returns what was wrong with it.
    func receiveSegment(_ frame: [UInt8], _ range: Range<Int>, local: IPAddress, remote: IPAddress, scope: UInt32, _ pseudo: PseudoHeader, ecn: UInt8, mtu: Int, _ turn: inout Turn) -> DropReason? {
        let bytes = frame.span.bytes.extracting(range)
        guard bytes.byteCount >= TCPHeader.minimumLength else { return .malformed }
        var sum = pseudo.checksum(length: bytes.byteCount)
        sum.add(bytes)
        guard sum.value == 0 else { return .badChecksum }
        guard let (segment, dataOffset) = try? TCPSegment.parse(bytes, ecn: TCPSegment.ECN(rawValue: ecn) ?? .notCapable) else { return .malformed }
        let pair = SocketPair(local: SocketAddress(local, segment.destinationPort, scope: scope), remote: SocketAddress(remote, segment.sourcePort, scope: scope))
        let payload = bytes.extracting(droppingFirst: dataOffset)
        guard let tcp else {
            if let reset = segment.resetInReply { sendBare(reset, pair: pair, &turn) }
            return .noSocket
        }
        if let socket = tcp.connection(pair) {
            if socket.connection.state == .timeWait, socket.connection.mayBeReplaced(by: segment), tcp.listener(for: pair.local) != nil {
                tcp.unlist(socket)
            } else {
                socket.connection.receive(segment, payload: payload, at: turn.now)
                flush(socket, tcp, &turn)
                return nil
            }
        }
        guard let listening = tcp.listener(for: pair.local) else {
            if let reset = segment.resetInReply { sendBare(reset, pair: pair, &turn) }
            return .noSocket
        }
        let headers = remote.version == 4 ? 40 : 60
        switch listening.listener.receive(segment, pair: pair, segmentSize: min(mtu - headers, listening.configuration.maximumSegmentSize), at: turn.now) {
        case .none: break
        case .reset(let reset): sendBare(reset, pair: pair, &turn)
        case .open(let open): accept(open, segment, payload: payload, listening, tcp, &turn)
        }
        flush(listening, tcp, &turn)
        return nil
    }

    /// A listener's handshake is done: its connection begins.
    private func accept(_ open: TCPPassiveOpen, _ segment: TCPSegment, payload: RawSpan, _ listening: ListeningSocket, _ tcp: TCPHost, _ turn: inout Turn) {
        let connection = TCPConnection(accepting: open, configuration: listening.configuration, observer: connectionObserver, at: turn.now)
        let socket = StreamSocket(id: makeSocketID(), connection: connection, isHeld: false)
        socket.listener = listening.id
        tcp.connections[open.pair] = socket
        tcp.sockets[socket.id] = socket
        listening.ready.append(socket)
        socket.connection.receive(segment, payload: payload, at: turn.now)
        turn.ready.append(Readiness(kind: .listener, socket: listening.id, cause: turn.cause))
        flush(socket, tcp, &turn)
    }

    /// Sends a listener's SYN,ACKs and plans its next deadline.
    func flush(_ listening: ListeningSocket, _ tcp: TCPHost, _ turn: inout Turn) {
        while let (pair, segment) = listening.listener.nextSegment(at: turn.now) { sendBare(segment, pair: pair, &turn) }
        let deadline = listening.listener.nextDeadline
        if deadline < listening.planned {
            listening.planned = deadline
            tcp.timers.add(listening.id, at: deadline)
        }
    }

    /// An ICMP error about a segment that a connection of this host had sent.
    func receiveTCPError(_ report: ICMPReport, pair: SocketPair, sequence: UInt32, _ turn: inout Turn) {
        guard let tcp, let socket = tcp.connection(pair) else { return }
        let error: TCPNetworkError
        switch (report.destination.address, report.type, report.code) {
        case (.v4, 3, 4), (.v6, 2, _): error = .packetTooBig(Int(report.nextHopMTU))
        case (.v4, 3, 0), (.v4, 3, 6), (.v6, 1, 0): error = .networkUnreachable
        case (.v4, 3, 1), (.v4, 3, 7), (.v6, 1, 3): error = .hostUnreachable
        case (.v4, 3, 2), (.v6, 4, 1): error = .protocolUnreachable
        case (.v4, 3, 3), (.v6, 1, 4): error = .portUnreachable
        case (.v4, 3, 9), (.v4, 3, 10), (.v4, 3, 13), (.v6, 1, 1): error = .administrativelyProhibited
        default: return
        }
        socket.connection.receive(error, quoting: SequenceNumber(sequence), at: turn.now)
        flush(socket, tcp, &turn)
    }

    /// Connections and listeners whose time has come.
    func advanceTCP(_ turn: inout Turn) {
        guard let tcp else { return }
        let cause = turn.cause
        while let entry = tcp.timers.pop(notAfter: turn.now) {
            if let socket = tcp.sockets[entry.owner] {
                guard entry.time == socket.planned else { continue }
                socket.planned = .distantFuture
                if socket.connection.nextDeadline <= turn.now {
                    // A timer speaks about what was sent when it was set.
                    turn.cause = socket.lastSent
                    turn.cause = turn.note(.timer("TCP"))
                }
                flush(socket, tcp, &turn)
            } else if let listening = tcp.listeners.first(where: { $0.id == entry.owner }) {
                guard entry.time == listening.planned else { continue }
                listening.planned = .distantFuture
                flush(listening, tcp, &turn)
            }
            turn.cause = cause
        }
    }
}
