/// Cuts a TCP stream into the messages of the application above it, as far as they can be told apart, and keeps those
/// that are spread over several segments until they are whole.
enum TCPMessages {
    static func dissect(_ payload: Octets, _ segment: TCPDissector.Segment, canReassemble: Bool, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        let messages: StreamMessages
        if let known = s.tcp.messages[segment.slot] { messages = known } else {
            messages = StreamMessages()
            s.tcp.messages[segment.slot] = messages
        }
        defer { s.tcp.account(for: messages, limit: s.limits.messageBytes) }
        guard canReassemble else {
            // A piece of a message cannot be expected to be whole.
            let wasFragment = d.packet.isFragment
            d.packet.isFragment = true
            defer { d.packet.isFragment = wasFragment }
            do { _ = try decode(payload, segment, canReassemble: false, messages, &d, &s) } catch { 
                d.report(error, payload)
            }
            return
        }
        try reassemble(payload, segment, messages, &d, &s)
    }

    /// A FIN ends a message whose length nobody told.
    static func finish(_ payload: Octets, _ segment: TCPDissector.Segment, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) -> Bool {
        guard let messages = s.tcp.messages[segment.slot], let gathering = messages.gathering(fromLow: segment.isFromLow), gathering.untilFIN else { return false }
        gathering.add(payload, at: Int(Int32(bitPattern: segment.sequence &- gathering.start)), isLast: true)
        gathering.finish()
        messages.setGathering(nil, fromLow: segment.isFromLow)
        s.tcp.account(for: messages, limit: s.limits.messageBytes)
        guard gathering.isWhole, let whole = gathering.hand(to: &d.sources) else { return false }
        _ = try decode(whole, segment, canReassemble: false, messages, &d, &s)
        return true
    }

    private static func reassemble(_ payload: Octets, _ segment: TCPDissector.Segment, _ messages: StreamMessages, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) {
        let analysis = segment.result.analysis
        var offset = 0
        var sequence = segment.sequence &+ (segment.flags.contains(.syn) ? 1 : 0)
        let end = sequence &+ UInt32(truncatingIfNeeded: payload.count)
        if analysis.contains(.spuriousRetransmission) { return }
        if analysis.contains(.retransmission) || analysis.contains(.fastRetransmission) && messages.wasPutTogether(sequence, end, fromLow: segment.isFromLow) {
            return d.add(TCPField.segmentData, 0, payload, 0, payload.count)
        }
        // Each turn looks at what one message left of the segment.
        var turns = 0
        while offset < payload.count, turns < 10_000 {
            turns += 1
            let rest = try payload.dropping(offset)
            guard let gathering = messages.gathering(fromLow: segment.isFromLow), !isAfter(gathering.start, sequence), isAfter(gathering.next, sequence) else {
                if case .needs(let at, let more) = try decode(rest, segment, canReassemble: true, messages, &d, &s) { keep(rest, at, more, sequence, end, segment, messages, &d, s.limits) }
                return
            }
            let place = Int(sequence &- gathering.start)
            let taken = gathering.takesWholeSegment ? rest.count : min(rest.count, Int(gathering.next &- sequence))
            gathering.add(rest.prefix(taken), at: place, isLast: !isBefore(end, gathering.next))
            if gathering.takesWholeSegment {
                gathering.takesWholeSegment = false
                if isBefore(gathering.next, end) { gathering.next = end }
            }
            let follows = isBefore(gathering.next, end) ? Int(gathering.next &- sequence) : 0
            d.add(TCPField.segmentData, 0, rest, 0, taken)
            guard gathering.isWhole else {
                guard follows > 0 else { return }
                offset += follows
                sequence &+= UInt32(truncatingIfNeeded: follows)
                continue
            }
            if gathering.awaitsChunks(rest.prefix(taken), at: place) {
                gathering.takesWholeSegment = true
                return gathering.extend(to: end &+ 1)
            }
            guard let whole = gathering.hand(to: &d.sources) else { return messages.setGathering(nil, fromLow: segment.isFromLow) }
            let mark = d.mark()
            d.add(TCPField.reassembledLength, whole.reported, whole, 0, whole.count, flags: .generated)
            let looked = d.mark()
            let outcome = try decode(whole, segment, canReassemble: true, messages, &d, &s)
            if case .needs(let at, let more) = outcome, at <= whole.reported - taken {
                // Not enough yet: the same message, looked at again later.
                if d.records.count == looked.records, d.layerRecords.count == looked.layers { d.rewind(to: mark) }
                gathering.takesWholeSegment = false
                gathering.takeBack(whole)
                switch more {
                case .bytes(let count): gathering.extend(to: sequence &+ UInt32(truncatingIfNeeded: taken &+ min(count, farAway)))
                case .segment, .chunks:
                    gathering.takesWholeSegment = true
                    gathering.extend(to: end &+ 1)
                    if case .chunks(let walk) = more { gathering.walk(walk) } else { gathering.walk(nil) }
                case .untilFIN:
                    gathering.untilFIN = true
                    gathering.extend(to: end &+ UInt32(farAway))
                }
                offset += taken
                sequence &+= UInt32(truncatingIfNeeded: taken)
                continue
            }
            messages.noteEnd(of: gathering, fromLow: segment.isFromLow)
            messages.setGathering(nil, fromLow: segment.isFromLow)
            if case .needs(let at, let more) = outcome {
                // A further message begins in this segment's part of the whole.
                let begins = taken - (whole.reported - at)
                keep(rest, begins, more, sequence, end, segment, messages, &d, s.limits)
                return
            }
            guard follows > 0 else { return }
            offset += follows
            sequence &+= UInt32(truncatingIfNeeded: follows)
        }
    }

