/// Finds the end of a message's head (or of its trailers) as its bytes arrive, looking at every byte once.
///
/// A line ends in CRLF and in nothing else (RFC 9112 section 2.2 lets a recipient take a bare LF; two recipients that
/// differ about it are how a request is smuggled, so it is refused).
struct HTTPHeadScanner: Sendable {
    /// A line of the head, without its CRLF, as indices into the buffer, relative to the head's first byte.
    private(set) var lines: [Range<Int>] = []
    /// Bytes looked at, relative to the head's first byte.
    private var scanned = 0
    private var lineStart = 0

    enum Kind { case request, response, trailers }

    /// Looks on in `buffer`. True when the empty line has come: `lines` are the lines before it and `length` covers it too.
    mutating func scan(_ buffer: borrowing ReceiveBuffer, _ kind: Kind, limits: HTTPLimits) throws(RemoteProtocolError) -> Bool {
        let base = buffer.start
        while let lineFeed = buffer.lineFeed(from: base + scanned) {
            let position = lineFeed - base
            scanned = position + 1
            guard position > lineStart, buffer.storage[lineFeed - 1] == ASCII.carriageReturn else { throw .http("ended a line without a carriage return") }
            let line = lineStart..<position - 1
            if lines.isEmpty, kind != .trailers, line.count > limits.startLine { throw tooLong(kind) }
            if scanned > limits.head { throw .http("sent a head of more than \(limits.head) bytes", status: 431) }
            lineStart = scanned
            if line.isEmpty { return true }
            if lines.count > limits.fieldCount { throw .http("sent more than \(limits.fieldCount) header fields", status: 431) }
            lines.append(line)
        }
        scanned = buffer.count
        if lines.isEmpty, kind != .trailers, scanned > limits.startLine + 2 { throw tooLong(kind) }
        if scanned > limits.head { throw .http("sent a head of more than \(limits.head) bytes", status: 431) }
        return false
    }

    /// Bytes of the head, the empty line included; right once `scan` has returned true.
    var length: Int { scanned }

    mutating func reset() {
        lines.removeAll(keepingCapacity: true)
        scanned = 0
        lineStart = 0
    }

    private func tooLong(_ kind: Kind) -> RemoteProtocolError {
        .http("sent a start line of more bytes than are taken", status: kind == .request ? 414 : 400)
    }
}
