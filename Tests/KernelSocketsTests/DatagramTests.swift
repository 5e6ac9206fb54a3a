import KernelSockets
import Sockets
import Testing
import Wire

@Suite("UDP on the kernel's sockets", .timeLimit(.minutes(10))) struct DatagramTests {
    @Test("a datagram and its answer", arguments: Setting.all) func roundTrip(setting: Setting) async throws {
        let (request, answer, ends) = try await setting.run { host in try await host.persistently {
            let server = try await host.bind(to: setting.anyPort), client = try await host.bind(to: setting.anyPort)
            try await client.send("Hello, UDP server!", to: server.localAddress)
            let (request, from) = try await server.receive(atMost: 1024)
            try await server.send("Received your message of \(request.count) bytes", to: from)
            let (answer, server2) = try await client.receive(atMost: 1024)
            return (String(decoding: request, as: UTF8.self), String(decoding: answer, as: UTF8.self), [from == client.localAddress, server2 == server.localAddress])
        } }
        #expect(request == "Hello, UDP server!")
        #expect(answer == "Received your message of 18 bytes")
        #expect(ends == [true, true])
    }

    @Test("boundaries are kept, an empty datagram is one, the largest arrives", arguments: Setting.all) func boundaries(setting: Setting) async throws {
        let sizes = [0, 1, 1472, 0, 65_507]
        let got = try await setting.run { host in try await host.persistently {
            let server = try await host.bind(to: setting.anyPort), client = try await host.bind(to: setting.anyPort)
            var got: [Int] = []
            for size in sizes {
                try await client.send([UInt8](repeating: 1, count: size), to: server.localAddress)
                got.append(try await server.receive(atMost: 70_000).bytes.count)
            }
            return got
        } }
        #expect(got == sizes)
    }

    @Test("what is longer than asked for is cut, the next is whole", arguments: Setting.all) func truncation(setting: Setting) async throws {
        let got = try await setting.run { host in try await host.persistently {
            let server = try await host.bind(to: setting.anyPort), client = try await host.bind(to: setting.anyPort)
            try await client.send("abcdefgh", to: server.localAddress)
            try await client.send("second", to: server.localAddress)
            let first = try await server.receive(atMost: 3).bytes, second = try await server.receive(atMost: 100).bytes
            return [first, second].map { String(decoding: $0, as: UTF8.self) }
        } }
        #expect(got == ["abc", "second"])
    }

    @Test("too long for any datagram", arguments: Setting.all) func tooLong(setting: Setting) async throws {
        let got = try await setting.run { host in
            let client = try await host.bind(to: setting.anyPort)
            return await code { try await client.send([UInt8](repeating: 1, count: 70_000), to: SocketAddress(setting.loopback, 9)) }
        }
        #expect(got == .messageTooLong)
    }

    @Test("without a peer and without an address there is nowhere to send", arguments: Setting.all) func nowhere(setting: Setting) async throws {
        let got = try await setting.run { host in
            let client = try await host.bind(to: setting.anyPort)
            return await code { try await client.send("x", to: nil) }
        }
        #expect(got == .notConnected)
    }

    @Test("a connected socket hears its peer only, and that nobody is there", arguments: Setting.all) func connected(setting: Setting) async throws {
        let (text, refused) = try await setting.run { host in try await host.persistently {
            let server = try await host.bind(to: setting.anyPort), stranger = try await host.bind(to: setting.anyPort), client = try await host.bind(to: setting.anyPort)
            try client.connect(to: server.localAddress)
            try await stranger.send("from a stranger", to: client.localAddress)
            try await server.send("from the server", to: client.localAddress)
            let text = String(decoding: try await client.receive(atMost: 100).bytes, as: UTF8.self)
            server.close()
            try await client.send("anybody there?", to: nil)
            let refused = await code { _ = try await client.receive(atMost: 100) }
            try Task.checkCancellation()
            return (text, refused)
        } }
        #expect(text == "from the server")
        #expect(refused == .refused)
    }

    #if os(Linux)
    @Test("an ICMP error comes back through the error queue, of an unconnected socket too", arguments: Setting.all) func errorQueue(setting: Setting) async throws {
        let (returned, port, text) = try await setting.run { host in try await host.persistently {
            let closed = try await host.bind(to: setting.anyPort), client = try await host.bind(to: setting.anyPort), server = try await host.bind(to: setting.anyPort)
            let port = closed.localAddress.port
            closed.close()
            try client.keepErrors()
            async let waiting = client.receiveError()
            async let datagram = client.receive(atMost: 100)
            await Task.yield()
            try await client.send("probe", to: SocketAddress(setting.loopback, port))
            let returned = try await waiting
            // Neither sending nor receiving is disturbed.
            try await client.send("go on", to: server.localAddress)
            try await server.send(try await server.receive(atMost: 100).bytes, to: client.localAddress)
            return (returned, port, String(decoding: try await datagram.bytes, as: UTF8.self))
        } }
        #expect(returned.meaning == .portUnreachable)
        #expect(returned.destination == SocketAddress(setting.loopback, port))
        #expect(returned.reporter == setting.loopback)
        #expect(returned.payload == Array("probe".utf8))
        #expect(text == "go on")
    }
    #endif

    @Test("a time to live can be set", arguments: Setting.all) func timeToLive(setting: Setting) async throws {
        try await setting.run { host in
            let client = try await host.bind(to: setting.anyPort)
            try client.setTimeToLive(1)
            try client.setTimeToLive(255)
        }
    }
}
