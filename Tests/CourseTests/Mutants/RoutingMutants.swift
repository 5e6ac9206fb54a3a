import LabJudges
import LabSolutions
import LinkLayer
import NetworkLayer
import Wire

extension Mutant {
    static let routes: [Mutant] = [
        Mutant(.ipRouting, "the whole address", caughtAt: "E1.1", saying: "first prefixLength bits", WrongRoutes { to, routes in routes.first { $0.network == to } }),
        Mutant(.ipRouting, "always 16 bits", caughtAt: "E1.1", saying: "first prefixLength bits", WrongRoutes { to, routes in routes.first { $0.network >> 16 == to >> 16 } }),
        Mutant(.ipRouting, "some way, if there is none", caughtAt: "E1.2", saying: "nil says that there is none", WrongRoutes { to, routes in fitting(to, routes).max { $0.prefixLength < $1.prefixLength } ?? routes.last }),
        Mutant(.ipRouting, "the first that fits", caughtAt: "E1.3", saying: "the first that fits", WrongRoutes { to, routes in fitting(to, routes).first }),
        Mutant(.ipRouting, "the last that fits", caughtAt: "E1.3", saying: "the last that fits", WrongRoutes { to, routes in fitting(to, routes).last }),
        Mutant(.ipRouting, "the shortest", caughtAt: "E1.3", saying: "WRONG", WrongRoutes { to, routes in fitting(to, routes).min { $0.prefixLength < $1.prefixLength } }),
        Mutant(.ipRouting, "no default route", caughtAt: "E1.4", saying: "0.0.0.0/0 fits everything", WrongRoutes { to, routes in try MyRoutes().route(to: to, among: routes.filter { $0.prefixLength > 0 }) }),
        Mutant(.ipRouting, "the default route first", caughtAt: "E1.4", saying: "the longest", WrongRoutes { to, routes in try routes.first { $0.prefixLength == 0 } ?? MyRoutes().route(to: to, among: routes) }),
        Mutant(.ipRouting, "32 bits are none", caughtAt: "E1.5", saying: "one address", WrongRoutes { to, routes in try MyRoutes().route(to: to, among: routes.filter { $0.prefixLength < 32 }) }),
        Mutant(.ipRouting, "the last of equals", caughtAt: "E1.6", saying: "the first counts", WrongRoutes { to, routes in
            let best = fitting(to, routes).map(\.prefixLength).max()
            return fitting(to, routes).last { $0.prefixLength == best }
        }),
    ]

    static let fragments: [Mutant] = [
        Mutant(.ipRouting, "waits for a second piece", caughtAt: "E2.1", saying: "all there is", NeverAlone.self),
        Mutant(.ipRouting, "the last piece alone", caughtAt: "E2.2", saying: "bytes are missing", LastAlone.self),
        Mutant(.ipRouting, "one behind the other as they come", caughtAt: "E2.3", saying: "in the order in which they came", AsTheyCome.self),
        Mutant(.ipRouting, "the last piece ends it", caughtAt: "E2.3", saying: "something is missing yet", LastEnds.self),
        Mutant(.ipRouting, "counts pieces", caughtAt: "E2.4", saying: "count what has come", CountsPieces.self),
        Mutant(.ipRouting, "counts what comes twice", caughtAt: "E2.5", saying: "change nothing", CountsTwice.self),
        Mutant(.ipRouting, "refuses what comes twice", caughtAt: "E2.5", saying: "change nothing", RefusesTwice.self),
        Mutant(.ipRouting, "the ping of death", caughtAt: "E2.6", saying: "ping of death", AnyLength.self),
        Mutant(.ipRouting, "the last word counts", caughtAt: "E2.7", saying: "refuse them", LastWord.self),
        Mutant(.ipRouting, "the offset in units of 8", caughtAt: "E2.2", saying: "WRONG", Eighths.self),
    ]

    static let neighbours: [Mutant] = [
        Mutant(.ipRouting, "answers with a request", caughtAt: "E3.1", saying: "operation is 2", AnswersWithRequest.self),
        Mutant(.ipRouting, "answers with the asker's address", caughtAt: "E3.1", saying: "your own link-layer address", AnswersWithAsker.self),
        Mutant(.ipRouting, "answers to nobody", caughtAt: "E3.1", saying: "target is who asked", AnswersToNobody.self),
        Mutant(.ipRouting, "answers for others", caughtAt: "E3.2", saying: "only one for your own address", AnswersForOthers.self),
        Mutant(.ipRouting, "answers answers", caughtAt: "E3.2", saying: "only a request", AnswersAnswers.self),
        Mutant(.ipRouting, "remembers nobody", caughtAt: "E3.3", saying: "belong together", RemembersNobody.self),
        Mutant(.ipRouting, "remembers everybody", caughtAt: "E3.4", saying: "fills no table", RemembersEverybody.self),
        Mutant(.ipRouting, "remembers answers only", caughtAt: "E3.4", saying: "who asks me", RemembersAnswers.self),
        Mutant(.ipRouting, "the first word counts", caughtAt: "E3.5", saying: "put right", FirstWord.self),
        Mutant(.ipRouting, "never forgets", caughtAt: "E3.6", saying: "60 s counts no more", NeverForgets.self),
        Mutant(.ipRouting, "forgets a second too late", caughtAt: "E3.6", saying: "60 s counts no more", ForgetsLate.self),
        Mutant(.ipRouting, "remembers 0.0.0.0", caughtAt: "E3.7", saying: "remember nothing", RemembersAny.self),
    ]
}

