import KernelSockets
import Sockets
import Testing
import Wire

@Suite("Cancellation and time limits on the kernel's sockets", .timeLimit(.minutes(10))) struct CancellationTests {
    /// Cancels `body` once it waits; what it then throws.
    private func cancelled(_ host: KernelHost, _ body: @escaping @Sendable () async throws -> Void) async throws -> SocketError.Code? {
        await withTaskGroup(of: SocketError.Code?.self) { group in
            group.addTask { await code(of: body) }
            try? await host.clock.sleep(for: .milliseconds(5))
            group.cancelAll()
            return await group.next() ?? nil
        }
    }

    @Test("receive, accept, a full send, and a datagram's receive can be cancelled", arguments: Setting.all) func everyWait(setting: Setting) async throws {
        let codes = try await setting.run { host in
            let (client, server) = try await pair(on: host, setting)
            let listener = try await host.listen(on: setting.anyPort), datagrams = try await host.bind(to: setting.anyPort)
            let codes = [
                try await cancelled(host) { _ = try await client.receive(atMost: 10) },
                try await cancelled(host) { _ = try await listener.accept() },
                try await cancelled(host) { _ = try await datagrams.receive(atMost: 10) },
                try await cancelled(host) { try await client.send([UInt8](repeating: 7, count: 64 << 20)) },
            ]
            // The sockets live on: what was cancelled was the wait.
            try await server.send("still here")
            let text = String(decoding: try await client.receive(atMost: 100), as: UTF8.self)
            return (codes, text)
        }
        #expect(codes.0 == [.cancelled, .cancelled, .cancelled, .cancelled])
        #expect(codes.1 == "still here")
    }

    @Test("a busy receiver notices that it was cancelled", arguments: Setting.all) func busy(setting: Setting) async throws {
        let got = try await setting.run { host in
            let (client, server) = try await pair(on: host, setting)
            return await withTaskGroup(of: SocketError.Code?.self) { group in
                group.addTask { await code { while true { _ = try await server.receive(atMost: 1000) } } }
                group.addTask { _ = await code { while true { try await client.send([UInt8](repeating: 0, count: 1000)) } }; return nil }
                try? await host.clock.sleep(for: .milliseconds(20))
                group.cancelAll()
                for await code in group where code != nil { server.abort(); return code }
                return nil
            }
        }
        #expect(got == .cancelled)
    }

    @Test("a time limit on receive", arguments: Setting.all) func timeLimit(setting: Setting) async throws {
        let (error, waited) = try await setting.run { host in
            let (client, _server) = try await pair(on: host, setting)
            let start = host.clock.now
            do {
                _ = try await host.withTimeLimit(.milliseconds(30), for: "receive", of: "the server") { try await client.receive(atMost: 10) }
                return ("received", Nanoseconds.zero)
            } catch {
                withExtendedLifetime(_server) {}
                return ("\(error)", host.clock.now - start)
            }
        }
        #expect(error == "receive from the server timed out (ETIMEDOUT)")
        #expect(waited >= .milliseconds(30))
        #expect(waited < .seconds(5))
    }

    @Test("connecting to a listener whose queue is full times out, and can be cancelled", arguments: KernelWorld.Waiting.here) func connectLimit(waiting: KernelWorld.Waiting) async throws {
        let setting = Setting(waiting: waiting, loopback: .v4(.loopback))
        let codes = try await setting.run { host in
            let listener = try await host.listen(on: setting.anyPort, options: ListenOptions(backlog: 1))
            // Nobody accepts: Linux lets backlog + 1 in, and leaves further SYNs without an answer.
            var queued: [KernelStream] = []
            var limited: SocketError.Code?
            for _ in 0..<10 where limited == nil {
                limited = await code { queued.append(try await host.connect(to: listener.localAddress, options: StreamOptions(connectTimeout: .milliseconds(100)))) }
            }
            let stopped = try await cancelled(host) { _ = try await host.connect(to: listener.localAddress) }
            return [limited, stopped]
        }
        #expect(codes == [.timedOut, .cancelled])
    }

    @Test("waiting for ever is a deadlock, not a hang", arguments: Setting.all) func deadlock(setting: Setting) async throws {
        await #expect(throws: LoopError.deadlock) {
            try await setting.run { host in
                for await _ in AsyncStream<Int>.makeStream().stream {}
                try Task.checkCancellation()
            }
        }
    }

    @Test("sleeps end in order and not early", arguments: KernelWorld.Waiting.here) func sleeps(waiting: KernelWorld.Waiting) async throws {
        let setting = Setting(waiting: waiting, loopback: .v4(.loopback))
        let (order, early) = try await setting.run { host in
            let start = host.clock.now, progress = Order()
            await withTaskGroup(of: Void.self) { group in
                for delay in [30, 10, 20, 0] {
                    group.addTask {
                        try? await host.clock.sleep(for: .milliseconds(delay))
                        progress.list.append(delay)
                        if host.clock.now - start < .milliseconds(Int64(delay)) { progress.early += 1 }
                    }
                }
            }
            return (progress.list, progress.early)
        }
        #expect(order == [0, 10, 20, 30])
        #expect(early == 0)
    }
}

private final class Order: @unchecked Sendable {
    var list: [Int] = []
    var early = 0
}
