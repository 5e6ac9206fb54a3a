/// A structured value with parameters: Content-Type (RFC 2045 section 5.1) and Content-Disposition (RFC 2183).
///
///     text/plain; charset=utf-8; name*=UTF-8''gr%C3%BCn.txt
public struct ContentType: Hashable, Sendable {
    /// Lower case: "text/plain", "attachment".
    public var value: String
    /// Names in lower case; values decoded (RFC 2231).
    public var parameters: [Parameter]

    public struct Parameter: Hashable, Sendable {
        public var name: String
        public var value: String
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    public init(_ value: String, _ parameters: Parameter...) {
        self.value = value
        self.parameters = parameters
    }

    public subscript(name: String) -> String? { parameters.first { $0.name == name }?.value }

    /// Never fails: what is malformed is left out.
    public init(parsing text: String) {
        var pieces = Self.split(Array(text.utf8))[...]
        value = String(decoding: ASCII.trimmed(pieces.popFirst().map { $0[...] } ?? []), as: UTF8.self).lowercased()
        parameters = []
        // name*0*=… name*1=…: one value in numbered parts.
        var continued: [(name: String, part: Int, isEncoded: Bool, bytes: [UInt8])] = []
        for piece in pieces.prefix(100) {
            guard let equals = piece.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let name = String(decoding: ASCII.trimmed(piece[..<equals]), as: UTF8.self).lowercased()
            let raw = Self.unquoted(Array(ASCII.trimmed(piece[(equals + 1)...])))
            guard !name.isEmpty else { continue }
            let marks = name.split(separator: "*", omittingEmptySubsequences: false)
            switch marks.count {
            case 2 where marks[1].isEmpty: parameters.append(Parameter(String(marks[0]), Self.extended(raw)))
            case 2, 3:
                if let part = ASCII.decimal(marks[1].utf8, atMost: 99) { continued.append((String(marks[0]), part, marks.count == 3, raw)) }
            default: if self[name] == nil { parameters.append(Parameter(name, EncodedWord.decode(String(decoding: raw, as: UTF8.self)))) }
            }
        }
        for name in continued.filter({ $0.part == 0 }).map(\.name) where self[name] == nil {
            let parts = continued.filter { $0.name == name }.sorted { $0.part < $1.part }
            // Percent signs count only in the parts that are marked; the character set stands in the first.
            var all: [UInt8] = []
            for part in parts { all += part.isEncoded ? part.bytes : part.bytes.flatMap { $0 == UInt8(ascii: "%") ? Array("%25".utf8) : [$0] } }
            parameters.append(Parameter(name, parts[0].isEncoded ? Self.extended(all) : Self.extended(Array("utf-8''".utf8) + all)))
        }
    }

    /// At semicolons outside quotes.
    private static func split(_ text: [UInt8]) -> [[UInt8]] {
        var pieces: [[UInt8]] = [[]], quoted = false, escaped = false
        for byte in text {
            if !quoted, byte == UInt8(ascii: ";") { pieces.append([]); continue }
            if escaped { escaped = false } else if quoted, byte == UInt8(ascii: "\\") { escaped = true } else if byte == UInt8(ascii: "\"") { quoted.toggle() }
            pieces[pieces.count - 1].append(byte)
        }
        return pieces
    }

    private static func unquoted(_ text: [UInt8]) -> [UInt8] {
        guard text.first == UInt8(ascii: "\"") else { return text }
        var out: [UInt8] = [], escaped = false
        for byte in text.dropFirst() {
            if escaped { out.append(byte); escaped = false } else if byte == UInt8(ascii: "\\") { escaped = true } else if byte == UInt8(ascii: "\"") { break } else { out.append(byte) }
        }
        return out
    }

    /// `charset'language'percent-encoded` (RFC 2231 section 4).
    private static func extended(_ raw: [UInt8]) -> String {
        let parts = raw.split(separator: UInt8(ascii: "'"), maxSplits: 2, omittingEmptySubsequences: false)
        let (charset, encoded) = parts.count == 3 ? (String(decoding: parts[0], as: UTF8.self), Array(parts[2])) : ("utf-8", raw)
        let decoded = PercentEncoding.decode(encoded[...])
        return MailCharset.decode(decoded, charset: charset) ?? String(decoding: decoded, as: UTF8.self)
    }

    /// The value for a header. Text beyond ASCII is percent-encoded (RFC 2231); quotes and control characters cannot break out.
    public var headerValue: String {
        var out = value
        for parameter in parameters {
            if parameter.value.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }) {
                let isToken = !parameter.value.isEmpty && parameter.value.utf8.allSatisfy { ASCII.isTokenCharacter($0) }
                out += isToken ? "; \(parameter.name)=\(parameter.value)" : "; \(parameter.name)=\"" + parameter.value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
            } else {
                out += "; \(parameter.name)*=UTF-8''" + PercentEncoding.encode(Array(parameter.value.utf8))
            }
        }
        return out
    }
}
