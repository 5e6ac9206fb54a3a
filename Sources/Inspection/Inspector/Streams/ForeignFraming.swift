/// Where the messages of protocols end that are known by name only: a message in pieces is named in the frame in which it becomes whole, as that
/// of any other protocol.
enum ForeignFraming {
    /// A message's length field, by the protocol's own specification.
    private struct Rule {
        /// The bytes in front of which nothing can be told.
        var header: Int
        var at: Int
        var size: Int
        /// What the field leaves out.
        var addition = 0
        var isLittle = false
    }

    private static let rules: [ProtocolName: Rule] = {
        let rules: [String: Rule] = [
            "ajp13": Rule(header: 4, at: 2, size: 2, addition: 4),
            "bgp": Rule(header: 19, at: 16, size: 2),
            "bitcoin": Rule(header: 24, at: 16, size: 4, addition: 24, isLittle: true),
            "cql": Rule(header: 9, at: 5, size: 4, addition: 9),
            "diameter": Rule(header: 4, at: 1, size: 3),
            "iec60870_104": Rule(header: 2, at: 1, size: 1, addition: 2),
            "isns": Rule(header: 12, at: 4, size: 2, addition: 12),
            "kafka": Rule(header: 4, at: 0, size: 4, addition: 4),
            "kerberos": Rule(header: 4, at: 0, size: 4, addition: 4),
            "ldp": Rule(header: 4, at: 2, size: 2, addition: 4),
            "mbtcp": Rule(header: 6, at: 4, size: 2, addition: 6),
            "mysql": Rule(header: 4, at: 0, size: 3, addition: 4, isLittle: true),
            "opcua": Rule(header: 8, at: 4, size: 4, isLittle: true),
            "openflow": Rule(header: 8, at: 2, size: 2),
            "pcep": Rule(header: 4, at: 2, size: 2),
            "rpc": Rule(header: 4, at: 0, size: 4, addition: 4),
            "rpkirtr": Rule(header: 8, at: 4, size: 4),
            "tds": Rule(header: 8, at: 2, size: 2),
            "tns": Rule(header: 2, at: 0, size: 2),
            "tpkt": Rule(header: 4, at: 2, size: 2),
        ]
        return Dictionary(uniqueKeysWithValues: rules.map { (ForeignProtocols.name($0.key), $0.value) })
    }()

    private static let ldap = ForeignProtocols.name("ldap"), pgsql = ForeignProtocols.name("pgsql"), tpkt = ForeignProtocols.name("tpkt"), bgp = ForeignProtocols.name("bgp")
    static let dcerpc = ForeignProtocols.name("dcerpc")
    private static let nbss = ForeignProtocols.name("nbss"), git = ForeignProtocols.name("git"), iec104 = ForeignProtocols.name("iec60870_104")
    private static let finger = ForeignProtocols.name("finger"), xmpp = ForeignProtocols.name("xmpp"), rpc = ForeignProtocols.name("rpc")
    private static let withTLS: Set<ProtocolName> = Set(["imap", "pop", "ldap", "pgsql", "mysql", "xmpp", "nntp"].map { ForeignProtocols.name($0) })
    /// Longer messages are hardly messages.
    private static let limit = 1 << 24

    /// What there is to ask about a protocol at all: of most there is nothing, which a look into a list tells sooner than three into tables.
    private struct Questions: OptionSet {
        let rawValue: UInt8
        static let startTLS = Questions(rawValue: 1), beginning = Questions(rawValue: 2), length = Questions(rawValue: 4)
    }
    private static let questions: [Questions] = {
        var questions: [Questions] = []
        func add(_ question: Questions, _ name: ProtocolName) {
            while questions.count <= Int(name.rawValue) { questions.append([]) }
            questions[Int(name.rawValue)].insert(question)
        }
        for name in withTLS { add(.startTLS, name) }
        for name in beginnings.keys { add(.beginning, name) }
        for name in rules.keys { add(.length, name) }
        for name in [xmpp, finger, ldap, pgsql, dcerpc, nbss, git] { add(.length, name) }
        return questions
    }()

