import ApplicationLayer
public import Sockets
public import Wire

/// What a host's `resolve` asks: the name servers it was told, one after another (RFC 1034 section 5.3.1). It remembers nothing.
public struct StubResolver: Sendable {
    public var servers: [SocketAddress]
    /// Put behind names without a dot.
    public var searchDomain: String?
    public var client: DNSClient

    public init(servers: [SocketAddress], searchDomain: String? = nil, client: DNSClient = DNSClient(timeout: .seconds(5), tries: 2)) {
        self.servers = servers
        self.searchDomain = searchDomain
        self.client = client
    }

    /// The addresses of `name`: IPv6 ones last where `prefersIPv4`, or none at all where `wantsIPv6` is false.
    ///
    /// - Throws: `SocketError` with `.nameNotFound`, `.timedOut` or `.cancelled`.
    public func resolve(_ text: String, wantsIPv6: Bool = true, on host: some Host) async throws(SocketError) -> [IPAddress] {
        let full = text.contains(".") || searchDomain == nil ? text : "\(text).\(searchDomain ?? "")"
        guard let name = DNSName(full), !name.labels.isEmpty else { throw SocketError(.nameNotFound, during: "resolve", of: text) }
        var failure = SocketError(.nameNotFound, during: "resolve", of: text)
        for server in servers {
            do {
                var found: [IPAddress] = []
                for type in wantsIPv6 ? [DNSType.a, .aaaa] : [.a] {
                    let reply = try await client.ask(name, type, server: server, on: host)
                    guard reply.message.responseCode == 0 || reply.message.responseCode == DNSMessage.ResponseCode.nameError.rawValue else { throw SocketError(.nameNotFound, during: "resolve", of: text) }
                    for record in reply.message.answers {
                        switch record.data {
                        case .a(let address) where type == .a: found.append(.v4(address))
                        case .aaaa(let address) where type == .aaaa: found.append(.v6(address))
                        default: break
                        }
                    }
                    if reply.message.responseCode != 0 { break }
                }
                guard !found.isEmpty else { throw SocketError(.nameNotFound, during: "resolve", of: text) }
                return found
            } catch let error as SocketError {
                if error.code == .cancelled { throw error }
                failure = error.code == .timedOut ? SocketError(.timedOut, during: "resolve", of: text) : SocketError(.nameNotFound, during: "resolve", of: text)
                if error.code == .nameNotFound { throw failure }
            } catch { throw SocketError(.cancelled, during: "resolve", of: text) }
        }
        throw failure
    }
}
