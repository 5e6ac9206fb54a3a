import GradeKit
import LinkLayer
import Simulation
import Sockets
import StackSockets
import Wire

/// A student's own morning around a switch. alice and bob are its first two computers, as everyone's are; how many others there are, who talks
/// before them, what is said, which frame is damaged and where, and how long the silence lasts is the student's.
struct PersonalMorning {
    private let others: [String]
    /// What is said before alice says anything: who asks whom, by their places.
    private let early: [(from: Int, to: Int)]
    private let messages: [String]
    private let damagedBit: Int
    /// Which of alice's messages is damaged: one between the first and the last.
    private let damagedMessage: Int
    private let silence: Int
    private let seed: UInt64

    private static let port: UInt16 = 12_345

    init(_ random: inout RandomStream) {
        others = Array(["carol", "dave", "erin", "frank", "grace"].prefix(2 + Int(random.below(4))))
        let count = UInt64(others.count)
        early = (0..<Int(random.below(10))).map { _ in
            let from = Int(random.below(count))
            return (2 + from, 2 + (from + 1 + Int(random.below(count - 1))) % Int(count))
        }
        messages = (0..<4 + Int(random.below(5))).map { _ in PersonalMessage.text(&random, length: 8...1400) }
        // Behind the addresses, so that it is still to be seen whose frame it is.
        damagedBit = 14 * 8 + Int(random.below(40 * 8))
        damagedMessage = 1 + Int(random.below(UInt64(messages.count - 2)))
        silence = 302 + Int(random.below(3000))
        seed = random.next()
    }

    private var names: [String] { ["alice", "bob"] + others }
    private func address(_ index: Int) -> IPv4Address { IPv4Address(10, 0, 0, UInt8(1 + index)) }

    /// The frames of all cables, in the order of time, with their check sequences.
    func capture() throws -> EvidenceCapture {
        let simulation = try Topology {
            for (index, name) in names.enumerated() { Computer(name, "\(address(index))/24") }
            EthernetSwitch("switch")
            for name in names { Cable(name, "switch", rate: .megabits(10)) }
        }.simulation(seed: seed)
        try simulation.setForwarder(LearningSwitch(table: MACTable(ageingTime: .seconds(300))), ofSwitch: "switch")
        let recorder = FrameRecorder()
        simulation.observe(with: recorder)
        let hosts = try names.map { try simulation.host($0) }, morning = self
        try simulation.run {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for host in hosts.dropFirst() { group.addTask { try await Self.answer(on: host) } }
                try await hosts[0].clock.sleep(for: .microseconds(100))
                for (from, to) in morning.early { try await Self.ask(from: hosts[from], morning.address(to), "Good morning!") }
                for (index, message) in morning.messages.enumerated() {
                    if index == morning.damagedMessage { try simulation.plan(.fault("alice-switch", DamagedFrame(bit: morning.damagedBit), from: "alice"), at: simulation.now) }
                    if index == morning.messages.count - 1 { try await hosts[0].clock.sleep(for: .seconds(morning.silence)) }
                    try await Self.ask(from: hosts[0], morning.address(1), message)
                }
                group.cancelAll()
                while let result = await group.nextResult() {
                    if case .failure(let error) = result, (error as? SocketError)?.code != .cancelled { throw error }
                }
            }
        }
        simulation.drain()
        return EvidenceCapture(name: "14-ethernet-switch.pcap", frames: recorder.frames)
    }

    /// Asks, and once more where no answer comes within a second.
    private static func ask(from host: StackHost, _ address: IPv4Address, _ message: String) async throws {
        let socket = try await host.bind(to: SocketAddress(.v4(.any), 0))
        defer { socket.close() }
        for _ in 0..<2 {
            try await socket.send(message, to: SocketAddress(.v4(address), port))
            do {
                _ = try await host.withTimeLimit(.seconds(1), for: "receive", of: host.name) { try await socket.receive(atMost: 1500) }
                return
            } catch let error as SocketError where error.code == .timedOut { continue }
        }
    }

    private static func answer(on host: StackHost) async throws {
        let socket = try await host.bind(to: SocketAddress(.v4(.any), port))
        defer { socket.close() }
        while true {
            let (bytes, visitor) = try await socket.receive(atMost: 1500)
            try await socket.send("\(host.name) here, I got \(bytes.count) bytes", to: visitor)
        }
    }
}
