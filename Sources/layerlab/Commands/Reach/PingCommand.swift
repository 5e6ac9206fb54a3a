import Applications
import ArgumentParser
import LabKit
import Sockets

/// `layerlab ping`: is a host there, and how far away?
struct PingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ping",
        abstract: "Ask a host whether it is there (ICMP echo), and see what that takes.",
        discussion: HelpText.laidOut("""
            The exit status is 0 if it has answered at least once. On the kernel any host will do. The simulator has a small internet of its \
            own: laptop and printer at home, behind a switch and the routers home, provider and core; a server at the other end. The laptop asks.

              layerlab ping 127.0.0.1
              layerlab ping --on tap                             our own stack asks the kernel (as root)
              layerlab ping --on simulator                       the server, three routers away
              layerlab ping printer --on simulator               on the same switch
              layerlab ping --on simulator --fault 'cut on core-server at 500ms for 1s'
              layerlab ping --on simulator --size 4000 --count 1 fragments
            """))

    @Argument(help: "The host: a name or an address. Default: 127.0.0.1; in the simulator: server; with --on tap: the kernel.")
    var host: String?

    @Option(name: .shortAndLong, help: "How many requests.") var count = 4
    @Option(help: ArgumentHelp("From one request to the next.", valueName: "TIME")) var interval = TimeSpan(argument: "1s")!
    @Option(help: ArgumentHelp("How long an answer may take.", valueName: "TIME")) var patience = TimeSpan(argument: "2s")!
    @Option(help: ArgumentHelp("Bytes that each request carries.", valueName: "BYTES")) var size = 56
    @OptionGroup var options: LabOptions

    func validate() throws {
        guard (1...65_535).contains(count) else { throw ValidationError("--count takes 1 to 65535, and \(count) is not") }
        guard (0...65_000).contains(size) else { throw ValidationError("--size takes 0 to 65000 bytes, and \(size) is not") }
        guard patience.nanoseconds > .zero else { throw ValidationError("--patience is above zero") }
    }

    func run() throws {
        let (count, interval, patience, size) = (count, interval.duration, patience.duration, size)
        try Reach(lab: .ping, host: host, options: options).run { destination, host in
            func ping(_ host: some Host) async throws -> Ping.Summary { try await Ping(destination, count: count, interval: interval, patience: patience, size: size).run(on: host) }
            return try await ping(host).received > 0
        }
    }
}
