/// Takes a message out of the lines behind DATA (RFC 5321 section 4.5.2): a dot at a line's start that was added is taken
/// away, and a line of one dot ends the message.
///
/// Only CRLF ends a line. A bare line feed or carriage return is refused on sight: two servers that disagree whether
/// LF . LF ends a message is how mail is smuggled past the first of them.
struct SMTPDataReader: Sendable {
    private enum State: Sendable {
        case lineStart
        /// Behind a dot at a line's start.
        case dot
        /// Behind a dot and a carriage return at a line's start.
        case dotReturn
        case line
        case carriageReturn
    }
    private var state = State.lineStart

    enum Step: Equatable {
        case content([UInt8])
        case end([UInt8])
    }

    /// Reads what is in `buffer` up to the message's end.
    mutating func next(_ buffer: inout ReceiveBuffer) throws(RemoteProtocolError) -> Step {
        var out: [UInt8] = []
        out.reserveCapacity(buffer.count)
        var index = buffer.start
        let end = buffer.end
        while index < end {
            let byte = buffer.storage[index]
            index += 1
            switch state {
            case .line:
                // The usual case: everything up to the next line break at once.
                if byte != ASCII.carriageReturn, byte != ASCII.lineFeed {
                    let start = index - 1
                    while index < end, buffer.storage[index] != ASCII.carriageReturn, buffer.storage[index] != ASCII.lineFeed { index += 1 }
                    out.append(contentsOf: buffer.storage[start..<index])
                    continue
                }
                try breakLine(byte)
            case .lineStart:
                switch byte {
                case UInt8(ascii: "."): state = .dot
                case ASCII.carriageReturn, ASCII.lineFeed: try breakLine(byte)
                default:
                    out.append(byte)
                    state = .line
                }
            case .dot:
                // The dot was added, whatever follows; alone it is the end.
                switch byte {
                case ASCII.carriageReturn: state = .dotReturn
                case ASCII.lineFeed: throw bare(byte)
                default:
                    out.append(byte)
                    state = .line
                }
            case .dotReturn:
                guard byte == ASCII.lineFeed else { throw bare(ASCII.carriageReturn) }
                state = .lineStart
                buffer.skip(index - buffer.start)
                return .end(out)
            case .carriageReturn:
                guard byte == ASCII.lineFeed else { throw bare(ASCII.carriageReturn) }
                out.append(ASCII.carriageReturn)
                out.append(ASCII.lineFeed)
                state = .lineStart
            }
        }
        buffer.skip(index - buffer.start)
        return .content(out)
    }

    private mutating func breakLine(_ byte: UInt8) throws(RemoteProtocolError) {
        guard byte == ASCII.carriageReturn else { throw bare(byte) }
        state = .carriageReturn
    }

    private func bare(_ byte: UInt8) -> RemoteProtocolError {
        .smtp("sent a bare \(byte == ASCII.lineFeed ? "line feed" : "carriage return"): lines end in CRLF", code: 521)
    }
}

/// The other direction: dots added, line ends made CRLF, the final dot.
struct SMTPDataWriter: Sendable {
    private var atLineStart = true
    private var lastWasReturn = false
    private let stuffsDots: Bool

    /// - Parameter stuffsDots: false leaves dots alone and only mends line ends.
    init(stuffsDots: Bool = true) { self.stuffsDots = stuffsDots }

    /// Writes some of a message behind `out`. Line ends may be CRLF, LF or CR: all leave as CRLF, in whatever pieces they come.
    mutating func write(_ content: some Collection<UInt8>, into out: inout [UInt8]) {
        for byte in content {
            if lastWasReturn {
                lastWasReturn = false
                if byte == ASCII.lineFeed { continue }
            }
            switch byte {
            case ASCII.carriageReturn, ASCII.lineFeed:
                out.appendLine()
                atLineStart = true
                lastWasReturn = byte == ASCII.carriageReturn
            default:
                if atLineStart, stuffsDots, byte == UInt8(ascii: ".") { out.append(byte) }
                out.append(byte)
                atLineStart = false
            }
        }
    }

    mutating func end(into out: inout [UInt8]) {
        if !atLineStart { out.appendLine() }
        out.append(ascii: ".\r\n")
        self = SMTPDataWriter()
    }
}

extension RemoteProtocolError {
    static func smtp(_ reason: String, code: Int = 500) -> RemoteProtocolError { RemoteProtocolError("SMTP", reason, replyCode: code) }
}

extension LocalProtocolError {
    static func smtp(_ reason: String) -> LocalProtocolError { LocalProtocolError("SMTP", reason) }
}
