import Applications
import ArgumentParser
import ExerciseKit
import Lab07Exercise
import LabKit
import Sockets
import Wire

@main
struct IPAddresses: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ip-addresses",
        abstract: "Lab 07: names, addresses and networks.",
        discussion: HelpText.laidOut("""
            Try:
              ip-addresses                                    this computer, 192.168.1.1 and 192.168.1.0/24
              ip-addresses --network 10.0.0.0/29              a network small enough to list
              ip-addresses --address 2001:db8::1 --network 2001:db8::/126
              ip-addresses --name localhost
              ip-addresses --mine                             with the arithmetic that you wrote

            layerlab ip can do much more with addresses.

            Worksheet: Labs/07-ip-addresses/WORKSHEET.md
            """))

    @Option(help: "The name to look up. Default: this computer's own.")
    var name: String?

    @Option(help: "The address to describe.")
    var address = "192.168.1.1"

    @Option(help: ArgumentHelp("The network to describe.", valueName: "ADDRESS/PREFIX"))
    var network = "192.168.1.0/24"

    @Flag(help: "Work out the network with your own arithmetic, from Labs/07-ip-addresses/Exercise (IPv4).")
    var mine = false

    @OptionGroup var options: LabOptions

    func run() throws {
        let address: IPAddress, network: IPNetwork
        do throws(AddressError) {
            address = try IPAddress(validating: self.address)
            network = try IPNetwork(validating: self.network)
        } catch { throw ValidationError("\(error)") }
        try LabRun(lab: .ipAddresses, end: .both, place: try PlaceOptions.parse([]), options: options).run(alone: AddressProgram(tour: AddressTour(name: name, address: address, network: network, arithmetic: mine ? MyNetworks() : nil)))
    }
}

/// Lab 07's one end.
struct AddressProgram: OneEndedProgram {
    let tour: AddressTour

    func run(on host: some Host) async throws { try await tour.run(on: host) }
}

extension IPAddresses {
    /// The grader runs this program to try the exercise; otherwise the first line does nothing.
    static func main() {
        TrialHost.serve(.init(NetworkTrial.self, MyNetworks()))
        main(nil)
    }
}
