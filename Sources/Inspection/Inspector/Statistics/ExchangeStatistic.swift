/// Requests with their answers and how long those took: `--statistics http`, `dns`, `smtp`, `ftp`.
///
/// Pairs go by conversation: HTTP, SMTP and FTP answer in the order in which they were asked; DNS by its identification.
final class ExchangeStatistic: CaptureStatistic {
    enum Kind { case http, dns, smtp, ftp }

    struct Exchange {
        var client = AddressKey.none
        var server = AddressKey.none
        var requestFrame = 0
        var asked: Int64 = 0
        var request = ""
        var answerFrame = 0
        var took: Int64 = 0
        var answer = ""
    }

    /// What of one conversation waits for an answer.
    struct Waiting {
        var open: [Exchange] = []
        /// A reply of several lines, the last of which hasn't come: its code.
        var continued = 0
    }

    private let kind: Kind
    private var waiting: [WaitingKey: Waiting] = [:]
    private var rows: [Exchange] = []
    private var asked = 0
    private var times: [Int64] = []
    private var notListed = 0
    private var unasked = 0
    private var repeated = 0
    /// How often each kind of request and of answer.
    private var requestKinds: [String: Int] = [:]
    private var answerKinds: [String: Int] = [:]

    private static let rowLimit = 1_000
    private static let timeLimit = 1 << 20
    private static let conversationLimit = 8_192
    private static let openLimit = 256
    /// Of all conversations together.
    private static let waitingLimit = 32_768
    private var waitingCount = 0
    private static let kindLimit = 256

    struct WaitingKey: Hashable {
        var client: AddressKey
        var server: AddressKey
        var clientPort: UInt16
        var serverPort: UInt16
        /// DNS's identification; 0 for the others.
        var id: UInt16
    }

    init(_ kind: Kind) { self.kind = kind }

    func see(_ d: borrowing Dissection) {
        switch kind {
        case .http: seeHTTP(d)
        case .dns: seeDNS(d)
        case .smtp: seeSMTP(d)
        case .ftp: seeFTP(d)
        }
    }

    // MARK: Pairing

    private func key(_ d: borrowing Dissection, isRequest: Bool, id: UInt16 = 0) -> WaitingKey {
        let p = d.packet
        return isRequest
            ? WaitingKey(client: p.source, server: p.destination, clientPort: p.sourcePort, serverPort: p.destinationPort, id: id)
            : WaitingKey(client: p.destination, server: p.source, clientPort: p.destinationPort, serverPort: p.sourcePort, id: id)
    }

    func ask(_ d: borrowing Dissection, _ text: String, kind: String, id: UInt16 = 0) {
        // Too many at once: those that wait longest for an answer are not told from those that have none.
        if waiting.count >= Self.conversationLimit || waitingCount >= Self.waitingLimit { settleAll() }
        let key = key(d, isRequest: true, id: id)
        asked += 1
        count(kind, in: &requestKinds)
        var list = waiting[key] ?? Waiting()
        if self.kind == .dns, !list.open.isEmpty {
            repeated += 1
            asked -= 1
            return
        }
        if list.open.count >= Self.openLimit { self.list(list.open.removeFirst()) } else { waitingCount += 1 }
        list.open.append(Exchange(client: key.client, server: key.server, requestFrame: d.packet.number, asked: d.packet.time.nanoseconds, request: shortened(text, 80)))
        waiting[key] = list
    }

    /// An answer; a preliminary one says so and leaves the question open.
    func answer(_ d: borrowing Dissection, _ text: String, kind: String, id: UInt16 = 0, isPreliminary: Bool = false) {
        let key = key(d, isRequest: false, id: id)
        count(kind, in: &answerKinds)
        guard var list = waiting[key], !list.open.isEmpty else {
            unasked += 1
            guard self.kind != .dns else { return }
            return self.list(Exchange(client: key.client, server: key.server, answerFrame: d.packet.number, answer: shortened(text, 80)))
        }
        if isPreliminary {
            list.open[0].answer = shortened(list.open[0].answer + text + ", ", 80)
            waiting[key] = list
            return
        }
        var exchange = list.open.removeFirst()
        waitingCount -= 1
        exchange.answerFrame = d.packet.number
        exchange.took = d.packet.time.nanoseconds &- exchange.asked
        exchange.answer = shortened(exchange.answer + text, 80)
        if times.count < Self.timeLimit { times.append(exchange.took) }
        self.list(exchange)
        waiting[key] = list.open.isEmpty && list.continued == 0 ? nil : list
    }

