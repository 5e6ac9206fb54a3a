public import GradeKit
import Internet
import Wire

extension LabCourse {
    /// Lab 15. The keys are worked out from the packets of all cables, and from the numbers of the last two questions.
    public static let ipRouting = LabCourse("15", "ip-routing", exercises: [.routeChoice, .fragments, .neighbours], supplied: .captureAndNumbers([
        "routes": "0.0.0.0/0 eth0, 10.0.0.0/8 eth1, 10.16.0.0/12 eth2, 10.20.0.0/16 eth3", "packet to": "10.17.4.1", "costs": "100 100 1000 1000 100",
    ]), personal: { random in Evidence(capture: try FourRouters.personal(&random), numbers: FourRouters.personalNumbers(&random)) }) { evidence in
        let facts = try RoutingFacts(evidence)
        func n(_ number: Int) -> Question.Key { .number(Int64(number)) }
        func text(_ something: some CustomStringConvertible) -> Question.Key { .text(["\(something)"]) }
        func q(_ number: Int, _ points: Int, _ section: String, _ wanted: String, _ key: Question.Key, evidence: [PacketFacts] = [], _ misconceptions: [Question.Misconception]) -> Question {
            Question("Q\(number)", points: points, wanted: wanted, section: "worksheet section \(section)", key: key, evidence: Set(evidence.map(\.number)), misconceptions: misconceptions)
        }
        let question = facts.question, pieces = facts.pieces, hops = facts.hops
        return [
            q(1, 1, "5.1", "the protocol number in the IP header of a greeting", n(Int(facts.greeting.protocolNumber)), [
                .init(n(520), isReally: "RIP's port", likely: "OSPF needs no port: it stands directly on IP"), .init(n(1), isReally: "ICMP's number", likely: "look at a greeting, not at a ping"), .init(n(17), isReally: "UDP's number", likely: "OSPF needs no UDP: it stands directly on IP"),
            ]),
            q(2, 1, "5.2", "the link-layer address to which alice sends her first question", text(question[0].destinationStation), evidence: [question[0]], [
                .init(text(facts.bobStation), isReally: "bob's", likely: "bob is not on her cable: who is?"), .init(text(MACAddress.broadcast), isReally: "everyone's", likely: "that was the ARP before it"), .init(text(question[0].sourceStation), isReally: "her own", likely: "the destination stands first in the frame"),
            ]),
            q(3, 2, "5.2", "the time to live with which that question reaches bob", n(Int(question[question.count - 1].timeToLive)), [
                .init(n(Int(question[0].timeToLive)), isReally: "the one with which alice sends it", likely: "each router takes one away"), .init(n(Int(question[0].timeToLive) - question.count), isReally: "one less than that", likely: "bob takes none away: he does not pass it on"),
            ]),
            q(4, 1, "5.2", "the second hop's address in the first traceroute", text(hops[1].source), evidence: facts.secondHop, [
                .init(text(hops[0].source), isReally: "the first hop's", likely: "it answers when the time to live was 1"), .init(text(hops[2].source), isReally: "the third hop's", likely: "it answers when the time to live was 3"), .init(text(facts.bob), isReally: "bob's", likely: "bob answers the last packet, with another message"),
            ]),
            q(5, 2, "5.2", "what bob says to the packet that reaches him", .text(["port unreachable", "destination unreachable: port", "port", "3/3"]), [
                .init(.text(["time exceeded"]), isReally: "what routers say", likely: "bob's packet has not run out of hops: it has arrived"), .init(.text(["host unreachable"]), isReally: "what a router says that cannot find him", likely: "bob himself answers: the host is there, but nobody listens"), .init(.text(["echo reply"]), isReally: "the answer to a ping", likely: "traceroute here sends UDP"),
            ]),
            q(6, 2, "5.3", "the first frame in which a router tells of the cut", n(facts.news.number), [
                .init(n(facts.firstUpdate.number), isReally: "the first link state update of all", likely: "the cut comes after traceroute"), .init(n(pieces[0].number), isReally: "the first packet that goes the other way", likely: "the routers have told each other before it"),
            ]),
            q(7, 2, "5.4", "how many pieces r1 cuts alice's long question into", n(pieces.count), [
                .init(n(facts.allPieces), isReally: "all the pieces of that question on all cables", likely: "the same pieces cross one cable after another: count one cable's"), .init(n(pieces.count - 1), isReally: "the pieces but the last", likely: "the last, short one is a piece, too"),
            ]),
            q(8, 2, "5.4", "at which byte of the datagram's payload the last piece begins", n(pieces[pieces.count - 1].fragmentOffset), [
                .init(n(pieces[pieces.count - 1].fragmentOffset / 8), isReally: "the number in the header", likely: "it counts in units of 8 bytes"), .init(n(pieces.dropLast().reduce(0) { $0 + $1.totalLength }), isReally: "the lengths of the pieces before it with their headers", likely: "the offset counts payload only"),
            ]),
            q(9, 2, "5.4", "how many bytes of IP the pieces are on one cable, with their headers", n(pieces.reduce(0) { $0 + $1.totalLength }), [
                .init(n(facts.long.totalLength), isReally: "the packet before it was cut", likely: "each piece has a header of its own"), .init(n(pieces.reduce(0) { $0 + $1.payload.count }), isReally: "the pieces without headers", likely: "headers travel, too: 20 bytes each"),
            ]),
            q(10, 1, "5.4", "the address of who puts the pieces together", text(facts.bob), [
                .init(text(hops[0].source), isReally: "the router that cut the packet", likely: "who puts them together must get them all"), .init(text(hops[2].source), isReally: "the last router", likely: "routers pass pieces on as they are: the next may take another way"), .init(text(facts.alice), isReally: "alice's", likely: "hers is the question, not the pieces"),
            ]),
            q(11, 1, "5.5", "the address of the router that knows no way", text(facts.lost.source), evidence: facts.refusals, [
                .init(text(facts.nowhere), isReally: "the address that alice asked for", likely: "nobody is there: who answers in its place?"), .init(text(hops[1].source), isReally: "the second router", likely: "the packet never gets so far"),
            ]),
            facts.longestPrefix(q),
            q(13, 2, "5.6", "the metric of r1's route to bob's network", n(min(facts.short, facts.narrow) + facts.last), [
                .init(n(max(facts.short, facts.narrow) + facts.last), isReally: "the other way", likely: "the least sum counts"), .init(n(min(facts.short, facts.narrow)), isReally: "the way to r4", likely: "bob's own cable costs, too"), .init(n(3), isReally: "the number of cables", likely: "RIP counts cables; OSPF adds their costs"),
            ]),
        ]
    }
}
