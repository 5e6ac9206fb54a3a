import HTTPTypes

/// How the end of a message's content is known (RFC 9112 section 6.3).
enum HTTPFraming: Sendable, Equatable {
    case none
    case length(Int)
    case chunked
    /// A response of which the end of the connection is the end.
    case untilClose
}

/// The header fields that decide about the connection itself, gathered while a head is read.
struct HTTPConnectionFields: Sendable {
    var contentLength: Int?
    /// Transfer-Encoding was there; `isChunked` says whether it was "chunked" and nothing else.
    var hasTransferEncoding = false
    var isChunked = false
    var closes = false
    var keepsAlive = false
    var connectionUpgrade = false
    var upgrade: [String] = []
    var host: String?
    var expectsContinue = false
    var hasUnknownExpectation = false

    /// Looks at a field. True when the field is the connection's own and kept out of the message's fields (Host, which becomes the authority).
    mutating func note(_ field: HTTPField) throws(RemoteProtocolError) -> Bool {
        let name = field.name.canonicalName
        // Most fields are none of these: the length decides first.
        switch name.utf8.count {
        case 4 where name == "host":
            guard host == nil else { throw .http("sent two Host fields") }
            host = field.value
            return true
        case 6 where name == "expect":
            if ASCII.equal(field.value.utf8, ignoringCase: "100-continue") { expectsContinue = true } else { hasUnknownExpectation = true }
        case 7 where name == "upgrade":
            upgrade += ASCII.list(field.value)
        case 10 where name == "connection":
            for option in ASCII.list(field.value) {
                if ASCII.equal(option.utf8, ignoringCase: "close") { closes = true }
                if ASCII.equal(option.utf8, ignoringCase: "keep-alive") { keepsAlive = true }
                if ASCII.equal(option.utf8, ignoringCase: "upgrade") { connectionUpgrade = true }
            }
        case 14 where name == "content-length":
            // "5, 5" is refused like "5, 6": a list of lengths has no honest use.
            guard let length = ASCII.decimal(field.value.utf8) else { throw .http("sent an invalid Content-Length: \(ASCII.shown(field.value.utf8))") }
            if let contentLength, contentLength != length { throw .http("sent two differing Content-Lengths") }
            contentLength = length
        case 17 where name == "transfer-encoding":
            guard !hasTransferEncoding else { throw .http("sent two Transfer-Encoding fields") }
            hasTransferEncoding = true
            guard ASCII.equal(field.value.utf8, ignoringCase: "chunked") else { throw .http("sent a Transfer-Encoding other than chunked: \(ASCII.shown(field.value.utf8))", status: 501) }
            isChunked = true
        default: break
        }
        return false
    }

    /// What smuggling rests on: two ways to tell the length, or one that an older recipient does not know (RFC 9112 section 6.1).
    func checkFraming(_ version: HTTPVersion) throws(RemoteProtocolError) {
        if hasTransferEncoding, contentLength != nil { throw .http("sent both Transfer-Encoding and Content-Length") }
        if hasTransferEncoding, version < .http11 { throw .http("sent Transfer-Encoding in \(version)") }
    }

    /// Whether the connection can serve another message (RFC 9112 section 9.3).
    func persists(_ version: HTTPVersion) -> Bool { closes ? false : version >= .http11 || keepsAlive }

    func requestFraming() -> HTTPFraming {
        if isChunked { return .chunked }
        return contentLength.map { $0 == 0 ? .none : .length($0) } ?? .none
    }

    func responseFraming(to method: HTTPRequest.Method, status: Int) -> HTTPFraming {
        if method == .head || status < 200 || status == 204 || status == 304 { return .none }
        if isChunked { return .chunked }
        return contentLength.map { $0 == 0 ? .none : .length($0) } ?? .untilClose
    }
}
