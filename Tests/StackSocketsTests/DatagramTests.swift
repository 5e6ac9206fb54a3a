import Sockets
import Testing
import Wire

@Suite("Datagrams to oneself")
struct DatagramTests {
    @Test(arguments: ["127.0.0.1", "::1"])
    func aDatagramArrivesAndIsCut(_ address: String) throws {
        let world = LoneWorld(), host = world.host
        let received = try world.loop.run {
            let local = IPAddress(address)!
            let first = try await host.bind(to: SocketAddress(local, 7)), second = try await host.bind(to: SocketAddress(local, 0))
            try await second.send("Hello", to: first.localAddress)
            let (bytes, from) = try await first.receive(atMost: 4)
            #expect(from == second.localAddress)
            return String(decoding: bytes, as: UTF8.self)
        }
        #expect(received == "Hell")
    }

    @Test func aPortBelongsToOneSocket() throws {
        let world = LoneWorld(), host = world.host
        try world.loop.run {
            let first = try await host.bind(to: SocketAddress("127.0.0.1:7")!)
            let error = await #expect(throws: SocketError.self) { try await host.bind(to: SocketAddress("0.0.0.0:7")!) }
            #expect(error?.code == .addressInUse)
            first.close()
            _ = try await host.bind(to: SocketAddress("0.0.0.0:7")!)
        }
    }

    @Test func aCancelledReceiveThrowsAndLeavesTheSocketUsable() throws {
        let world = LoneWorld(), host = world.host
        try world.loop.run {
            let socket = try await host.bind(to: SocketAddress("127.0.0.1:7")!)
            let error = await #expect(throws: SocketError.self) {
                try await host.withTimeLimit(.seconds(1), for: "receive") { try await socket.receive(atMost: 1) }
            }
            #expect(error?.code == .timedOut)
            try await socket.send("x", to: socket.localAddress)
            #expect(try await socket.receive(atMost: 1).bytes == [0x78])
        }
        #expect(world.loop.now == Instant(nanoseconds: 1_000_000_000))
    }

    @Test func closingEndsAWaitingReceive() throws {
        let world = LoneWorld(), host = world.host
        try world.loop.run {
            let socket = try await host.bind(to: SocketAddress("127.0.0.1:7")!)
            async let waiting = #expect(throws: SocketError.self) { try await socket.receive(atMost: 1) }
            try await host.clock.sleep(for: .milliseconds(1))
            socket.close()
            #expect(await waiting?.code == .closed)
        }
    }
}
