import ArgumentParser
import Capture
import KernelSockets
import LabKit
import Sockets
import Stack
import StackSockets
import TapDevice
import TapWorld
import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// `layerlab tap`: our own stack as a computer that the kernel can reach.
struct TapCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tap",
        abstract: "Attach our own stack to a TAP device, as a computer that this one can reach.",
        discussion: HelpText.laidOut("""
            The kernel sees a network card NAME; at the other end of its cable is our stack, which answers ARP, neighbour discovery and ping, and \
            serves what --serve names until Ctrl-C. Needs root.

            Try:
              layerlab tap --kernel 10.99.0.1/24 tap0     and in another terminal: ping 10.99.0.2; nc 10.99.0.2 12345
              layerlab tap --print tap0                   with a line for each frame

            Without --kernel the device is taken as it is: ip tuntap, ip addr and ip link set it up.
            """)
    )

    @Argument(help: "The TAP device's name. One that is not there is made, and is gone at the end.")
    var name: String

    @Option(help: ArgumentHelp("Our stack's IPv4 address and prefix length.", valueName: "A/P"))
    var address = IPv4Prefix(argument: "10.99.0.2/24")!

    @Option(help: ArgumentHelp("Our stack's IPv6 address and prefix length; auto takes what routers advertise. Without it, no IPv6.", valueName: "A/P"))
    var address6: IPv6Prefix?

    @Option(help: ArgumentHelp("The router to everywhere else.", valueName: "A"))
    var gateway: String?

    @Option(help: ArgumentHelp("Give the kernel's end this address, and set it up.", valueName: "A/P"))
    var kernel: IPv4Prefix?

    @Option(help: ArgumentHelp("What to serve, each with its port: echo (TCP), udp (tells each datagram's length), http (a page).", valueName: "LIST"))
    var serve = ServiceList(argument: "echo:12345,udp:12345")!

    @Option(help: ArgumentHelp("Lease these addresses by DHCP, too, for ten minutes each.", valueName: "FIRST-LAST"))
    var leases: LeaseRange?

    @Option(help: ArgumentHelp("Serve nothing: connect to a TCP echo server, send --bytes, compare what comes back, and end.", valueName: "ADDRESS:PORT"))
    var connect: Target?

    @Option(help: ArgumentHelp("How much --connect sends.", valueName: "N"))
    var bytes = 1_000_000

    @Option(help: ArgumentHelp("Write the frames to a capture file that Wireshark opens.", valueName: "FILE.pcap"))
    var write: String?

    @Flag(help: "Print a line for each frame.")
    var print = false

    func validate() throws {
        if let gateway, IPv4Address(gateway) == nil { throw ValidationError("--gateway takes an IPv4 address, and \"\(gateway)\" is none") }
        if let leases, !address.address.contains(leases.first) || !address.address.contains(leases.last) { throw ValidationError("--leases takes addresses of our own network, \(address.defaultValueDescription)") }
        if bytes < 0 { throw ValidationError("--bytes must not be negative") }
    }

    func run() throws {
        do { try TapSession(self).run() } catch let error as TapError { throw TapFailure(error) }
    }

    /// Our end's card.
    func card(named device: String) -> TapCard {
        var fixed: [InterfaceAddress<IPv6Address>] = []
        if case .fixed(let address)? = address6 { fixed = [address] }
        return TapCard(name: device, ipv4: address.address, ipv6: fixed, speaksIPv6: address6 != nil, gateway: gateway.flatMap { IPv4Address($0) })
    }
}

/// A TAP device that could not be had, in a line that says what to do.
struct TapFailure: Error, CustomStringConvertible {
    let description: String

    init(_ error: TapError) {
        let advice = switch error {
        case _ where error.isForbidden: ". TAP devices take root: sudo layerlab tap …"
        case _ where error.errno == EBUSY: ". Another program has it: end that, or take another name"
        case _ where error.errno == EINVAL: ". A name has up to 15 characters, and what has the name now must be a TAP device"
        case _ where error.isUnsupported: ". This system has no TAP devices (Linux: modprobe tun; a container needs /dev/net/tun)"
        default: ""
        }
        description = "\(error)\(advice)"
    }
}
