/// What passes through a proxy after it has granted a CONNECT (RFC 9110 section 9.3.6): the application that the target's port names.
enum HTTPTunnel {
    static func dissect(_ data: Octets, _ context: StreamContext, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) -> Outcome {
        let messages = context.messages
        guard let (isLow, port) = messages.http.proxy ?? end(context) else { return .done }
        messages.http.proxy = (isLow, port)
        guard TCPPorts.application(port) != .http else {
            DataDissector.dissect(data, &d)
            return .done
        }
        return try ProxiedStream.dissect(data, port: port, isFromProxy: context.isFromLow == isLow, allowsHTTP: false, context, &d, &s)
    }

    /// The proxy's end and the target's port: the first bytes through the tunnel are taken for the client's.
    private static func end(_ context: StreamContext) -> (isLow: Bool, port: Int)? {
        let parts = context.messages.http.target.split(separator: ":", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        return (!context.isFromLow, Int(parts[1].prefix { $0.isNumber }) ?? 0)
    }
}

/// What passes through a proxy of either kind, read as if the port were the target's.
enum ProxiedStream {
    static func dissect(_ data: Octets, port: Int, isFromProxy: Bool, allowsHTTP: Bool, _ context: StreamContext, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) -> Outcome {
        let source = isFromProxy ? port : context.sourcePort, destination = isFromProxy ? context.destinationPort : port
        let inner = StreamContext(
            slot: context.slot, isFromLow: context.isFromLow, sourcePort: source, destinationPort: destination,
            canReassemble: context.canReassemble, isEnd: context.isEnd, frame: context.frame, messages: context.messages)
        for number in [min(source, destination), max(source, destination)] {
            guard number != 0, let application = TCPPorts.application(number), application != .http || allowsHTTP, application != .foreign(SOCKSDissector.name) else { continue }
            let outcome = try TCPMessages.run(application, data, inner, &d, &s)
            guard case .rejected = outcome else { return outcome }
        }
        if TLSDissector.looksLike(data) { return try TCPMessages.run(.tls, data, inner, &d, &s) }
        if allowsHTTP, HTTPDissector.looksLike(data) { return try TCPMessages.run(.http, data, inner, &d, &s) }
        DataDissector.dissect(data, &d)
        return .done
    }
}
