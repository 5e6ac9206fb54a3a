import Compression

/// What compressed content holds, as far as it can be had.
enum CompressedBody {
    /// The most bytes that are made of one body or message.
    static let limit = 1 << 20
    /// What comes of a body whose end is damaged is shown from this size on.
    private static let block = 32_768

    static func canRead(_ encoding: String) -> Bool { ["gzip", "x-gzip", "deflate", "x-deflate"].contains(encoding) }

    /// The content of a body; what it begins with tells how it is wrapped. Nil: nothing can be made of it.
    static func inflate(_ body: Octets) -> [UInt8]? {
        let bytes = [UInt8](body.buffer)
        guard bytes.count >= 2 else { return nil }
        if bytes[0] == 0x1f, bytes[1] == 0x8b {
            guard let start = endOfGzipHeader(bytes) else { return nil }
            return inflate(bytes, from: start, Inflater(.raw))
        }
        if bytes[0] & 15 == 8, (Int(bytes[0]) << 8 | Int(bytes[1])) % 31 == 0, let content = inflate(bytes, from: 0, Inflater(.zlib)) { return content }
        return inflate(bytes, from: 0, Inflater(.raw))
    }

    private static func inflate(_ bytes: [UInt8], from start: Int, _ inflater: Inflater) -> [UInt8]? {
        var content: [UInt8] = []
        do { try inflater.inflate(bytes, from: start, into: &content, limit: limit) } catch {
            if case .invalid = error, content.count <= block { return nil }
        }
        return content.isEmpty && !inflater.isFinished ? nil : content
    }

    /// RFC 1952 section 2.3.
    private static func endOfGzipHeader(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 10, bytes[2] == 8 else { return nil }
        let flags = bytes[3]
        var at = 10
        if flags & 4 != 0 {
            guard bytes.count >= at + 2 else { return nil }
            at += 2 + Int(bytes[at]) + Int(bytes[at + 1]) << 8
        }
        for flag: UInt8 in [8, 16] where flags & flag != 0 {
            while at < bytes.count, bytes[at] != 0 { at += 1 }
            at += 1
        }
        return at <= bytes.count ? at : nil
    }
}

/// The compression of WebSocket messages (RFC 7692): each direction has a window of its own.
struct MessageCompression {
    /// The server has agreed to it.
    var isOn = false
    private var inflaters: [Inflater?] = [nil, nil]
    /// What a window takes in memory.
    private static let windowBytes = 48 << 10

    var heldBytes: Int { inflaters.reduce(0) { $0 + ($1 == nil ? 0 : Self.windowBytes) } }
    mutating func forget() { inflaters = [nil, nil] }

    /// The message's content; nil when it cannot be had, as when a message before it is missing.
    mutating func inflate(_ message: Octets, side: Int) -> [UInt8]? {
        let inflater = inflaters[side] ?? Inflater(.raw)
        inflaters[side] = inflater
        if inflater.isFinished { inflater.reset() }
        var content: [UInt8] = []
        do { try inflater.inflate([UInt8](message.buffer) + [0, 0, 0xff, 0xff], into: &content, limit: CompressedBody.limit) } catch { return nil }
        return content
    }
}
