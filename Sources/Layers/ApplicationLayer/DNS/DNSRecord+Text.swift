import Wire

// Records as zone files and tools write them (RFC 1035 section 5.1).
extension DNSType {
    /// "AAAA", "TYPE65" (RFC 3597 section 5), in either case; nil for what is no type.
    public init?(_ text: String) {
        let upper = text.uppercased()
        for type in [DNSType.a, .ns, .cname, .soa, .ptr, .mx, .txt, .aaaa, .srv, .any] where type.description == upper {
            self = type
            return
        }
        guard upper.hasPrefix("TYPE"), let number = UInt16(upper.dropFirst(4)) else { return nil }
        rawValue = number
    }
}

extension DNSRecord.Data: CustomStringConvertible {
    /// The data as a zone file has it.
    public var description: String {
        switch self {
        case .a(let address): "\(address)"
        case .aaaa(let address): "\(address)"
        case .ns(let name), .cname(let name), .ptr(let name): name.absolute
        case .mx(let preference, let name): "\(preference) \(name.absolute)"
        case .txt(let strings): strings.map(Self.quoted).joined(separator: " ")
        case .soa(let primary, let mailbox, let serial, let refresh, let retry, let expire, let minimum):
            "\(primary.absolute) \(mailbox.absolute) \(serial) \(refresh) \(retry) \(expire) \(minimum)"
        case .srv(let priority, let weight, let port, let name): "\(priority) \(weight) \(port) \(name.absolute)"
        case .opt(let options): options.map { "\($0.code)" }.joined(separator: " ")
        case .other(_, let bytes): "\\# \(bytes.count)" + (bytes.isEmpty ? "" : " ") + bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        }
    }

    private static func quoted(_ string: [UInt8]) -> String {
        var text = "\""
        for byte in string {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): text += "\\" + String(Unicode.Scalar(byte))
            case 0x20...0x7e: text += String(Unicode.Scalar(byte))
            default: text += "\\" + String(repeating: "0", count: 3 - String(byte).count) + String(byte)
            }
        }
        return text + "\""
    }
}

extension DNSRecord: CustomStringConvertible {
    /// "www.example.com. 300 IN A 192.0.2.80".
    public var description: String { "\(name.absolute) \(timeToLive) \(`class` == 1 ? "IN" : "CLASS\(`class`)") \(type) \(data)" }
}

extension DNSMessage {
    /// "NOERROR", "NXDOMAIN": the response code as tools print it.
    public var responseWord: String {
        switch ResponseCode(rawValue: responseCode) {
        case .noError: "NOERROR"
        case .formatError: "FORMERR"
        case .serverFailure: "SERVFAIL"
        case .nameError: "NXDOMAIN"
        case .notImplemented: "NOTIMP"
        case .refused: "REFUSED"
        case nil: "RCODE\(responseCode)"
        }
    }
}
