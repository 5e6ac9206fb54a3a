import KernelSockets
import Sockets
import Testing
import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

@Suite("Names, signals, watches and the story", .timeLimit(.minutes(10))) struct WorldTests {
    @Test("literals are themselves", arguments: ["127.0.0.1", "::1", "2001:db8::7"]) func literals(text: String) async throws {
        let setting = Setting.all[0]
        #expect(try await setting.run { try await $0.resolve(text) } == [IPAddress(text)])
    }

    @Test("localhost is loopback", arguments: KernelWorld.Waiting.here) func localhost(waiting: KernelWorld.Waiting) async throws {
        let setting = Setting(waiting: waiting, loopback: .v4(.loopback))
        let (found, greeting) = try await setting.run { host in
            let found = try await host.resolve("localhost")
            let listener = try await host.listen(on: setting.anyPort)
            async let accepted = listener.accept()
            let client = try await host.connect(to: "localhost", port: listener.localAddress.port)
            try await accepted.send("hi")
            return (found, try await client.receive(atMost: 10))
        }
        #expect(found.contains(.v4(.loopback)))
        #expect(greeting == Array("hi".utf8))
    }

    @Test("names that are none", arguments: ["", "no such name.invalid", "localhost\0.example.com", String(repeating: "x", count: 5000)]) func noName(name: String) async throws {
        let got = try await Setting.all[0].run { host in await code { _ = try await host.resolve(name) } }
        #expect(got == .nameNotFound || got == .nameTemporaryFailure)
    }

    @Test("a watched descriptor calls when it can be read", arguments: KernelWorld.Waiting.here) func watch(waiting: KernelWorld.Waiting) async throws {
        let world = try KernelWorld(waitingIn: waiting), host = world.host(named: "host")
        let text = try await world.loop.runOnItsOwnThread {
            var ends: [Int32] = [0, 0]
            guard pipe(&ends) == 0 else { return "no pipe" }
            let (reading, writing) = (ends[0], ends[1])
            defer { _ = (close(reading), close(writing)) }
            let heard = Heard()
            let watch = try world.watch(reading) {
                var buffer = [UInt8](repeating: 0, count: 100)
                let count = read(reading, &buffer, buffer.count)
                heard.text += String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
            }
            for word in ["one ", "two "] {
                _ = write(writing, word, word.utf8.count)
                let before = heard.text.count
                while heard.text.count == before { try await host.clock.sleep(for: .milliseconds(1)) }
            }
            watch.cancel()
            _ = write(writing, "three", 5)
            try await host.clock.sleep(for: .milliseconds(10))
            return heard.text
        }
        #expect(text == "one two ")
    }

    @Test("Ctrl-C ends a server cleanly", arguments: KernelWorld.Waiting.here) func signal(waiting: KernelWorld.Waiting) async throws {
        await #expect(processExitsWith: .exitCode(7)) { [name = waiting.rawValue as String] in
            let world = try KernelWorld(waitingIn: KernelWorld.Waiting(rawValue: name) ?? .poll), host = world.host(named: "server")
            try world.onSignal(SIGINT) { world.loop.cancelRun() }
            do {
                try world.run {
                    let listener = try await host.listen(on: SocketAddress(.v4(.loopback), 0))
                    world.loop.schedule(at: world.loop.now + .milliseconds(10)) { kill(getpid(), SIGINT) }
                    for try await _ in listener {}
                }
            } catch let error as SocketError where error.code == .cancelled { exit(7) }
            exit(1)
        }
    }

    @Test("a second Ctrl-C does what it does by default") func secondSignal() async throws {
        await #expect(processExitsWith: .signal(SIGINT)) {
            let world = try KernelWorld(), host = world.host(named: "deaf"), heard = Heard()
            try world.onSignal(SIGINT) { heard.text = "the first" }
            try world.run {
                kill(getpid(), SIGINT)
                // The system may hand a signal to any thread, at any time: a second one before that would be the same one.
                while heard.text.isEmpty { try await host.clock.sleep(for: .milliseconds(1)) }
                kill(getpid(), SIGINT)
                try await host.clock.sleep(for: .seconds(30))
            }
            exit(1)
        }
    }

    @Test("accepting pauses when descriptors run out, and goes on when one is free", arguments: KernelWorld.Waiting.here) func outOfDescriptors(waiting: KernelWorld.Waiting) async throws {
        await #expect(processExitsWith: .exitCode(7)) { [name = waiting.rawValue as String] in
            let world = try KernelWorld(waitingIn: KernelWorld.Waiting(rawValue: name) ?? .poll), host = world.host(named: "server")
            let busy = try world.run {
                let listener = try await host.listen(on: SocketAddress(.v4(.loopback), 0))
                let first = try await host.connect(to: listener.localAddress), accepted = try await listener.accept()
                let second = try await host.connect(to: listener.localAddress)
                // No descriptor is left: take them all.
                var limit = rlimit()
                #if canImport(Glibc)
                let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
                #else
                let files = RLIMIT_NOFILE
                #endif
                getrlimit(files, &limit)
                limit.rlim_cur = 64
                setrlimit(files, &limit)
                while dup(0) >= 0 {}
                async let late = listener.accept()
                var before = clock()
                try await host.clock.sleep(for: .milliseconds(150))
                before = clock() - before
                await first.close()
                await accepted.close()
                let stream = try await late
                try await stream.send("finally")
                let text = try await second.receive(atMost: 100)
                // Milliseconds of processor time while it paused.
                return text == Array("finally".utf8) ? Int(before) / 1000 : 10_000
            }
            exit(busy < 75 ? 7 : 1)
        }
    }

    @Test("every call is told, in order, each with its cause") func story() async throws {
        let chronicle = Chronicle(), setting = Setting.all[0]
        try await setting.run(observer: chronicle) { host in
            let listener = try await host.listen(on: setting.anyPort)
            let client = try await host.connect(to: listener.localAddress)
            let server = try await listener.accept()
            host.console.print("connected")
            try await client.send("Hello")
            _ = try await server.receive(atMost: 100)
            await client.close()
            _ = try await server.receive(atMost: 100)
            await server.close()
            listener.close()
        }
        func word(_ kind: SocketEvent.Kind) -> String { String(String(describing: kind).prefix { $0 != "(" }) }
        #expect(chronicle.events.map { word($0.kind) } == ["listen", "connect", "connected", "accepted", "output", "send", "receive", "close", "endOfStream", "close", "close"])
        #expect(chronicle.events.map(\.id.rawValue) == Array(1...11))
        #expect(chronicle.events.map(\.cause.rawValue) == [0, 0, 2, 1, 0, 3, 4, 6, 7, 9, 1])
        #expect(zip(chronicle.events, chronicle.events.dropFirst()).allSatisfy { $0.time <= $1.time })
        #expect(chronicle.events.allSatisfy { $0.host == "host" })
    }

    @Test("an error is told before it is thrown") func toldError() async throws {
        let chronicle = Chronicle(), setting = Setting.all[0]
        let error = await code { try await setting.run(observer: chronicle) { host in _ = try await host.connect(to: SocketAddress(.v4(.loopback), 1)) } }
        #expect(error == .refused)
        guard case .failed(let told) = chronicle.events.last?.kind else { Issue.record("nothing told"); return }
        #expect(told.code == .refused)
    }
}

private final class Heard: @unchecked Sendable {
    var text = ""
}