private func fitting(_ destination: UInt32, _ routes: [PlainRoute]) -> [PlainRoute] {
    routes.filter { ($0.network ^ destination) & UInt32.max << (32 - $0.prefixLength) == 0 }
}

private struct WrongRoutes: RouteChooser {
    let choose: @Sendable (UInt32, [PlainRoute]) throws -> PlainRoute?
    init(_ choose: @escaping @Sendable (UInt32, [PlainRoute]) throws -> PlainRoute?) { self.choose = choose }
    func route(to destination: UInt32, among routes: [PlainRoute]) throws -> PlainRoute? { try choose(destination, routes) }
}

// MARK: - Fragments

private struct NeverAlone: FragmentAssembler {
    private var right = MyFragments(), count = 0
    init() {}
    mutating func add(_ payload: [UInt8], at offset: Int, moreFragments: Bool) throws -> [UInt8]? {
        count += 1
        let whole = try right.add(payload, at: offset, moreFragments: moreFragments)
        return count > 1 ? whole : nil
    }
}
private struct LastAlone: FragmentAssembler {
    init() {}
    mutating func add(_ payload: [UInt8], at offset: Int, moreFragments: Bool) throws -> [UInt8]? { moreFragments ? nil : payload }
}
private struct AsTheyCome: FragmentAssembler {
    private var right = MyFragments(), all: [UInt8] = []
    init() {}
    mutating func add(_ payload: [UInt8], at offset: Int, moreFragments: Bool) throws -> [UInt8]? {
        all += payload
        return try right.add(payload, at: offset, moreFragments: moreFragments) == nil ? nil : all
    }
}
private struct LastEnds: FragmentAssembler {
    private var all: [Int: UInt8] = [:]
    init() {}
    mutating func add(_ payload: [UInt8], at offset: Int, moreFragments: Bool) throws -> [UInt8]? {
        for (index, byte) in payload.enumerated() { all[offset + index] = byte }
        return moreFragments ? nil : all.keys.sorted().compactMap { all[$0] }
    }
}
/// Whole when the last has come and as many pieces as the first one's length would need.
private struct CountsPieces: FragmentAssembler {
    private var right = MyFragments(), pieces: [(Int, [UInt8])] = [], end: Int?
    init() {}
    mutating func add(_ payload: [UInt8], at offset: Int, moreFragments: Bool) throws -> [UInt8]? {
        if let whole = try right.add(payload, at: offset, moreFragments: moreFragments) { return whole }
        pieces.append((offset, payload))
        if !moreFragments { end = offset + payload.count }
        return end != nil && pieces.count >= 3 ? pieces.sorted { $0.0 < $1.0 }.flatMap(\.1) : nil
    }
}
private struct CountsTwice: FragmentAssembler {
    private var pieces: [(Int, [UInt8])] = [], end: Int?
    init() {}
    mutating func add(_ payload: [UInt8], at offset: Int, moreFragments: Bool) throws -> [UInt8]? {
        pieces.append((offset, payload))
        if !moreFragments { end = offset + payload.count }
        let all = pieces.sorted { $0.0 < $1.0 }.flatMap(\.1)
        return end.map { all.count >= $0 } == true ? all : nil
    }
}
private struct RefusesTwice: FragmentAssembler {
    private var right = MyFragments(), seen: Set<Int> = []
    init() {}
    mutating func add(_ payload: [UInt8], at offset: Int, moreFragments: Bool) throws -> [UInt8]? {
        guard seen.insert(offset).inserted else { throw FragmentRefused("twice") }
        return try right.add(payload, at: offset, moreFragments: moreFragments)
    }
}
private struct AnyLength: FragmentAssembler {
    private var right = MyFragments()
    init() {}
    mutating func add(_ payload: [UInt8], at offset: Int, moreFragments: Bool) throws -> [UInt8]? {
        offset + payload.count > FragmentLimits.longestPayload ? nil : try right.add(payload, at: offset, moreFragments: moreFragments)
    }
}
private struct LastWord: FragmentAssembler {
    private var all: [Int: UInt8] = [:], end: Int?
    init() {}
    mutating func add(_ payload: [UInt8], at offset: Int, moreFragments: Bool) throws -> [UInt8]? {
        for (index, byte) in payload.enumerated() { all[offset + index] = byte }
        if !moreFragments { end = offset + payload.count }
        return end == all.count ? all.keys.sorted().compactMap { all[$0] } : nil
    }
}
private struct Eighths: FragmentAssembler {
    private var right = MyFragments()
    init() {}
    mutating func add(_ payload: [UInt8], at offset: Int, moreFragments: Bool) throws -> [UInt8]? { try right.add(payload, at: offset * 8, moreFragments: moreFragments) }
}

