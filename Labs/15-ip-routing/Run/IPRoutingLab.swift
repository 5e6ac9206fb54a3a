import ArgumentParser
import ExerciseKit
import Lab15Exercise
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
        discussion: HelpText.laidOut("""
            alice and bob are three routers apart, and there are two ways between them. The routers are told nothing: they greet each \
            other, tell what they know, and reckon. Then packets run, are cut into fragments where a link is narrow, are \
            counted down to nothing, and take another way when a cable is cut.

            Try:
              ip-routing                              routers that speak OSPF
              ip-routing rip                          ... and RIP: sixteen is infinity
              ip-routing nat                          two computers behind one address
              ip-routing --frame 3 --detail layers    a greeting between two routers
              ip-routing --write routing.pcap         the frames of all cables, for Wireshark
              ip-routing --mine                       with the pieces that you wrote, in every host and router

            Worksheet: Labs/15-ip-routing/WORKSHEET.md
            """))

    @Argument(help: "What is shown: ospf, rip or nat.")
    var scene: Scene = .ospf

    @Flag(help: "Put your own pieces into every host and router: routes, fragments, ARP table, from Labs/15-ip-routing/Exercise; what is not attempted stays ours.")
    var mine = false

    @OptionGroup var options: LabOptions

    func validate() throws {
        guard !mine || scene != .nat else { throw ValidationError("--mine is there for ospf and rip") }
    }

    func run() throws {
        let pieces = try OwnPieces(mine: mine)
        let run = LabRun(lab: .ipRouting, end: .both, place: try PlaceOptions.parse([]), options: options)
        switch scene {
        case .ospf, .rip: try run.run(network: RoutedNetwork(usesOSPF: scene == .ospf, pieces: pieces))
        case .nat: try run.run(network: TranslatedNetwork())
        }
    }
}

extension IPRoutingLab {
    /// The grader runs this program to try the exercises; otherwise the first line does nothing.
    static func main() {
        TrialHost.serve(.init(RouteTrial.self, MyRoutes()), .init(FragmentTrial.self, MyFragments.self), .init(ARPTrial.self, MyTable.self))
        main(nil)
    }
}
