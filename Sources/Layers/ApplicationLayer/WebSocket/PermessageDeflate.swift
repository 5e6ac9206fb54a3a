/// What permessage-deflate needs of a compressor (RFC 7692). The compressor itself (zlib) is outside this module and is
/// handed in; one belongs to one connection.
public protocol WebSocketDeflate: AnyObject, Sendable {
    /// One message, compressed and flushed, without the last four bytes 00 00 FF FF; nil to send it as it is.
    func deflate(_ message: [UInt8]) -> [UInt8]?
    /// Decompresses a part of a message behind `out`, which never grows beyond `limit` bytes.
    func inflate(_ part: [UInt8], into out: inout [UInt8], limit: Int) -> WebSocketInflation
    /// The message is whole: the window is forgotten, if that was agreed on.
    func endInflatedMessage()
}

/// What came of decompressing.
public enum WebSocketInflation: Sendable { case done, tooBig, invalid }

/// The parameters of permessage-deflate that both ends agree on in the handshake (RFC 7692 section 7.1).
public struct PermessageDeflate: Hashable, Sendable {
    public var serverNoContextTakeover = false
    public var clientNoContextTakeover = false
    /// 2 to this power is the largest window the server (the client) compresses with.
    public var serverMaxWindowBits = 15
    public var clientMaxWindowBits = 15

    public init() {}

    /// One extension of a Sec-WebSocket-Extensions field with its parameters.
    private struct Offer {
        var name: String
        var parameters: [(name: String, value: String?)]
    }

    /// `extension *( ";" name [ "=" ( token / quoted-string ) ] )`, between commas (RFC 6455 section 9.1); nil when it is malformed.
    private static func parse(_ field: String) -> [Offer]? {
        var offers: [Offer] = []
        for element in ASCII.list(field) {
            let parts = element.split(separator: ";", omittingEmptySubsequences: false).map { String(decoding: ASCII.trimmed(Array($0.utf8)[...]), as: UTF8.self) }
            guard let name = parts.first, isToken(name) else { return nil }
            var offer = Offer(name: name, parameters: [])
            for part in parts.dropFirst() {
                let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { String(decoding: ASCII.trimmed(Array($0.utf8)[...]), as: UTF8.self) }
                guard isToken(pair[0]) else { return nil }
                var value = pair.count == 2 ? pair[1] : nil
                if let quoted = value, quoted.utf8.count >= 2, quoted.hasPrefix("\""), quoted.hasSuffix("\"") { value = String(quoted.dropFirst().dropLast()) }
                if let value, !isToken(value) { return nil }
                offer.parameters.append((pair[0], value))
            }
            offers.append(offer)
        }
        return offers
    }

    private static func isToken(_ text: String) -> Bool { !text.isEmpty && text.utf8.allSatisfy(ASCII.isTokenCharacter) }

    private static func windowBits(_ value: String?) -> Int? {
        guard let value, value.utf8.first != UInt8(ascii: "0"), let bits = ASCII.decimal(value.utf8, atMost: 15), bits >= 8 else { return nil }
        return bits
    }

    /// The server's choice among a client's offers: the first that it can keep; nil for none. A window of 2^8 bytes is one
    /// that zlib cannot compress with, so an offer that insists on it is passed over.
    public static func accept(offers field: String) -> PermessageDeflate? {
        guard let offers = parse(field) else { return nil }
        offers: for offer in offers where offer.name == "permessage-deflate" {
            var agreed = PermessageDeflate(), seen: [String] = []
            for (name, value) in offer.parameters {
                if seen.contains(name) { continue offers }
                seen.append(name)
                switch name {
                case "server_no_context_takeover" where value == nil: agreed.serverNoContextTakeover = true
                case "client_no_context_takeover" where value == nil: agreed.clientNoContextTakeover = true
                case "server_max_window_bits":
                    guard let bits = windowBits(value), bits > 8 else { continue offers }
                    agreed.serverMaxWindowBits = bits
                case "client_max_window_bits":
                    // Without a value: the client can be told. We inflate any window, so there is nothing to tell.
                    if value != nil {
                        guard let bits = windowBits(value) else { continue offers }
                        agreed.clientMaxWindowBits = bits
                    }
                default: continue offers
                }
            }
            return agreed
        }
        return nil
    }

    /// What a server answers to the offer it took.
    public var response: String {
        var text = "permessage-deflate"
        if serverNoContextTakeover { text += "; server_no_context_takeover" }
        if clientNoContextTakeover { text += "; client_no_context_takeover" }
        if serverMaxWindowBits < 15 { text += "; server_max_window_bits=\(serverMaxWindowBits)" }
        if clientMaxWindowBits < 15 { text += "; client_max_window_bits=\(clientMaxWindowBits)" }
        return text
    }

    /// What a client offers.
    public static let offer = "permessage-deflate; client_max_window_bits"

    /// The client's reading of a server's answer to ``offer``; nil for no extension.
    static func agreed(response field: String?) throws(RemoteProtocolError) -> PermessageDeflate? {
        guard let field else { return nil }
        guard let answers = parse(field) else { throw .http("sent a malformed Sec-WebSocket-Extensions") }
        guard let answer = answers.first else { return nil }
        guard answers.count == 1, answer.name == "permessage-deflate" else { throw .http("chose an extension that was not offered") }
        var agreed = PermessageDeflate(), seen: [String] = []
        for (name, value) in answer.parameters {
            if seen.contains(name) { throw .http("sent a parameter of permessage-deflate twice") }
            seen.append(name)
            switch name {
            case "server_no_context_takeover" where value == nil: agreed.serverNoContextTakeover = true
            case "client_no_context_takeover" where value == nil: agreed.clientNoContextTakeover = true
            case "server_max_window_bits" where windowBits(value) != nil: agreed.serverMaxWindowBits = windowBits(value) ?? 15
            case "client_max_window_bits" where windowBits(value) ?? 0 > 8: agreed.clientMaxWindowBits = windowBits(value) ?? 15
            default: throw .http("answered permessage-deflate with the parameter \(ASCII.shown(name.utf8))")
            }
        }
        return agreed
    }
}