// MARK: - ARP tables

/// The solution, wrapped; what a fault does otherwise replaces a method.
private protocol WrongTable: ARPTable { var right: MyTable { get set } }
extension WrongTable {
    mutating func station(of address: IPv4Address, at now: Instant) throws -> MACAddress? { try right.station(of: address, at: now) }
    mutating func handle(_ packet: ARPPacket, hardware: MACAddress, address: IPv4Address, at now: Instant) throws -> ARPPacket? { try right.handle(packet, hardware: hardware, address: address, at: now) }
}
/// The solution, its answer changed.
private protocol WrongAnswer: WrongTable { func change(_ answer: inout ARPPacket, to packet: ARPPacket) }
extension WrongAnswer {
    mutating func handle(_ packet: ARPPacket, hardware: MACAddress, address: IPv4Address, at now: Instant) throws -> ARPPacket? {
        guard var answer = try right.handle(packet, hardware: hardware, address: address, at: now) else { return nil }
        change(&answer, to: packet)
        return answer
    }
}

private struct AnswersWithRequest: WrongAnswer {
    var right = MyTable()
    func change(_ answer: inout ARPPacket, to packet: ARPPacket) { answer.operation = .request }
}
private struct AnswersWithAsker: WrongAnswer {
    var right = MyTable()
    func change(_ answer: inout ARPPacket, to packet: ARPPacket) { answer.senderHardware = packet.senderHardware }
}
private struct AnswersToNobody: WrongAnswer {
    var right = MyTable()
    func change(_ answer: inout ARPPacket, to packet: ARPPacket) { answer.targetHardware = packet.targetHardware }
}
private struct AnswersForOthers: WrongTable {
    var right = MyTable()
    mutating func handle(_ packet: ARPPacket, hardware: MACAddress, address: IPv4Address, at now: Instant) throws -> ARPPacket? {
        try right.handle(packet, hardware: hardware, address: packet.operation == .request ? packet.targetProtocol : address, at: now)
    }
}
private struct AnswersAnswers: WrongTable {
    var right = MyTable()
    mutating func handle(_ packet: ARPPacket, hardware: MACAddress, address: IPv4Address, at now: Instant) throws -> ARPPacket? {
        var asked = packet
        asked.operation = .request
        return try right.handle(asked, hardware: hardware, address: address, at: now)
    }
}
private struct RemembersNobody: WrongTable {
    var right = MyTable()
    mutating func station(of address: IPv4Address, at now: Instant) throws -> MACAddress? { nil }
}
private struct RemembersEverybody: WrongTable {
    var right = MyTable()
    mutating func handle(_ packet: ARPPacket, hardware: MACAddress, address: IPv4Address, at now: Instant) throws -> ARPPacket? {
        let answer = try right.handle(packet, hardware: hardware, address: packet.targetProtocol, at: now)
        return packet.targetProtocol == address ? answer : nil
    }
}
private struct RemembersAnswers: WrongTable {
    var right = MyTable()
    mutating func handle(_ packet: ARPPacket, hardware: MACAddress, address: IPv4Address, at now: Instant) throws -> ARPPacket? {
        var other = right
        let answer = try other.handle(packet, hardware: hardware, address: address, at: now)
        if packet.operation == .reply { right = other }
        return answer
    }
}
private struct FirstWord: WrongTable {
    var right = MyTable()
    mutating func handle(_ packet: ARPPacket, hardware: MACAddress, address: IPv4Address, at now: Instant) throws -> ARPPacket? {
        var other = right
        let answer = try other.handle(packet, hardware: hardware, address: address, at: now)
        if try right.station(of: packet.senderProtocol, at: now) == nil { right = other }
        return answer
    }
}
private struct NeverForgets: WrongTable {
    var right = MyTable()
    mutating func station(of address: IPv4Address, at now: Instant) throws -> MACAddress? { try right.station(of: address, at: .zero) }
}
private struct ForgetsLate: WrongTable {
    var right = MyTable()
    mutating func station(of address: IPv4Address, at now: Instant) throws -> MACAddress? { try right.station(of: address, at: Instant(nanoseconds: max(0, now.nanoseconds - 1_000_000_000))) }
}
private struct RemembersAny: WrongTable {
    var right = MyTable()
    private var nobody: MACAddress?
    init() {}
    mutating func station(of address: IPv4Address, at now: Instant) throws -> MACAddress? { address == .any ? nobody : try right.station(of: address, at: now) }
    mutating func handle(_ packet: ARPPacket, hardware: MACAddress, address: IPv4Address, at now: Instant) throws -> ARPPacket? {
        if packet.senderProtocol == .any { nobody = packet.senderHardware }
        return try right.handle(packet, hardware: hardware, address: address, at: now)
    }
}
