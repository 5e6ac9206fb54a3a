import ArgumentParser
import ExerciseKit
import Lab18Exercise
import LabKit
import Wire

@main
struct NamesAndLeasesLab: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "names-and-leases",
        abstract: "Lab 18: a laptop is switched on: how it gets an address (DHCP), and how it finds www.example.com (DNS).",
        discussion: HelpText.laidOut("""
            A laptop that knows nothing asks everybody for an address, checks that nobody else uses it, and takes it. Then it asks for a \
            name; its resolver walks from the root down, remembers, and answers the second time at once. A long answer does not fit into a \
            datagram. At the end the address is given back.

            Try:
              names-and-leases                              the whole story
              names-and-leases --taken                      somebody uses the address already
              names-and-leases --frame 1 --detail layers    the laptop's first words
              names-and-leases --write names.pcap           the frames of all cables, for Wireshark
              names-and-leases --mine                       with the reader of names that you wrote

            Worksheet: Labs/18-names-and-leases/WORKSHEET.md
            """))

    @Flag(help: "Somebody has helped himself to the first address of the pool.")
    var taken = false

    @Flag(help: "Let the laptop and the resolver read names with your own reader, from Labs/18-names-and-leases/Exercise.")
    var mine = false

    @OptionGroup var options: LabOptions

    func run() throws {
        if mine { try Attempt.check { try MyNames().read([0], at: 0) } }
        try LabRun(lab: .namesAndLeases, end: .both, place: try PlaceOptions.parse([]), options: options).run(network: NamedNetwork(isTaken: taken, names: mine ? MyNames() : nil))
    }
}

extension NamesAndLeasesLab {
    /// The grader runs this program to try the exercise; otherwise the first line does nothing.
    static func main() {
        TrialHost.serve(.init(NameTrial.self, MyNames()))
        main(nil)
    }
}
