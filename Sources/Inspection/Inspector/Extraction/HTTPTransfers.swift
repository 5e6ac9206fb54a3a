import ApplicationLayer
import Compression

/// The bodies of an HTTP/1.1 conversation, requests' and answers' alike.
final class HTTPTransfers: TransferReader {
    private var fromClient: HTTPTransferSide
    private var fromServer: HTTPTransferSide
    /// Requests that wait for their answers: method, target and host.
    private var requests: [(method: String, target: String)] = []

    init(client: Endpoint, server: Endpoint) {
        fromClient = HTTPTransferSide(client)
        fromServer = HTTPTransferSide(server)
    }

    /// Whether these are the first bytes of a message.
    static func begins(_ bytes: [UInt8]) -> Bool {
        if bytes.starts(with: Array("HTTP/1.".utf8)) { return true }
        guard let space = bytes.prefix(12).firstIndex(of: 0x20), space >= 3, bytes[..<space].allSatisfy({ (0x41...0x5a).contains($0) }) else { return false }
        let line = bytes.prefix { $0 != 0x0d && $0 != 0x0a }
        return line.count >= 9 && line.suffix(8).starts(with: Array("HTTP/1.".utf8)) || line.count == bytes.count
    }

    func take(_ piece: StreamPiece, _ log: TransferLog) {
        switch piece {
        case .gap(let count, let isFromClient):
            if isFromClient { fromClient.gap(count, log) } else { fromServer.gap(count, log) }
        case .bytes(let bytes, let isFromClient, let frame):
            if isFromClient { fromClient.take(bytes, frame, &requests, log) } else { fromServer.take(bytes, frame, &requests, log) }
        }
    }

    func finish(_ log: TransferLog) {
        fromClient.finish(log)
        fromServer.finish(log)
    }
}

/// One direction of an HTTP conversation.
private struct HTTPTransferSide {
    private enum State {
        case head
        /// A body of so many more bytes; nil: to the end of the stream.
        case body(Int?)
        case chunkSize
        case chunk(Int)
        case chunkEnd
        case trailer
        /// Out of step, or no HTTP any more: until bytes begin like a message.
        case lost
    }
    private let sender: Endpoint
    private var state = State.head
    private var held: [UInt8] = []
    private var id: Int?
    private var fault: String?
    private var inflater: Inflater?
    private static let headLimit = 65_536
    /// A few kilobytes can hold gigabytes: no body is unpacked beyond this.
    private static let inflatedLimit = 256 << 20
    private var inflated = 0

    init(_ sender: Endpoint) { self.sender = sender }

    mutating func gap(_ count: Int, _ log: TransferLog) {
        fault = "\(count) bytes are missing in the capture"
        switch state {
        case .body(let left?) where left > count && inflater == nil:
            put([UInt8](repeating: 0, count: min(count, 1 << 20)), log)
            state = .body(left - count)
        case .body(nil): put([UInt8](repeating: 0, count: min(count, 1 << 20)), log)
        case .chunk(let left) where left > count && inflater == nil:
            put([UInt8](repeating: 0, count: min(count, 1 << 20)), log)
            state = .chunk(left - count)
        default:
            end(log)
            state = .lost
        }
        held = []
    }

    mutating func take(_ bytes: [UInt8], _ frame: Int, _ requests: inout [(method: String, target: String)], _ log: TransferLog) {
        var rest = bytes[...]
        while !rest.isEmpty {
            switch state {
            case .lost:
                guard HTTPTransfers.begins(Array(rest.prefix(256))) else { return log.skipped += rest.count }
                state = .head
                held = []
            case .head:
                guard let head = line(&rest, until: true, log) else { return }
                begin(head, frame, &requests, log)
            case .body(let left):
                let part = rest.prefix(left ?? rest.count)
                put(part, log)
                rest = rest.dropFirst(part.count)
                if let left {
                    state = .body(left - part.count)
                    if left == part.count { end(log) }
                }
            case .chunkSize:
                guard let line = line(&rest, until: false, log) else { return }
                guard let size = Int(String(decoding: line.prefix { $0 != 0x3b && $0 != 0x20 && $0 != 0x0d }, as: UTF8.self), radix: 16), size >= 0 else { return lose(log) }
                state = size == 0 ? .trailer : .chunk(size)
            case .chunk(let left):
                let part = rest.prefix(left)
                put(part, log)
                rest = rest.dropFirst(part.count)
                state = left == part.count ? .chunkEnd : .chunk(left - part.count)
            case .chunkEnd:
                guard line(&rest, until: false, log) != nil else { return }
                state = .chunkSize
            case .trailer:
                guard let line = line(&rest, until: false, log) else { return }
                if line.isEmpty || line == [0x0d] { end(log) }
            }
        }
    }

