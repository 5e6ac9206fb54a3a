import ArgumentParser
import Internet
import Simulation
import Wire

/// `layerlab bench internet`: from nothing to addresses leased, routes converged, and names found.
struct BenchInternet: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "internet",
        abstract: "Start the internet in the box until a name is found from the laptop, again and again.",
        discussion: "Real time of each start, with its story kept as the shell keeps it, and the simulated time that it takes.")

    @Option(help: "How often.") var runs = 11
    @Option(help: "The first seed; each run takes the next.") var seed: UInt64 = 1

    func validate() throws {
        guard (1...1000).contains(runs) else { throw ValidationError("--runs is from 1 to 1000") }
    }

    func run() throws {
        var seconds: [Double] = [], simulated: [Double] = [], events: UInt64 = 0
        for run in 0..<runs {
            let clock = ContinuousClock(), start = clock.now
            let internet = try Internet(.small, seed: seed &+ UInt64(run))
            guard try internet.run({ try await $0.waitUntilUp() }) else { throw ValidationError("the internet did not come up with seed \(seed &+ UInt64(run))") }
            seconds.append((clock.now - start) / .seconds(1))
            simulated.append((internet.simulation.now - .zero).seconds)
            events += internet.simulation.eventCount
        }
        let sorted = seconds.sorted()
        print("start: nodes=\(InternetPlan.small.topology.nodes.count) runs=\(runs) real_s_median=\(rounded(sorted[runs / 2], 4)) real_s_best=\(rounded(sorted[0], 4)) real_s_worst=\(rounded(sorted[runs - 1], 4)) sim_s=\(rounded(simulated[0], 2)) events=\(events / UInt64(runs)) rss_MiB=\(ProcessUse.peakMebibytes)")
    }
}
