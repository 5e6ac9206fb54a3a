import ArgumentParser
import Simulation
import Wire

/// `layerlab bench ospf`: routers in a grid find their ways, and find them anew after a cut.
struct BenchOSPF: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ospf",
        abstract: "Let a grid of routers converge with OSPF, cut a cable in its middle, and let it converge again.",
        discussion: "Every router has an address of its own, which all others must know the way to. Processor time of this process; simulated time in between.")

    @Option(help: "Routers in a row.") var width = 40
    @Option(help: "Rows.") var height = 25
    @Option(help: "The seed.") var seed: UInt64 = 1

    func run() throws {
        let count = width * height
        guard let simulation = GridNetwork.build(width: width, height: height, seed: seed) else { throw ValidationError("--width and --height are from 1 to 100") }
        let wanted = count * (count - 1)
        func converge(_ what: String, until isDone: () -> Bool) {
            let before = ProcessUse.processorSeconds, start = simulation.now, events = simulation.eventCount
            var steps = 0
            while steps < 3000, !isDone() {
                simulation.advance(by: .milliseconds(100))
                steps += 1
            }
            let used = ProcessUse.processorSeconds - before
            print("\(what): routers=\(count) cpu_s=\(rounded(used, 3)) sim_s=\(rounded((simulation.now - start).seconds, 1)) events=\(simulation.eventCount - events) ways=\(GridNetwork.knownWays(in: simulation, routers: count))/\(wanted)")
        }
        converge("converge") { GridNetwork.knownWays(in: simulation, routers: count) == wanted }
        // What follows from the beginning (second advertisements, the last reckoning) belongs to it.
        let before = ProcessUse.processorSeconds
        simulation.advance(by: .seconds(30))
        print("settle:     cpu_s=\(rounded(ProcessUse.processorSeconds - before, 3)) sim_s=30.0")
        let middle = (height / 2) * width + width / 2
        let name = "r\(middle)-r\(middle + 1)"
        let runs = (try? simulation.ospf(of: "r0")?.counters.shortestPathRuns) ?? 0
        try simulation.plan(.cut(name), at: simulation.now)
        converge("re-converge") { ((try? simulation.ospf(of: "r0")?.counters.shortestPathRuns) ?? 0) > runs && GridNetwork.knownWays(in: simulation, routers: count) == wanted }
        let after = ProcessUse.processorSeconds
        simulation.advance(by: .seconds(30))
        print("settle:     cpu_s=\(rounded(ProcessUse.processorSeconds - after, 3)) sim_s=30.0   total_cpu_s=\(rounded(ProcessUse.processorSeconds, 3)) rss_MiB=\(ProcessUse.peakMebibytes)")
    }
}