    /// Whether a line with this code goes on with a reply that has begun; notes whether more lines follow.
    func continues(_ d: borrowing Dissection, code: Int, goesOn: Bool) -> Bool {
        let key = key(d, isRequest: false)
        let wasContinued = waiting[key]?.continued ?? 0
        guard goesOn || wasContinued != 0 else { return false }
        waiting[key, default: Waiting()].continued = goesOn ? code : 0
        return wasContinued == code
    }

    private func count(_ kind: String, in kinds: inout [String: Int]) {
        let kind = shortened(kind, 40)
        guard kinds[kind] != nil || kinds.count < Self.kindLimit else { return }
        kinds[kind, default: 0] += 1
    }

    private func list(_ exchange: Exchange) {
        guard rows.count < Self.rowLimit else { return notListed += 1 }
        rows.append(exchange)
    }

    private func settleAll() {
        for exchange in waiting.values.flatMap(\.open).sorted(by: { $0.requestFrame < $1.requestFrame }) { list(exchange) }
        waiting.removeAll(keepingCapacity: true)
        waitingCount = 0
    }

    // MARK: The table

    func write(into out: inout OutputBuffer, names: NameTable?) {
        let unanswered = waiting.values.reduce(0) { $0 + $1.open.count }
        settleAll()
        let name = ["HTTP", "DNS", "SMTP", "FTP"][[Kind.http, .dns, .smtp, .ftp].firstIndex(of: kind) ?? 0]
        out.colour(.bold)
        out.text("\(name): \(asked) request\(asked == 1 ? "" : "s"), \(times.count) answered, \(unanswered) without an answer in the capture\n")
        out.colour(.plain)
        if repeated > 0 { out.text("  \(repeated) asked again before they were answered\n") }
        if unasked > 0 { out.text("  \(unasked) answer\(unasked == 1 ? "" : "s") \(kind == .dns ? "again, or " : "")to nothing that was asked in the capture\(kind == .smtp || kind == .ftp ? " (a greeting is one)" : "")\n") }
        guard !rows.isEmpty else { return }
        writeTimes(into: &out)
        writeKinds("requests", requestKinds, into: &out)
        writeKinds("answers", answerKinds, into: &out)
        out.text("\n")
        rows.sort { min($0.requestFrame == 0 ? .max : $0.requestFrame, $0.answerFrame == 0 ? .max : $0.answerFrame) < min($1.requestFrame == 0 ? .max : $1.requestFrame, $1.answerFrame == 0 ? .max : $1.answerFrame) }
        var table = TextTable([">asked in", ">answered in", ">took", "request", "answer"])
        for row in rows {
            table.add([row.requestFrame == 0 ? "-" : "\(row.requestFrame)", row.answerFrame == 0 ? "-" : "\(row.answerFrame)", row.requestFrame == 0 || row.answerFrame == 0 ? "-" : duration(row.took), shortened(row.request, 34), shortened(row.answer, 26)])
        }
        table.write(into: &out)
        if notListed > 0 { out.text("  and \(notListed) more, counted above\n") }
    }

    private func writeTimes(into out: inout OutputBuffer) {
        guard !times.isEmpty else { return }
        times.sort()
        let mean = times.reduce(0.0) { $0 + Double($1) } / Double(times.count)
        out.text("  took: least \(duration(times[0])), median \(duration(times[times.count / 2])), mean \(duration(Int64(mean))), most \(duration(times[times.count - 1]))\n")
    }

    private func writeKinds(_ title: String, _ kinds: [String: Int], into out: inout OutputBuffer) {
        guard !kinds.isEmpty else { return }
        let sorted = kinds.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
        out.text("  \(title): " + sorted.prefix(12).map { "\($0.value) × \($0.key)" }.joined(separator: ", ") + (sorted.count > 12 ? " and \(sorted.count - 12) kinds more" : "") + "\n")
    }
}

/// At most so many characters, the last of them an ellipsis where there were more; whatever a terminal might act on is a dot.
func shortened(_ text: String, _ most: Int) -> String {
    let plain = String(String.UnicodeScalarView(text.unicodeScalars.prefix(most * 4).map { $0.value < 0x20 || (0x7f..<0xa0).contains($0.value) || (0x200b...0x200f).contains($0.value) || (0x2028...0x202e).contains($0.value) || (0x2066...0x2069).contains($0.value) ? "." : $0 }))
    return plain.count > most ? plain.prefix(most - 1) + "…" : plain
}
