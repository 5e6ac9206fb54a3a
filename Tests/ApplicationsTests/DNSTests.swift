import ApplicationLayer
import Applications
import KernelSockets
import Sockets
import Testing
import Wire

/// Servers and clients on the kernel's loopback.
@Suite struct DNSTests {
    static func name(_ text: String) -> DNSName { DNSName(text)! }
    static let zone = try! ZoneFile.parse(
        "$TTL 60\n@ SOA ns admin 1 2 3 4 5\n@ NS ns\nns A 127.0.0.1\nwww A 192.0.2.80\n" + (0..<200).map { "many A 10.0.\($0).1\n" }.joined(), origin: name("example.com"))

    static func withServer(_ body: @escaping @Sendable (KernelHost, SocketAddress) async throws -> Void) async throws {
        try await onKernel { host in
            let server = DNSServer(address: anyPort, answers: AuthoritativeAnswers(DNSAuthority(zones: [zone])))
            try await serving(host, { ready in try await server.run(on: host, isReady: ready) }) { try await body(host, $0) }
        }
    }

    @Test func byUDPAndWhereItDoesNotFitByTCP() async throws {
        try await Self.withServer { host, address in
            let small = try await DNSClient().ask(Self.name("www.example.com"), .a, server: address, on: host)
            #expect(small.message.answers.map(\.data.description) == ["192.0.2.80"] && !small.usedTCP)
            let large = try await DNSClient().ask(Self.name("many.example.com"), .a, server: address, on: host)
            #expect(large.message.answers.count == 200 && large.usedTCP && large.bytes > 3000)
        }
    }

    @Test func theStubTellsNamesThatAreNotThereFromServersThatAreNot() async throws {
        try await Self.withServer { host, address in
            #expect(try await StubResolver(servers: [address]).resolve("www.example.com", on: host) == [IPAddress("192.0.2.80")!])
            #expect(try await StubResolver(servers: [address], searchDomain: "example.com").resolve("www", on: host) == [IPAddress("192.0.2.80")!])
            await #expect { try await StubResolver(servers: [address]).resolve("no.example.com", on: host) } throws: { ($0 as? SocketError)?.code == .nameNotFound }
            let silent = try await host.bind(to: anyPort)
            defer { silent.close() }
            let impatient = DNSClient(timeout: .milliseconds(20), tries: 2)
            await #expect { try await StubResolver(servers: [silent.localAddress], client: impatient).resolve("www.example.com", on: host) } throws: { ($0 as? SocketError)?.code == .timedOut }
        }
    }

    @Test func repliesWithAnotherIdentifierOrQuestionArePassedOver() async throws {
        try await onKernel { host in
            let socket = try await host.bind(to: anyPort)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    let (bytes, client) = try await socket.receive(atMost: 512)
                    let query = try DNSMessage(parsing: bytes)
                    for forged in [1, 2, 3] as [UInt16] {
                        var reply = query.reply()
                        reply.answers = [DNSRecord(Self.name("www.example.com"), .a(IPv4Address(6, 6, 6, 6)), timeToLive: 60)]
                        if forged == 3 { reply.questions[0].name = Self.name("www.example.org") } else { reply.id &+= forged }
                        try await socket.send(reply.serialized(), to: client)
                    }
                    try await socket.send([1, 2, 3], to: client)
                    var honest = query.reply()
                    honest.answers = [DNSRecord(Self.name("www.example.com"), .a(IPv4Address(192, 0, 2, 80)), timeToLive: 60)]
                    try await socket.send(honest.serialized(), to: client)
                }
                let reply = try await DNSClient().ask(Self.name("www.example.com"), .a, server: socket.localAddress, on: host)
                #expect(reply.message.answers.map(\.data.description) == ["192.0.2.80"] && reply.forgeries == 4)
                try await group.waitForAll()
            }
            socket.close()
        }
    }

    @Test func garbageIsCountedAndAnsweredWithAFormatError() async throws {
        try await onKernel { host in
            let server = DNSServer(address: anyPort, answers: AuthoritativeAnswers(DNSAuthority(zones: [Self.zone])))
            try await serving(host, { ready in try await server.run(on: host, isReady: ready) }) { address in
                let socket = try await host.bind(to: anyPort)
                defer { socket.close() }
                // No query at all; a reply, which is not answered; then a header with nothing behind it.
                try await socket.send([1, 2, 3], to: address)
                try await socket.send([0, 9, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0], to: address)
                try await socket.send([0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xc0, 12], to: address)
                let (bytes, _) = try await socket.receive(atMost: 512)
                let reply = try DNSMessage(parsing: bytes)
                #expect(reply.id == 7 && reply.responseWord == "FORMERR")
                #expect(server.counters.malformed == 3)
            }
        }
    }

    @Test func aResolverWalksAndRemembers() async throws {
        try await onKernel { host in
            // Root and zone on one port of two loopback addresses.
            let root = try ZoneFile.parse("$TTL 60\n. SOA a. b. 1 2 3 4 5\n. NS a.root.\na.root. A 127.0.0.1\nexample.com. NS ns.example.com.\nns.example.com. A 127.0.0.2\n", origin: .root)
            let first = DNSServer(address: anyPort, answers: AuthoritativeAnswers(DNSAuthority(zones: [root])))
            try await serving(host, { ready in try await first.run(on: host, isReady: ready) }) { address in
                let second = DNSServer(address: SocketAddress(IPAddress("127.0.0.2")!, address.port), answers: AuthoritativeAnswers(DNSAuthority(zones: [Self.zone])))
                try await serving(host, { ready in try await second.run(on: host, isReady: ready) }) { _ in
                    let resolver = RecursiveResolver(.root([.v4(.loopback)]), port: address.port)
                    let front = DNSServer(address: anyPort, answers: resolver)
                    try await serving(host, { ready in try await front.run(on: host, isReady: ready) }) { address in
                        for _ in 0..<2 {
                            let reply = try await DNSClient().ask(Self.name("www.example.com"), .a, server: address, on: host)
                            #expect(reply.message.answers.map(\.data.description) == ["192.0.2.80"] && reply.message.recursionAvailable && !reply.message.isAuthoritative)
                        }
                        #expect(resolver.questionsSent == 2, "the second answer comes from the cache")
                    }
                }
            }
        }
    }
}
