/// What the programs said over TLS: a followed conversation's pieces in, the decrypted ones out.
final class TLSPlaintext {
    private struct Side {
        var bytes: [UInt8] = []
        /// Encrypted bytes that were lost, and records that didn't open: a gap of unknown size.
        var isOutOfStep = false
        var isEncrypted = false
        var handshake: [UInt8] = []
    }
    private let decryptor: any TLSDecryptor
    private var client = Side()
    private var server = Side()
    private var hello = TLSHello(clientRandom: [], serverRandom: [], version: 0, cipherSuite: 0)
    private var session: (any TLSSession)?
    private static let limit = 1 << 18

    /// Whether any record has been opened.
    private(set) var hasOpened = false

    init(_ decryptor: any TLSDecryptor) { self.decryptor = decryptor }

    func take(_ piece: StreamPiece) -> [StreamPiece] {
        switch piece {
        case .gap(let count, let isFromClient):
            change(isFromClient) {
                $0.bytes = []
                $0.isOutOfStep = true
            }
            return [.gap(count, fromClient: isFromClient)]
        case .bytes(let bytes, let isFromClient, let frame):
            var side = isFromClient ? client : server
            side.bytes += bytes
            let plain = records(&side, isFromClient, frame)
            if side.bytes.count > Self.limit { side.bytes = [] }
            if isFromClient { client = side } else { server = side }
            return plain
        }
    }

    private func change(_ isFromClient: Bool, _ body: (inout Side) -> Void) {
        if isFromClient { body(&client) } else { body(&server) }
    }

    private func records(_ side: inout Side, _ isFromClient: Bool, _ frame: Int) -> [StreamPiece] {
        var plain: [StreamPiece] = [], at = 0
        if side.isOutOfStep { at = Self.nextRecord(side.bytes, from: 0) }
        while side.bytes.count - at >= 5 {
            let type = side.bytes[at], length = Int(side.bytes[at + 3]) << 8 | Int(side.bytes[at + 4])
            guard (20...24).contains(type), side.bytes[at + 1] == 3, length <= 0x4800 else {
                side.isOutOfStep = true
                at = Self.nextRecord(side.bytes, from: at + 1)
                continue
            }
            guard side.bytes.count - at >= 5 + length else { break }
            side.isOutOfStep = false
            let record = Array(side.bytes[at..<at + 5 + length])
            at += 5 + length
            if let piece = read(record, type, &side, isFromClient, frame) { plain.append(piece) }
        }
        side.bytes.removeFirst(at)
        return plain
    }

    /// The next place that may be a record's beginning.
    private static func nextRecord(_ bytes: [UInt8], from start: Int) -> Int {
        var at = start
        while at < bytes.count {
            if (20...24).contains(bytes[at]), at + 2 >= bytes.count || bytes[at + 1] == 3 && bytes[at + 2] <= 4 { return at }
            at += 1
        }
        return at
    }

    private func read(_ record: [UInt8], _ type: UInt8, _ side: inout Side, _ isFromClient: Bool, _ frame: Int) -> StreamPiece? {
        if type == 20 { side.isEncrypted = true }
        if type == 22, !side.isEncrypted || session == nil {
            note(Array(record.dropFirst(5)), &side)
            return nil
        }
        guard type == 23 || side.isEncrypted, type != 20, let session else { return nil }
        guard let (inner, content) = record.withUnsafeBytes({ session.open($0, fromClient: isFromClient) }) else {
            return type == 23 ? .gap(max(0, record.count - 5 - 17), fromClient: isFromClient) : nil
        }
        hasOpened = true
        return inner == 23 && !content.isEmpty ? .bytes(content, fromClient: isFromClient, frame: frame) : nil
    }

    /// Reads handshake messages that are not encrypted.
    private func note(_ bytes: [UInt8], _ side: inout Side) {
        side.handshake += bytes
        while side.handshake.count >= 4 {
            let length = Int(side.handshake[1]) << 16 | Int(side.handshake[2]) << 8 | Int(side.handshake[3])
            guard length <= Self.limit else { return side.handshake = [] }
            guard side.handshake.count >= 4 + length else { return }
            if hello.note(side.handshake[0], Array(side.handshake[4..<4 + length])) { session = decryptor.session(hello) }
            side.handshake.removeFirst(4 + length)
        }
    }
}

extension TLSHello {
    /// What RFC 8446 section 4.1.3 puts into a server's random when the hello only asks for another one.
    static let retryRandom: [UInt8] = [
        0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
        0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
    ]

    /// Takes in a hello, without its four bytes of header; whether both have been seen by now.
    mutating func note(_ type: UInt8, _ message: [UInt8]) -> Bool {
        guard message.count >= 35 else { return false }
        if type == 1 {
            clientRandom = Array(message[2..<34])
            return false
        }
        guard type == 2, !clientRandom.isEmpty else { return false }
        serverRandom = Array(message[2..<34])
        guard serverRandom != Self.retryRandom else { return false }
        version = Int(message[0]) << 8 | Int(message[1])
        var at = 35 + Int(message[34])
        guard at + 3 <= message.count else { return false }
        cipherSuite = Int(message[at]) << 8 | Int(message[at + 1])
        at += 5
        while at + 4 <= message.count {
            let kind = Int(message[at]) << 8 | Int(message[at + 1]), length = Int(message[at + 2]) << 8 | Int(message[at + 3])
            if kind == 43, length == 2, at + 6 <= message.count { version = Int(message[at + 4]) << 8 | Int(message[at + 5]) }
            at += 4 + length
        }
        return true
    }
}
