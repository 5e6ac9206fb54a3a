import ArgumentParser
import LabKit

/// `layerlab ip`: addresses and networks, taken apart and put together.
struct IPCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ip",
        abstract: "Take IP addresses and networks apart and put them together.",
        discussion: HelpText.laidOut("""
            An IP address is a number of 32 bits (IPv4) or 128 bits (IPv6). A network is all addresses that begin with \
            the same bits: 192.168.1.0/24 is the 256 addresses whose first 24 bits are those of 192.168.1.0.

            Try:
              layerlab ip show 192.168.1.7/24          an address and its network
              layerlab ip hosts 192.0.2.0/28           who can live there
              layerlab ip subnets 10.0.0.0/22 --new 24 cut a network up
              layerlab ip summarize 10.0.0.1 10.0.0.14 a range as networks
              layerlab ip collapse 10.0.0.0/25 10.0.0.128/25
              layerlab ip exclude 10.0.0.0/8 10.1.2.0/24
            """),
        subcommands: [
            IPShow.self, IPHosts.self, IPSubnets.self, IPSupernet.self, IPSummarize.self, IPCollapse.self, IPExclude.self, IPContains.self, IPEval.self,
        ]
    )
}
