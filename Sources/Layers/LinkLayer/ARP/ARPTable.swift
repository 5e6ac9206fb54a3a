public import Wire

/// A place for an ARP cache of one's own (RFC 826): who has which address, and what is answered.
///
/// Lab 15's exercise E3 is a type of your own that conforms to this; `ip-routing --mine` then gives one to each interface. When to ask, and which
/// packets wait meanwhile, stays ours: ``AdaptedARPTable``.
public protocol ARPTable: Sendable {
    init()
    /// The station that has `address`; nil where nobody was heard of there for 60 s.
    mutating func station(of address: IPv4Address, at now: Instant) throws -> MACAddress?
    /// A packet has arrived at the station `hardware`, which has `address` (RFC 826, "Packet Reception").
    ///
    /// - Returns: the answer; nil where there is none.
    mutating func handle(_ packet: ARPPacket, hardware: MACAddress, address: IPv4Address, at now: Instant) throws -> ARPPacket?
}

/// Puts an ``ARPTable`` into a stack: asks for what it does not know, three times, a second apart, and lets packets wait meanwhile.
public struct AdaptedARPTable<Piece: ARPTable>: AddressResolutionCache {
    private struct Question {
        let address: IPv4Address
        var waiting: [WaitingPacket]
        var asked: Int
        var again: Instant
    }

    private static var interval: Nanoseconds { .seconds(1) }
    private static var questionLimit: Int { 256 }
    private static var waitingLimit: Int { 16 }
    private let hardware: MACAddress
    private let addresses: [IPv4Address]
    private var piece = Piece()
    /// In the order in which they were asked.
    private var questions: [Question] = []

    public init(hardware: MACAddress, addresses: [IPv4Address]) { (self.hardware, self.addresses) = (hardware, addresses) }

    public var nextDeadline: Instant? { questions.map(\.again).min() }

    public mutating func resolve(_ address: IPv4Address, at now: Instant) -> MACAddress? { (try? piece.station(of: address, at: now)) ?? nil }

    public mutating func enqueue(_ packet: WaitingPacket, for address: IPv4Address, at now: Instant) -> [ARPAction] {
        if let index = questions.firstIndex(where: { $0.address == address }) {
            questions[index].waiting.append(packet)
            guard questions[index].waiting.count > Self.waitingLimit else { return [] }
            return [.unreachable(address, [questions[index].waiting.removeFirst()])]
        }
        guard questions.count < Self.questionLimit else { return [.unreachable(address, [packet])] }
        questions.append(Question(address: address, waiting: [packet], asked: 1, again: now + Self.interval))
        return [ask(address)]
    }

    public mutating func handle(_ packet: ARPPacket, at now: Instant) -> [ARPAction] {
        let own = addresses.contains(packet.targetProtocol) ? packet.targetProtocol : addresses.first ?? .any
        var actions: [ARPAction] = []
        if let answer = (try? piece.handle(packet, hardware: hardware, address: own, at: now)) ?? nil { actions.append(.transmit(answer, to: packet.senderHardware)) }
        var open: [Question] = []
        for question in questions {
            if let station = resolve(question.address, at: now) { actions += question.waiting.map { .release($0, to: station) } } else { open.append(question) }
        }
        questions = open
        return actions
    }

    public mutating func tick(at now: Instant) -> [ARPAction] {
        var actions: [ARPAction] = [], open: [Question] = []
        for var question in questions {
            if question.again <= now {
                guard question.asked < 3 else {
                    actions.append(.unreachable(question.address, question.waiting))
                    continue
                }
                question.asked += 1
                question.again = now + Self.interval
                actions.append(ask(question.address))
            }
            open.append(question)
        }
        questions = open
        return actions
    }

    private func ask(_ address: IPv4Address) -> ARPAction {
        .transmit(ARPPacket(operation: .request, senderHardware: hardware, senderProtocol: addresses.first ?? .any, targetProtocol: address), to: .broadcast)
    }
}
