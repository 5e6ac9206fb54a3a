import HTTPTypes

/// The names of the fields that nearly every message has, made once: a name that arrives spelt like one of them costs no string.
enum HTTPFieldNames {
    private static let common: [[(bytes: [UInt8], name: HTTPField.Name)]] = {
        let all = [
            "Host", "User-Agent", "Accept", "Accept-Encoding", "Accept-Language", "Connection", "Content-Length", "Content-Type", "Transfer-Encoding", "Cookie", "Cache-Control", "Referer", "Origin", "Range", "Authorization",
            "If-None-Match", "If-Modified-Since", "Expect", "Upgrade", "Upgrade-Insecure-Requests", "Sec-WebSocket-Key", "Sec-WebSocket-Version", "Sec-WebSocket-Extensions", "Sec-Fetch-Dest", "Sec-Fetch-Mode", "Sec-Fetch-Site",
            "Date", "Server", "ETag", "Last-Modified", "Location", "Content-Encoding", "Accept-Ranges", "Vary", "Set-Cookie", "Keep-Alive",
        ]
        var table: [[(bytes: [UInt8], name: HTTPField.Name)]] = .init(repeating: [], count: 26)
        for text in all { if let name = HTTPField.Name(text) { table[text.utf8.count].append((Array(text.utf8), name)) } }
        return table
    }()

    /// The name that `bytes` spell; nil for what is no field's name.
    static func name(_ bytes: ArraySlice<UInt8>) -> HTTPField.Name? {
        if bytes.count < common.count {
            let wanted = bytes.span
            candidates: for (known, name) in common[bytes.count] {
                let spelt = known.span
                for index in 0..<spelt.count where spelt[index] != wanted[index] { continue candidates }
                return name
            }
        }
        return HTTPField.Name(String(decoding: bytes, as: UTF8.self))
    }
}
