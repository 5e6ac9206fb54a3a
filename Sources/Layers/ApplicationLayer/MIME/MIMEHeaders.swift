/// The header fields of a message or of one of its parts (RFC 5322 section 2.2), unfolded, in order.
public struct MIMEHeaders: Hashable, Sendable {
    public struct Field: Hashable, Sendable {
        public var name: String
        /// Unfolded; encoded words are still encoded.
        public var value: String
    }
    public var fields: [Field] = []
    public init() {}

    /// The first field of this name, in either case.
    public subscript(name: String) -> String? { fields.first { ASCII.equal($0.name.utf8, toAnyCaseOf: name) }?.value }

    /// The first field of this name with its encoded words read.
    public func text(_ name: String) -> String? { self[name].map(EncodedWord.decode) }

    /// - Throws: for a name that is none, and for a value with a line break: both would let a header be injected.
    public mutating func append(_ name: String, _ value: String) throws(LocalProtocolError) {
        guard !name.isEmpty, name.utf8.allSatisfy({ ASCII.isVisible($0) && $0 != UInt8(ascii: ":") }) else { throw LocalProtocolError("MIME", "\(ASCII.shown(name.utf8)) is no header name") }
        guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == ASCII.tab }) else { throw LocalProtocolError("MIME", "the value of \(name) holds a line break or another control character") }
        fields.append(Field(name: name, value: value))
    }

    /// Reads a header up to its empty line; returns where the body begins. Lines may end in CRLF or LF: a stored message's may.
    init(parsing bytes: [UInt8], _ range: Range<Int>, limits: MIMELimits, bodyStart: inout Int) throws(RemoteProtocolError) {
        var index = range.lowerBound
        while index < range.upperBound {
            let lineFeed = bytes[index..<range.upperBound].firstIndex(of: ASCII.lineFeed) ?? range.upperBound
            var line = bytes[index..<lineFeed]
            if line.last == ASCII.carriageReturn { line.removeLast() }
            let next = min(lineFeed + 1, range.upperBound)
            if next - range.lowerBound > limits.headerBytes { throw .mime("sent a header of more than \(limits.headerBytes) bytes") }
            if line.isEmpty {
                bodyStart = next
                return
            }
            if let first = line.first, first == ASCII.space || first == ASCII.tab {
                if !fields.isEmpty { fields[fields.count - 1].value += String(decoding: line, as: UTF8.self) }
            } else if let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex, line[..<colon].allSatisfy({ ASCII.isVisible($0) || $0 == ASCII.space }) {
                guard fields.count < limits.headerFields else { throw .mime("sent more than \(limits.headerFields) header fields") }
                fields.append(Field(name: String(decoding: ASCII.trimmed(line[..<colon]), as: UTF8.self), value: String(decoding: ASCII.trimmed(line[(colon + 1)...]), as: UTF8.self)))
            } else if fields.isEmpty, line.starts(with: "From ".utf8) {
                // The envelope line of an mbox file.
            } else {
                // No header line: the body begins here, whatever it is.
                bodyStart = index
                return
            }
            index = next
        }
        bodyStart = range.upperBound
    }

    /// Writes the fields, folded at spaces where a line would have more than 78 characters (RFC 5322 section 2.1.1), and the empty line.
    func serialize(into out: inout [UInt8]) {
        for field in fields {
            out.append(contentsOf: field.name.utf8)
            out.append(UInt8(ascii: ":"))
            var column = field.name.utf8.count + 1
            for word in field.value.utf8.split(separator: ASCII.space, omittingEmptySubsequences: false) {
                if column + 1 + word.count > 78, column > field.name.utf8.count + 1, !word.isEmpty {
                    out.appendLine()
                    column = 0
                }
                out.append(ASCII.space)
                out.append(contentsOf: word)
                column += 1 + word.count
            }
            out.appendLine()
        }
        out.appendLine()
    }
}

/// How much of a message is taken apart.
public struct MIMELimits: Sendable, Hashable {
    public var headerBytes = 262_144
    public var headerFields = 1_000
    /// Multiparts inside multiparts.
    public var depth = 20
    public var parts = 1_000
    public init() {}
}

extension RemoteProtocolError {
    static func mime(_ reason: String) -> RemoteProtocolError { RemoteProtocolError("MIME", reason, replyCode: 554) }
}

extension ASCII {
    /// `equal(_:ignoringCase:)` for text that is known only at run time.
    static func equal(_ a: some Collection<UInt8>, toAnyCaseOf b: String) -> Bool {
        let b = b.utf8
        return a.count == b.count && zip(a, b).allSatisfy { lowercased($0) == lowercased($1) }
    }
}
