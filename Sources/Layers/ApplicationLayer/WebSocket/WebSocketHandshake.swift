public import HTTPTypes

/// The handshake that turns an HTTP/1.1 connection into a WebSocket one (RFC 6455 section 4).
public enum WebSocketHandshake {
    static let version = HTTPField.Name("Sec-WebSocket-Version")!
    static let key = HTTPField.Name("Sec-WebSocket-Key")!
    static let accept = HTTPField.Name("Sec-WebSocket-Accept")!
    static let protocols = HTTPField.Name("Sec-WebSocket-Protocol")!
    static let extensions = HTTPField.Name("Sec-WebSocket-Extensions")!

    /// The answer to a client's key: base64(SHA-1(key + a fixed GUID)).
    public static func acceptance(of key: String) -> String {
        String(decoding: Base64.encode(SHA1.digest(Array(key.utf8) + Array("258EAFA5-E914-47DA-95CA-C5AB0DC85B11".utf8))), as: UTF8.self)
    }

    // MARK: - Server

    /// What a server makes of a request.
    public enum Answer: Sendable {
        /// Send the response; then the connection is a WebSocket.
        case upgrade(HTTPResponse, subprotocol: String?, deflate: PermessageDeflate?)
        /// Send the response with no content (400, 426).
        case refuse(HTTPResponse, reason: String)
    }

    /// Whether a request asks for a WebSocket at all.
    public static func isRequested(_ request: HTTPRequest) -> Bool {
        guard let upgrade = request.headerFields[.upgrade] else { return false }
        return ASCII.list(upgrade).contains { ASCII.equal($0.utf8, ignoringCase: "websocket") }
    }

    /// - Parameters:
    ///   - subprotocols: those the server speaks, the one it likes best first.
    ///   - compression: whether permessage-deflate may be agreed on.
    public static func answer(_ request: HTTPRequest, subprotocols: [String] = [], compression: Bool = false) -> Answer {
        func refuse(_ reason: String, _ status: HTTPResponse.Status = .badRequest, _ fields: HTTPFields = [:]) -> Answer { .refuse(HTTPResponse(status: status, headerFields: fields), reason: reason) }
        let fields = request.headerFields
        guard request.method == .get else { return refuse("the method is not GET") }
        guard isRequested(request), let connection = fields[.connection], ASCII.list(connection).contains(where: { ASCII.equal($0.utf8, ignoringCase: "upgrade") }) else {
            return refuse("no upgrade to websocket was asked for", .upgradeRequired, [.upgrade: "websocket", .connection: "Upgrade"])
        }
        guard fields[values: version] == ["13"] else { return refuse("only version 13 is spoken", .upgradeRequired, [version: "13", .upgrade: "websocket", .connection: "Upgrade"]) }
        let keys = fields[values: key]
        guard keys.count == 1, let decoded = Base64.decode(keys[0].utf8), decoded.count == 16 else { return refuse("Sec-WebSocket-Key is not the base64 of 16 bytes") }
        var answer: HTTPFields = [.upgrade: "websocket", .connection: "Upgrade"]
        answer[accept] = acceptance(of: keys[0])
        let offered = fields[protocols].map(ASCII.list) ?? []
        let subprotocol = subprotocols.first { offered.contains($0) }
        if let subprotocol { answer[protocols] = subprotocol }
        let deflate = compression ? fields[extensions].flatMap { PermessageDeflate.accept(offers: $0) } : nil
        if let deflate { answer[extensions] = deflate.response }
        return .upgrade(HTTPResponse(status: .switchingProtocols, headerFields: answer), subprotocol: subprotocol, deflate: deflate)
    }

    // MARK: - Client

    /// The request that asks for a WebSocket.
    ///
    /// - Parameter nonce: 16 random bytes. Keep them for ``check(_:nonce:subprotocols:compression:)``.
    public static func request(authority: String, path: String, nonce: [UInt8], subprotocols: [String] = [], compression: Bool = false, secure: Bool = false) -> HTTPRequest {
        var fields: HTTPFields = [.upgrade: "websocket", .connection: "Upgrade"]
        fields[key] = String(decoding: Base64.encode(nonce), as: UTF8.self)
        fields[version] = "13"
        if !subprotocols.isEmpty { fields[protocols] = subprotocols.joined(separator: ", ") }
        if compression { fields[extensions] = PermessageDeflate.offer }
        return HTTPRequest(method: .get, scheme: secure ? "https" : "http", authority: authority, path: path, headerFields: fields)
    }

    /// Judges the server's `101`.
    public static func check(_ response: HTTPResponse, nonce: [UInt8], subprotocols: [String] = [], compression: Bool = false) throws(RemoteProtocolError) -> (subprotocol: String?, deflate: PermessageDeflate?) {
        guard response.status.code == 101 else { throw .http("answered \(response.status.code) instead of 101") }
        guard let upgrade = response.headerFields[.upgrade], ASCII.equal(upgrade.utf8, ignoringCase: "websocket"),
              let connection = response.headerFields[.connection], ASCII.list(connection).contains(where: { ASCII.equal($0.utf8, ignoringCase: "upgrade") }) else { throw .http("did not upgrade to websocket") }
        guard response.headerFields[values: accept] == [acceptance(of: String(decoding: Base64.encode(nonce), as: UTF8.self))] else { throw .http("sent the wrong Sec-WebSocket-Accept") }
        let subprotocol = response.headerFields[protocols]
        if let subprotocol, !subprotocols.contains(subprotocol) { throw .http("chose a subprotocol that was not offered") }
        let answer = response.headerFields[extensions]
        if answer != nil, !compression { throw .http("chose an extension though none was offered") }
        return (subprotocol, try PermessageDeflate.agreed(response: answer))
    }
}