    /// As far behind a segment as a message is waited for: sequence numbers are compared modulo 2 to the 32nd.
    private static let farAway = 0x4000_0000

    /// Begins to gather a message at `at`; of a long one only the first bytes are kept.
    private static func keep(_ rest: Octets, _ at: Int, _ more: Outcome.More, _ sequence: UInt32, _ end: UInt32, _ segment: TCPDissector.Segment, _ messages: StreamMessages, _ d: inout Dissection, _ limits: DissectionSession.Limits) {
        guard at >= 0, at <= rest.count else { return }
        let start = sequence &+ UInt32(truncatingIfNeeded: at)
        let gathering = Gathering(start: start, next: end, limit: limits.oneMessageBytes)
        switch more {
        case .bytes(let count):
            guard count >= 0 else { return }
            gathering.next = end &+ UInt32(truncatingIfNeeded: min(count, farAway))
            gathering.expect(rest.count - at + min(count, farAway))
        case .segment, .chunks:
            gathering.next = end &+ 1
            gathering.takesWholeSegment = true
            if case .chunks(var walk) = more {
                walk.move(by: at)
                gathering.walk(walk)
            }
        case .untilFIN:
            gathering.next = end &+ UInt32(farAway)
            gathering.untilFIN = true
        }
        let part = rest.clamped(at, rest.count - at)
        gathering.add(part, at: 0, isLast: false)
        messages.setGathering(gathering, fromLow: segment.isFromLow)
        d.add(TCPField.segmentData, 0, part, 0, part.count)
    }

    /// Hands bytes to the application: the one recognised before, that of the ports, or one that recognises them.
    private static func decode(_ data: Octets, _ segment: TCPDissector.Segment, canReassemble: Bool, _ messages: StreamMessages, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) -> Outcome {
        let analysis = segment.result.analysis
        if analysis.contains(.keepAlive) {
            DataDissector.dissect(data, &d)
            return .done
        }
        if !analysis.isDisjoint(with: [.retransmission, .outOfOrder]) { return .done }
        let context = StreamContext(
            slot: segment.slot, isFromLow: segment.isFromLow, sourcePort: Int(segment.sourcePort), destinationPort: Int(segment.destinationPort),
            canReassemble: canReassemble, isEnd: segment.flags.contains(.fin), frame: d.packet.number, messages: messages)
        let serverPort = Int(s.tcp.stream(segment.slot).pointee.serverPort)
        let low = min(context.sourcePort, context.destinationPort), high = max(context.sourcePort, context.destinationPort)
        if let application = messages.application {
            let outcome = try run(application, data, context, &d, &s)
            guard case .rejected = outcome else { return outcome }
        }
        if let application = s.dataConnections.application(d.packet) {
            messages.application = application
            return try run(application, data, context, &d, &s)
        }
        // Not an array: one for each segment would be allocated.
        for turn in 0..<3 {
            let port = turn == 0 ? serverPort : turn == 1 ? low : high
            guard port != 0, turn == 0 || port != serverPort, let application = TCPPorts.application(port) else { continue }
            let outcome = try run(application, data, context, &d, &s)
            guard case .rejected = outcome else { return outcome }
        }
        if let application = TCPPorts.recognise(data) {
            let outcome = try run(application, data, context, &d, &s)
            if case .rejected = outcome {} else {
                messages.application = application
                return outcome
            }
        }
        DataDissector.dissect(data, &d)
        return .done
    }

