/// What is known of a connection through a SOCKS proxy.
struct SOCKSState {
    enum Phase { case greeting, method, login, request, reply, open }
    var phase = Phase.greeting
    /// The target's port.
    var port = 0
    /// Something has passed through.
    var hasBegun = false
    /// The proxy is the stream's lower end.
    var isProxyLow = false
}

/// SOCKS (RFC 1928, and version 4): a client asks a proxy for a connection, and what passes through it is read as the target's.
enum SOCKSDissector {
    static let name = ForeignProtocols.name("socks")

    static func dissect(_ data: Octets, _ context: StreamContext, _ d: inout Dissection, _ s: inout DissectionSession) throws(Stop) -> Outcome {
        var state = context.messages.socks ?? SOCKSState(isProxyLow: !context.isFromLow)
        if state.phase == .open {
            if !state.hasBegun {
                state.hasBegun = true
                context.messages.socks = state
                s.tcp.skipNumber()
            }
            d.layer(named: name, .foreign, data, 0)
            return try ProxiedStream.dissect(data, port: state.port, isFromProxy: context.isFromLow == state.isProxyLow, allowsHTTP: true, context, &d, &s)
        }
        DataDissector.foreign(name, data, &d)
        d.packet.foundSomething = true
        advance(&state, data, isFromProxy: context.isFromLow == state.isProxyLow)
        context.messages.socks = state
        return .done
    }

    private static func advance(_ state: inout SOCKSState, _ data: Octets, isFromProxy: Bool) {
        let first = data[0], second = data[1]
        switch (state.phase, isFromProxy) {
        case (.greeting, false):
            // Version 4 asks at once: command, port, address, user.
            if first == 4, let high = data[2], let low = data[3] {
                state.port = Int(high) << 8 | Int(low)
                state.phase = .reply
            } else if first == 5 { state.phase = .method }
        case (.method, true): state.phase = second == 2 ? .login : .request
        case (.login, true): state.phase = .request
        case (.request, false):
            guard first == 5, let port = port(data) else { return }
            state.port = port
            state.phase = .reply
        case (.reply, true): if first == 5 && second == 0 || first == 0 && second == 90 { state.phase = .open }
        default: break
        }
    }

    /// The port behind an address of version 4 or 6, or a name.
    private static func port(_ data: Octets) -> Int? {
        let at: Int
        switch data[3] {
        case 1: at = 8
        case 3: at = 5 + Int(data[4] ?? 0)
        case 4: at = 20
        default: return nil
        }
        guard let high = data[at], let low = data[at + 1] else { return nil }
        return Int(high) << 8 | Int(low)
    }
}
