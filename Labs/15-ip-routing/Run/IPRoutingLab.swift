import ArgumentParser
import LabKit
import Wire

/// Which of the lab's networks is shown.
enum Scene: String, ExpressibleByArgument, CaseIterable {
    /// Routers that find their ways with link-state routing.
    case ospf
    /// The same with distance vectors.
    case rip
    /// Two computers behind one address.
    case nat
}

@main
struct IPRoutingLab: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ip-routing",
        abstract: "Lab 15: four routers, two ways, a cut: how packets find their way, and find another.",
        discussion: """
            alice and bob are three routers apart, and there are two ways between them. The routers are told nothing: they greet each \
            other, tell what they know, and reckon. Then packets run, are cut into fragments where a link is narrow, are \
            counted down to nothing, and take another way when a cable is cut.

            Try:
              ip-routing                              routers that speak OSPF
              ip-routing rip                          ... and RIP: sixteen is infinity
              ip-routing nat                          two computers behind one address
              ip-routing --frame 3 --detail layers    a greeting between two routers
              ip-routing --write routing.pcap         the frames of all cables, for Wireshark

            Worksheet: Labs/15-ip-routing/WORKSHEET.md
            """)

    @Argument(help: "What is shown: ospf, rip or nat.")
    var scene: Scene = .ospf

    @OptionGroup var options: LabOptions

    func run() throws {
        let run = LabRun(lab: .ipRouting, end: .both, place: try PlaceOptions.parse([]), options: options)
        switch scene {
        case .ospf, .rip: try run.run(network: RoutedNetwork(usesOSPF: scene == .ospf))
        case .nat: try run.run(network: TranslatedNetwork())
        }
    }
}
