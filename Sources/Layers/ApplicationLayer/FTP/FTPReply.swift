/// A server's reply (RFC 959 section 4.2).
public struct FTPReply: Hashable, Sendable, CustomStringConvertible {
    /// 100 to 599; the first digit: begun (1), done (2), goes on (3), not now (4), no (5).
    public var code: Int
    public var lines: [String]

    public init(_ code: Int, _ lines: String...) { self.init(code, lines: lines) }
    public init(_ code: Int, lines: [String]) {
        self.code = code
        self.lines = lines.isEmpty ? [""] : lines
    }

    public var isPreliminary: Bool { code < 200 }
    public var isPositive: Bool { code < 400 }

    /// Lines between the first and the last begin with a space, so that none can look like the last.
    func serialize(into out: inout [UInt8]) {
        for (index, line) in lines.enumerated() {
            let isLast = index == lines.count - 1
            if isLast || index == 0 {
                out.append(decimal: code)
                out.append(isLast ? ASCII.space : UInt8(ascii: "-"))
            } else { out.append(ASCII.space) }
            out.append(contentsOf: line.utf8.lazy.map { $0 < 0x20 || $0 == 0x7f ? UInt8(ascii: "?") : $0 })
            out.appendLine()
        }
    }

    public var description: String { "\(code) \(lines.joined(separator: " / "))" }
}

extension RemoteProtocolError {
    static func ftp(_ reason: String, code: Int = 500) -> RemoteProtocolError { RemoteProtocolError("FTP", reason, replyCode: code) }
}

extension LocalProtocolError {
    static func ftp(_ reason: String) -> LocalProtocolError { LocalProtocolError("FTP", reason) }
}
