import HTTPTypes

/// The four forms of a request target (RFC 9112 section 3.2) and the Host field that goes with them.
enum HTTPTarget {
    /// Puts `target` into the request's scheme, authority and path.
    ///
    /// - Parameter host: the Host field's value; nil without one.
    static func request(_ method: HTTPRequest.Method, _ target: ArraySlice<UInt8>, host: String?) throws(RemoteProtocolError) -> HTTPRequest {
        if let host, !isAuthority(Array(host.utf8)[...], allowEmpty: true) { throw .http("sent an invalid Host: \(ASCII.shown(host.utf8))") }
        if method == .connect {
            guard isAuthority(target, allowEmpty: false), target.contains(UInt8(ascii: ":")) else { throw .http("asked to CONNECT to no authority") }
            return HTTPRequest(method: method, scheme: nil, authority: text(target), path: nil)
        }
        guard let first = target.first else { throw .http("sent an empty request target") }
        if first == UInt8(ascii: "/") { return HTTPRequest(method: method, scheme: nil, authority: host, path: text(target)) }
        if target.elementsEqual(CollectionOfOne(UInt8(ascii: "*"))) {
            guard method == .options else { throw .http("sent the target * with a method other than OPTIONS") }
            return HTTPRequest(method: method, scheme: nil, authority: host, path: "*")
        }
        // absolute-form: its authority counts, not the Host field's (section 3.2.2).
        guard let colon = target.firstIndex(of: UInt8(ascii: ":")), target[colon...].starts(with: "://".utf8),
              target[..<colon].allSatisfy({ ASCII.isLetter($0) || ASCII.isDigit($0) || $0 == 0x2b || $0 == 0x2d || $0 == 0x2e }), ASCII.isLetter(first) else { throw .http("sent an invalid request target: \(ASCII.shown(target))") }
        let rest = target[(colon + 3)...]
        let pathStart = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
        let authority = rest[..<pathStart]
        guard isAuthority(authority, allowEmpty: false) else { throw .http("sent an invalid request target: \(ASCII.shown(target))") }
        let path = text(rest[pathStart...])
        return HTTPRequest(method: method, scheme: text(target[..<colon]).lowercased(), authority: text(authority), path: path.utf8.first == UInt8(ascii: "/") ? path : "/" + path)
    }

    /// `uri-host [ ":" port ]`: a name, an IPv4 address or an IPv6 address in brackets; no user, no path, no list.
    static func isAuthority(_ bytes: ArraySlice<UInt8>, allowEmpty: Bool) -> Bool {
        guard let first = bytes.first else { return allowEmpty }
        var rest = bytes
        if first == UInt8(ascii: "[") {
            guard let close = bytes.firstIndex(of: UInt8(ascii: "]")), close > bytes.startIndex + 2,
                  bytes[(bytes.startIndex + 1)..<close].allSatisfy({ ASCII.hexValue($0) != nil || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }) else { return false }
            rest = bytes[(close + 1)...]
        } else {
            rest = bytes.drop { isNameByte($0) }
            if rest.startIndex == bytes.startIndex { return false }
        }
        if rest.isEmpty { return true }
        guard rest.first == UInt8(ascii: ":") else { return false }
        let port = rest.dropFirst()
        return port.isEmpty || ASCII.decimal(port, atMost: 65535) != nil
    }

    /// unreserved, pct-encoded and the sub-delims that occur in host names (RFC 3986 section 3.2.2), without the comma.
    private static func isNameByte(_ byte: UInt8) -> Bool {
        if ASCII.isLetter(byte) || ASCII.isDigit(byte) { return true }
        return switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "%"), UInt8(ascii: "!"), UInt8(ascii: "$"), UInt8(ascii: "&"),
             UInt8(ascii: "'"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: ";"), UInt8(ascii: "="): true
        default: false
        }
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}
