import LabKit
import Simulation
import Wire

/// The flows with every frame on every cable: what `--view` shows.
final class WatchedFlows: NetworkProgram, @unchecked Sendable {
    private let plan: DumbbellPlan
    private let time: Nanoseconds
    private var run: CongestionRun?

    init(_ plan: DumbbellPlan, time: Nanoseconds) { (self.plan, self.time) = (plan, time) }

    var topology: Topology { plan.topology }

    func prepare(_ simulation: Simulation) throws { run = try CongestionRun(plan, on: simulation, time: time, interval: time) }

    func run(in network: LabNetwork) async throws { try await run?.programs() }

    func tables(of node: String, at now: Instant) -> [NodeTable] {
        guard node == "left", let run else { return [] }
        return [NodeTable("the bottleneck's queue", ["packets that wait", "room for", "dropped so far"], [["\(run.waiting)", "\(plan.queueLength)", "\(run.drops)"]])]
    }
}
