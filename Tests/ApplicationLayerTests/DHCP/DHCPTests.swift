import ApplicationLayer
import Testing
import Wire

/// Client and server as values, talking by hand: from nothing to a lease and to its end.
@Suite struct DHCPTests {
    static let card = MACAddress(rawValue: 0x0200_0000_0001)
    static var configuration: DHCPLeases.Configuration {
        .init(server: IPv4Address(192, 168, 1, 1), prefixLength: 24, first: IPv4Address(192, 168, 1, 100), last: IPv4Address(192, 168, 1, 109), routers: [IPv4Address(192, 168, 1, 1)], nameServers: [IPv4Address(192, 168, 1, 1)], domain: "home.arpa", leaseTime: 3600)
    }

    /// Lets both talk until nothing is left to say; the steps, as the RFC calls them.
    static func talk(_ client: inout DHCPClientMachine, _ server: inout DHCPLeases, _ actions: [DHCPClientMachine.Action], at now: Instant, isFree: Bool = true) -> [String] {
        var steps: [String] = [], queue = actions
        while !queue.isEmpty {
            switch queue.removeFirst() {
            case .send(let message, _):
                // Over the wire, both ways.
                let heard = try! DHCPMessage(parsing: message.serialized())
                #expect(heard == message)
                steps.append("\(message.kind!)")
                guard let reply = server.handle(heard, at: now) else { continue }
                steps.append("\(reply.message.kind!)")
                queue += client.receive(try! DHCPMessage(parsing: reply.message.serialized()), at: now)
            case .check: queue += client.answered(isFree: isFree, at: now)
            case .configure(let lease): steps.append("use \(lease.address)/\(lease.prefixLength)")
            case .remove(let lease): steps.append("lose \(lease.address)")
            }
        }
        return steps
    }

    @Test func fromDiscoverToRelease() {
        var client = DHCPClientMachine(hardware: Self.card, hostName: "laptop", random: RandomStream(seed: 1)), server = DHCPLeases(Self.configuration)
        #expect(Self.talk(&client, &server, client.start(at: .zero), at: .zero) == ["DISCOVER", "OFFER", "REQUEST", "ACK", "use 192.168.1.100/24"])
        #expect(client.lease?.domain == "home.arpa" && client.lease?.routers == [IPv4Address(192, 168, 1, 1)] && server.leases(at: .zero).first?.hostName == "laptop")
        #expect(client.nextDeadline == .zero + .seconds(1800), "half of the hour")
        // Renewed at half time.
        let half = Instant.zero + .seconds(1800)
        #expect(Self.talk(&client, &server, client.tick(at: half), at: half) == ["REQUEST", "ACK", "use 192.168.1.100/24"])
        #expect(client.lease?.expires == half + .seconds(3600))
        #expect(Self.talk(&client, &server, client.release(at: half), at: half) == ["RELEASE", "lose 192.168.1.100"])
        #expect(server.leases(at: half).isEmpty)
        // Who comes back gets the same address.
        #expect(Self.talk(&client, &server, client.start(at: half), at: half).last == "use 192.168.1.100/24")
    }

    @Test func whoIsNotAnsweredAsksEverybodyAndThenBeginsAgain() {
        var client = DHCPClientMachine(hardware: Self.card, random: RandomStream(seed: 1)), server = DHCPLeases(Self.configuration)
        _ = Self.talk(&client, &server, client.start(at: .zero), at: .zero)
        var told: [String] = [], now = Instant.zero
        while let deadline = client.nextDeadline, deadline <= .zero + .seconds(3600) {
            now = deadline
            for action in client.tick(at: now) {
                switch action {
                case .send(let message, let destination): told.append("\(message.kind!) to \(destination)")
                case .remove: told.append("lost")
                default: break
                }
            }
        }
        #expect(told.first == "REQUEST to 192.168.1.1" && told.contains("REQUEST to 255.255.255.255"), "\(told)")
        #expect(told.suffix(2) == ["lost", "DISCOVER to 255.255.255.255"], "\(told)")
    }

    @Test func anAddressInUseIsDeclinedAndLeftAlone() {
        var client = DHCPClientMachine(hardware: Self.card, random: RandomStream(seed: 1)), server = DHCPLeases(Self.configuration)
        #expect(Self.talk(&client, &server, client.start(at: .zero), at: .zero, isFree: false) == ["DISCOVER", "OFFER", "REQUEST", "ACK", "DECLINE"])
        let later = Instant.zero + .seconds(10)
        #expect(Self.talk(&client, &server, client.tick(at: later), at: later).last == "use 192.168.1.101/24")
    }

