import LabKit
import LinkLayer
import Simulation
import Sockets
import Wire

/// Four computers around one box, a switch or a hub, and what happens on an ordinary day.
struct SharedNetwork: NetworkProgram {
    let box: Box
    /// How long the switch remembers a station that it does not hear.
    let ageing: Nanoseconds
    /// How long nobody says anything before the last chapter.
    let pause: Nanoseconds
    /// Which bit of alice's frame is turned over.
    let damagedBit: Int
    /// A switch and a frame check of one's own.
    var pieces: OwnPieces

    private static let people = ["alice", "bob", "carol", "dave"]
    private static func address(_ name: String) -> IPAddress {
        .v4(IPv4Address(10, 0, 0, UInt8(1 + (people.firstIndex(of: name) ?? 0))))
    }

    var topology: Topology {
        Topology {
            for name in Self.people { Computer(name, "\(Self.address(name))/24") }
            if box == .hub { EthernetHub(box.rawValue) } else { EthernetSwitch(box.rawValue) }
            for name in Self.people { Cable(name, box.rawValue, rate: .megabits(10)) }
        }
    }

    func prepare(_ simulation: Simulation) throws {
        if let check = pieces.check { simulation.frameCheck = AdaptedFrameCheck(check) }
        if let forwarder = pieces.forwarder { try simulation.setForwarder(forwarder, ofSwitch: box.rawValue) } else if box == .switch { try simulation.setForwarder(LearningSwitch(table: MACTable(ageingTime: ageing)), ofSwitch: box.rawValue) }
    }

    func run(in network: LabNetwork) async throws {
        let alice = try network.host("alice"), bob = try network.host("bob"), carol = try network.host("carol")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for host in [bob, carol] { group.addTask { try await Porter().run(on: host) } }
            try await alice.clock.sleep(for: .microseconds(100))

            network.chapter("1. alice asks bob something: nobody knows yet where anybody is")
            try await visit(from: alice, "bob", "Are you there?")

            network.chapter("2. alice asks carol and carol asks bob, at the same time")
            async let first: Void = visit(from: alice, "carol", "What is new?")
            async let second: Void = visit(from: carol, "bob", "Lunch?")
            _ = try await (first, second)

            network.chapter("3. a bit of alice's next frame is turned over on her cable")
            try network.simulation.plan(.fault("alice-\(box.rawValue)", DamagedFrame(bit: damagedBit), from: "alice"), at: network.simulation.now)
            try await visit(from: alice, "bob", "Did you get this?")

            network.chapter("4. dave is switched off and on again, and says who he is")
            try network.simulation.plan(.crash("dave"), at: network.simulation.now)
            try network.simulation.plan(.restart("dave"), at: network.simulation.now + .milliseconds(10))
            try await alice.clock.sleep(for: .milliseconds(20))

            try await alice.clock.sleep(for: .nanoseconds(pause.count))
            network.chapter("5. after a silence of \(pause) alice asks bob again")
            try await visit(from: alice, "bob", "Still there?")
            group.cancelAll()
            while let result = await group.nextResult() {
                if case .failure(let error) = result, (error as? SocketError)?.code != .cancelled { throw error }
            }
        }
    }

    private func visit(from host: some Host, _ name: String, _ message: String) async throws {
        try await Visit(host: name, address: Self.address(name), message: message).run(on: host)
    }

    func closing(_ network: LabNetwork) throws -> [String] {
        var lines = pieces.summary
        if box == .switch, let learning = try network.simulation.forwarder(ofSwitch: box.rawValue) as? LearningSwitch {
            lines.append("the switch's table at the end")
            lines.append("  port  station            whose   last heard")
            for entry in learning.table.entries(at: network.simulation.now) {
                lines.append("  \(entry.port + 1)     \(entry.address)  \(pad(network.owner(of: entry.address), 6))  \(entry.age) ago")
            }
            lines.append("")
        }
        lines.append("what each card has seen")
        lines.append("           sent   received   meant for it   dropped, wrong FCS")
        for name in Self.people + [box.rawValue] {
            let card = network.tallies[name]
            let meant = name == box.rawValue ? "" : "\(card.meant)"
            lines.append("  \(pad(name, 8)) \(right(card.sent, 4))   \(right(card.received, 8))   \(right(meant, 12))   \(right(card.refused, 18))")
        }
        return lines
    }

    private func pad(_ text: String, _ width: Int) -> String { text.count < width ? text + String(repeating: " ", count: width - text.count) : text }
    private func right(_ value: some CustomStringConvertible, _ width: Int) -> String {
        let text = value.description
        return text.count < width ? String(repeating: " ", count: width - text.count) + text : text
    }
}
