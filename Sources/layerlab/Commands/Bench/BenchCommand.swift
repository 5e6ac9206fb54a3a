import ArgumentParser

/// `layerlab bench`: what the package's speed is measured with.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Programs to measure the package's speed with. Build them with -c release.",
        subcommands: [EchoServerBench.self]
    )
}
