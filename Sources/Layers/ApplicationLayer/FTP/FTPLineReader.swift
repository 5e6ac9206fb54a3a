/// Takes a client's command lines out of the control connection. Lines end in CRLF; a bare LF, as people type it, counts too.
///
/// Telnet's "interrupt process" and "synch" (IAC bytes, RFC 959 section 3.6 for ABOR) are passed over. The synch's urgent byte is often
/// ABOR's own last one, and may be lost where urgent data travels apart: `ABOR` and a carriage return therefore suffice.
struct FTPLineReader: Sendable {
    static let lineLimit = 5_000
    private var buffer = ReceiveBuffer()
    private var scanned = 0
    /// A line was taken without its line feed, which may still come.
    private var owesLineFeed = false
    private var behindIAC = false

    mutating func receive(_ bytes: some Collection<UInt8>) {
        if behindIAC || bytes.contains(0xff) { buffer.append(withoutTelnet(bytes)) } else { buffer.append(bytes) }
    }

    /// IAC and its command, 240 to 254, are left out; a byte of 255 is part of no UTF-8 text anyway.
    private mutating func withoutTelnet(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var out: [UInt8] = []
        for byte in bytes {
            if byte == 0xff { behindIAC = true; continue }
            if !(behindIAC && byte >= 0xf0) { out.append(byte) }
            behindIAC = false
        }
        return out
    }

    var isEmpty: Bool { buffer.isEmpty }
    var count: Int { buffer.count }
    mutating func forget() { _ = buffer.takeAll(); scanned = 0 }

    /// The next line, looked at but not taken; nil while it is not whole.
    mutating func peek() throws(RemoteProtocolError) -> ArraySlice<UInt8>? {
        if owesLineFeed, !buffer.isEmpty {
            owesLineFeed = false
            if buffer.storage[buffer.start] == ASCII.lineFeed { buffer.skip(1) }
        }
        guard let lineFeed = buffer.lineFeed(from: buffer.start + scanned) else {
            scanned = buffer.count
            if scanned > Self.lineLimit { throw .ftp("sent a line of more than \(Self.lineLimit) bytes") }
            let held = buffer.storage[buffer.start...]
            if held.count == 5, held.last == ASCII.carriageReturn, ASCII.equal(held.dropLast(), ignoringCase: "abor") { return held.dropLast() }
            return nil
        }
        scanned = lineFeed - buffer.start
        var line = buffer.storage[buffer.start..<lineFeed]
        if line.last == ASCII.carriageReturn { line.removeLast() }
        if line.count > Self.lineLimit { throw .ftp("sent a line of more than \(Self.lineLimit) bytes") }
        return line
    }

    /// Takes the line that ``peek()`` showed.
    mutating func take() {
        if let lineFeed = buffer.lineFeed(from: buffer.start + scanned) { buffer.skip(lineFeed + 1 - buffer.start) } else {
            buffer.skip(buffer.count)
            owesLineFeed = true
        }
        scanned = 0
    }
}
