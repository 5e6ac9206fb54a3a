import Wire

/// What a TCP segment says about itself: the facts that the story is told from.
struct SegmentFacts: Equatable {
    var source: SocketAddress
    var destination: SocketAddress
    var sequence: UInt32
    var acknowledgement: UInt32
    var flags: Flags
    var window: UInt16
    /// Bytes of payload; of a captured frame that was cut, those that the headers promise.
    var payload: Int

    struct Flags: OptionSet, Equatable {
        let rawValue: UInt8
        static let fin = Flags(rawValue: 1), syn = Flags(rawValue: 2), rst = Flags(rawValue: 4), psh = Flags(rawValue: 8)
        static let ack = Flags(rawValue: 16), urg = Flags(rawValue: 32), ece = Flags(rawValue: 64), cwr = Flags(rawValue: 128)

        /// "SYN, ACK", in the order in which Wireshark and samples say them.
        var names: String {
            [(Flags.fin, "FIN"), (.syn, "SYN"), (.rst, "RST"), (.psh, "PSH"), (.urg, "URG"), (.ece, "ECE"), (.cwr, "CWR"), (.ack, "ACK")]
                .filter { contains($0.0) }.map(\.1).joined(separator: ", ")
        }
    }
}

/// Tells what each segment of a conversation is for, in plain words, and counts its sequence numbers from the
/// conversation's start, as Wireshark does.
///
/// It follows what was sent, not what either stack believes: so a segment that is sent again is told as such.
struct TCPStory {
    struct Telling: Equatable {
        /// Counted from the sender's initial sequence number; raw where the start was not seen.
        var sequence: UInt32
        var acknowledgement: UInt32?
        var words: String
        /// How many bytes of the other end's message this segment acknowledges for the first time.
        var newlyAcknowledged: Int
    }

    /// One direction: what its sender has sent.
    private struct Direction {
        /// The initial sequence number, or the first that was seen.
        var base: UInt32?
        var sawSYN = false
        /// The number behind the highest byte sent.
        var next: UInt32 = 0
        /// The FIN's number, once sent.
        var fin: UInt32?
        /// The highest acknowledgement number that this direction has sent, and the window with it.
        var acknowledged: UInt32?
        var window: UInt16 = 0
    }

    private struct Conversation {
        var directions = [Direction(), Direction()]
        var handshakeDone = false
    }

    private struct Key: Hashable {
        let low: SocketAddress, high: SocketAddress
    }

    private var conversations: [Key: Conversation] = [:]
    /// Conversations that are remembered; beyond that, the story begins anew.
    private let limit: Int

    init(limit: Int = 65_536) { self.limit = limit }

    /// Takes in a segment. `sender` and `receiver` are the hosts' names.
    mutating func tell(_ segment: SegmentFacts, sender: String, receiver: String) -> Telling {
        let forwards = Self.precedes(segment.source, segment.destination)
        let key = forwards ? Key(low: segment.source, high: segment.destination) : Key(low: segment.destination, high: segment.source)
        if conversations.count >= limit, conversations[key] == nil { conversations.removeAll() }
        var conversation = conversations[key] ?? Conversation()
        // A new SYN after the end begins a new conversation between the same ports.
        if segment.flags.contains(.syn), !segment.flags.contains(.ack), let base = conversation.directions[forwards ? 0 : 1].base, base != segment.sequence { conversation = Conversation() }
        let telling = Self.tell(segment, in: &conversation, mine: forwards ? 0 : 1, sender: sender, receiver: receiver)
        conversations[key] = conversation
        return telling
    }

