import KernelSockets
import Sockets
import Testing
import Wire

@Suite("TCP on the kernel's sockets", .timeLimit(.minutes(10))) struct StreamTests {
    @Test("a message goes there and back", arguments: Setting.all) func echo(setting: Setting) async throws {
        let (answer, ends) = try await setting.run { host in
            let (client, server) = try await pair(on: host, setting)
            async let echoed: Void = server.send(try await server.receive(atMost: 1024))
            try await client.send("Hello, server!")
            let answer = try await client.receive(atMost: 1024)
            try await echoed
            let ends = [client.localAddress == server.remoteAddress, client.remoteAddress == server.localAddress, server.localAddress.address == setting.loopback]
            await client.close()
            return (String(decoding: answer, as: UTF8.self), ends)
        }
        #expect(answer == "Hello, server!")
        #expect(ends == [true, true, true])
    }

    @Test("64 MiB go through a slow reader, whole, and the writer waits for it", arguments: Setting.all) func transfer(setting: Setting) async throws {
        let total = 64 << 20, piece = 1 << 20
        let (received, sum, ahead) = try await setting.run { host in
            let (client, server) = try await pair(on: host, setting)
            let progress = Progress()
            async let sending: Void = {
                for number in 0..<(total / piece) {
                    try await client.send([UInt8](repeating: UInt8(truncatingIfNeeded: number), count: piece))
                    progress.sent += piece
                }
                try await client.finishSending()
            }()
            var received = 0, sum = 0, ahead = 0
            while true {
                let bytes = try await server.receive(atMost: 1 << 16)
                if bytes.isEmpty { break }
                received += bytes.count
                sum += Int(bytes[0])
                ahead = max(ahead, progress.sent - received)
            }
            try await sending
            return (received, sum, ahead)
        }
        #expect(received == total)
        #expect(sum > 0)
        // No more than the two sockets' buffers hold, whatever the reader does.
        #expect(ahead < 32 << 20, "the writer was \(ahead) bytes ahead of the reader")
    }

    @Test("half-close: each end may go on sending after the other has finished", arguments: Setting.all) func halfClose(setting: Setting) async throws {
        let story = try await setting.run { host in
            let (client, server) = try await pair(on: host, setting)
            try await client.send("question")
            try await client.finishSending()
            let question = try await server.receiveAll()
            let end = try await server.receive(atMost: 10)
            try await server.send("an answer after your end")
            try await server.finishSending()
            let answer = try await client.receiveAll()
            let late = await code { try await client.send("too late") }
            return [String(decoding: question, as: UTF8.self), "\(end.count)", String(decoding: answer, as: UTF8.self), late?.rawValue ?? "nothing"]
        }
        #expect(story == ["question", "0", "an answer after your end", "EPIPE"])
    }

    @Test("abort is seen as a reset", arguments: Setting.all) func abort(setting: Setting) async throws {
        let codes = try await setting.run { host in
            let (client, server) = try await pair(on: host, setting)
            async let waiting = code { _ = try await client.receive(atMost: 10) }
            await Task.yield()
            server.abort()
            let afterwards = await code { _ = try await server.receive(atMost: 10) }
            return [await waiting, afterwards]
        }
        #expect(codes == [.reset, .closed])
    }

    @Test("what was sent before close arrives, though the other end's words were left unread", arguments: Setting.all) func closeWithUnread(setting: Setting) async throws {
        let text = try await setting.run { host in
            let (client, server) = try await pair(on: host, setting)
            try await client.send("never read")
            try await host.clock.sleep(for: .milliseconds(20))
            try await server.send("last words")
            await server.close()
            try await host.clock.sleep(for: .milliseconds(20))
            return String(decoding: try await client.receiveAll(), as: UTF8.self)
        }
        #expect(text == "last words")
    }

    @Test("a stream that is let go is closed", arguments: Setting.all) func letGo(setting: Setting) async throws {
        let end = try await setting.run { host in
            func half() async throws -> KernelStream { try await pair(on: host, setting).client }
            return try await half().receive(atMost: 10)
        }
        #expect(end == [])
    }

    @Test("nobody listens: refused", arguments: Setting.all) func refused(setting: Setting) async throws {
        let error = try await setting.run { host in
            // A port that was free a moment ago may be another test's by now; nobody's test takes this one.
            let address = SocketAddress(setting.anyPort.address, 1)
            do { _ = try await host.connect(to: address); return "connected" } catch { return "\(error)".replacing("\(address)", with: "X") }
        }
        #expect(error == "connect to X refused (ECONNREFUSED)")
    }

    @Test("a port in use", arguments: Setting.all) func inUse(setting: Setting) async throws {
        let error = try await setting.run { host in
            let listener = try await host.listen(on: setting.anyPort)
            defer { listener.close() }
            do { _ = try await host.listen(on: listener.localAddress); return "listening" } catch { return "\(error)".replacing("\(listener.localAddress)", with: "X") }
        }
        #expect(error == "listen on X failed: the address is in use (EADDRINUSE)")
    }

    @Test("an address that is not ours", arguments: Setting.all) func notOurs(setting: Setting) async throws {
        let foreign = try #require(IPAddress(setting.loopback.version == 4 ? "192.0.2.1" : "2001:db8::1"))
        let got = try await setting.run { host in await code { _ = try await host.listen(on: SocketAddress(foreign, 0)) } }
        #expect(got == .addressNotAvailable)
    }

    @Test("a second receive on one stream is refused, the first goes on", arguments: Setting.all) func twoReceives(setting: Setting) async throws {
        let (second, first) = try await setting.run { host in
            let (client, server) = try await pair(on: host, setting)
            async let first = client.receive(atMost: 10)
            await Task.yield()
            let second = await code { _ = try await client.receive(atMost: 10) }
            try await server.send("x")
            return (second, try await first)
        }
        #expect(second == .alreadyWaiting)
        #expect(first == Array("x".utf8))
    }

    @Test("closing a socket ends the calls that wait on it", arguments: Setting.all) func closedWhileWaiting(setting: Setting) async throws {
        let codes = try await setting.run { host in
            let (client, server) = try await pair(on: host, setting)
            let listener = try await host.listen(on: setting.anyPort), datagrams = try await host.bind(to: setting.anyPort)
            async let receive = code { _ = try await client.receive(atMost: 10) }
            async let accept = code { _ = try await listener.accept() }
            async let datagram = code { _ = try await datagrams.receive(atMost: 10) }
            await Task.yield()
            await client.close()
            listener.close()
            datagrams.close()
            await server.close()
            return [await receive, await accept, await datagram]
        }
        #expect(codes == [.closed, .closed, .closed])
    }

    @Test("closing a listener ends an iteration over it", arguments: Setting.all) func closedWhileIterating(setting: Setting) async throws {
        let count = try await setting.run { host in
            let listener = try await host.listen(on: setting.anyPort)
            async let iteration: Int = {
                var count = 0
                for try await stream in listener { count += 1; await stream.close() }
                return count
            }()
            for _ in 0..<3 { _ = try await host.connect(to: listener.localAddress).receiveAll() }
            listener.close()
            return try await iteration
        }
        #expect(count == 3)
    }

    @Test("receiving nothing is misuse, not the end", arguments: Setting.all) func receiveNothing(setting: Setting) async throws {
        let got = try await setting.run { host in
            let (client, _) = try await pair(on: host, setting)
            return await code { _ = try await client.receive(atMost: 0) }
        }
        #expect(got == .invalidArgument)
    }

    @Test("one fast pair does not keep the loop to itself", arguments: Setting.all) func fairness(setting: Setting) async throws {
        let ticks = try await setting.run { host in
            let (client, server) = try await pair(on: host, setting), progress = Progress()
            return try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { while true { try await client.send([UInt8](repeating: 0, count: 1000)) } }
                group.addTask { while true { _ = try await server.receive(atMost: 100) } }
                group.addTask { for _ in 0..<20 { try await host.clock.sleep(for: .milliseconds(1)); progress.sent += 1 } }
                while progress.sent < 20 { try await host.clock.sleep(for: .milliseconds(1)) }
                group.cancelAll()
                while let result = await group.nextResult() { if case .failure(let error as SocketError) = result, error.code != .cancelled { throw error } }
                return progress.sent
            }
        }
        #expect(ticks == 20)
    }

    @Test("a thousand clients at once", arguments: KernelWorld.Waiting.here) func thousand(waiting: KernelWorld.Waiting) async throws {
        let clients = 1_000
        raiseDescriptorLimit()
        let world = try KernelWorld(waitingIn: waiting), host = world.host(named: "host")
        let answered = try await world.loop.runOnItsOwnThread {
            let listener = try await host.listen(on: SocketAddress(.v4(.loopback), 0), options: ListenOptions(backlog: 1024))
            return try await withThrowingTaskGroup(of: Bool.self) { group in
                group.addTask {
                    try await withThrowingTaskGroup(of: Void.self) { connections in
                        for _ in 0..<clients {
                            let stream = try await listener.accept()
                            connections.addTask {
                                while true {
                                    let bytes = try await stream.receive(atMost: 4096)
                                    if bytes.isEmpty { break }
                                    try await stream.send(bytes)
                                }
                                await stream.close()
                            }
                        }
                        try await connections.waitForAll()
                    }
                    return false
                }
                for number in 0..<clients {
                    group.addTask {
                        let stream = try await host.connect(to: listener.localAddress)
                        // All are connected before the first is done: nobody's answer is read before a moment has passed.
                        try await host.clock.sleep(for: .milliseconds(50))
                        let text = Array("client \(number)".utf8)
                        for _ in 0..<3 {
                            try await stream.send(text)
                            guard try await stream.receive(exactly: text.count) == text else { return false }
                        }
                        await stream.close()
                        return true
                    }
                }
                return try await group.reduce(into: 0) { if $1 { $0 += 1 } }
            }
        }
        #expect(answered == clients)
    }
}

/// Counted by tasks of one loop.
final class Progress: @unchecked Sendable {
    var sent = 0
}
