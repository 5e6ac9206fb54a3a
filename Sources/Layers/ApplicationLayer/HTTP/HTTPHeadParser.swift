import HTTPTypes

/// Reads start lines and field lines (RFC 9112 sections 3 to 5) out of a buffer whose lines are known.
///
///     method SP request-target SP HTTP/1.1        HTTP/1.1 SP 200 SP reason
///     field-name ":" OWS field-value OWS
enum HTTPHeadParser {
    struct RequestLine {
        var method: HTTPRequest.Method
        var target: ArraySlice<UInt8>
        var version: HTTPVersion
    }

    static func requestLine(_ bytes: [UInt8], _ line: Range<Int>) throws(RemoteProtocolError) -> RequestLine {
        let span = bytes.span
        var index = line.lowerBound
        while index < line.upperBound, ASCII.isTokenCharacter(span[index]) { index += 1 }
        guard index > line.lowerBound, index < line.upperBound, span[index] == ASCII.space else { throw .http("sent a request line without a method: \(ASCII.shown(bytes[line]))") }
        let method = method(bytes[line.lowerBound..<index])
        let targetStart = index + 1
        index = targetStart
        // A fragment is the client's own affair and never sent (RFC 9112 section 3.2).
        while index < line.upperBound, ASCII.isVisible(span[index]), span[index] != UInt8(ascii: "#") { index += 1 }
        guard index > targetStart, index < line.upperBound, span[index] == ASCII.space else { throw .http("sent a request line without a valid target: \(ASCII.shown(bytes[line]))") }
        let version = try version(bytes, index + 1..<line.upperBound)
        return RequestLine(method: method, target: bytes[targetStart..<index], version: version)
    }

    private static func method(_ name: ArraySlice<UInt8>) -> HTTPRequest.Method {
        switch name.count {
        case 3 where name.elementsEqual("GET".utf8): .get
        case 4 where name.elementsEqual("POST".utf8): .post
        case 4 where name.elementsEqual("HEAD".utf8): .head
        default: HTTPRequest.Method(String(decoding: name, as: UTF8.self)) ?? .get
        }
    }

    /// `HTTP/1.` and a digit.
    private static func version(_ bytes: [UInt8], _ range: Range<Int>) throws(RemoteProtocolError) -> HTTPVersion {
        let text = bytes[range]
        guard text.count == 8, text.starts(with: "HTTP/".utf8), text[text.startIndex + 6] == UInt8(ascii: "."),
              ASCII.isDigit(text[text.startIndex + 5]), ASCII.isDigit(text[text.startIndex + 7]) else { throw .http("sent no valid HTTP version: \(ASCII.shown(text))") }
        guard text[text.startIndex + 5] == UInt8(ascii: "1") else { throw .http("speaks \(ASCII.shown(text)), this end HTTP/1.1", status: 505) }
        return text[text.startIndex + 7] == UInt8(ascii: "0") ? .http10 : .http11
    }

    static func statusLine(_ bytes: [UInt8], _ line: Range<Int>) throws(RemoteProtocolError) -> (version: HTTPVersion, status: HTTPResponse.Status) {
        // HTTP/1.1 SP 200 SP reason; some servers leave out the last space with the reason.
        guard line.count >= 12, bytes[line.lowerBound + 8] == ASCII.space else { throw .http("sent an invalid status line: \(ASCII.shown(bytes[line]))") }
        let version = try version(bytes, line.lowerBound..<line.lowerBound + 8)
        guard let code = ASCII.decimal(bytes[line.lowerBound + 9..<line.lowerBound + 12]), code >= 100 else { throw .http("sent an invalid status code: \(ASCII.shown(bytes[line]))") }
        var reason: ArraySlice<UInt8> = []
        if line.count > 12 {
            guard bytes[line.lowerBound + 12] == ASCII.space else { throw .http("sent an invalid status line: \(ASCII.shown(bytes[line]))") }
            reason = bytes[line.lowerBound + 13..<line.upperBound]
            guard reason.allSatisfy(isValueByte) else { throw .http("sent control characters in a reason phrase") }
        }
        return (version, HTTPResponse.Status(code: code, reasonPhrase: String(decoding: reason, as: UTF8.self)))
    }

    /// One field line. `body` tells the fields that frame a message apart before they are strings.
    static func field(_ bytes: [UInt8], _ line: Range<Int>) throws(RemoteProtocolError) -> HTTPField {
        let span = bytes.span
        var index = line.lowerBound
        while index < line.upperBound, ASCII.isTokenCharacter(span[index]) { index += 1 }
        guard index > line.lowerBound, index < line.upperBound, span[index] == UInt8(ascii: ":") else { throw invalidName(bytes, line) }
        guard let name = HTTPFieldNames.name(bytes[line.lowerBound..<index]) else { throw invalidName(bytes, line) }
        var start = index + 1, end = line.upperBound
        while start < end, span[start] == ASCII.space || span[start] == ASCII.tab { start += 1 }
        while end > start, span[end - 1] == ASCII.space || span[end - 1] == ASCII.tab { end -= 1 }
        index = start
        while index < end {
            guard isValueByte(span[index]) else { throw .http("sent a control character in the value of \(name.rawName)") }
            index += 1
        }
        return HTTPField(name: name, lenientValue: bytes[start..<end])
    }

    /// A line that goes on with the field before it (obs-fold): a user agent puts a space in the fold's place (RFC 9112 section 5.2). A server refuses it.
    static func folded(_ bytes: [UInt8], _ line: Range<Int>, onto field: HTTPField) throws(RemoteProtocolError) -> HTTPField {
        let more = ASCII.trimmed(bytes[line])
        guard more.allSatisfy(isValueByte) else { throw .http("sent a control character in the value of \(field.name.rawName)") }
        var value = field.withUnsafeBytesOfValue { Array($0) }
        if !value.isEmpty, !more.isEmpty { value.append(ASCII.space) }
        return HTTPField(name: field.name, lenientValue: (value + more)[...])
    }

    static func isFolded(_ bytes: [UInt8], _ line: Range<Int>) -> Bool { !line.isEmpty && (bytes[line.lowerBound] == ASCII.space || bytes[line.lowerBound] == ASCII.tab) }

    /// Printable, space, tab or obs-text (RFC 9110 section 5.5).
    @inline(__always) private static func isValueByte(_ byte: UInt8) -> Bool { byte >= 0x20 && byte != 0x7f || byte == ASCII.tab }

    private static func invalidName(_ bytes: [UInt8], _ line: Range<Int>) -> RemoteProtocolError {
        switch bytes[line.lowerBound] {
        case ASCII.space, ASCII.tab: .http("folded a header line (obs-fold)")
        default: .http("sent a line that is no header field: \(ASCII.shown(bytes[line]))")
        }
    }
}