    /// Takes bytes up to the end of a line, or of a head; nil when they aren't all there.
    private mutating func line(_ rest: inout ArraySlice<UInt8>, until emptyLine: Bool, _ log: TransferLog) -> [UInt8]? {
        while let byte = rest.popFirst() {
            if emptyLine, held.isEmpty, byte == 0x0d || byte == 0x0a { continue }
            held.append(byte)
            if held.count > Self.headLimit {
                log.skipped += held.count
                held = []
                state = .lost
                return nil
            }
            guard byte == 0x0a else { continue }
            if emptyLine, !(held.count >= 2 && held[held.count - 2] == 0x0a || held.suffix(3).elementsEqual([0x0a, 0x0d, 0x0a])) { continue }
            defer { held = [] }
            return held.dropLast()
        }
        return nil
    }

    private mutating func begin(_ head: [UInt8], _ frame: Int, _ requests: inout [(method: String, target: String)], _ log: TransferLog) {
        let lines = head.split(separator: 0x0a).map { String(decoding: $0.last == 0x0d ? $0.dropLast() : $0, as: UTF8.self) }
        guard let first = lines.first, HTTPTransfers.begins(Array(first.utf8)) else {
            log.skipped += head.count + 1
            return state = .lost
        }
        log.head(head + [0x0a])
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            fields[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmed
        }
        let words = first.split(separator: " ", maxSplits: 2).map(String.init)
        fault = nil
        var name: String, hasBody = true
        let isChunked = fields["transfer-encoding"]?.lowercased().contains("chunked") ?? false
        var length = fields["content-length"].flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil }
        if first.hasPrefix("HTTP/") {
            let code = words.count > 1 ? words[1] : ""
            let request = code.hasPrefix("1") && code != "101" || requests.isEmpty ? nil : requests.removeFirst()
            name = request?.target ?? ""
            hasBody = !(code.hasPrefix("1") || code == "204" || code == "304" || request?.method == "HEAD" || request?.method == "CONNECT" && code.hasPrefix("2"))
            if code == "101" || request?.method == "CONNECT" && code.hasPrefix("2") { return state = .lost }
        } else {
            name = words.count > 1 ? words[1] : ""
            if requests.count < 256 { requests.append((words[0], name)) }
            if !isChunked, length == nil { length = 0 }
        }
        guard hasBody, isChunked || length != 0 else { return state = .head }
        if name.isEmpty { name = "body" }
        let type = fields["content-type"].map { String($0.prefix { $0 != ";" && $0 != " " }).lowercased() } ?? ""
        inflated = 0
        switch fields["content-encoding"]?.lowercased() {
        case nil, "", "identity": inflater = nil
        case "gzip", "x-gzip": inflater = Inflater(.gzip)
        case "deflate": inflater = Inflater(.zlib)
        case let other?:
            inflater = nil
            fault = "left as it was sent, in \(other)"
        }
        id = log.begin(.http, name: name, type: type, frame: frame, from: sender)
        state = isChunked ? .chunkSize : .body(length)
    }

    private mutating func put(_ bytes: some Collection<UInt8>, _ log: TransferLog) {
        guard let id else { return }
        guard let inflater else { return log.bytes(id, bytes) }
        var out: [UInt8] = []
        do {
            try inflater.inflate(Array(bytes), into: &out, limit: max(0, Self.inflatedLimit - inflated))
        } catch {
            fault = error == .tooBig ? "unpacked, it has more than \(Self.inflatedLimit >> 20) MiB" : "what should be compressed is damaged"
            self.inflater = nil
            log.bytes(id, out)
            self.id = nil
            return log.end(id, fault: fault)
        }
        inflated += out.count
        log.bytes(id, out)
    }

    private mutating func end(_ log: TransferLog) {
        if let id { log.end(id, fault: fault ?? (inflater.map { !$0.isFinished } ?? false ? "what is compressed ends too early" : nil)) }
        id = nil
        inflater = nil
        fault = nil
        state = .head
    }

    private mutating func lose(_ log: TransferLog) {
        fault = "the chunks are not as they should be"
        end(log)
        state = .lost
        held = []
    }

    mutating func finish(_ log: TransferLog) {
        switch state {
        case .body(nil), .head, .lost:
            log.skipped += held.count
            end(log)
        default:
            fault = fault ?? "the capture ends before it does"
            end(log)
        }
    }
}

extension StringProtocol {
    /// Without spaces and tabs at either end.
    var trimmed: String {
        var text = self[...]
        while let first = text.first, first == " " || first == "\t" { text = text.dropFirst() }
        while let last = text.last, last == " " || last == "\t" || last == "\r" { text = text.dropLast() }
        return String(text)
    }
}
