public import GradeKit
import Internet
import Wire

extension LabCourse {
    /// Lab 18. The keys are worked out from the messages on all cables.
    public static let namesAndLeases = LabCourse("18", "names-and-leases", exercises: [.names], personal: { random in Evidence(capture: try LeasedNetwork.personal(&random)) }) { evidence in
        let facts = try NamesFacts(evidence.frames())
        func n(_ number: Int) -> Question.Key { .number(Int64(number)) }
        func text(_ something: some CustomStringConvertible) -> Question.Key { .text(["\(something)"]) }
        func q(_ number: Int, _ points: Int, _ section: String, _ wanted: String, _ key: Question.Key, frames: Set<Int> = [], _ misconceptions: [Question.Misconception]) -> Question {
            Question("Q\(number)", points: points, wanted: wanted, section: "worksheet section \(section)", key: key, evidence: frames, misconceptions: misconceptions)
        }
        let name = facts.firstName.description, nameOnTheWire = name.utf8.count + 2
        return [
            q(1, 1, "5.1", "the IP address that the laptop's first words are sent to", text(facts.discover.packet.destination), frames: facts.discovers, [
                .init(text(facts.offer.packet.source), isReally: "the router's", likely: "the laptop does not know yet that there is one"), .init(text(IPv4Address.any), isReally: "what stands there for the sender", likely: "the destination was asked for"), .init(text(MACAddress.broadcast), isReally: "the frame's destination", likely: "the packet inside has an address of its own"),
            ]),
            q(2, 1, "5.1", "the transaction identifier of the first exchange", n(Int(facts.discover.message.transaction)), frames: facts.exchange, [
                .init(n(Int(facts.renewal.message.transaction)), isReally: "the renewal's", likely: "that is a conversation of its own, half a lease later"), .init(n(Int(facts.discover.packet.identification)), isReally: "the IP packet's identification", likely: "it stands in the DHCP message, and has four bytes"),
            ]),
            q(3, 1, "5.1", "the address that the router offers", text(facts.offer.message.yours), frames: facts.offers, [
                .init(text(facts.offer.packet.source), isReally: "the router's own", likely: "look for \"your address\""), .init(text(facts.offer.packet.destination), isReally: "where the offer is sent to", likely: "the laptop has no address yet: the offer goes to everybody, and says inside whose it will be"),
            ]),
            q(4, 1, "5.1", "for how many seconds", n(facts.leaseTime), [
                .init(n(facts.leaseTime / 2), isReally: "when the laptop asks for more", likely: "option 51 is the lease, option 58 the renewal"), .init(n(facts.leaseTime * 7 / 8), isReally: "when the laptop asks anybody", likely: "option 51 is the lease, option 59 the rebinding"),
            ]),
            q(5, 2, "5.1", "how many seconds after the ACK the laptop asks for more", n(facts.wait), [
                .init(n(facts.leaseTime), isReally: "the whole lease", likely: "who asks at the very end asks too late"), .init(n(facts.leaseTime * 7 / 8), isReally: "the rebinding time", likely: "that comes only where the renewal was not answered"),
            ]),
            q(6, 1, "5.2", "the sender's IP address in the ARP question before the address is used", text(IPv4Address.any), frames: facts.probes, [
                .init(text(facts.offer.message.yours), isReally: "the address that is asked about", likely: "it is not the laptop's yet: everybody who heard it would remember it"), .init(text(facts.offer.packet.source), isReally: "the router's", likely: "the laptop asks, not the router"),
            ]),
            q(7, 1, "5.3", "how many name servers the resolver asks before its first answer", n(facts.asked.count), [
                .init(n(facts.asked.count + 1), isReally: "those and the resolver itself", likely: "the resolver was asked by the laptop; whom did it ask?"), .init(n(1), isReally: "whom the laptop asks", likely: "the resolver asks on: from the root down"),
            ]),
            q(8, 1, "5.3", "the address of the server that speaks for the name", text(facts.authoritative.packet.source), frames: facts.authoritatives, [
                .init(text(facts.resolver), isReally: "the resolver's", likely: "it passes on what another has said: whose answer has the bit \"authoritative\"?"), .init(text(facts.asked.first ?? .any), isReally: "the root's", likely: "the root only knows who speaks for the last label"),
            ]),
            q(9, 2, "5.3", "how many bytes the name \(name) takes in the question", n(nameOnTheWire), [
                .init(n(name.utf8.count), isReally: "its letters and dots", likely: "each label has its length before it, and a zero ends the name"), .init(n(nameOnTheWire - 1), isReally: "the labels with their lengths", likely: "a zero ends the name: the root's empty label"),
            ]),
            q(10, 2, "5.3", "the byte of the DNS message that the second answer record's pointer leads to", n(facts.pointer), [
                .init(n(12), isReally: "where the question's name stands", likely: "that is the first record's pointer; the second belongs to the name behind the alias"), .init(n(0xc000 | facts.pointer), isReally: "the two bytes as they stand there", likely: "the first two bits only say that it is a pointer"), .init(n(facts.secondRecord), isReally: "where the pointer stands", likely: "where does it lead?"),
            ]),
            q(11, 2, "5.4", "the frame in which the answer that does not fit crosses its first cable", n(facts.truncated.packet.number), [
                .init(n(facts.crowdQuestion.packet.number), isReally: "the question", likely: "the answer was asked for"), .init(n(facts.tcpFrame), isReally: "the answer by TCP", likely: "that is the whole one"),
            ]),
            q(12, 2, "5.4", "how many bytes the whole answer has by TCP, as a DNS message", n(facts.byTCP), [
                .init(n(facts.byTCP + 2), isReally: "the message with the length before it", likely: "by TCP two bytes of length come first: they are no part of the message"), .init(n(facts.truncated.bytes.count), isReally: "the one that was cut", likely: "the whole one goes by TCP"),
            ]),
            q(13, 2, "5.5", "for how many seconds the resolver may remember that a name is not there", n(facts.negative), [
                .init(n(facts.positive), isReally: "how long a record that is there may be kept", likely: "look at the SOA record beside the answer: its last number"), .init(n(0), isReally: "not at all", likely: "it does remember: the second question reaches no name server"),
            ]),
        ]
    }
}