    private static func tell(_ segment: SegmentFacts, in conversation: inout Conversation, mine: Int, sender: String, receiver: String) -> Telling {
        var me = conversation.directions[mine], peer = conversation.directions[1 - mine]
        defer { conversation.directions[mine] = me; conversation.directions[1 - mine] = peer }

        let isSYN = segment.flags.contains(.syn), isFIN = segment.flags.contains(.fin), hasACK = segment.flags.contains(.ack)
        let occupied = UInt32(truncatingIfNeeded: segment.payload) &+ (isSYN ? 1 : 0) &+ (isFIN ? 1 : 0)
        let again = me.base != nil && occupied > 0 && !isAfter(segment.sequence &+ occupied, me.next)
        if me.base == nil {
            me.base = isSYN ? segment.sequence : segment.sequence &- 1
            me.next = segment.sequence
            me.sawSYN = isSYN
        }
        if hasACK, peer.base == nil {
            peer.base = segment.acknowledgement &- 1
            peer.next = segment.acknowledgement
        }
        let skipped = occupied > 0 && isAfter(segment.sequence, me.next)
        let end = segment.sequence &+ occupied
        if isAfter(end, me.next) { me.next = end }
        if isFIN { me.fin = end &- 1 }

        let before = me.acknowledged
        let previousWindow = me.window
        var newly = 0, gotFIN = false
        if hasACK {
            if let before, isAfter(segment.acknowledgement, before) {
                newly = Int(segment.acknowledgement &- before)
                if let fin = peer.fin, isAfter(segment.acknowledgement, fin), !isAfter(before, fin) { newly -= 1; gotFIN = true }
                me.acknowledged = segment.acknowledgement
            } else if before == nil {
                me.acknowledged = segment.acknowledgement
                if !isSYN, let base = peer.base, peer.sawSYN { newly = max(0, Int(Int32(bitPattern: segment.acknowledgement &- base &- 1))) }
            }
            me.window = segment.window
        }

        let relative = segment.sequence &- (me.base ?? 0)
        var words: [String] = []
        if segment.flags.contains(.rst) {
            words.append(isRefusal(me, peer) ? "refuses: nobody listens there" : "\(sender) gives the connection up at once")
        } else if isSYN {
            words.append(hasACK ? "handshake 2 of 3" : "handshake 1 of 3")
            if again { words.append("again") }
        } else {
            if segment.payload > 0 {
                let first = relative, last = relative &+ UInt32(truncatingIfNeeded: segment.payload) &- 1
                words.append((first == last ? "byte \(first)" : "bytes \(first)-\(last)") + (again ? " again" : skipped ? ", a gap before them" : ""))
            }
            if isFIN { words.append("\(sender) sends no more" + (again && segment.payload == 0 ? " (again)" : "")) }
            if hasACK {
                if !conversation.handshakeDone, occupied == 0, peer.sawSYN, me.sawSYN, before == nil {
                    words.append("handshake 3 of 3")
                } else {
                    if newly > 0 { words.append("got your \(newly)") }
                    if gotFIN { words.append(newly > 0 ? "and FIN" : occupied > 0 ? "got your FIN" : "got your FIN (it counts as 1)") }
                    if occupied == 0, newly == 0, !gotFIN, before != nil {
                        if segment.window == 0 { words.append("wait: no room for more") } else if segment.window != previousWindow { words.append("room for \(segment.window) now") } else { words.append("still waiting for byte \(segment.acknowledgement &- (peer.base ?? 0))") }
                    }
                }
                conversation.handshakeDone = true
            }
        }
        return Telling(sequence: relative, acknowledgement: hasACK ? segment.acknowledgement &- (peer.base ?? 0) : nil, words: words.joined(separator: "; "), newlyAcknowledged: newly)
    }

    /// A RST that answers a SYN comes from where nobody has ever said SYN.
    private static func isRefusal(_ me: Direction, _ peer: Direction) -> Bool { !me.sawSYN && peer.sawSYN }

    /// Whether `a` comes after `b` in the circle of 2^32 numbers (RFC 9293 section 3.4).
    private static func isAfter(_ a: UInt32, _ b: UInt32) -> Bool { Int32(bitPattern: a &- b) > 0 }

    private static func precedes(_ a: SocketAddress, _ b: SocketAddress) -> Bool {
        switch (a.address, b.address) {
        case (.v4(let x), .v4(let y)): (x.rawValue, a.port) < (y.rawValue, b.port)
        case (.v6(let x), .v6(let y)): x == y ? a.port < b.port : x < y
        case (.v4, .v6): true
        case (.v6, .v4): false
        }
    }
}
