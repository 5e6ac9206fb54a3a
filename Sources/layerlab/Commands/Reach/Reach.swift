import ArgumentParser
import LabKit
import Simulation
import Sockets
import Synchronization

/// Runs a program that looks for a host: on the kernel, on our own stack at a TAP device, or in a small internet of the simulator's.
///
/// The exit status says whether the host was reached.
struct Reach {
    let lab: Lab
    let host: String?
    let options: LabOptions

    func run(_ program: @escaping @Sendable (_ destination: String, _ host: any Host) async throws -> Bool) throws {
        // A client, on the kernel: its capture is where the host is.
        let run = LabRun(lab: lab, end: options.runsInSimulator ? .both : .client, place: try PlaceOptions.parse(host.map { ["--host", $0] } ?? []), options: options)
        let outcome = Outcome()
        if options.runsInSimulator {
            try run.run(network: SmallInternet(program: Search(destination: host ?? "server", outcome: outcome, body: program)))
        } else {
            let nearest = options.world == .tap ? "10.0.0.11" : "127.0.0.1"
            try run.run(alone: Search(destination: host ?? nearest, outcome: outcome, body: program))
        }
        if !outcome.isReached.load(ordering: .relaxed) { throw ExitCode.failure }
    }
}

private final class Outcome: Sendable {
    let isReached = Atomic(false)
}

/// One search, which remembers whether it has found its host.
private struct Search: OneEndedProgram {
    let destination: String
    let outcome: Outcome
    let body: @Sendable (String, any Host) async throws -> Bool

    func run(on host: some Host) async throws {
        outcome.isReached.store(try await body(destination, host), ordering: .relaxed)
    }
}

/// A home network, three routers and a server; its laptop runs the program.
private struct SmallInternet<Program: OneEndedProgram>: NetworkProgram {
    let program: Program

    let topology = Topology {
        Computer("laptop", "192.168.1.10/24 2001:db8:1::10/64")
        Computer("printer", "192.168.1.20/24 2001:db8:1::20/64")
        EthernetSwitch("switch")
        Router("home", "192.168.1.1/24 2001:db8:1::1/64", "203.0.113.2/30 2001:db8:2::2/64")
        Router("provider", "203.0.113.1/30 2001:db8:2::1/64", "203.0.113.5/30 2001:db8:3::1/64")
        Router("core", "203.0.113.6/30 2001:db8:3::2/64", "198.51.100.1/24 2001:db8:4::1/64")
        Computer("server", "198.51.100.80/24 2001:db8:4::80/64")
        for name in ["laptop", "printer", "home.eth0"] { Cable(name, "switch", rate: .gigabits(1)) }
        Cable("home.eth1", "provider.eth0", rate: .megabits(50), delay: .milliseconds(5))
        Cable("provider.eth1", "core.eth0", rate: .gigabits(10), delay: .milliseconds(2))
        Cable("core.eth1", "server", rate: .gigabits(10), delay: .microseconds(20))
    }

    func run(in network: LabNetwork) async throws { try await program.run(on: network.host("laptop")) }

    func closing(_ network: LabNetwork) throws -> [String] { [] }
}
