import Wire

/// The stations of one link that a stack knows, and those that it is asking for: ARP's cache for IPv4, the neighbour cache for IPv6.
///
/// Packets for a station that has not answered yet wait here, the newest few of them; when nobody answers, they are
/// given back to be given up.
struct NeighbourTable<Address: Hashable & Sendable & BitwiseCopyable>: Sendable {
    private struct Entry: BitwiseCopyable {
        var address: Address
        var mac: UInt64
        var expires: Instant
    }

    /// A question that is open.
    private struct Question {
        var address: Address
        var tries: Int
        var nextTry: Instant
        var frames: [(frame: [UInt8], cause: EventID)]
    }

    /// What is due.
    enum Due {
        /// Ask again; the first waiting frame's cause.
        case ask(Address, cause: EventID)
        /// Nobody has answered.
        case giveUp(Address, [(frame: [UInt8], cause: EventID)])
    }

    private var entries: [Entry] = []
    private var questions: [Question] = []

    /// How long an answer is believed (RFC 1122 section 2.3.2.1: of the order of a minute).
    static var lifetime: Nanoseconds { .seconds(60) }
    /// How often, and how far apart, a question is asked (RFC 4861 section 10: MAX_MULTICAST_SOLICIT, RETRANS_TIMER).
    static var tries: Int { 3 }
    static var interval: Nanoseconds { .seconds(1) }
    /// Packets that wait for one answer, stations remembered, and questions open at a time.
    static var waitingLimit: Int { 16 }
    static var entryLimit: Int { 1024 }
    static var questionLimit: Int { 64 }

    /// When something is due.
    var deadline: Instant {
        var next = Instant.distantFuture
        for question in questions { next = min(next, question.nextTry) }
        return next
    }

    /// The station's link-layer address, if it is known.
    @inline(__always)
    func lookup(_ address: Address, at now: Instant) -> MACAddress? {
        for entry in entries where entry.address == address { return entry.expires > now ? MACAddress(rawValue: entry.mac) : nil }
        return nil
    }

    /// Every station that is known, for a look inside.
    func known(at now: Instant) -> [(Address, MACAddress)] {
        entries.filter { $0.expires > now }.map { ($0.address, MACAddress(rawValue: $0.mac)) }
    }

    /// Lets a packet wait for an answer. Returns whether a question is to be sent now, and a packet that had to make room.
    mutating func wait(for address: Address, _ frame: consuming [UInt8], cause: EventID, at now: Instant) -> (ask: Bool, dropped: [UInt8]?) {
        if let index = questions.firstIndex(where: { $0.address == address }) {
            questions[index].frames.append((frame, cause))
            return (false, questions[index].frames.count > Self.waitingLimit ? questions[index].frames.removeFirst().frame : nil)
        }
        guard questions.count < Self.questionLimit else { return (false, frame) }
        questions.append(Question(address: address, tries: 1, nextTry: now + Self.interval, frames: [(frame, cause)]))
        return (true, nil)
    }

    /// A station has said where it is. Returns the packets that waited for that. A station nobody asked about is remembered only
    /// where `createsEntry` says so.
    mutating func learn(_ address: Address, _ mac: MACAddress, createsEntry: Bool, at now: Instant) -> (isNews: Bool, frames: [(frame: [UInt8], cause: EventID)]) {
        var frames: [(frame: [UInt8], cause: EventID)] = []
        var wasAsked = false
        if let index = questions.firstIndex(where: { $0.address == address }) {
            frames = questions.remove(at: index).frames
            wasAsked = true
        }
        let expires = now + Self.lifetime
        if let index = entries.firstIndex(where: { $0.address == address }) {
            let isNews = entries[index].mac != mac.rawValue || entries[index].expires <= now
            entries[index].mac = mac.rawValue
            entries[index].expires = expires
            return (isNews, frames)
        }
        guard createsEntry || wasAsked else { return (false, frames) }
        if entries.count >= Self.entryLimit {
            // The one that will be forgotten next makes room.
            var oldest = 0
            for index in entries.indices where entries[index].expires < entries[oldest].expires { oldest = index }
            entries.remove(at: oldest)
        }
        entries.append(Entry(address: address, mac: mac.rawValue, expires: expires))
        return (true, frames)
    }

    /// Takes the next question that is due to be asked again or given up.
    mutating func popDue(at now: Instant) -> Due? {
        guard let index = questions.firstIndex(where: { $0.nextTry <= now }) else { return nil }
        if questions[index].tries >= Self.tries {
            let question = questions.remove(at: index)
            return .giveUp(question.address, question.frames)
        }
        questions[index].tries += 1
        questions[index].nextTry = now + Self.interval
        return .ask(questions[index].address, cause: questions[index].frames.first?.cause ?? .none)
    }
}
