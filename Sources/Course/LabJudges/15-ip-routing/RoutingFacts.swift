import GradeKit
import Wire

/// What a capture of lab 15 shows, and the numbers beside it.
struct RoutingFacts {
    let greeting: PacketFacts, firstUpdate: PacketFacts, news: PacketFacts
    let alice: IPv4Address, bob: IPv4Address, bobStation: MACAddress
    /// alice's first question, once for each cable that it crosses.
    let question: [PacketFacts]
    /// The first packet of each hop of the first traceroute, and all of the second hop's.
    let hops: [PacketFacts], secondHop: [PacketFacts]
    /// alice's long question, and its pieces on the first cable that they cross.
    let long: PacketFacts, pieces: [PacketFacts], allPieces: Int
    let lost: PacketFacts, refusals: [PacketFacts], nowhere: IPv4Address
    /// Costs: of the short way and the narrow one to r4, and of bob's cable.
    let short: Int, narrow: Int, last: Int
    private let table: [(network: UInt32, length: Int, interface: String)], target: IPv4Address

    /// - Throws: ``EvidenceError`` where something is missing.
    init(_ evidence: Evidence) throws {
        let capture = try evidence.frames(), packets = capture.packets
        func need(_ packet: PacketFacts?, _ what: String) throws -> PacketFacts {
            guard let packet else { throw EvidenceError("\(capture.name) is not the capture of lab 15: it holds no \(what)") }
            return packet
        }
        func isUpdate(_ packet: PacketFacts) -> Bool { packet.protocolNumber == 89 && packet.payload.count > 1 && packet.payload[1] == 4 }
        greeting = try need(packets.first { $0.protocolNumber == 89 }, "greeting of a router")
        firstUpdate = try need(packets.first(where: isUpdate), "link state update")
        let first = try need(packets.first { $0.icmp?.type == 8 }, "echo request")
        (alice, bob) = (first.source, first.destination)
        let (alice, bob) = (alice, bob)
        question = packets.filter { $0.source == alice && $0.destination == bob && $0.identification == first.identification && $0.icmp?.type == 8 }
        bobStation = question[question.count - 1].destinationStation
        let arrived = try need(packets.first { $0.icmp?.type == 3 && $0.icmp?.code == 3 }, "port unreachable")
        news = try need(packets.first { isUpdate($0) && $0.number > arrived.number }, "link state update behind the first traceroute")
        let cut = news.number, exceeded = packets.filter { $0.icmp?.type == 11 && $0.destination == alice && $0.number < cut }
        var hops: [PacketFacts] = []
        for packet in exceeded where !hops.contains(where: { $0.source == packet.source }) { hops.append(packet) }
        guard hops.count == 3, question.count == 4 else { throw EvidenceError("\(capture.name) is not the capture of lab 15: \(hops.count) hops, \(question.count) cables") }
        self.hops = hops
        secondHop = exceeded.filter { $0.source == hops[1].source }
        let piece = try need(packets.first { $0.isFragment && $0.source == alice && $0.destination == bob }, "fragment")
        long = try need(packets.first { !$0.isFragment && $0.identification == piece.identification && $0.source == alice && $0.destination == bob }, "long question")
        let fragments = packets.filter { $0.isFragment && $0.source == alice && $0.destination == bob && $0.identification == piece.identification }
        allPieces = fragments.count
        pieces = fragments.filter { $0.sourceStation == piece.sourceStation }
        lost = try need(packets.first { $0.icmp?.type == 3 && $0.icmp?.code == 0 && $0.destination == alice }, "network unreachable")
        let lost = lost
        refusals = packets.filter { $0.icmp?.type == 3 && $0.icmp?.code == 0 && $0.source == lost.source && $0.destination == alice }
        nowhere = try need(packets.last { $0.icmp?.type == 8 && $0.source == alice && $0.number < lost.number }, "question to nobody").destination

        let costs = (evidence.numbers["costs"] ?? "").split(separator: " ").compactMap { Int($0) }
        guard costs.count == 5, costs[0] + costs[1] != costs[2] + costs[3] else { throw EvidenceError("lab 15: its costs make no question") }
        (short, narrow, last) = (costs[0] + costs[1], costs[2] + costs[3], costs[4])
        table = try (evidence.numbers["routes"] ?? "").split(separator: ",").map { line in
            let parts = line.split(whereSeparator: { $0 == " " || $0 == "/" })
            guard parts.count == 3, let network = IPv4Address(String(parts[0])), let length = Int(parts[1]), (0...32).contains(length) else { throw EvidenceError("lab 15: \"\(line)\" is no route") }
            return (network.rawValue, length, String(parts[2]))
        }
        guard let target = evidence.numbers["packet to"].flatMap({ IPv4Address($0) }), !table.isEmpty else { throw EvidenceError("lab 15: its routes make no question") }
        self.target = target
    }

    /// The question about a table of routes.
    func longestPrefix(_ q: (Int, Int, String, String, Question.Key, [PacketFacts], [Question.Misconception]) -> Question) -> Question {
        func covers(_ route: (network: UInt32, length: Int, interface: String)) -> Bool { route.length == 0 || (route.network ^ target.rawValue) >> UInt32(32 - route.length) == 0 }
        let right = table.filter(covers).max { $0.length < $1.length }, wanted = right?.interface ?? "none"
        return q(12, 2, "5.6", "the interface on which a packet to \(target) leaves", .text([wanted]), [], table.filter { $0.interface != wanted }.map { route in
            if !covers(route) { return .init(.text([route.interface]), isReally: "a route whose network it is not in", likely: "write the first \(route.length) bits of both in binary: are they the same?") }
            if route.length == 0 { return .init(.text([route.interface]), isReally: "the default route", likely: "it counts only where no longer one does") }
            return .init(.text([route.interface]), isReally: "a route that it fits, but not the longest", likely: "of all that fit, the longest prefix counts")
        })
    }
}