    private static func asks(_ question: Questions, _ name: ProtocolName) -> Bool {
        Int(name.rawValue) < questions.count && questions[Int(name.rawValue)].contains(question)
    }

    /// Whether the protocol has a command with which TLS begins.
    static func canStartTLS(_ name: ProtocolName) -> Bool { asks(.startTLS, name) }

    /// How the messages of some protocols begin whose ports others use as well.
    private static let beginnings: [ProtocolName: @Sendable (Octets) -> Bool] = {
        let beginnings: [String: @Sendable (Octets) -> Bool] = [
            "ams": { $0[0] == 0 && $0[1] == 0 },
            "bvlc": { $0[0] == 0x81 },
            "dnp3": { $0[0] == 0x05 && $0[1] == 0x64 },
            "doip": { ($0[0] ?? 0) ^ ($0[1] ?? 0) == 0xff },
            "mbtcp": { $0[2] ?? 0 == 0 && $0[3] ?? 0 == 0 },
            "synphasor": { $0[0] == 0xaa },
        ]
        return Dictionary(uniqueKeysWithValues: beginnings.map { (ForeignProtocols.name($0.key), $0.value) })
    }()

    /// Whether bytes on the protocol's port may be the protocol's.
    static func isPlausible(_ name: ProtocolName, _ data: Octets) -> Bool { !asks(.beginning, name) || beginnings[name]?(data) ?? true }

    enum Finding {
        /// Nothing is missing, or no length can be told.
        case whole
        /// The last message begins at `at`, and more is to come.
        case missing(at: Int, Outcome.More)
        /// Nothing that the protocol says.
        case nothing
    }

    /// What of the last message is missing.
    static func look(_ name: ProtocolName, _ data: Octets, _ context: StreamContext) -> Finding {
        guard asks(.length, name) else { return .whole }
        if name == xmpp { return element(data) }
        // An answer ends with the connection.
        if name == finger, context.sourcePort == 79, !context.isEnd { return .missing(at: 0, .untilFIN) }
        // Whether PostgreSQL goes on with TLS is one letter.
        if name == pgsql, data.reported == 1, data[0] == UInt8(ascii: "S") || data[0] == UInt8(ascii: "N") { return .nothing }
        var at = 0
        while at < data.count {
            let rest = data.clamped(at, data.count - at)
            switch length(name, rest) {
            case .unknown: return name == ldap && at == 0 ? .nothing : .whole
            case .short: return .missing(at: at, .segment)
            case .bytes(let length):
                guard length > 0 else { return .whole }
                guard length <= limit else { return at == 0 ? .nothing : .whole }
                guard length <= rest.count else { return .missing(at: at, .bytes(length - rest.count)) }
                at += length
            }
        }
        return .whole
    }

    /// XML is whole where it ends with an element's end; a space alone keeps the connection open.
    private static func element(_ data: Octets) -> Finding {
        if data.count == 1, data.base[0] == 0x20 { return .whole }
        var end = data.count - 1
        while end > 0, data.base[end] <= 0x20 { end -= 1 }
        return end >= 0 && data.base[end] != UInt8(ascii: ">") ? .missing(at: 0, .segment) : .whole
    }

    private enum Length { case unknown, short, bytes(Int) }

