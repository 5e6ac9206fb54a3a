public import ApplicationLayer

/// permessage-deflate (RFC 7692) by zlib, for one end of one connection.
public final class WebSocketCompression: WebSocketDeflate, @unchecked Sendable {
    private let deflater: Deflater
    private let inflater = Inflater(.raw)
    private let resetsDeflater: Bool
    private let resetsInflater: Bool
    private let smallest: Int

    /// - Parameter smallest: shorter messages are sent as they are: compressing them gains nothing.
    public init(_ agreed: PermessageDeflate, role: WebSocketConnection.Role, level: Int = 6, smallest: Int = 64) {
        let isServer = role == .server
        deflater = Deflater(.raw, windowBits: isServer ? agreed.serverMaxWindowBits : agreed.clientMaxWindowBits, level: level)
        resetsDeflater = isServer ? agreed.serverNoContextTakeover : agreed.clientNoContextTakeover
        resetsInflater = isServer ? agreed.clientNoContextTakeover : agreed.serverNoContextTakeover
        self.smallest = smallest
    }

    public func deflate(_ message: [UInt8]) -> [UInt8]? {
        guard message.count >= smallest, var compressed = deflater.deflate(message, .sync) else { return nil }
        if resetsDeflater { deflater.reset() }
        // A flush ends in 00 00 FF FF, which the receiver puts back.
        if compressed.suffix(4) == [0, 0, 0xff, 0xff] { compressed.removeLast(4) }
        return compressed.isEmpty ? [0] : compressed
    }

    public func inflate(_ part: [UInt8], into out: inout [UInt8], limit: Int) -> WebSocketInflation {
        do throws(Inflater.Failure) {
            try inflater.inflate(part, into: &out, limit: limit)
            // A block marked as the last (BFINAL) ends a stream inside the message; what follows begins another.
            if inflater.isFinished { inflater.reset() }
            return .done
        } catch { return error == .tooBig ? .tooBig : .invalid }
    }

    public func endInflatedMessage() { if resetsInflater { inflater.reset() } }
}
