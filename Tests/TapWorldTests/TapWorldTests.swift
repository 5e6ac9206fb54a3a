#if os(Linux)
import Applications
import KernelSockets
import Simulation
import Sockets
import StackSockets
import TapDevice
import TapWorld
import Testing
import Wire

@Suite("Our stack and the kernel, on a TAP device", .enabled(if: obstacle == nil, "needs root and /dev/net/tun"), .timeLimit(.minutes(10))) struct TapWorldTests {
    private static let echoPort: UInt16 = 7007

    private func echo(on host: some Host, at address: IPAddress) async throws {
        try await EchoServer(address: SocketAddress(address, Self.echoPort), service: PlainEcho(chunk: 1 << 16), manner: .concurrent).run(on: host)
    }

    @Test("the kernel pings our stack, up to the largest packet", arguments: [0, 56, 1472]) func pingOurs(size: Int) throws {
        let bench = try Bench()
        let payload = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
        try bench.run(server: {}) {
            let socket = try await bench.kernel.openEcho(on: .v4(.any))
            try await socket.send(payload, sequence: 3, to: Bench.ourAddress)
            let answer = try await socket.receive()
            guard case .reply(let reply) = answer else { Issue.record("an error came back: \(answer)"); return }
            #expect(reply.from == Bench.ourAddress)
            #expect(reply.sequence == 3)
            #expect(reply.payload == payload)
            socket.close()
        }
    }

    @Test("our stack pings the kernel") func pingKernel() throws {
        let bench = try Bench()
        try bench.run(server: {}) {
            let socket = try await bench.ours.openEcho(on: .v4(.any))
            try await socket.send(Array("are you there?".utf8), sequence: 9, to: Bench.kernelAddress)
            guard case .reply(let reply) = try await socket.receive() else { Issue.record("an error came back"); return }
            #expect(reply.from == Bench.kernelAddress)
            #expect(reply.payload == Array("are you there?".utf8))
            socket.close()
        }
    }

    @Test("TCP echo: the kernel's client, our server", arguments: [1, 1460, 1461, 1_000_000]) func kernelClient(count: Int) throws {
        let bench = try Bench()
        try bench.run(server: { try await echo(on: bench.ours, at: .v4(.any)) }) {
            try await EchoTransfer(server: SocketAddress(Bench.ourAddress, Self.echoPort), count: count).run(on: bench.kernel)
        }
    }

    @Test("TCP echo: our client, the kernel's server", arguments: [1, 1460, 1461, 1_000_000]) func ourClient(count: Int) throws {
        let bench = try Bench()
        try bench.run(server: { try await echo(on: bench.kernel, at: .v4(.any)) }) {
            try await EchoTransfer(server: SocketAddress(Bench.kernelAddress, Self.echoPort), count: count).run(on: bench.ours)
        }
    }

    @Test("UDP both ways, and a closed port is told") func datagrams() throws {
        let bench = try Bench()
        try bench.run(server: { try await MessageServer(address: SocketAddress(.v4(.any), 9_000)).run(on: bench.ours) }) {
            let socket = try await bench.kernel.bind(to: SocketAddress(.v4(.any), 0))
            for size in [0, 1, 1472] {
                try await socket.send([UInt8](repeating: 0x75, count: size), to: SocketAddress(Bench.ourAddress, 9_000))
                let (bytes, from) = try await socket.receive(atMost: 2000)
                #expect(String(decoding: bytes, as: UTF8.self) == "Received your message of \(size) bytes")
                #expect(from == SocketAddress(Bench.ourAddress, 9_000))
            }
            socket.close()
            let lonely = try await bench.kernel.bind(to: SocketAddress(.v4(.any), 0))
            try lonely.connect(to: SocketAddress(Bench.ourAddress, 9))
            try await lonely.send("is anybody there?", to: nil)
            await #expect { _ = try await lonely.receive(atMost: 10) } throws: { ($0 as? SocketError)?.code == .refused }
            lonely.close()
        }
    }

    @Test("a closed TCP port refuses, from either end") func refused() throws {
        let bench = try Bench()
        try bench.run(server: {}) {
            await #expect { _ = try await bench.kernel.connect(to: SocketAddress(Bench.ourAddress, 81)) } throws: { ($0 as? SocketError)?.code == .refused }
            await #expect { _ = try await bench.ours.connect(to: SocketAddress(Bench.kernelAddress, 81)) } throws: { ($0 as? SocketError)?.code == .refused }
        }
    }

    /// The client has finished sending, and the server still answers: each direction ends by itself.
    @Test("half-close") func halfClose() throws {
        let bench = try Bench()
        try bench.run(server: {
            let listener = try await bench.ours.listen(on: SocketAddress(.v4(.any), Self.echoPort))
            defer { listener.close() }
            let stream = try await listener.accept()
            var question: [UInt8] = []
            while true {
                let bytes = try await stream.receive(atMost: 100)
                if bytes.isEmpty { break }
                question += bytes
            }
            try await stream.send("you said \(String(decoding: question, as: UTF8.self))")
            await stream.close()
        }) {
            let stream = try await bench.kernel.connect(to: SocketAddress(Bench.ourAddress, Self.echoPort))
            try await stream.send("no more")
            try await stream.finishSending()
            var answer: [UInt8] = []
            while true {
                let bytes = try await stream.receive(atMost: 100)
                if bytes.isEmpty { break }
                answer += bytes
            }
            #expect(String(decoding: answer, as: UTF8.self) == "you said no more")
            await stream.close()
        }
    }

    @Test("a reset by the kernel reaches our program") func kernelResets() throws {
        let bench = try Bench()
        try bench.run(server: {}) {
            let listener = try await bench.ours.listen(on: SocketAddress(.v4(.any), Self.echoPort))
            defer { listener.close() }
            let theirs = try await bench.kernel.connect(to: SocketAddress(Bench.ourAddress, Self.echoPort))
            let ours = try await listener.accept()
            theirs.abort()
            await #expect { _ = try await ours.receive(atMost: 10) } throws: { ($0 as? SocketError)?.code == .reset }
            await ours.close()
        }
    }

    @Test("a reset by our program reaches the kernel's") func weReset() throws {
        let bench = try Bench()
        try bench.run(server: {}) {
            let listener = try await bench.ours.listen(on: SocketAddress(.v4(.any), Self.echoPort))
            defer { listener.close() }
            let theirs = try await bench.kernel.connect(to: SocketAddress(Bench.ourAddress, Self.echoPort))
            let ours = try await listener.accept()
            ours.abort()
            await #expect { _ = try await theirs.receive(atMost: 10) } throws: { ($0 as? SocketError)?.code == .reset }
            await theirs.close()
        }
    }

    @Test("1 MB there and back through faults", arguments: [
        [RandomLoss(0.05)] as [any LinkFault],
        [Duplication(0.1)],
        [Corruption(0.02)],
        [RandomLoss(0.02), Duplication(0.02), Reordering(0.05), Corruption(0.01)],
    ]) func faults(faults: [any LinkFault]) throws {
        let bench = try Bench(faults: faults)
        try bench.run(server: { try await echo(on: bench.ours, at: .v4(.any)) }) {
            try await EchoTransfer(server: SocketAddress(Bench.ourAddress, Self.echoPort), count: 1_000_000).run(on: bench.kernel)
        }
        if faults.contains(where: { $0 is RandomLoss }) { #expect((bench.faulty?.lost ?? 0) > 10, "the faults took nothing away") }
    }

    @Test("frames are traced both ways, and ours know their causes") func trace() throws {
        nonisolated(unsafe) var frames: [TracedFrame] = []
        let bench = try Bench { frames.append($0) }
        try bench.run(server: { try await echo(on: bench.ours, at: .v4(.any)) }) {
            try await EchoTransfer(server: SocketAddress(Bench.ourAddress, Self.echoPort), count: 10).run(on: bench.kernel)
        }
        let request = try #require(frames.first { $0.direction == .received && $0.bytes.count >= 14 && $0.bytes[12] == 8 && $0.bytes[13] == 6 }, "no ARP request")
        let reply = try #require(frames.first { $0.direction == .transmitted }, "nothing was transmitted")
        #expect(reply.cause == request.id)
        #expect(reply.id.rawValue > request.id.rawValue)
    }

    @Test("a device that is taken away is told, once") func gone() throws {
        let bench = try Bench()
        nonisolated(unsafe) var told = 0
        try bench.run(server: {}) {
            bench.world.whenGone = { told += 1 }
            #expect(try bench.removeDevice() == 0, "ip link delete failed")
            for _ in 0..<100 where told == 0 { try await bench.loop.loop.clock.sleep(for: .milliseconds(5)) }
            try await bench.loop.loop.clock.sleep(for: .milliseconds(5))
        }
        #expect(told == 1)
    }
}
#endif
