import ArgumentParser
import LabKit

/// `layerlab bench`: what the package's speed is measured with.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure how fast the pieces are. Build with -c release.",
        discussion: HelpText.laidOut("""
            A line is a key, the median and the best of several runs in processor time, and the unit. A debug build's figures say nothing:
              swift build -c release --product layerlab
            """),
        // One file in this folder for each, one line here.
        subcommands: [
            BenchWire.self,
            BenchLPM.self,
            BenchForwarding.self,
            BenchTCP.self,
            BenchSimulationTree.self,
            BenchSimulationDumbbell.self,
            BenchOSPF.self,
            BenchInternet.self,
            BenchInspect.self,
            EchoServerBench.self,
        ]
    )
}