    @Test func anAddressOfAnotherNetworkIsRefused() {
        var server = DHCPLeases(Self.configuration)
        var request = DHCPMessage(transaction: 7, hardware: Self.card)
        request.set(.request)
        request.set(DHCPMessage.Code.requestedAddress, [IPv4Address(10, 0, 0, 5)])
        #expect(server.handle(request, at: .zero)?.message.kind == .refuse)
        // An address of this network that nobody knows of: another server may know.
        request.set(DHCPMessage.Code.requestedAddress, [IPv4Address(192, 168, 1, 105)])
        #expect(server.handle(request, at: .zero) == nil)
    }

    @Test func aFloodOfClientsLeavesRoomForThoseWhoTakeWhatTheyAskFor() {
        var server = DHCPLeases(Self.configuration)
        for number in 0..<10_000 {
            var discover = DHCPMessage(transaction: UInt32(number), hardware: MACAddress(rawValue: 0x0666_0000_0000 | UInt64(number)))
            discover.set(.discover)
            _ = server.handle(discover, at: .zero)
        }
        #expect(server.leases(at: .zero).count == 5 && server.counters.exhausted == 9995)
        let later = Instant.zero + .seconds(61)
        var client = DHCPClientMachine(hardware: Self.card, random: RandomStream(seed: 1))
        #expect(Self.talk(&client, &server, client.start(at: later), at: later).last?.hasPrefix("use") == true)
    }

    @Test func aRelaySaysWhereItsClientsAre() throws {
        var relay = DHCPRelay(address: IPv4Address(192, 168, 1, 254), servers: [IPv4Address(10, 0, 0, 1)]), server = DHCPLeases(Self.configuration)
        var discover = DHCPMessage(transaction: 3, hardware: Self.card)
        discover.set(.discover)
        let handled = relay.handle(discover)
        let onward = try #require(handled)
        #expect(onward.message.relay == relay.address && onward.message.hops == 1 && onward.destinations == [IPv4Address(10, 0, 0, 1)] && onward.port == 67)
        let answered = server.handle(onward.message, at: .zero)
        let reply = try #require(answered)
        #expect(reply.destination == relay.address && reply.port == 67)
        let returned = relay.handle(reply.message)
        let back = try #require(returned)
        #expect(back.destinations == [.broadcast] && back.port == 68)
        var round = discover
        round.hops = 16
        #expect(relay.handle(round) == nil && relay.dropped == 1)
    }

    static var sample: [UInt8] {
        var message = DHCPMessage(transaction: 0x1234_5678, hardware: card)
        message.set(.discover)
        message.set(DHCPMessage.Code.hostName, Array("laptop".utf8))
        message.set(DHCPMessage.Code.wanted, [1, 3, 6])
        return message.serialized()
    }

    @Test func truncationsAreRefusedOrUnderstood() {
        for length in 0..<240 { #expect(throws: DecodeError.self, "the first \(length) bytes") { try DHCPMessage(parsing: Array(Self.sample[..<length])) } }
    }

    @Test func optionsMayOverflowAndMayBeLong() throws {
        var message = DHCPMessage(transaction: 1, hardware: Self.card)
        message.set(.offer)
        message.set(DHCPMessage.Code.domainName, [UInt8](repeating: 0x61, count: 300))
        #expect(try DHCPMessage(parsing: message.serialized()).option(DHCPMessage.Code.domainName)?.count == 300)
        var wire = Self.sample
        wire[108...110] = [12, 1, 0x78]
        wire[111] = 255
        wire = Array(wire[..<240]) + [53, 1, 1, 52, 1, 1, 255]
        #expect(try DHCPMessage(parsing: wire).text(DHCPMessage.Code.hostName) == "x")
    }

    @Test(arguments: 0..<300)
    func mutationsAreSurvived(_ seed: UInt64) {
        var random = SeededGenerator(state: seed), wire = Self.sample, server = DHCPLeases(Self.configuration)
        for _ in 0..<Int.random(in: 1...8, using: &random) { wire[Int.random(in: 0..<wire.count, using: &random)] = UInt8.random(in: 0...255, using: &random) }
        guard let message = try? DHCPMessage(parsing: wire) else { return }
        _ = server.handle(message, at: .zero)
        var client = DHCPClientMachine(hardware: Self.card, random: RandomStream(seed: seed))
        _ = client.start(at: .zero)
        _ = client.receive(message, at: .zero)
    }
}
