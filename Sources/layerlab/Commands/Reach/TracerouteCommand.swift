import Applications
import ArgumentParser
import LabKit
import Sockets

/// `layerlab traceroute`: which routers lie on the way?
struct TracerouteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "traceroute",
        abstract: "Find the routers on the way to a host: datagrams whose time to live runs out at one after another.",
        discussion: HelpText.laidOut("""
            The exit status is 0 if the host was reached. The simulator has the small internet of layerlab ping.

              layerlab traceroute --on simulator
              layerlab traceroute --on simulator --detail layers --frame 3
              layerlab traceroute 127.0.0.1
            """))

    @Argument(help: "The host: a name or an address. Default: 127.0.0.1; in the simulator: server; with --on tap: the kernel.")
    var host: String?

    @Option(help: "The longest way that is tried.") var hops = 30
    @Option(help: "Datagrams for each distance.") var probes = 3
    @Option(help: ArgumentHelp("How long an answer may take.", valueName: "TIME")) var patience = TimeSpan(argument: "1s")!
    @OptionGroup var options: LabOptions

    func validate() throws {
        guard (1...255).contains(hops) else { throw ValidationError("--hops takes 1 to 255, and \(hops) is not") }
        guard (1...10).contains(probes) else { throw ValidationError("--probes takes 1 to 10, and \(probes) is not") }
        guard patience.nanoseconds > .zero else { throw ValidationError("--patience is above zero") }
    }

    func run() throws {
        let (hops, probes, patience) = (hops, probes, patience.duration)
        try Reach(lab: .traceroute, host: host, options: options).run { destination, host in
            func trace(_ host: some Host) async throws -> [Traceroute.Hop] { try await Traceroute(destination, maximumHops: hops, probes: probes, patience: patience).run(on: host) }
            return try await trace(host).last?.isDestination ?? false
        }
    }
}
