/// HTTP/1.1 (RFC 9112) in both directions of a connection: the heads are told, contents are passed over; after a
/// `101 Switching Protocols` WebSocket's messages follow.
struct HTTPMessages {
    /// Bytes of a head: what has no end by then is no HTTP that we can follow.
    static let headLimit = 65_536

    private enum Place {
        case head
        /// Bytes of content still to come.
        case content(Int)
        /// A chunk's size line; the bytes of a chunk and the line's end behind it; the trailer's lines.
        case chunkSize, chunk(Int), trailer
        /// To the connection's end: nothing more is told.
        case rest
        case webSocket(WebSocketMessages)
    }

    private struct Direction {
        var place = Place.head
        var kept: [UInt8] = []
    }

    private var requests = Direction()
    private var responses = Direction()
    /// The methods that have not been answered yet: an answer to HEAD has no content.
    private var methods: [Substring] = []

    mutating func read(_ bytes: [UInt8], fromServer: Bool) -> [SaidMessage] {
        var said: [SaidMessage] = []
        var direction = fromServer ? responses : requests
        var rest = bytes[...]
        while !rest.isEmpty { step(&direction, &rest, fromServer, &said) }
        if fromServer { responses = direction } else { requests = direction }
        return said
    }

    private mutating func step(_ direction: inout Direction, _ rest: inout ArraySlice<UInt8>, _ fromServer: Bool, _ said: inout [SaidMessage]) {
        switch direction.place {
        case .rest: rest = []
        case .content(let missing), .chunk(let missing):
            let taken = min(missing, rest.count)
            rest = rest.dropFirst(taken)
            if case .chunk = direction.place { direction.place = missing > taken ? .chunk(missing - taken) : .chunkSize } else { direction.place = missing > taken ? .content(missing - taken) : .head }
        case .webSocket(var frames):
            said += frames.read(rest)
            rest = []
            direction.place = .webSocket(frames)
        case .head, .chunkSize, .trailer:
            guard let line = line(&direction, &rest) else { return }
            switch direction.place {
            case .head: head(&direction, line, fromServer, &said)
            case .chunkSize:
                let size = Int(String(decoding: line.prefix { $0 != 0x3b && $0 != 0x20 && $0 != 0x0d }, as: UTF8.self), radix: 16)
                direction.place = size.map { $0 == 0 ? .trailer : $0 < Int.max - 2 ? .chunk($0 + 2) : .rest } ?? .rest
            default: if line.isEmpty { direction.place = .head }
            }
        }
    }

    /// A whole head, or a whole line of chunked content, without its end; nil when more must come.
    private func line(_ direction: inout Direction, _ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        var isHead = false
        if case .head = direction.place { isHead = true }
        while let byte = rest.popFirst() {
            // Empty lines before a request are passed over (section 2.2).
            if isHead, direction.kept.isEmpty, byte == 0x0d || byte == 0x0a { continue }
            direction.kept.append(byte)
            if direction.kept.count > Self.headLimit {
                direction = Direction(place: .rest)
                return nil
            }
            guard byte == 0x0a, !isHead || direction.kept.suffix(4) == [0x0d, 0x0a, 0x0d, 0x0a] || direction.kept.suffix(2) == [0x0a, 0x0a] else { continue }
            var line = direction.kept
            direction.kept = []
            while let last = line.last, last == 0x0a || last == 0x0d { line.removeLast() }
            return line
        }
        return nil
    }

    private mutating func head(_ direction: inout Direction, _ bytes: [UInt8], _ fromServer: Bool, _ said: inout [SaidMessage]) {
        let head = Head(bytes)
        let words = head.start.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard words.count >= 2, (fromServer ? words[0] : words.last!).hasPrefix("HTTP/") else {
            direction.place = .rest
            return
        }
        if fromServer {
            let status = words[1], method = status.hasPrefix("1") && status != "101" ? nil : methods.isEmpty ? nil : methods.removeFirst()
            said.append(SaidMessage(protocolName: "HTTP", words: words[1...].joined(separator: " ") + head.describedContent))
            if status == "101" {
                let isCompressed = head["sec-websocket-extensions"] != nil
                if head["upgrade"]?.lowercased() == "websocket" {
                    direction.place = .webSocket(WebSocketMessages(mayBeCompressed: isCompressed))
                    requests = Direction(place: .webSocket(WebSocketMessages(mayBeCompressed: isCompressed)))
                } else { (direction.place, requests.place) = (.rest, .rest) }
            } else if method == "HEAD" || status.hasPrefix("1") || status == "204" || status == "304" { direction.place = .head } else { direction.place = head.content(isResponse: true) }
        } else {
            if methods.count < 1_024 { methods.append(words[0]) }
            said.append(SaidMessage(protocolName: "HTTP", words: "\(words[0]) \(words[1])\(head["host"].map { " of \($0)" } ?? "")\(head.describedContent)"))
            direction.place = head.content(isResponse: false)
        }
    }

    /// A start line and its fields.
    private struct Head {
        let start: String
        private let fields: [(name: String, value: String)]

        init(_ bytes: [UInt8]) {
            let lines = bytes.split(separator: 0x0a).map { line in
                var line = line
                while line.last == 0x0d { line.removeLast() }
                return String(decoding: line, as: UTF8.self)
            }
            start = lines.first ?? ""
            fields = lines.dropFirst().map { line in
                let colon = line.firstIndex(of: ":") ?? line.endIndex
                return (line[..<colon].lowercased(), String(line[colon...].dropFirst().drop { $0 == " " || $0 == "\t" }))
            }
        }

        subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

        private var isChunked: Bool { self["transfer-encoding"]?.lowercased().hasSuffix("chunked") == true }
        private var length: Int? { self["content-length"].flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil } }

        func content(isResponse: Bool) -> Place {
            if isChunked { return .chunkSize }
            if let length { return length > 0 ? .content(length) : .head }
            return isResponse ? .rest : .head
        }

        /// ", 4 fields, 620 B of text/html".
        var describedContent: String {
            var words = ", \(fields.count) \(fields.count == 1 ? "field" : "fields")"
            let kind = self["content-type"].map { " of \($0.prefix { $0 != ";" })" } ?? ""
            let coding = self["content-encoding"].map { ", \($0)" } ?? ""
            if isChunked { words += ", chunks\(kind)\(coding)" } else if let length, length > 0 { words += ", \(length) B\(kind)\(coding)" }
            return words
        }
    }
}
