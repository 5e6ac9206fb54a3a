/// What a DNS answer (RFC 1035) says in its line: the addresses or names that were asked for or, where there are none, why.
///
/// It is told the records as they are read, and keeps where in the message the names lie that may be wanted at its end.
struct DNSWords {
    /// An answer to an ordinary question. Of multicast answers, updates and the like only the addresses are told.
    let isOrdinary: Bool
    /// The type of record that was asked for; nil before there was a question.
    private var asked: Int?
    private var shown = 0
    /// Of the authority section: where the servers' names lie, how many there are, and where the name of the zone lies that they know.
    private var servers: InlineArray<2, Int> = [0, 0]
    private var serverCount = 0
    private var zone = 0
    /// The zone's own record stands there: it goes with a refusal that may be remembered (RFC 2308 section 5).
    private var hasStartOfAuthority = false

    private static let mostShown = 3
    /// Bytes from which on no more names are told.
    private static let room = 400

    init(isOrdinary: Bool) { self.isOrdinary = isOrdinary }

    /// The first question, whose name is the last text that was read.
    mutating func ask(type: Int, name text: Int, _ d: inout Dissection) {
        asked = type
        Self.append(type: type, &d)
        d.info.append(" ")
        Self.append(text: text, &d)
    }

    /// A record of the answer section.
    mutating func answer(type: Int, _ data: Octets, _ at: Int, _ d: inout Dissection) throws(Stop) {
        guard shown < Self.mostShown else { return }
        let isWanted = switch type {
        case 1, 5, 28: true
        case 2, 12, 15, 33: isOrdinary && type == asked
        default: false
        }
        guard isWanted else { return }
        d.info.append(shown == 0 ? ": " : ", ")
        shown += 1
        switch type {
        case 1:
            let address = UInt32(truncatingIfNeeded: try data.u32(at))
            Self.append(&d) { $0.ipv4(address) }
        case 28:
            let high = try data.u64(at), low = try data.u64(at + 8)
            Self.append(&d) { $0.ipv6(high, low) }
        case 15:
            let preference = try data.u16(at)
            Self.append(&d) { $0.decimal(preference) }
            d.info.append(" ")
            try Self.append(name: at + 2, data, &d)
        case 33:
            let port = try data.u16(at + 4)
            try Self.append(name: at + 6, data, &d)
            Self.append(&d) {
                $0.byte(UInt8(ascii: ":"))
                $0.decimal(port)
            }
        default: try Self.append(name: at, data, &d)
        }
    }

    /// A record of the authority section, the name of which lies at `name` and the value of which lies at `at`.
    mutating func authority(type: Int, name: Int, _ at: Int) {
        if type == 6 { hasStartOfAuthority = true }
        guard type == 2 else { return }
        if serverCount == 0 { zone = name }
        if serverCount < 2 { servers[serverCount] = at }
        serverCount += 1
    }

    /// All records were read: what is to be said of an answer that is none, or not the whole of it.
    func finish(flags: Int, answers: Int, _ data: Octets, _ d: inout Dissection) throws(Stop) {
        guard isOrdinary, let asked, flags & 15 == 0 else { return }
        let isAuthoritative = flags & 0x400 != 0, isCut = flags & 0x200 != 0, isFromResolver = flags & 0x80 != 0
        if isCut {
            d.info.append(shown == 0 ? ": cut short, ask again over TCP" : "; cut short, ask again over TCP")
        } else if answers > 0 {
            return
        } else if serverCount > 0, !isAuthoritative, !hasStartOfAuthority {
            try refer(data, &d)
        } else if isAuthoritative || hasStartOfAuthority || isFromResolver {
            d.info.append(": the name has no ")
            if asked != 255 {
                Self.append(type: asked, &d)
                d.info.append(" ")
            }
            d.info.append(asked == 255 ? "records" : "record")
        } else {
            d.info.append(": nothing")
        }
    }

    /// The server does not know, but knows who may (RFC 1034 section 4.3.2).
    private func refer(_ data: Octets, _ d: inout Dissection) throws(Stop) {
        d.info.append(": no answer here; ask ")
        try Self.append(name: servers[0], data, &d)
        if serverCount == 2 {
            d.info.append(" or ")
            try Self.append(name: servers[1], data, &d)
        } else if serverCount > 2 {
            Self.append(&d) {
                $0.text(" or ")
                $0.decimal(serverCount - 1)
                $0.text(" others")
            }
        }
        d.info.append(serverCount == 1 ? ", which knows " : ", which know ")
        try Self.append(name: zone, data, &d)
    }

    private static func append(type: Int, _ d: inout Dissection) { d.info.append(DNSNumbers.type(UInt64(type)) ?? "type \(type)") }

    private static func append(_ d: inout Dissection, _ write: (inout OutputBuffer) -> Void) {
        write(&d.words)
        d.info.append(d.words.written)
        d.words.removeAll()
    }

    private static func append(name at: Int, _ data: Octets, _ d: inout Dissection) throws(Stop) {
        let name = try DNSName.read(data, at, &d)
        append(text: name.text, &d)
        d.textArena.count = name.text
    }

    private static func append(text: Int, _ d: inout Dissection) {
        guard d.info.count < room else { return }
        d.info.append(UnsafeRawBufferPointer(start: d.textArena.base + text, count: d.textArena.count - text))
    }
}
