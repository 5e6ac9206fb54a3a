import ApplicationLayer
import Internet
import LabKit
import Simulation
import Synchronization
import Wire

/// Lab 18's network, and what happens in it.
struct NamedNetwork: NetworkProgram {
    private let network: LeasedNetwork
    private let programs = LeasedNetwork.Programs()
    private let held = Held()

    /// - Parameter names: a reader of names of one's own.
    init(isTaken: Bool, names: (any PlainNameReader)? = nil) {
        var network = LeasedNetwork()
        if isTaken { network.printer = network.firstLease }
        network.names = names
        self.network = network
    }

    var topology: Topology { network.topology }

    func run(in network: LabNetwork) async throws {
        let lines = try await self.network.run(in: network.simulation, programs) { network.chapter($0) }
        held.lines.withLock { $0 = lines }
    }

    /// What is told below the timeline.
    private final class Held: Sendable {
        let lines = Mutex<[String]>([])
    }

    func tables(of node: String, at now: Instant) -> [NodeTable] {
        switch node {
        case "laptop": programs.client.map { [.lease($0, interface: 0, at: now)] } ?? []
        case "router": programs.server.map { [.leases($0, at: now)] } ?? []
        case "resolver": programs.resolver.map { [.names($0.cache, at: now)] } ?? []
        default: []
        }
    }

    func closing(_ network: LabNetwork) throws -> [String] {
        let lines = held.lines.withLock { $0 }
        return ["the router's leases at the end"] + (lines.isEmpty ? ["  none"] : lines)
    }
}
