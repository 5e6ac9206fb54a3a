public import Wire
import CLinux

/// `--wire veth`: two hosts, each a network namespace with its own kernel stack, at the two ends of a virtual Ethernet cable.
///
///     client                                         server
///     eth0 10.0.0.11/24 02:00:00:00:00:0b ────────── eth0 10.0.0.12/24 02:00:00:00:00:0c
///
/// Frames are as a wire would carry them: real ARP, MTU 1500, segmented and summed up before they leave. Names, addresses
/// and hardware addresses are always the same. Needs root, or to be in a ``PrivateNetwork``; nothing need be installed.
public struct VethWire: Sendable {
    public struct End: Sendable {
        /// Where this host's sockets and captures are made.
        public let namespace: NetworkNamespace
        /// The interface's name in that namespace.
        public let interface: String
        public let address: IPv4Address
        public let prefixLength: Int
        public let mac: MACAddress
    }

    public let client: End
    public let server: End

    public static let interface = "eth0"
    public static let clientAddress = IPv4Address(10, 0, 0, 11), serverAddress = IPv4Address(10, 0, 0, 12)
    public static let clientMAC = MACAddress(rawValue: 0x0200_0000_000b), serverMAC = MACAddress(rawValue: 0x0200_0000_000c)
    public static let prefixLength = 24

    /// Makes both hosts and the cable. The calling thread stays where it is.
    public static func make() throws(NamespaceError) -> VethWire {
        let client = try NetworkNamespace.make(), server = try NetworkNamespace.make()
        let made: Result<Void, NamespaceError> = try client.run {
            attempt("make the cable") { server.withDescriptor { clinux_make_cable(interface, clientMAC.octets, serverMAC.octets, $0) } }
        }
        try made.get()
        return VethWire(
            client: try end(client, clientAddress, clientMAC),
            server: try end(server, serverAddress, serverMAC))
    }

    private static func end(_ namespace: NetworkNamespace, _ address: IPv4Address, _ mac: MACAddress) throws(NamespaceError) -> End {
        let done: Result<Void, NamespaceError> = try namespace.run {
            attempt("set the checksums of \(interface)") { clinux_offloads_off(interface) }
                .flatMap { attempt("set \(interface)'s IPv6 mode") { clinux_no_ipv6_autoconfiguration(interface) } }
                .flatMap { attempt("set \(interface) up with \(address)") { clinux_bring_up(interface, address.rawValue, Int32(prefixLength)) } }
        }
        try done.get()
        return End(namespace: namespace, interface: interface, address: address, prefixLength: prefixLength, mac: mac)
    }

    private static func attempt(_ step: String, _ call: () -> Int32) -> Result<Void, NamespaceError> {
        do throws(NamespaceError) {
            try NamespaceError.check(call(), step)
            return .success(())
        } catch {
            return .failure(error)
        }
    }
}
