import ApplicationLayer
import Wire

/// E1, done: the second byte says how the length is written and whether a key follows; nothing is read before it is known to be there.
public struct MyFrameReader: PlainFrameReader {
    public init() {}

    public func read(_ bytes: [UInt8]) throws -> PlainWebSocketFrame? {
        guard bytes.count >= 2 else { return nil }
        let isMasked = bytes[1] & 0x80 != 0
        let short = Int(bytes[1] & 0x7f), lengthBytes = short == 126 ? 2 : short == 127 ? 8 : 0
        let header = 2 + lengthBytes + (isMasked ? 4 : 0)
        guard bytes.count >= header else { return nil }
        var count = UInt64(short)
        if lengthBytes > 0 { count = bytes[2..<2 + lengthBytes].reduce(0) { $0 << 8 | UInt64($1) } }
        guard count <= UInt64(bytes.count - header) else { return nil }
        var payload = Array(bytes[header..<header + Int(count)])
        if isMasked { for index in payload.indices { payload[index] ^= bytes[header - 4 + index % 4] } }
        return PlainWebSocketFrame(isFinal: bytes[0] & 0x80 != 0, opcode: bytes[0] & 0x0f, payload: payload, length: header + Int(count))
    }
}
