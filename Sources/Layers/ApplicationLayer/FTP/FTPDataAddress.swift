public import Wire

/// Where a data connection goes, in the four ways FTP writes it: PORT and 227 (RFC 959), EPRT and 229 (RFC 2428).
public enum FTPDataAddress {
    /// `h1,h2,h3,h4,p1,p2`, each a number below 256.
    public static func parse(port argument: some StringProtocol) -> SocketAddress? {
        let numbers = argument.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map { ASCII.decimal($0, atMost: 255) }
        guard numbers.count == 6 else { return nil }
        let n = numbers.compactMap { $0 }.map { UInt8($0) }
        guard n.count == 6 else { return nil }
        return SocketAddress(.v4(IPv4Address(n[0], n[1], n[2], n[3])), UInt16(n[4]) << 8 | UInt16(n[5]))
    }

    public static func formatPort(_ address: IPv4Address, _ port: UInt16) -> String {
        address.description.replacing(".", with: ",") + ",\(port >> 8),\(port & 255)"
    }

    /// The six numbers somewhere in the text of a 227: servers differ in what stands round them.
    public static func parse(passiveReply text: String) -> SocketAddress? {
        // Every run of digits and commas is tried.
        for run in text.utf8.split(whereSeparator: { !ASCII.isDigit($0) && $0 != UInt8(ascii: ",") }) {
            let trimmed = run.drop { $0 == UInt8(ascii: ",") }
            if let address = parse(port: String(decoding: trimmed, as: UTF8.self)) { return address }
        }
        return nil
    }

    /// `|1|132.235.1.2|6275|` or `|2|::1|6275|`, with any delimiter.
    public static func parse(extendedPort argument: String) throws(FTPRefusal) -> SocketAddress {
        let malformed = FTPRefusal(FTPReply(501, "EPRT is |protocol|address|port|"))
        guard let delimiter = argument.utf8.first, ASCII.isVisible(delimiter), !ASCII.isDigit(delimiter) else { throw malformed }
        let parts = argument.utf8.split(separator: delimiter, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
        guard parts.count == 5, parts[0].isEmpty, parts[4].isEmpty else { throw malformed }
        guard parts[1] == "1" || parts[1] == "2" else { throw FTPRefusal(FTPReply(522, "Network protocol not supported, use (1,2)")) }
        guard let port = ASCII.decimal(parts[3].utf8, atMost: 65535) else { throw malformed }
        switch parts[1] {
        case "1":
            guard let address = IPv4Address(parts[2]) else { throw malformed }
            return SocketAddress(.v4(address), UInt16(port))
        default:
            guard let address = IPv6Address(parts[2]) else { throw malformed }
            return SocketAddress(.v6(address), UInt16(port))
        }
    }

    public static func formatExtendedPort(_ address: SocketAddress) -> String {
        switch address.address {
        case .v4(let v4): "|1|\(v4)|\(address.port)|"
        case .v6(let v6): "|2|\(v6)|\(address.port)|"
        }
    }

    /// The port in a 229: `(|||6446|)`.
    public static func parse(extendedPassiveReply text: String) -> UInt16? {
        guard let open = text.utf8.firstIndex(of: UInt8(ascii: "(")) else { return nil }
        let inside = text.utf8[text.utf8.index(after: open)...]
        guard let delimiter = inside.first, !ASCII.isDigit(delimiter) else { return nil }
        let parts = inside.split(separator: delimiter, maxSplits: 4, omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0...2].allSatisfy(\.isEmpty), parts[4].first == UInt8(ascii: ")"), let port = ASCII.decimal(parts[3], atMost: 65535), port > 0 else { return nil }
        return UInt16(port)
    }
}

/// A command that is answered with a refusal; the session goes on.
public struct FTPRefusal: Error, Sendable {
    public let reply: FTPReply
    public init(_ reply: FTPReply) { self.reply = reply }
}
