/// One direction of a WebSocket (RFC 6455): each frame is told when it is whole, with its text where that can be read.
struct WebSocketMessages {
    /// Bytes of a payload that are kept to be shown.
    private static let shown = 256

    /// permessage-deflate was agreed on: the first reserved bit then says that a message is compressed.
    private let mayBeCompressed: Bool
    private var header: [UInt8] = []
    private var payload: [UInt8] = []
    private var missing = 0
    private var isLost = false

    init(mayBeCompressed: Bool) { self.mayBeCompressed = mayBeCompressed }

    mutating func read(_ bytes: ArraySlice<UInt8>) -> [SaidMessage] {
        var said: [SaidMessage] = [], rest = bytes
        while !isLost, !rest.isEmpty {
            if !isWhole {
                header.append(rest.removeFirst())
                guard isWhole else { continue }
                guard let length, length < Int.max else {
                    isLost = true
                    break
                }
                missing = length
            }
            let taken = min(missing, rest.count)
            payload += rest.prefix(min(taken, max(0, Self.shown - payload.count)))
            rest = rest.dropFirst(taken)
            missing -= taken
            if missing == 0 {
                said.append(SaidMessage(protocolName: "WebSocket", words: words))
                (header, payload) = ([], [])
            }
        }
        return said
    }

    // MARK: - The header (section 5.2): FIN, RSV, opcode | MASK, length | longer length | mask

    private var isMasked: Bool { header.count > 1 && header[1] & 0x80 != 0 }
    private var lengthBytes: Int { header.count < 2 ? 0 : header[1] & 0x7f == 126 ? 2 : header[1] & 0x7f == 127 ? 8 : 0 }
    private var isWhole: Bool { header.count >= 2 && header.count == 2 + lengthBytes + (isMasked ? 4 : 0) }

    private var length: Int? {
        if lengthBytes == 0 { return Int(header[1] & 0x7f) }
        return Int(exactly: header[2..<2 + lengthBytes].reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }

    private var words: String {
        let isFinal = header[0] & 0x80 != 0, isCompressed = mayBeCompressed && header[0] & 0x40 != 0, count = length ?? 0
        let mask = header.suffix(4)
        let clear = isMasked ? payload.enumerated().map { $1 ^ mask[mask.startIndex + $0 % 4] } : payload
        var words = switch header[0] & 0x0f {
        case 0: "a further piece, \(count) B"
        case 1: isCompressed ? "text, \(count) B compressed" : "text \(Printable.quoted(clear, width: 40))"
        case 2: "binary, \(count) B\(isCompressed ? " compressed" : "")"
        case 8: "close" + (clear.count >= 2 ? " \(Int(clear[0]) << 8 | Int(clear[1]))" : "") + (clear.count > 2 ? " \(Printable.quoted(clear[2...], width: 40))" : "")
        case 9: "ping, \(count) B"
        case 10: "pong, \(count) B"
        default: "opcode \(header[0] & 0x0f), \(count) B"
        }
        if !isFinal { words += ", more to come" }
        if isMasked { words += ", masked" }
        return words
    }
}
