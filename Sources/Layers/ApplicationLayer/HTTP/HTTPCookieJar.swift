public import HTTPTypes

/// Cookies that servers have set, for the client that sends them back (RFC 6265).
///
/// There is no list of public suffixes here: a Domain attribute counts only where it has a dot inside, so that nobody sets a cookie for all of `com`.
public struct HTTPCookieJar: Sendable {
    private struct Cookie: Sendable {
        var name: String, value: String
        var domain: String
        /// No Domain attribute: for the very host that set it.
        var isHostOnly: Bool
        var path: String
        var isSecure: Bool
        /// Seconds since 1970; nil: as long as the jar.
        var expires: Int64?
    }
    /// In the order in which they were set.
    private var cookies: [Cookie] = []
    /// RFC 6265 section 6.1 wants 50 a domain and 3000 in all, of 4096 bytes each.
    private static let most = 3_000, mostPerDomain = 50, mostBytes = 4_096

    public init() {}

    public var count: Int { cookies.count }

    /// Takes the Set-Cookie fields of an answer from `url`. What is malformed or for somebody else is passed over.
    public mutating func take(_ fields: HTTPFields, from url: HTTPURL, at now: Int64) {
        for field in fields where field.name == .setCookie {
            guard let cookie = Self.parse(field.value, from: url, at: now) else { continue }
            let same = cookies.firstIndex { $0.name == cookie.name && $0.domain == cookie.domain && $0.path == cookie.path && $0.isHostOnly == cookie.isHostOnly }
            // One that has expired already is how a server takes a cookie back.
            if let expires = cookie.expires, expires <= now {
                if let same { cookies.remove(at: same) }
            } else if let same { cookies[same] = cookie } else {
                let siblings = cookies.indices.filter { cookies[$0].domain == cookie.domain }
                if siblings.count >= Self.mostPerDomain { cookies.remove(at: siblings[0]) } else if cookies.count >= Self.most { cookies.removeFirst() }
                cookies.append(cookie)
            }
        }
    }

    /// The Cookie field's value for a request to `url`; nil for none. Cookies of longer paths go first (section 5.4).
    public func value(for url: HTTPURL, at now: Int64) -> String? {
        let path = Self.path(of: url)
        let fitting = cookies.filter { cookie in
            cookie.expires ?? .max > now && (!cookie.isSecure || url.isSecure) && Self.matches(path: path, cookie.path)
                && (cookie.isHostOnly ? url.host == cookie.domain : Self.matches(host: url.host, cookie.domain))
        }
        if fitting.isEmpty { return nil }
        let ordered = fitting.enumerated().sorted { ($1.element.path.utf8.count, $0.offset) < ($0.element.path.utf8.count, $1.offset) }
        return ordered.map { "\($0.element.name)=\($0.element.value)" }.joined(separator: "; ")
    }

    private static func path(of url: HTTPURL) -> String { String(url.target.prefix { $0 != "?" }) }

    private static func parse(_ text: String, from url: HTTPURL, at now: Int64) -> Cookie? {
        guard text.utf8.count <= mostBytes else { return nil }
        let parts = text.split(separator: ";", omittingEmptySubsequences: false).map { trimmed($0) }
        let pair = parts[0].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard pair.count == 2 else { return nil }
        let name = trimmed(pair[0]), value = trimmed(pair[1])
        guard !name.isEmpty, (name + value).utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else { return nil }
        let own = path(of: url)
        var cookie = Cookie(name: name, value: value, domain: url.host, isHostOnly: true, path: own.lastIndex(of: "/").map { $0 == own.startIndex ? "/" : String(own[..<$0]) } ?? "/", isSecure: false)
        var hasMaxAge = false
        for part in parts.dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = pair.count == 2 ? trimmed(pair[1]) : ""
            switch trimmed(pair[0]).lowercased() {
            case "domain":
                let domain = value.lowercased().trimmingPrefix(".")
                if domain.isEmpty { continue }
                guard domain.contains(".") || domain == url.host, matches(host: url.host, String(domain)) else { return nil }
                (cookie.domain, cookie.isHostOnly) = (String(domain), false)
            case "path": if value.hasPrefix("/") { cookie.path = value }
            case "secure": cookie.isSecure = true
            case "max-age":
                // More digits than any number here holds mean a long time.
                guard let seconds = value.hasPrefix("-") ? 0 : value.utf8.allSatisfy(ASCII.isDigit) && !value.isEmpty ? ASCII.decimal(value.utf8, atMost: 1 << 40) ?? 1 << 40 : nil else { continue }
                (cookie.expires, hasMaxAge) = (now + Int64(seconds), true)
            case "expires":
                if !hasMaxAge, let date = HTTPDate.parse(value.replacing("-", with: " ")) { cookie.expires = date }
            default: continue
            }
        }
        // A server that speaks in the clear cannot set what only TLS may carry.
        return cookie.isSecure && !url.isSecure ? nil : cookie
    }

    /// Section 5.1.3: the same, or a name below it; an address has none below.
    private static func matches(host: String, _ domain: String) -> Bool {
        host == domain || host.hasSuffix("." + domain) && !host.utf8.allSatisfy { ASCII.isDigit($0) || $0 == 0x2e } && !host.contains(":")
    }

    /// Section 5.1.4.
    private static func matches(path: String, _ cookiePath: String) -> Bool {
        path == cookiePath || path.hasPrefix(cookiePath) && (cookiePath.hasSuffix("/") || path.utf8.dropFirst(cookiePath.utf8.count).first == UInt8(ascii: "/"))
    }

    private static func trimmed(_ text: some StringProtocol) -> String { String(decoding: ASCII.trimmed(Array(text.utf8)[...]), as: UTF8.self) }
}
