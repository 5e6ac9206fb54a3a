/// HTTP/1.x (RFC 9112).
enum HTTPField: UInt8, FieldSet {
    case request, response, method, uri, requestVersion, responseVersion, code, phrase
    case host, userAgent, accept, acceptLanguage, acceptEncoding, connection, contentType, contentLength, transferEncoding, contentEncoding
    case server, date, lastModified, location, cookie, setCookie, referer, cacheControl, authorization, authenticate, upgrade
    case wsKey, wsAccept, wsProtocol, wsVersion, wsExtensions, header, body, requestFrame, time, responseFor
    case contentBytes, fullURI, description

    static var proto: ProtocolID { .http }
    var definition: FieldDefinition {
        switch self {
        case .request: .init("http.request", "Request", .boolean, "The message asks for something.")
        case .response: .init("http.response", "Response", .boolean, "The message answers.")
        case .method: .init("http.request.method", "Method", .text, "What is to be done: GET fetches, POST hands in.")
        case .uri: .init("http.request.uri", "Target", .text, "What it is to be done with.")
        case .requestVersion: .init("http.request.version", "Version", .text, "The HTTP that the client speaks.")
        case .responseVersion: .init("http.response.version", "Version", .text, "The HTTP that the server speaks.")
        case .code: .init("http.response.code", "Status", .decimal, "How it went: 2xx well, 3xx look elsewhere, 4xx the client's fault, 5xx the server's.")
        case .phrase: .init("http.response.phrase", "Reason", .text, "The status in words.")
        case .host: .init("http.host", "Host", .text, "Which of the server's sites is meant.")
        case .userAgent: .init("http.user_agent", "User agent", .text, "What program asks.")
        case .accept: .init("http.accept", "Accept", .text, "What kinds of content the client takes.")
        case .acceptLanguage: .init("http.accept_language", "Accept-Language", .text, "What languages the reader reads.")
        case .acceptEncoding: .init("http.accept_encoding", "Accept-Encoding", .text, "What compression the client understands.")
        case .connection: .init("http.connection", "Connection", .text, "Whether the connection stays open.")
        case .contentType: .init("http.content_type", "Content type", .text, "What kind of content the body is.")
        case .contentLength: .init("http.content_length_header", "Content length", .text, "Bytes of the body.")
        case .transferEncoding: .init("http.transfer_encoding", "Transfer encoding", .text, "How the body is cut into pieces.")
        case .contentEncoding: .init("http.content_encoding", "Content encoding", .text, "How the body is compressed.")
        case .server: .init("http.server", "Server", .text, "What program answers.")
        case .date: .init("http.date", "Date", .text, "When the answer was made.")
        case .lastModified: .init("http.last_modified", "Last modified", .text, "When the content was changed last.")
        case .location: .init("http.location", "Location", .text, "Where to look instead.")
        case .cookie: .init("http.cookie", "Cookie", .text, "What the server told the client to say.")
        case .setCookie: .init("http.set_cookie", "Set-Cookie", .text, "What the client is to say from now on.")
        case .referer: .init("http.referer", "Referer", .text, "The page that led here.")
        case .cacheControl: .init("http.cache_control", "Cache-Control", .text, "Who may keep the answer, and for how long.")
        case .authorization: .init("http.authorization", "Authorization", .text, "Who asks, and the proof.")
        case .authenticate: .init("http.www_authenticate", "WWW-Authenticate", .text, "What proof the server wants.")
        case .upgrade: .init("http.upgrade", "Upgrade", .text, "What protocol to go on with.")
        case .wsKey: .init("http.sec_websocket_key", "WebSocket key", .text, "The server proves with it that it understood.")
        case .wsAccept: .init("http.sec_websocket_accept", "WebSocket accept", .text, "The proof.")
        case .wsProtocol: .init("http.sec_websocket_protocol", "WebSocket protocol", .text, "What is spoken over it.")
        case .wsVersion: .init("http.sec_websocket_version", "WebSocket version", .text, "13.")
        case .wsExtensions: .init("http.sec_websocket_extensions", "WebSocket extensions", .text, "Compression, as a rule.")
        case .header: .init("http.unknown_header", "Header", .text, "A further header.")
        case .body: .init("http.file_data", "Body", .text, "The content.")
        case .requestFrame: .init("http.request_in", "Request in frame", .decimal, "The frame with the request that this answers.")
        case .time: .init("http.time", "Time since request", .seconds, "From the request to this answer.")
        case .contentBytes: .init("http.content_length", "Content length", .decimal, "Bytes of the body, as a number.")
        case .fullURI: .init("http.request.full_uri", "Whole target", .text, "What a browser shows as the address.")
        case .description: .init("http.response.code.desc", "Status's name", .text, "What the standard calls the status.")
        case .responseFor: .init("http.response_for.uri", "Answer for", .text, "What had been asked for.")
        }
    }

    /// What the standard calls a status (RFC 9110 section 15).
    static func statusName(_ code: Int) -> String? { statuses[code] }

    private static let statuses: [Int: String] = [
        100: "Continue", 101: "Switching Protocols", 200: "OK", 201: "Created", 202: "Accepted", 203: "Non-authoritative Information", 204: "No Content", 205: "Reset Content", 206: "Partial Content", 300: "Multiple Choices",
        301: "Moved Permanently", 302: "Found", 303: "See Other", 304: "Not Modified", 305: "Use Proxy", 307: "Temporary Redirect", 308: "Permanent Redirect", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
        405: "Method Not Allowed", 406: "Not Acceptable", 408: "Request Time-out", 409: "Conflict", 410: "Gone", 411: "Length Required", 412: "Precondition Failed", 413: "Request Entity Too Large", 415: "Unsupported Media Type",
        426: "Upgrade Required", 500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Time-out",
    ]

    /// The field for a header of that name.
    static func forHeader(_ name: Octets) -> HTTPField { headers.meaning(name, 0, name.count) ?? .header }

    private static let headers = WordTable<HTTPField>(ignoringCase: true, [
        ("host", .host), ("user-agent", .userAgent), ("accept", .accept), ("accept-language", .acceptLanguage), ("accept-encoding", .acceptEncoding),
        ("connection", .connection), ("content-type", .contentType), ("content-length", .contentLength), ("transfer-encoding", .transferEncoding),
        ("content-encoding", .contentEncoding), ("server", .server), ("date", .date), ("last-modified", .lastModified), ("location", .location),
        ("cookie", .cookie), ("set-cookie", .setCookie), ("referer", .referer), ("cache-control", .cacheControl), ("authorization", .authorization),
        ("www-authenticate", .authenticate), ("upgrade", .upgrade), ("sec-websocket-key", .wsKey), ("sec-websocket-accept", .wsAccept),
        ("sec-websocket-protocol", .wsProtocol), ("sec-websocket-version", .wsVersion), ("sec-websocket-extensions", .wsExtensions),
    ])
}
