import ArgumentParser
import ExerciseKit
import Lab14Exercise
import LabKit
import Wire

/// What stands between the computers.
enum Box: String, ExpressibleByArgument, CaseIterable {
    case `switch`, hub
    /// Three switches in a ring, with a spanning tree and without.
    case ring, storm
    /// Two networks over one cable.
    case vlans
}

@main
struct EthernetSwitchLab: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ethernet-switch",
        abstract: "Lab 14: four computers around one box: how a switch learns, and how a hub does not.",
        discussion: HelpText.laidOut("""
            A switch reads the addresses of each frame. It learns from the source, and sends the frame where the destination was last \
            heard, or everywhere as long as it does not know. A hub only repeats bits: who sends at the same time as another, \
            collides. The timeline numbers each frame on each cable, and says between them what the box did.

            Try:
              ethernet-switch                              a morning around a switch
              ethernet-switch hub                          the same around a hub: collisions
              ethernet-switch ring                         three switches in a ring: the spanning tree, a cut
              ethernet-switch storm                        the same ring without a tree
              ethernet-switch vlans                        two networks over one cable
              ethernet-switch --frame 1 --detail bytes     the first frame, with its check sequence
              ethernet-switch --pause 200s                 a shorter silence: who has forgotten whom?
              ethernet-switch --damage 0                   which bit is hit does not matter: try a few
              ethernet-switch --write switch.pcap          the frames of all cables, for Wireshark
              ethernet-switch --mine                       with the switch and the check that you wrote

            Worksheet: Labs/14-ethernet-switch/WORKSHEET.md
            """))

    @Argument(help: "What is there: switch, hub, ring, storm or vlans.")
    var box: Box = .switch

    @Option(help: ArgumentHelp("How long the switch remembers a station that it does not hear.", valueName: "TIME"))
    var ageing = TimeSpan(argument: "300s")!

    @Option(help: ArgumentHelp("How long nobody says anything before the last chapter.", valueName: "TIME"))
    var pause = TimeSpan(argument: "310s")!

    @Option(help: ArgumentHelp("Which bit of alice's frame is turned over, counted from 0.", valueName: "N"))
    var damage = 200

    @Flag(help: "Put your own switch in the middle, and let every card check frames with your own check, from Labs/14-ethernet-switch/Exercise; what is not attempted stays ours.")
    var mine = false

    @OptionGroup var options: LabOptions

    func validate() throws {
        guard !mine || box == .switch else { throw ValidationError("--mine is a switch, and a hub has nothing to decide") }
        guard ageing.nanoseconds > .zero else { throw ValidationError("--ageing takes a time above zero") }
        guard pause.nanoseconds <= .seconds(86_400) else { throw ValidationError("--pause takes at most a day, 86400s") }
        guard (0..<12_144).contains(damage) else { throw ValidationError("--damage takes 0 to 12143, the bits of the longest frame, and \(damage) is not") }
    }

    func run() throws {
        let pieces = try OwnPieces(mine: mine)
        let run = LabRun(lab: .ethernetSwitch, end: .both, place: try PlaceOptions.parse([]), options: options)
        switch box {
        case .ring, .storm: return try run.run(network: RingNetwork(hasTree: box == .ring))
        case .vlans: return try run.run(network: VLANNetwork())
        case .switch, .hub: break
        }
        let program = SharedNetwork(box: box, ageing: ageing.nanoseconds, pause: pause.nanoseconds, damagedBit: damage, pieces: pieces)
        try run.run(network: program)
    }
}

extension EthernetSwitchLab {
    /// The grader runs this program to try the exercise; otherwise the first line does nothing.
    static func main() {
        TrialHost.serve(.init(ForwarderTrial.self, MySwitch()), .init(FrameCheckTrial.self, MyCheck()))
        main(nil)
    }
}
