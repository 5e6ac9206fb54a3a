/// What was said over HTTP: a followed conversation's pieces in; heads, and bodies as they were before they were cut into chunks and
/// compressed, out. Over TLS, if it can be opened.
final class HTTPPlaintext {
    private let reader = HTTPTransfers(client: .none, server: .none)
    private let log = TransferLog()
    private let decryptor: (any TLSDecryptor)?
    private var tls: TLSPlaintext?
    private var hasBegun = false
    /// Why bodies are not as they were, or not whole.
    private(set) var faults: [String] = []
    private static let faultLimit = 100

    init(_ decryptor: (any TLSDecryptor)?) {
        self.decryptor = decryptor
        log.tellsHeads = true
    }

    /// Bytes that belong to no message of HTTP.
    var skipped: Int { log.skipped }

    func take(_ piece: StreamPiece) -> [StreamPiece] {
        if !hasBegun, case .bytes(let bytes, _, _) = piece, let first = bytes.first {
            hasBegun = true
            if (0x14...0x18).contains(first) { tls = decryptor.map { TLSPlaintext($0) } }
        }
        return tls?.take(piece).flatMap(read) ?? read(piece)
    }

    private func read(_ piece: StreamPiece) -> [StreamPiece] {
        reader.take(piece, log)
        switch piece {
        // Files have zeros where something is missing; here it is said.
        case .gap:
            _ = told { _ in nil }
            return [piece]
        case .bytes(_, let isFromClient, let frame): return told { .bytes($0, fromClient: isFromClient, frame: frame) }
        }
    }

    private func told(_ make: ([UInt8]) -> StreamPiece?) -> [StreamPiece] {
        log.take().compactMap { event in
            switch event {
            case .begin: return nil
            case .bytes(_, let bytes): return make(bytes)
            case .end(_, let fault):
                if let fault, faults.count < Self.faultLimit { faults.append(fault) }
                return nil
            }
        }
    }

    /// The conversation has ended.
    func finish() {
        reader.finish(log)
        _ = told { _ in nil }
    }
}