    private static func length(_ name: ProtocolName, _ data: Octets) -> Length {
        if name == ldap { return message(data) }
        if name == nbss { return session(data) }
        if name == git { return line(data) }
        if name == iec104, data[0] != 0x68 { return .unknown }
        if name == dcerpc {
            guard data.count >= 16 else { return .short }
            return isPart(data) ? .bytes(partLength(data)) : .unknown
        }
        // PostgreSQL's first message has no type in front of its length.
        if name == pgsql { return field(Rule(header: 5, at: data[0] == 0 ? 0 : 1, size: 4, addition: data[0] == 0 ? 0 : 1), data) }
        if name == tpkt, data[0] != 3 { return .unknown }
        if name == bgp, data[0] != 0xff { return .unknown }
        guard let rule = rules[name] else { return .unknown }
        guard name == rpc else { return field(rule, data) }
        // The highest bit of a record's length marks the last of a message's records (RFC 5531 section 11).
        guard data.count >= 4 else { return .short }
        return .bytes(4 + (Int(data.base[0] & 0x7f) << 24 | Int(data.base[1]) << 16 | Int(data.base[2]) << 8 | Int(data.base[3])))
    }

    /// A message of NetBIOS's session service (RFC 1002 section 4.3), whose length has 17 bits, or 24 where it carries SMB. What cannot be one goes on
    /// with an earlier message.
    private static func session(_ data: Octets) -> Length {
        guard data.count >= 4 else { return .unknown }
        let isSMB = data.base[0] == 0 && data.matches("SMB", at: 5)
        guard isSMB || data.base[1] <= 1 else { return .unknown }
        let length = Int(data.base[1]) << 16 | Int(data.base[2]) << 8 | Int(data.base[3])
        let isPossible = switch data.base[0] {
        case 0x00: length > 0
        case 0x81: length >= 2 && length <= 256
        case 0x82, 0x85: length == 0
        case 0x83: length == 1
        case 0x84: length == 6
        default: false
        }
        return isPossible ? .bytes(4 + length) : .unknown
    }

    /// A line of git's: its length in four digits of 16, itself included; less than that is a mark without content.
    private static func line(_ data: Octets) -> Length {
        guard data.count >= 4 else { return .short }
        var length = 0
        for index in 0..<4 {
            guard let digit = Character(Unicode.Scalar(data.base[index])).hexDigitValue else { return .unknown }
            length = length << 4 | digit
        }
        return .bytes(max(4, length))
    }

    /// Whether the bytes begin as a part of a remote call does that goes over a connection (DCE 1.1, chapter 12): version 5, a kind of part, the
    /// way in which the sender writes numbers, and a length.
    static func isPart(_ data: Octets) -> Bool {
        guard data.count >= 16, data.base[0] == 5, data.base[1] < 2, data.base[2] <= 20, data.base[4] & 0xee == 0, data.base[5] <= 3 else { return false }
        return partLength(data) >= 16
    }

    private static func partLength(_ data: Octets) -> Int {
        let isLittle = data.base[4] & 0x10 != 0
        return Int(data.base[isLittle ? 9 : 8]) << 8 | Int(data.base[isLittle ? 8 : 9])
    }

    private static func field(_ rule: Rule, _ data: Octets) -> Length {
        guard data.count >= rule.header else { return .short }
        var value = 0
        for index in 0..<rule.size { value = value << 8 | Int(data.base[rule.at + (rule.isLittle ? rule.size - 1 - index : index)]) }
        let length = value + rule.addition
        return length >= rule.header ? .bytes(length) : .unknown
    }

    /// A message in BER: a tag, and a length of one byte or of as many as the first says. Where a login has agreed on encryption (RFC 4513
    /// section 5.2.1.6), its length in four bytes.
    private static func message(_ data: Octets) -> Length {
        guard data.count >= 4 else { return .short }
        if data.base[0] == 0 { return field(Rule(header: 4, at: 0, size: 4, addition: 4), data) }
        guard data.base[0] == 0x30 else { return .unknown }
        let first = Int(data.base[1])
        guard first >= 0x80 else { return .bytes(2 + first) }
        let size = first & 0x7f
        guard size >= 1, size <= 4 else { return .unknown }
        guard data.count >= 2 + size else { return .short }
        var value = 0
        for index in 0..<size { value = value << 8 | Int(data.base[2 + index]) }
        return .bytes(2 + size + value)
    }
}
