import Wire

/// Makes display filters at random from the fields and values of a capture, in the language of Wireshark 4.0.
struct FilterMaker {
    enum Kind { case number, truth, ipv4, mac, bytes, text, time }

    static let fields: [(name: String, kind: Kind)] = [
        ("frame.len", .number), ("frame.number", .number), ("frame.time_relative", .time), ("frame.protocols", .text), ("eth.addr", .mac), ("eth.dst", .mac), ("ip.addr", .ipv4), ("ip.src", .ipv4), ("ip.ttl", .number), ("ip.id", .number), ("ip.flags.df", .truth),
        ("tcp.port", .number), ("tcp.srcport", .number), ("tcp.flags", .number), ("tcp.flags.syn", .truth), ("tcp.flags.ack", .truth), ("tcp.seq", .number), ("tcp.ack", .number), ("tcp.len", .number), ("tcp.window_size", .number), ("tcp.payload", .bytes), ("tcp.options", .bytes),
        ("tcp.option_kind", .number), ("udp.port", .number), ("udp.length", .number), ("http.host", .text), ("http.request.uri", .text), ("http.response.code", .number), ("dns.qry.name", .text), ("dns.a", .ipv4), ("icmp.type", .number), ("arp.opcode", .number),
        ("smtp.req.parameter", .text), ("ftp.response.arg", .text), ("vlan.id", .number), ("rip.metric", .number), ("ospf.msg", .number),
    ]
    private static let protocols = ["eth", "ip", "tcp", "udp", "arp", "icmp", "http", "dns", "smtp", "ftp", "rip", "ospf", "vlan", "dhcp", "websocket"]

    private let values: [(name: String, kind: Kind, values: [String])]
    private var random: SplitMix

    init(values: [String: Set<String>], seed: UInt64) {
        self.values = Self.fields.compactMap { field in values[field.name].map { (field.name, field.kind, $0.sorted()) } }
        random = SplitMix(state: seed)
    }

    private mutating func below(_ limit: Int) -> Int { Int(random.next() % UInt64(max(1, limit))) }
    private mutating func one(_ options: [String]) -> String { options[below(options.count)] }

    mutating func question(_ depth: Int = 0) -> String {
        switch below(10) {
        case 6 where depth < 3: return one(["not ", "!"]) + "(" + question(depth + 1) + ")"
        case 7..<10 where depth < 3: return "(" + question(depth + 1) + ")" + one([" and ", " or ", " && ", " || "]) + "(" + question(depth + 1) + ")"
        default: return test()
        }
    }

    private mutating func test() -> String {
        if below(10) == 0 || values.isEmpty { return one(["", "not "]) + one(Self.protocols) }
        let (name, kind, known) = values[below(values.count)], value = known[below(known.count)]
        switch below(12) {
        case 0: return one(["", "!"]) + name
        case 1: return "count(\(name)) \(one(["==", ">", "<="])) \(below(3) + 1)"
        default: break
        }
        let quantifier = one(["", "", "", "any ", "all "])
        switch kind {
        case .number:
            let number = (value.hasPrefix("0x") ? Int(value.dropFirst(2), radix: 16) : Int(value)) ?? 0, near = max(0, number + below(3) - 1)
            switch below(6) {
            case 0: return "\(name) in {\(near), \(max(0, number - 5))..\(number)}"
            case 1: return "\(name) & \(one(["1", "2", "4", "16"]))"
            case 2: return "\(name) + 1 \(one(["==", ">", "<"])) \(near)"
            case 3: return "\(name) \(one(["==", "<", "!="])) \(one(values.filter { $0.kind == .number }.map(\.name)))"
            default: return "\(quantifier)\(name) \(one(["==", "!=", "<", "<=", ">", ">=", "eq", "ne", "lt", "ge", "===", "!=="])) \(near)"
            }
        case .truth: return "\(quantifier)\(name) \(one(["==", "!="])) \(one(["0", "1", "True", "False"]))"
        case .time: return "\(name) \(one(["<", ">", ">=", "!="])) \(value)"
        case .ipv4:
            switch below(4) {
            case 0: return "\(name) \(one(["==", "!="])) \(value)/\(one(["0", "8", "16", "24", "31", "32"]))"
            case 1: return "\(name) in {\(value), 10.0.0.0..10.0.1.255}"
            case 2: return "\(name)[\(below(3)):2] == 0\(below(10)):0\(below(10))"
            default: return "\(quantifier)\(name) \(one(["==", "!=", "<", ">=", "===", "!=="])) \(value)"
            }
        case .mac, .bytes:
            let digits = Array(value.filter { $0 != ":" }), count = digits.count / 2
            guard count > 1 else { return name }
            let at = below(count - 1), length = min(count - at, 2 + below(3))
            let part = (at..<(at + length)).map { String(digits[(2 * $0)...(2 * $0 + 1)]) }.joined(separator: ":")
            switch below(5) {
            case 0: return "\(name)[\(at - count):\(length)] == \(part)"
            case 1: return "\(name) contains \(part)"
            case 2: return "len(\(name)) \(one(["==", ">", "<"])) \(count)"
            case 3: return kind == .mac ? "\(quantifier)\(name) \(one(["==", "!=", "<", ">"])) \(value)" : "\(name)[\(at)-\(at + length - 1)] == \(part)"
            default: return "\(name)[\(at):\(length)] == \(part)"
            }
        case .text:
            let letters = Array(value.unicodeScalars)
            guard !letters.isEmpty, letters.allSatisfy({ $0.value >= 0x20 && $0.value < 0x7f && $0 != "\"" && $0 != "\\" }) else { return name }
            let at = below(letters.count), part = String(String.UnicodeScalarView(letters[at..<min(letters.count, at + 1 + below(5))]))
            switch below(6) {
            case 0: return "\(name) contains \"\(part)\""
            case 1: return "\(name) matches \"\(one(["^", "", ".+"]))\(String(part.map { $0.isLetter || $0.isNumber ? $0 : "." }).uppercased())\(one(["", "$", "[a-z]"]))\""
            case 2: return "len(\(name)) \(one(["==", "<", ">"])) \(letters.count)"
            case 3: return "\(one(["upper", "lower"]))(\(name)) == \"\(value.uppercased())\""
            case 4: return "\(name)[\(at):\(part.count)] == \"\(part)\""
            default: return "\(quantifier)\(name) \(one(["==", "!=", "<", ">="])) \"\(value)\""
            }
        }
    }
}
