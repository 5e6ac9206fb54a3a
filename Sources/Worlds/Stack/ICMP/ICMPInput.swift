import NetworkLayer
import TransportLayer
import Wire

extension Stack {
    /// An ICMP message: an echo to answer, an answer, or news about something that this host had sent.
    func receiveICMP(_ frame: consuming [UInt8], _ arrival: IPv4Arrival, _ turn: inout Turn) {
        let message: ICMPv4Message
        switch decodeICMP(frame, arrival) {
        case .success(let decoded): message = decoded
        case .failure(let reason): return drop(frame, reason, on: arrival.interface, &turn)
        }
        switch message {
        case .echoRequest(let echo):
            // A broadcast echo is not answered (RFC 1122 section 3.2.2.6 allows it; it ends smurf attacks).
            if !arrival.isGroup { send(.echoReply(echo), from: arrival.destination, to: arrival.source, &turn) }
        case .echoReply(let echo):
            let reply = EchoReplyArrival(from: .v4(arrival.source), sequence: echo.sequenceNumber, payload: echo.payload, timeToLive: arrival.timeToLive)
            deliverEcho(.reply(reply), identifier: echo.identifier, isIPv6: false, &turn)
        case .destinationUnreachable(let code, let mtu, let quote):
            receiveError(type: 3, code: code.rawValue, mtu: UInt32(mtu), quote, from: arrival.source, &turn)
        case .timeExceeded(let code, let quote):
            receiveError(type: 11, code: code.rawValue, mtu: 0, quote, from: arrival.source, &turn)
        case .parameterProblem(let code, _, let quote):
            receiveError(type: 12, code: code, mtu: 0, quote, from: arrival.source, &turn)
        case .redirect(_, let gateway, let quote): receiveRedirect(gateway, quote, from: arrival.source, on: arrival.interface)
        default: break
        }
        turn.pool.give(frame)
    }

    /// A better first hop (RFC 1122 section 3.2.2.2): believed from the router that we use now, about a router on the same link.
    private func receiveRedirect(_ gateway: IPv4Address, _ quote: ICMPQuote, from router: IPv4Address, on interface: Int) {
        guard configuration.redirects, !forwards, interface >= 0, let quoted = QuotedPacket(ipv4: quote.packet), owns(quoted.source), case .v4(let destination) = quoted.destination else { return }
        guard interfaces[interface].ipv4.contains(where: { $0.contains(gateway) }), !owns(.v4(gateway)) else { return }
        guard let route = routes4.lookup(destination.rawValue), route.kind == .route, route.gateway == router.rawValue, Int(route.interface) == interface else { return }
        guard routes4.redirectCount < 256 else { return }
        routes4.add(redirected: destination, to: gateway, interface: interface)
    }

    private func decodeICMP(_ frame: [UInt8], _ arrival: IPv4Arrival) -> Result<ICMPv4Message, DropReason> {
        let bytes = frame.span.bytes.extracting(arrival.payloadRange)
        guard InternetChecksum.of(bytes) == 0 else { return .failure(.badChecksum) }
        var reader = ByteReader(bytes, as: ICMPv4Message.context, origin: arrival.payload)
        guard let message = try? ICMPv4Message(parsing: &reader) else { return .failure(.malformed) }
        return .success(message)
    }

    private func receiveError(type: UInt8, code: UInt8, mtu: UInt32, _ quote: ICMPQuote, from reporter: IPv4Address, _ turn: inout Turn) {
        guard let quoted = QuotedPacket(ipv4: quote.packet), owns(quoted.source) else { return }
        var mtu = mtu
        if type == 3, code == 4 {
            mtu = UInt32(learnPathMTU(to: quoted.destination, told: Int(mtu), sent: Int(quote.packet.load16(at: 2)), &turn))
        }
        let report = ICMPReport(reporter: .v4(reporter), destination: SocketAddress(quoted.destination, quoted.second), type: type, code: code, nextHopMTU: mtu, payload: quoted.payload, cause: turn.cause)
        deliver(report, about: quoted, &turn)
    }

    /// A router says that only packets of `told` bytes get on, where one of `sent` bytes was too big. Returns the size that this host makes of it.
    @discardableResult
    func learnPathMTU(to destination: IPAddress, told: Int, sent: Int, _ turn: inout Turn) -> Int {
        if let news = pathMTUs.tooBig(to: destination, told: told, sent: sent, at: turn.now) { turn.note(.pathMTU(destination, news)) }
        return PathMTUCache.believed(told: told, sent: sent, to: destination)
    }

    /// Hands an error to the socket whose packet it is about.
    func deliver(_ report: ICMPReport, about quoted: QuotedPacket, _ turn: inout Turn) {
        switch quoted.protocolNumber {
        case 17:
            let local = SocketAddress(quoted.source, quoted.first), remote = SocketAddress(quoted.destination, quoted.second)
            guard let index = datagrams.match(local: local, remote: remote) else { return }
            if datagrams[index].keepsErrors, datagrams[index].errors.count < DatagramSocketState.errorLimit { datagrams[index].errors.append(report) }
            if datagrams[index].remote != nil, let failure = report.failure { datagrams[index].pendingError = failure }
            turn.ready.append(Readiness(kind: .datagrams, socket: datagrams[index].id, cause: turn.cause))
        case 6:
            let pair = SocketPair(local: SocketAddress(quoted.source, quoted.first), remote: SocketAddress(quoted.destination, quoted.second))
            receiveTCPError(report, pair: pair, sequence: quoted.third, &turn)
        case 1, 58:
            var echo = report
            echo.destination.port = 0
            echo.sequence = UInt16(truncatingIfNeeded: quoted.third)
            deliverEcho(.error(echo), identifier: UInt16(truncatingIfNeeded: quoted.third >> 16), isIPv6: quoted.protocolNumber == 58, &turn)
        default: break
        }
    }

}

extension QuotedPacket {
    /// Reads an IPv4 header and the eight bytes behind it, which every error carries (RFC 792).
    init?(ipv4 bytes: [UInt8]) {
        let decoded = bytes.decode(as: IPv4Header.context) { reader -> QuotedPacket? in
            guard let header = try? IPv4Header(parsing: &reader), header.fragmentOffset == 0,
                let first = try? reader.uint16("ports"), let second = try? reader.uint16("ports"), let third = try? reader.uint32("rest")
            else { return nil }
            return QuotedPacket(source: .v4(header.source), destination: .v4(header.destination), protocolNumber: header.protocol.rawValue, first: first, second: second, third: third, payload: reader.rest())
        }
        guard let decoded else { return nil }
        self = decoded
    }
}
