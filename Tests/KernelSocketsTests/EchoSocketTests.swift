import KernelSockets
import Sockets
import Testing
import Wire

/// Why this user may not open an ICMP socket; nil: they may.
private let obstacle: String? = {
    do {
        let world = try KernelWorld(), host = world.host(named: "host")
        try world.run { try await host.openEcho(on: .v4(.loopback)).close() }
        return nil
    } catch { return "\(error)" }
}()

@Suite("ICMP echo on the kernel's sockets", .enabled(if: obstacle == nil, "needs root, or a group in net.ipv4.ping_group_range"), .timeLimit(.minutes(10)))
struct EchoSocketTests {
    @Test("loopback answers, each request in its turn", arguments: Setting.all) func ping(setting: Setting) async throws {
        let replies = try await setting.run { host in try await host.persistently {
            let echo = try await host.openEcho(on: setting.loopback)
            defer { echo.close() }
            var replies: [EchoAnswer] = []
            for sequence: UInt16 in [1, 2, 65_535] {
                try await echo.send(Array("payload \(sequence)".utf8), sequence: sequence, to: setting.loopback)
                replies.append(try await echo.receive())
            }
            return replies
        } }
        #expect(replies == [1, 2, 65_535].map { .reply(EchoReply(from: setting.loopback, sequence: $0, payload: Array("payload \($0)".utf8), timeToLive: 64)) })
    }

    @Test("two sockets do not hear each other's replies", arguments: Setting.all) func separate(setting: Setting) async throws {
        let (own, other) = try await setting.run { host in try await host.persistently {
            let one = try await host.openEcho(on: setting.loopback), two = try await host.openEcho(on: setting.loopback)
            try await one.send([1], sequence: 1, to: setting.loopback)
            let own = try await one.receive()
            return (own, await code { _ = try await host.withTimeLimit(.milliseconds(50)) { try await two.receive() } })
        } }
        guard case .reply(let reply) = own else { Issue.record("\(own)"); return }
        #expect(reply.payload == [1])
        #expect(other == .timedOut)
    }

    @Test("a waiting receive can be cancelled and closed", arguments: Setting.all) func ends(setting: Setting) async throws {
        let codes = try await setting.run { host in
            let echo = try await host.openEcho(on: setting.loopback)
            let cancelled = await withTaskGroup(of: SocketError.Code?.self) { group in
                group.addTask { await code { _ = try await echo.receive() } }
                await Task.yield()
                group.cancelAll()
                return await group.next() ?? nil
            }
            async let closed = code { _ = try await echo.receive() }
            await Task.yield()
            echo.close()
            return [cancelled, await closed]
        }
        #expect(codes == [.cancelled, .closed])
    }

    #if os(Linux)
    /// Two kernels' stacks and no router between them: what cannot be delivered is answered by the client's own.
    @Test("across a cable: the other host replies, one that is not there does not") func cable() async throws {
        guard let wire = try? VethWire.make() else { return }
        let world = try KernelWorld(), client = world.host(named: "client", in: wire.client.namespace), server = world.host(named: "server", in: wire.server.namespace)
        let (answer, absent, greeting) = try await world.loop.runOnItsOwnThread {
            let echo = try await client.openEcho(on: .v4(.any))
            let answer = try await client.persistently {
                try await echo.send([9], sequence: 3, to: .v4(wire.server.address))
                return try await echo.receive()
            }
            // The last host of the cable's network is nobody's address: ARP gets no answer, and after a while the kernel says so.
            let nobody = IPAddress.v4(IPv4Address(rawValue: wire.server.address.rawValue ^ 0x60))
            try? await echo.send([9], sequence: 4, to: nobody)
            let absent = try? await client.withTimeLimit(.seconds(8)) { try await echo.receive() }
            // TCP between the two, on the same loop.
            let listener = try await server.listen(on: SocketAddress(.v4(.any), 12345))
            async let accepted = listener.accept()
            let stream = try await client.connect(to: SocketAddress(.v4(wire.server.address), 12345))
            try await accepted.send("hi")
            return (answer, absent, try await stream.receive(atMost: 10))
        }
        #expect(answer == .reply(EchoReply(from: .v4(wire.server.address), sequence: 3, payload: [9], timeToLive: 64)))
        #expect(greeting == Array("hi".utf8))
        if case .error(let error) = absent {
            #expect(error.meaning == .hostUnreachable)
            #expect(error.sequence == 4)
            #expect(error.payload == [9])
        } else {
            Issue.record("no error about the absent host: \(String(describing: absent))")
        }
    }
    #endif
}
