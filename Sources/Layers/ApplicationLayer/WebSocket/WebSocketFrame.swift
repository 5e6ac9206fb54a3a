/// The header of a WebSocket frame (RFC 6455 section 5.2).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-------+-+-------------+-------------------------------+
///     |F|R|R|R| opcode|M| Payload len |    Extended payload length    |
///     |I|S|S|S|  (4)  |A|     (7)     |             (16/64)           |
///     |N|V|V|V|       |S|             |   (if payload len==126/127)   |
///     | |1|2|3|       |K|             |                               |
///     +-+-+-+-+-------+-+-------------+ - - - - - - - - - - - - - - - +
///     |     Extended payload length continued, if payload len == 127  |
///     + - - - - - - - - - - - - - - - +-------------------------------+
///     |                               |Masking-key, if MASK set to 1  |
///     +-------------------------------+-------------------------------+
public struct WebSocketFrameHeader: Hashable, Sendable {
    public enum Opcode: UInt8, Sendable, CaseIterable {
        case continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10
        /// Close, ping and pong: at most 125 bytes, never in fragments, allowed between another message's fragments.
        public var isControl: Bool { rawValue >= 8 }
    }

    /// FIN: the last frame of its message.
    public var isFinal: Bool
    /// RSV1: compressed, where permessage-deflate was agreed on (RFC 7692 section 6).
    public var isCompressed: Bool
    public var opcode: Opcode
    /// Bytes of payload.
    public var length: Int
    /// Masking-key, as its four bytes read big-endian; nil when the payload is not masked.
    public var mask: UInt32?

    public init(_ opcode: Opcode, length: Int, isFinal: Bool = true, isCompressed: Bool = false, mask: UInt32? = nil) {
        self.opcode = opcode
        self.length = length
        self.isFinal = isFinal
        self.isCompressed = isCompressed
        self.mask = mask
    }

    /// Reads a header at `start` in `bytes`; nil while it is not whole. `count` is how many bytes it has.
    static func parse(_ bytes: borrowing Span<UInt8>, at start: Int) throws(RemoteProtocolError) -> (header: WebSocketFrameHeader, count: Int)? {
        guard bytes.count - start >= 1 else { return nil }
        let first = bytes[start]
        guard first & 0x30 == 0 else { throw .webSocket("set a reserved bit") }
        guard let opcode = Opcode(rawValue: first & 0x0f) else { throw .webSocket("sent the unknown opcode \(first & 0x0f)") }
        let isFinal = first & 0x80 != 0
        if opcode.isControl, !isFinal { throw .webSocket("fragmented a control frame") }
        guard bytes.count - start >= 2 else { return nil }
        let second = bytes[start + 1], short = Int(second & 0x7f)
        if opcode.isControl, short > 125 { throw .webSocket("sent a control frame of more than 125 bytes") }
        let lengthBytes = short == 126 ? 2 : short == 127 ? 8 : 0, isMasked = second & 0x80 != 0
        let count = 2 + lengthBytes + (isMasked ? 4 : 0)
        guard bytes.count - start >= 2 + lengthBytes else { return nil }
        var length = UInt64(short)
        if lengthBytes > 0 {
            length = 0
            for index in 0..<lengthBytes { length = length << 8 | UInt64(bytes[start + 2 + index]) }
            guard length >= (lengthBytes == 2 ? 126 : 65_536) else { throw .webSocket("used more bytes for a length than it needs") }
            guard length <= UInt64(Int64.max) else { throw .webSocket("sent a length of 64 bits") }
        }
        guard bytes.count - start >= count else { return nil }
        var mask: UInt32?
        if isMasked {
            var key: UInt32 = 0
            for index in 0..<4 { key = key << 8 | UInt32(bytes[start + count - 4 + index]) }
            mask = key
        }
        return (WebSocketFrameHeader(opcode, length: Int(length), isFinal: isFinal, isCompressed: first & 0x40 != 0, mask: mask), count)
    }

    /// Writes the header behind `out`.
    public func serialize(into out: inout [UInt8]) {
        out.append((isFinal ? 0x80 : 0) | (isCompressed ? 0x40 : 0) | opcode.rawValue)
        let maskBit: UInt8 = mask == nil ? 0 : 0x80
        if length < 126 {
            out.append(maskBit | UInt8(truncatingIfNeeded: length))
        } else if length < 65_536 {
            out.append(maskBit | 126)
            out.append(UInt8(truncatingIfNeeded: length >> 8))
            out.append(UInt8(truncatingIfNeeded: length))
        } else {
            out.append(maskBit | 127)
            for shift in stride(from: 56, through: 0, by: -8) { out.append(UInt8(truncatingIfNeeded: length >> shift)) }
        }
        if let mask { for shift in stride(from: 24, through: 0, by: -8) { out.append(UInt8(truncatingIfNeeded: mask >> UInt32(shift))) } }
    }

    /// A whole unmasked frame, for a server that sends the same message to many clients: made once, sent as it is.
    public static func frame(_ opcode: Opcode, _ payload: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(payload.count + 10)
        WebSocketFrameHeader(opcode, length: payload.count).serialize(into: &out)
        out.append(contentsOf: payload)
        return out
    }
}

extension RemoteProtocolError {
    /// Close codes (RFC 6455 section 7.4.1): 1002 protocol error, 1007 not UTF-8, 1009 too big.
    static func webSocket(_ reason: String, code: Int = 1002) -> RemoteProtocolError { RemoteProtocolError("WebSocket", reason, replyCode: code) }
}

extension LocalProtocolError {
    static func webSocket(_ reason: String) -> LocalProtocolError { LocalProtocolError("WebSocket", reason) }
}