    static func run(_ application: Application, _ data: Octets, _ context: StreamContext, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) -> Outcome {
        let mark = d.mark()
        let outcome: Outcome
        // Not so little as a handshake's piece, nor a file that says nothing, nor what goes through a proxy.
        var isKept = application == .tls || application == .ftpData || application == .http && context.messages.http.proxy != nil
        switch application {
        case .http: outcome = try HTTPDissector.dissect(data, context, &d, &s)
        case .webSocket: outcome = try WebSocketDissector.dissect(data, context, &d)
        case .dns: outcome = try DNSDissector.dissectStream(data, context, &d, &s)
        case .smtp: outcome = try SMTPDissector.dissect(data, context, &d, &s)
        case .ftp: outcome = try FTPDissector.dissect(data, context, &d, &s)
        case .ftpData: outcome = FTPDissector.dissectData(data, &d)
        case .tls: outcome = try TLSDissector.dissect(data, context, &d, &s)
        case .foreign(let name):
            // The two have agreed to go on with TLS.
            if ForeignFraming.canStartTLS(name), TLSDissector.looksLikeHello(data) {
                context.messages.application = .tls
                return try run(.tls, data, context, &d, &s)
            }
            if name == SOCKSDissector.name { outcome = try SOCKSDissector.dissect(data, context, &d, &s) } else if name == POPDissector.name {
                POPDissector.dissect(data, context, &d)
                outcome = .done
            } else { outcome = foreign(name, data, context, &d) }
            isKept = true
        }
        // A protocol that has recorded nothing is not in the chain.
        if !d.hasFields(since: mark, keeping: isKept) { d.rewind(to: mark) }
        return outcome
    }
}

extension TCPMessages {
    /// A protocol that is known by name: what is told of it is where its messages end.
    private static func foreign(_ name: ProtocolName, _ data: Octets, _ context: StreamContext, _ d: inout Dissection) -> Outcome {
        guard ForeignFraming.isPlausible(name, data) else { return .rejected }
        let finding = context.canReassemble && data.count >= data.reported ? ForeignFraming.look(name, data, context) : .whole
        switch finding {
        case .whole: DataDissector.foreign(name, data, &d)
        case .nothing: return .done
        case .missing(let at, let more):
            if at > 0 { DataDissector.foreign(name, data.prefix(at), &d) }
            return .needs(offset: at, more)
        }
        d.packet.foundSomething = true
        return .done
    }
}

/// Which application a TCP port belongs to.
enum TCPPorts {
    static func application(_ port: Int) -> Application? {
        switch port {
        case 80, 631, 1900, 2710, 2869, 3128, 3132, 3689, 5985, 8080, 8088, 11371: .http
        case 53: .dns
        case 25, 587: .smtp
        case 21: .ftp
        case 20: .ftpData
        case 324, 443, 465, 636, 802, 853, 993, 995, 1300, 2221, 2443, 3249...3252, 3496, 5061, 5671, 5684, 5868, 8883, 11207, 19999, 27017: .tls
        default: ForeignProtocols.overTCP(port).map { .foreign($0) }
        }
    }

    /// The application whose messages begin like this, whatever the port.
    static func recognise(_ data: Octets) -> Application? {
        if TLSDissector.looksLike(data) { return .tls }
        if ForeignFraming.isPart(data) { return .foreign(ForeignFraming.dcerpc) }
        if RecognisedDatagrams.isCall(data, at: 4), data[0].map({ $0 & 0x80 != 0 }) ?? false { return .foreign(ForeignProtocols.name("rpc")) }
        return HTTPDissector.looksLike(data) ? .http : nil
    }
}
