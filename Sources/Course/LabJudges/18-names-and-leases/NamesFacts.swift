import ApplicationLayer
import GradeKit
import Wire

/// What a capture of lab 18 shows.
struct NamesFacts {
    /// A DHCP or DNS message, with the packet that carries it.
    struct Carried<Message> {
        let packet: PacketFacts
        let message: Message
        let bytes: [UInt8]
    }

    let discover: Carried<DHCPMessage>, offer: Carried<DHCPMessage>, acknowledged: Carried<DHCPMessage>, renewal: Carried<DHCPMessage>
    /// Frames of the first exchange, of DISCOVER, of OFFER, and of the questions whether anybody has the address.
    let exchange: Set<Int>, discovers: Set<Int>, offers: Set<Int>, probes: Set<Int>
    let leaseTime: Int
    /// Whole seconds from the acknowledgment to the question for more.
    let wait: Int
    let resolver: IPv4Address
    /// Whom the resolver asked, in order, before its first answer.
    let asked: [IPv4Address]
    let firstName: DNSName
    /// The answer of the server that speaks for the name, and its frames.
    let authoritative: Carried<DNSMessage>, authoritatives: Set<Int>
    /// The second record's pointer, where the record begins, and what it would be with its two bits.
    let pointer: Int, secondRecord: Int
    let truncated: Carried<DNSMessage>, crowdQuestion: Carried<DNSMessage>, byTCP: Int, tcpFrame: Int
    /// Seconds that the absence of a name may be remembered, and that a record may.
    let negative: Int, positive: Int

    /// - Throws: ``EvidenceError`` where something is missing.
    init(_ capture: EvidenceCapture) throws {
        func need<T>(_ found: T?, _ what: String) throws -> T {
            guard let found else { throw EvidenceError("\(capture.name) is not the capture of lab 18: it holds no \(what)") }
            return found
        }
        let packets = capture.packets
        let dhcp = packets.compactMap { packet -> Carried<DHCPMessage>? in
            guard let udp = packet.udp, [67, 68].contains(udp.destination), let message = try? DHCPMessage(parsing: udp.data) else { return nil }
            return Carried(packet: packet, message: message, bytes: udp.data)
        }
        let dns = packets.compactMap { packet -> Carried<DNSMessage>? in
            guard let udp = packet.udp, udp.source == 53 || udp.destination == 53, let message = try? DNSMessage(parsing: udp.data) else { return nil }
            return Carried(packet: packet, message: message, bytes: udp.data)
        }
        discover = try need(dhcp.first { $0.message.kind == .discover }, "DISCOVER")
        offer = try need(dhcp.first { $0.message.kind == .offer }, "OFFER")
        acknowledged = try need(dhcp.first { $0.message.kind == .acknowledge }, "ACK")
        renewal = try need(dhcp.first { $0.message.kind == .request && $0.packet.source != .any }, "REQUEST from an address")
        let transaction = discover.message.transaction
        exchange = Set(dhcp.filter { $0.message.transaction == transaction }.map(\.packet.number))
        discovers = Set(dhcp.filter { $0.message.kind == .discover }.map(\.packet.number))
        offers = Set(dhcp.filter { $0.message.kind == .offer }.map(\.packet.number))
        probes = Set(capture.captured.indices.filter { index in
            let bytes = capture.captured[index].bytes
            return bytes.count >= 42 && bytes[12] == 8 && bytes[13] == 6 && bytes[28..<32].allSatisfy { $0 == 0 }
        }.map { $0 + 1 })
        leaseTime = Int(try need(offer.message.seconds(DHCPMessage.Code.leaseTime), "lease time"))
        func time(_ number: Int) -> Int64 { capture.captured[number - 1].timestamp.nanoseconds }
        wait = Int((Double(time(renewal.packet.number) - time(acknowledged.packet.number)) / 1e9).rounded())
        guard !probes.isEmpty else { throw EvidenceError("\(capture.name) is not the capture of lab 18: nobody asks whether an address is in use") }

        let question = try need(dns.first { !$0.message.isResponse }, "question about a name")
        resolver = question.packet.destination
        let resolver = resolver
        firstName = try need(question.message.questions.first, "question about a name").name
        let firstName = firstName
        let answer = try need(dns.first { $0.message.isResponse && $0.packet.source == resolver }, "answer of the resolver")
        var asked: [IPv4Address] = []
        for query in dns where !query.message.isResponse && query.packet.source == resolver && query.packet.number < answer.packet.number && !asked.contains(query.packet.destination) { asked.append(query.packet.destination) }
        self.asked = asked
        let spoken = dns.filter { $0.message.isResponse && $0.message.isAuthoritative && $0.message.questions.first?.name == firstName && $0.message.answers.count >= 2 }
        authoritative = try need(spoken.first, "authoritative answer with an alias")
        authoritatives = Set(spoken.map(\.packet.number))
        (pointer, secondRecord) = try need(Self.secondPointer(authoritative.bytes), "pointer in the second record")
        positive = Int(try need(authoritative.message.answers.first, "record").timeToLive)

        truncated = try need(dns.first { $0.message.isTruncated }, "answer that was cut")
        let crowd = truncated.message.questions.first?.name
        crowdQuestion = try need(dns.first { !$0.message.isResponse && $0.message.questions.first?.name == crowd }, "question about the long name")
        let segment = try need(capture.segments.first { $0.tcp.sourcePort == 53 && $0.tcp.payloadLength > 2 }, "answer by TCP")
        let bytes = capture.captured[segment.number - 1].bytes, start = segment.tcp.payload.lowerBound
        guard bytes.count >= start + 2 else { throw EvidenceError("\(capture.name): the answer by TCP is not all there") }
        byTCP = Int(bytes[start]) << 8 | Int(bytes[start + 1])
        tcpFrame = segment.number
        let absent = try need(dns.first { $0.message.responseCode == DNSMessage.ResponseCode.nameError.rawValue }, "name that is not there")
        negative = try need(absent.message.authorities.compactMap { record -> Int? in
            guard case .soa(_, _, _, _, _, _, let minimum) = record.data else { return nil }
            return Int(min(minimum, record.timeToLive))
        }.first, "SOA beside it")
    }

    /// Where the second answer record begins, and where the pointer at its beginning leads.
    private static func secondPointer(_ message: [UInt8]) -> (pointer: Int, start: Int)? {
        func skipName(_ start: Int) -> Int? {
            var place = start
            while place < message.count {
                if message[place] >> 6 == 3 { return place + 2 }
                if message[place] == 0 { return place + 1 }
                place += 1 + Int(message[place])
            }
            return nil
        }
        guard message.count > 12, let behindName = skipName(12), let behindOwner = skipName(behindName + 4), behindOwner + 10 <= message.count else { return nil }
        let second = behindOwner + 10 + (Int(message[behindOwner + 8]) << 8 | Int(message[behindOwner + 9]))
        guard second + 1 < message.count, message[second] >> 6 == 3 else { return nil }
        return (Int(message[second] & 0x3f) << 8 | Int(message[second + 1]), second)
    }
}
