/// An http, https, ws or wss URL (RFC 3986, RFC 9110 section 4.2), taken apart and checked.
public struct HTTPURL: Hashable, Sendable, CustomStringConvertible {
    /// "http", "https", "ws" or "wss".
    public var scheme: String
    /// A name, an IPv4 address or an IPv6 address without its brackets; lower case.
    public var host: String
    public var port: UInt16
    /// Path and query, printable ASCII, beginning with a slash: the request target.
    public var target: String
    /// `user:password` before the host, decoded; nil for none.
    public var userInfo: String?

    public var isSecure: Bool { scheme == "https" || scheme == "wss" }
    private static func defaultPort(_ scheme: String) -> UInt16 { scheme == "https" || scheme == "wss" ? 443 : 80 }

    /// What Host says: the port only where it is not the scheme's own.
    public var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == Self.defaultPort(scheme) ? name : "\(name):\(port)"
    }
    /// Scheme, host and port: what a connection can be used again for, and what credentials belong to.
    public var origin: String { "\(scheme)://\(authority)" }
    public var description: String { origin + target }

    /// nil for another scheme, a bad host or port, spaces or control characters. Characters beyond ASCII in path and query are
    /// percent-encoded; a host's labels become ASCII as ``Punycode`` has it. A fragment is left out.
    public init?(_ text: String) {
        guard let colon = text.firstRange(of: "://") else { return nil }
        let scheme = text[..<colon.lowerBound].lowercased()
        guard ["http", "https", "ws", "wss"].contains(scheme) else { return nil }
        let rest = text[colon.upperBound...]
        let end = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
        var authority = rest[..<end]
        var userInfo: String?
        if let at = authority.lastIndex(of: "@") {
            // A backslash, which some take for a slash, would hide the host that is meant.
            guard authority[..<at].utf8.allSatisfy({ ASCII.isLetter($0) || ASCII.isDigit($0) || "-._~!$&'()*+,;=:%".utf8.contains($0) }) else { return nil }
            userInfo = String(decoding: PercentEncoding.decode(Array(authority[..<at].utf8)[...]), as: UTF8.self)
            authority = authority[authority.index(after: at)...]
        }
        if !authority.utf8.allSatisfy({ $0 < 0x80 }) {
            guard let plain = Punycode.domain(authority) else { return nil }
            authority = plain[...]
        }
        guard HTTPTarget.isAuthority(Array(authority.utf8)[...], allowEmpty: false) else { return nil }
        var host = authority, port = Self.defaultPort(scheme)
        let colonAt = authority.lastIndex(of: ":")
        if let colonAt, authority.lastIndex(of: "]").map({ $0 < colonAt }) ?? true {
            host = authority[..<colonAt]
            let digits = authority[authority.index(after: colonAt)...]
            if !digits.isEmpty {
                guard let number = ASCII.decimal(digits.utf8, atMost: 65535), number > 0 else { return nil }
                port = UInt16(number)
            }
        }
        if host.hasPrefix("[") { host = host.dropFirst().dropLast() }
        guard !host.isEmpty, let target = Self.target(rest[end...]) else { return nil }
        (self.scheme, self.host, self.port, self.target, self.userInfo) = (scheme, host.lowercased(), port, target, userInfo)
    }

    /// Path and query as they may stand in a request line.
    private static func target(_ text: Substring) -> String? {
        let visible = text.prefix { $0 != "#" }
        guard !visible.utf8.contains(where: { $0 < 0x21 || $0 == 0x7f }) else { return nil }
        let path = visible.utf8.first == UInt8(ascii: "/") ? String(visible) : "/" + visible
        return path.utf8.allSatisfy { $0 < 0x80 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") } ? path
            : PercentEncoding.encode(Array(path.utf8), alsoAllowed: "!#$%&'()*+,/:;=?@[]")
    }

    /// Where `reference` (a Location field) leads from here (RFC 3986 section 5.2).
    public func resolving(_ reference: String) -> HTTPURL? {
        // Spaces have no place in a reference; some servers send them, and every browser knows what is meant.
        let reference = String(decoding: ASCII.trimmed(Array(reference.utf8)[...]), as: UTF8.self).replacing(" ", with: "%20")
        if reference.contains("://"), let absolute = HTTPURL(reference) { return absolute }
        if reference.hasPrefix("//") { return HTTPURL(scheme + ":" + reference) }
        // A colon before any slash is another scheme: "javascript:".
        if let colon = reference.firstIndex(of: ":"), !reference[..<colon].contains(where: { $0 == "/" || $0 == "?" || $0 == "#" }) { return nil }
        var url = self
        let path = target.prefix { $0 != "?" }
        let merged: String
        if reference.isEmpty || reference.hasPrefix("#") { return self }
        if reference.hasPrefix("/") { merged = reference } else if reference.hasPrefix("?") { merged = path + reference } else {
            merged = path[..<(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.endIndex)] + reference
        }
        guard let target = Self.target(Self.withoutDots(merged)[...]) else { return nil }
        url.target = target
        return url
    }

    /// `.` and `..` taken out of a path.
    private static func withoutDots(_ text: String) -> String {
        let path = text.prefix { $0 != "?" && $0 != "#" }, rest = text[path.endIndex...]
        var parts: [Substring] = []
        let all = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        for (index, part) in all.enumerated() {
            let isLast = index == all.count - 1
            switch part {
            case ".": if isLast { parts.append("") }
            case "..":
                _ = parts.popLast()
                if isLast { parts.append("") }
            default: parts.append(part)
            }
        }
        return "/" + parts.joined(separator: "/") + rest
    }
}
