import HTTPTypes

/// Takes a message's content out of the arriving bytes, however it is framed.
struct HTTPBodyReader: Sendable {
    enum Step: Sendable {
        case needData
        case content([UInt8])
        case end(trailers: HTTPFields)
    }

    private enum State: Sendable {
        case length(remaining: Int)
        case untilClose
        /// At a chunk's line.
        case chunkLine
        case chunk(remaining: Int)
        /// At the CRLF behind a chunk's content.
        case chunkEnd
        case trailers
        case ended
    }

    private var state: State
    private var scanner = HTTPHeadScanner()
    private var received = 0
    private var extensionBytes = 0
    /// Bytes of an unfinished chunk line that were looked at.
    private var scanned = 0

    init(_ framing: HTTPFraming) {
        state = switch framing {
        case .none: .length(remaining: 0)
        case .length(let count): .length(remaining: count)
        case .chunked: .chunkLine
        case .untilClose: .untilClose
        }
    }

    /// The end of the connection: the end of an unframed body, and a cut one otherwise.
    mutating func receiveEnd() throws(RemoteProtocolError) {
        switch state {
        case .untilClose, .ended: state = .ended
        case .length(let remaining): throw .http("ended the connection \(remaining) bytes before the end of the content")
        default: throw .http("ended the connection inside a chunked body")
        }
    }

    mutating func next(_ buffer: inout ReceiveBuffer, ended: Bool, limits: HTTPLimits) throws(RemoteProtocolError) -> Step {
        while true {
            switch state {
            case .ended:
                return .end(trailers: HTTPFields())
            case .length(let remaining):
                if remaining == 0 { return finish() }
                if buffer.isEmpty { break }
                let content = buffer.take(remaining)
                state = .length(remaining: remaining - content.count)
                return .content(content)
            case .untilClose:
                if buffer.isEmpty { break }
                let content = buffer.takeAll()
                try count(content.count, limits)
                return .content(content)
            case .chunkLine:
                guard let size = try chunkSize(&buffer, limits) else { break }
                try count(size, limits)
                state = size == 0 ? .trailers : .chunk(remaining: size)
                continue
            case .chunk(let remaining):
                if buffer.isEmpty { break }
                let content = buffer.take(remaining)
                state = content.count == remaining ? .chunkEnd : .chunk(remaining: remaining - content.count)
                return .content(content)
            case .chunkEnd:
                if let first = buffer.storage[buffer.start...].first, first != ASCII.carriageReturn { throw .http("sent a chunk longer than it said") }
                guard buffer.count >= 2 else { break }
                guard buffer.storage[buffer.start + 1] == ASCII.lineFeed else { throw .http("sent a chunk longer than it said") }
                buffer.skip(2)
                state = .chunkLine
                continue
            case .trailers:
                guard try scanner.scan(buffer, .trailers, limits: limits) else { break }
                var fields = HTTPFields()
                for line in scanner.lines {
                    let field = try HTTPHeadParser.field(buffer.storage, line.lowerBound + buffer.start..<line.upperBound + buffer.start)
                    // A trailer must not frame or route the message it trails (RFC 9110 section 6.5.1).
                    if Self.isForbiddenTrailer(field.name.canonicalName) { throw .http("sent \(field.name.rawName) as a trailer") }
                    fields.append(field)
                }
                buffer.skip(scanner.length)
                state = .ended
                return .end(trailers: fields)
            }
            // Nothing more can be made of what is there.
            if !ended { return .needData }
            try receiveEnd()
        }
    }

    private mutating func finish() -> Step {
        state = .ended
        return .end(trailers: HTTPFields())
    }

    private mutating func count(_ more: Int, _ limits: HTTPLimits) throws(RemoteProtocolError) {
        let (sum, overflow) = received.addingReportingOverflow(more)
        if overflow || sum > limits.body ?? .max { throw .http("sent more than \(limits.body ?? .max) bytes of content", status: 413) }
        received = sum
    }

    /// `1*HEXDIG [ chunk-ext ] CRLF` (RFC 9112 section 7.1); nil while the line is not whole.
    private mutating func chunkSize(_ buffer: inout ReceiveBuffer, _ limits: HTTPLimits) throws(RemoteProtocolError) -> Int? {
        guard let lineFeed = buffer.lineFeed(from: buffer.start + scanned) else {
            scanned = buffer.count
            if scanned > limits.chunkLine { throw .http("sent a chunk line of more than \(limits.chunkLine) bytes") }
            return nil
        }
        scanned = 0
        let line = buffer.storage[buffer.start..<lineFeed]
        guard line.last == ASCII.carriageReturn, line.count <= limits.chunkLine else { throw .http("ended a chunk line without a carriage return, or too late") }
        var size = 0, digits = 0, index = line.startIndex
        while index < line.endIndex - 1, let digit = ASCII.hexValue(line[index]) {
            // 15 digits fit any Int; leading zeros beyond that have no honest use.
            guard digits < 15 else { throw .http("sent a chunk size of more than 15 digits") }
            size = size << 4 | Int(digit)
            digits += 1
            index += 1
        }
        let rest = line[index..<line.endIndex - 1]
        guard digits > 0, rest.isEmpty || rest.first == UInt8(ascii: ";") else { throw .http("sent an invalid chunk size: \(ASCII.shown(line.dropLast()))") }
        guard rest.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == ASCII.tab }) else { throw .http("sent control characters in a chunk extension") }
        extensionBytes += rest.count
        if extensionBytes > limits.chunkExtensions { throw .http("sent more than \(limits.chunkExtensions) bytes of chunk extensions") }
        buffer.skip(lineFeed + 1 - buffer.start)
        return size
    }

    private static func isForbiddenTrailer(_ name: String) -> Bool {
        switch name {
        case "transfer-encoding", "content-length", "host", "trailer", "connection", "content-encoding", "content-type", "content-range", "authorization", "set-cookie", "expect", "te", "upgrade": true
        default: false
        }
    }
}
