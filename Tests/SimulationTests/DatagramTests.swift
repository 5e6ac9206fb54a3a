import Simulation
import Sockets
import Testing
import Wire

@Suite("Datagrams between simulated hosts")
struct DatagramTests {
    private func echo(seed: UInt64) throws -> Recorder {
        let (simulation, recorder) = try Topology.pair().recorded(seed: seed)
        let client = try simulation.host("client"), server = try simulation.host("server")
        let answer = try simulation.run {
            async let served: Void = {
                let socket = try await server.bind(to: SocketAddress("0.0.0.0:12345")!)
                let (bytes, from) = try await socket.receive(atMost: 1024)
                try await socket.send("Received your message of \(bytes.count) bytes", to: from)
                socket.close()
            }()
            let socket = try await client.bind(to: SocketAddress("0.0.0.0:0")!)
            try await socket.send("Hello, UDP server!", to: SocketAddress("10.0.0.12:12345")!)
            let (bytes, _) = try await socket.receive(atMost: 1024)
            socket.close()
            try await served
            return String(decoding: bytes, as: UTF8.self)
        }
        #expect(answer == "Received your message of 18 bytes")
        simulation.drain()
        return recorder
    }

    @Test func askAndAnswerWithTheirAddressResolution() throws {
        let recorder = try echo(seed: 1)
        #expect(recorder.lines == [
            "20.0 client server ARP 64",
            "26.3 server client ARP 64",
            "32.5 client server UDP 64",
            "58.8 server client UDP 79",
        ])
    }

    @Test func aPortWhereNobodyListensIsRefused() throws {
        let (simulation, recorder) = try Topology.pair().recorded()
        let client = try simulation.host("client")
        try simulation.run {
            let socket = try await client.bind(to: SocketAddress("0.0.0.0:0")!)
            try socket.connect(to: SocketAddress("10.0.0.12:9")!)
            try await socket.send("anyone?", to: nil)
            let error = await #expect(throws: SocketError.self) { try await socket.receive(atMost: 10) }
            #expect(error?.code == .refused)
        }
        #expect(recorder.lines.last?.contains("ICMP 3") == true, "\(recorder.lines)")
    }

    @Test func aHostThatIsNotThereIsUnreachableAfterThreeQuestions() throws {
        let (simulation, recorder) = try Topology.pair().recorded()
        let client = try simulation.host("client")
        try simulation.run {
            let socket = try await client.bind(to: SocketAddress("0.0.0.0:0")!)
            try socket.connect(to: SocketAddress("10.0.0.77:9")!)
            try await socket.send("anyone?", to: nil)
            let error = await #expect(throws: SocketError.self) { try await socket.receive(atMost: 10) }
            #expect(error?.code == .hostUnreachable)
        }
        #expect(recorder.lines.map { $0.contains("ARP") } == [true, true, true])
        #expect(simulation.now.seconds >= 3)
    }

    @Test func deadlockNamesWhoWaits() throws {
        let (simulation, _) = try Topology.pair().recorded()
        let server = try simulation.host("server")
        let error = #expect(throws: Deadlock.self) {
            try simulation.run {
                let socket = try await server.bind(to: SocketAddress("0.0.0.0:12345")!)
                _ = try await socket.receive(atMost: 1)
            }
        }
        #expect(error?.waiting.map { "\($0.host) \($0.operation) \($0.subject)" } == ["server receive 0.0.0.0:12345"])
    }
}
