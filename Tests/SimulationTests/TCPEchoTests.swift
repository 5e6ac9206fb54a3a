@testable import Simulation
import Sockets
import Testing
import Wire

@Suite("TCP echo between simulated hosts")
struct TCPEchoTests {
    static func echo(seed: UInt64 = 1, keepsStory: Bool = false) throws -> (Simulation, Recorder) {
        let (simulation, recorder) = try Topology.pair().recorded(seed: seed, keepsStory: keepsStory)
        try run(on: simulation)
        simulation.drain()
        return (simulation, recorder)
    }

    static func run(on simulation: Simulation) throws {
        let client = try simulation.host("client"), server = try simulation.host("server")
        let answer = try simulation.run {
            async let served: Void = {
                let listener = try await server.listen(on: SocketAddress("0.0.0.0:12345")!)
                server.console.print("Server is listening on port 12345...")
                let stream = try await listener.accept()
                try await stream.send(try await stream.receive(atMost: 1024))
                await stream.close()
                listener.close()
            }()
            let stream = try await client.connect(to: SocketAddress("10.0.0.12:12345")!)
            try await stream.send("Hello, server!")
            let answer = try await stream.receive(atMost: 1024)
            await stream.close()
            try await served
            return String(decoding: answer, as: UTF8.self)
        }
        #expect(answer == "Hello, server!")
    }

    @Test func theElevenFrames() throws {
        let (_, recorder) = try Self.echo()
        #expect(recorder.lines == [
            "0.0 client server ARP 64",
            "6.3 server client ARP 64",
            "12.5 client server TCP 10 64",
            "18.8 server client TCP 10010 64",
            "25.0 client server TCP 10000 64",
            "45.0 client server TCP 11000 72",
            "71.9 server client TCP 11000 72",
            "91.9 server client TCP 10001 64",
            "98.2 client server TCP 10000 64",
            "104.9 client server TCP 10001 64",
            "111.2 server client TCP 10000 64",
        ])
    }

    @Test func theCallsAndWhenTheyHappened() throws {
        let (_, recorder) = try Self.echo()
        let calls = recorder.events.map { "\(($0.time.nanoseconds + 50) / 100) \($0.host) \($0.kind.brief)" }
        #expect(calls == [
            "0 client connect to 10.0.0.12:12345",
            "0 server listen on 0.0.0.0:12345",
            "0 server prints \"Server is listening on port 12345...\"",
            "250 client connected to 10.0.0.12:12345",
            "313 server accepted 10.0.0.11:49152",
            "450 client send 14 bytes to 10.0.0.12:12345",
            "519 server receive 14 bytes from 10.0.0.11:49152",
            "719 server send 14 bytes to 10.0.0.11:49152",
            "788 client receive 14 bytes from 10.0.0.12:12345",
            "919 server close the connection to 10.0.0.11:49152",
            "919 server close",
            "988 client close the connection to 10.0.0.12:12345",
        ])
    }

    @Test func theSameSeedGivesTheSameCapture() throws {
        let first = try Self.echo().1, second = try Self.echo().1, other = try Self.echo(seed: 2).1
        #expect(first.digest == second.digest)
        #expect(first.digest != other.digest)
    }

    @Test func everyFrameLeadsBackToACall() throws {
        let (simulation, recorder) = try Self.echo(keepsStory: true)
        for frame in recorder.frames {
            let chain = simulation.why(frame.id)
            guard case .call(let host, let call)? = chain.last?.kind else {
                Issue.record("frame at \(frame.time) leads to \(chain)")
                continue
            }
            #expect(host == "client" && call == "connect to 10.0.0.12:12345")
        }
        // The answer's frame was sent because the program asked for it, after the question's frame had come.
        #expect(simulation.why(recorder.frames[6].id).prefix(5).map { "\($0)" } == [
            "71.9 µs: frame of 72 bytes from server to client on client-server",
            "71.9 µs: server: send 14 bytes to 10.0.0.11:49152",
            "51.9 µs: server: receive 14 bytes from 10.0.0.11:49152",
            "45.0 µs: frame of 72 bytes from client to server on client-server",
            "45.0 µs: client: send 14 bytes to 10.0.0.12:12345",
        ])
    }

    @Test func observersDoNotChangeTheRun() throws {
        let watched = try Self.echo(keepsStory: true).0
        let unwatched = try Topology.pair().simulation()
        try Self.run(on: unwatched)
        unwatched.drain()
        #expect(watched.now == unwatched.now)
        #expect(watched.eventCount == unwatched.eventCount)
        #expect(watched.lastEventID == unwatched.lastEventID)
    }
}
