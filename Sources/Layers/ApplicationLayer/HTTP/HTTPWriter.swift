import HTTPTypes

/// Writes heads and content (RFC 9112 sections 3 to 7). Values come from swift-http-types, which keeps line breaks out of them.
struct HTTPWriter: Sendable {
    private enum State: Sendable {
        case none
        case length(remaining: Int)
        case chunked
        case untilClose
    }
    private var state: State = .none

    /// Content may still be written.
    var isUnfinished: Bool {
        switch state {
        case .none: false
        case .length(let remaining): remaining > 0
        case .chunked, .untilClose: true
        }
    }

    mutating func begin(_ framing: HTTPFraming) {
        state = switch framing {
        case .none: .none
        case .length(let count): .length(remaining: count)
        case .chunked: .chunked
        case .untilClose: .untilClose
        }
    }

    mutating func content(_ bytes: [UInt8], into out: inout [UInt8]) throws(LocalProtocolError) {
        if bytes.isEmpty { return }
        switch state {
        case .none: throw .http("this message has no content, \(bytes.count) bytes were given")
        case .length(let remaining):
            guard bytes.count <= remaining else { throw .http("\(bytes.count - remaining) bytes more than Content-Length were given") }
            state = .length(remaining: remaining - bytes.count)
            out.append(contentsOf: bytes)
        case .chunked:
            out.append(contentsOf: String(bytes.count, radix: 16).utf8)
            out.appendLine()
            out.append(contentsOf: bytes)
            out.appendLine()
        case .untilClose: out.append(contentsOf: bytes)
        }
    }

    mutating func end(trailers: HTTPFields, into out: inout [UInt8]) throws(LocalProtocolError) {
        switch state {
        case .length(let remaining) where remaining > 0: throw .http("\(remaining) bytes fewer than Content-Length were given")
        case .chunked:
            out.append(ascii: "0\r\n")
            for field in trailers { Self.field(field, into: &out) }
            out.appendLine()
        default: if !trailers.isEmpty { throw .http("only a chunked message has trailers") }
        }
        state = .none
    }

    static func field(_ field: HTTPField, into out: inout [UInt8]) {
        out.append(contentsOf: field.name.rawName.utf8)
        out.append(ascii: ": ")
        field.withUnsafeBytesOfValue { out.append(contentsOf: $0) }
        out.appendLine()
    }

    static func statusLine(_ status: HTTPResponse.Status, into out: inout [UInt8]) {
        out.append(ascii: "HTTP/1.1 ")
        out.append(decimal: status.code)
        out.append(ASCII.space)
        out.append(contentsOf: status.reasonPhrase.utf8)
        out.appendLine()
    }

    /// What the caller's fields say about the framing and about the connection, looked at once, before a byte is written.
    struct Declared {
        private(set) var length: Int?
        private(set) var hasConnection = false
        /// The Connection field has "close".
        private(set) var closes = false

        init(_ fields: HTTPFields) throws(LocalProtocolError) {
            for field in fields {
                // Few names are as long as these.
                switch field.name.canonicalName.utf8.count {
                case 17 where field.name == .transferEncoding: throw .http("Transfer-Encoding is the connection's own: leave it and Content-Length out, and the content is chunked")
                case 14 where field.name == .contentLength:
                    guard length == nil, let value = ASCII.decimal(field.value.utf8) else { throw .http("Content-Length is not one number") }
                    length = value
                case 10 where field.name == .connection:
                    hasConnection = true
                    if ASCII.list(field.value).contains(where: { ASCII.equal($0.utf8, ignoringCase: "close") }) { closes = true }
                default: break
                }
            }
        }
    }
}
