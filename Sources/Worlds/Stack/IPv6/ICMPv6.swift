import NetworkLayer
import TransportLayer
import Wire

extension Stack {
    /// An ICMPv6 message: an echo, an error, or neighbour discovery.
    func receiveICMPv6(_ frame: consuming [UInt8], _ arrival: IPv6Arrival, _ turn: inout Turn) {
        let message: ICMPv6Message
        switch decodeICMPv6(frame, arrival) {
        case .success(let decoded): message = decoded
        case .failure(let reason): return drop(frame, reason, on: arrival.interface, &turn)
        }
        turn.pool.give(frame)
        switch message {
        case .echoRequest(let echo):
            if !arrival.isGroup { send(.echoReply(echo), from: arrival.destination, to: arrival.source, scope: arrival.scope, &turn) }
        case .echoReply(let echo):
            let reply = EchoReplyArrival(from: .v6(arrival.source), sequence: echo.sequenceNumber, payload: echo.payload, timeToLive: arrival.hopLimit)
            deliverEcho(.reply(reply), identifier: echo.identifier, isIPv6: true, &turn)
        case .destinationUnreachable(let code, let quote): receiveError6(type: 1, code: code.rawValue, mtu: 0, quote, from: arrival.source, &turn)
        case .packetTooBig(let mtu, let quote): receiveError6(type: 2, code: 0, mtu: mtu, quote, from: arrival.source, &turn)
        case .timeExceeded(let code, let quote): receiveError6(type: 3, code: code.rawValue, mtu: 0, quote, from: arrival.source, &turn)
        case .parameterProblem(let code, _, let quote): receiveError6(type: 4, code: code.rawValue, mtu: 0, quote, from: arrival.source, &turn)
        case .neighborSolicitation, .neighborAdvertisement, .routerSolicitation, .routerAdvertisement:
            // Only from this very link: a router would have taken one hop off (RFC 4861 section 6.1 and 7.1).
            guard arrival.interface >= 0, message.isValidNeighborDiscovery(hopLimit: arrival.hopLimit, source: arrival.source, destination: arrival.destination) else { return counters.count(.martian) }
            receiveNeighbourDiscovery(message, arrival, &turn)
        case .multicastListener(let said):
            receiveListenerQuery(said, arrival, &turn)
            service(GroupService.self)?.receive(said, arrival, self, &turn)
        default: break
        }
    }

    private func decodeICMPv6(_ frame: [UInt8], _ arrival: IPv6Arrival) -> Result<ICMPv6Message, DropReason> {
        let bytes = frame.span.bytes.extracting(arrival.payloadRange)
        var sum = PseudoHeader(source: arrival.source, destination: arrival.destination, protocolNumber: 58).checksum(length: bytes.byteCount)
        sum.add(bytes)
        guard sum.value == 0 else { return .failure(.badChecksum) }
        var reader = ByteReader(bytes, as: ICMPv6Message.context, origin: arrival.payload)
        guard let message = try? ICMPv6Message(parsing: &reader) else { return .failure(.malformed) }
        return .success(message)
    }

    private func receiveError6(type: UInt8, code: UInt8, mtu: UInt32, _ quote: ICMPQuote, from reporter: IPv6Address, _ turn: inout Turn) {
        guard let quoted = QuotedPacket(ipv6: quote.packet), owns(quoted.source) else { return }
        if type == 2 { learnPathMTU(to: quoted.destination, told: Int(mtu), sent: IPv6Header.length + Int(quote.packet.load16(at: 4)), &turn) }
        let report = ICMPReport(reporter: .v6(reporter), destination: SocketAddress(quoted.destination, quoted.second), type: type, code: code, nextHopMTU: mtu, payload: quoted.payload, cause: turn.cause)
        deliver(report, about: quoted, &turn)
    }

    /// Sends an ICMPv6 message. Returns whether there was a way.
    @discardableResult
    func send(_ message: ICMPv6Message, from own: IPv6Address?, to destination: IPv6Address, scope: UInt32 = 0, hopLimit: UInt8? = nil, _ turn: inout Turn) -> Bool {
        guard let path = path6(to: destination, scope: scope, from: own, at: turn.now) else { return false }
        var body = ByteWriter()
        message.serialize(into: &body, pseudoHeader: PseudoHeader(source: path.source, destination: destination, protocolNumber: 58))
        sendIPv6(.icmpv6, body.bytes, along: path, to: destination, hopLimit: hopLimit, &turn)
        return true
    }

    /// Tells a packet's sender what became of it (RFC 4443 section 2.4(e)): not about errors, not about groups (but "too big"), not
    /// more often than the limit allows. The quote is filled in here.
    func sendError(_ error: ICMPv6Message, about frame: [UInt8], _ arrival: IPv6Arrival, _ turn: inout Turn) {
        guard !arrival.source.isMulticast, arrival.source != .any, !arrival.isGroup else { return }
        if frame[arrival.header + 6] == 58, arrival.end > arrival.payload, frame[arrival.payload] < 128 { return }
        guard mayReport(to: .v6(arrival.source), &turn) else { return }
        // As much as leaves the error within the smallest MTU.
        let quote = ICMPQuote(Array(frame[arrival.header..<min(arrival.end, arrival.header + 1232)]))
        let message: ICMPv6Message = switch error {
        case .destinationUnreachable(let code, _): .destinationUnreachable(code: code, quote: quote)
        case .packetTooBig(let mtu, _): .packetTooBig(mtu: mtu, quote: quote)
        case .timeExceeded(let code, _): .timeExceeded(code: code, quote: quote)
        case .parameterProblem(let code, let pointer, _): .parameterProblem(code: code, pointer: pointer, quote: quote)
        default: error
        }
        let own = owns(.v6(arrival.destination)) ? arrival.destination : nil
        send(message, from: own, to: arrival.source, scope: arrival.scope, &turn)
    }
}

extension QuotedPacket {
    /// Reads an IPv6 header, the extension headers behind it and eight bytes of what they lead to.
    init?(ipv6 bytes: [UInt8]) {
        let decoded = bytes.decode(as: IPv6Header.context) { reader -> QuotedPacket? in
            guard let header = try? IPv6Header(parsing: &reader), let chain = try? IPv6ExtensionChain(parsing: &reader, first: header.nextHeader),
                chain.fragment.map({ $0.fragmentOffset == 0 }) ?? true,
                let first = try? reader.uint16("ports"), let second = try? reader.uint16("ports"), let third = try? reader.uint32("rest")
            else { return nil }
            return QuotedPacket(source: .v6(header.source), destination: .v6(header.destination), protocolNumber: chain.upperLayer.rawValue, first: first, second: second, third: third, payload: reader.rest())
        }
        guard let decoded else { return nil }
        self = decoded
    }
}
