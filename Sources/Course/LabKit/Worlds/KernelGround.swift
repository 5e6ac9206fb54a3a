import Capture
import KernelSockets
import Wire

/// Whose network a run on the kernel's sockets takes place in.
enum KernelGround {
    /// The computer's own: other programs can reach the lab, and the lab them.
    case computer
    /// One that holds this program only, in which an ordinary user may capture.
    case privateNetwork
    /// Two of them at the ends of a virtual Ethernet cable.
    case cable(VethWire)
    /// One that holds the kernel's end of a TAP device; our own stack is at the other.
    case tap(TapGround)

    /// What the run's first line says behind the interface's name.
    var words: String {
        switch self {
        case .computer: ""
        case .privateNetwork: " of a network of this program's own"
        case .cable: ", a cable between \(VethWire.clientAddress) and \(VethWire.serverAddress)"
        case .tap where names.client == "client": ": the kernel is the client, \(TapGround.clientAddress), and our own stack the server, \(TapGround.serverAddress)"
        case .tap: ": the kernel has \(TapGround.clientAddress), our own stack \(TapGround.serverAddress)"
        }
    }

    /// The addresses of both ends where they are hosts of their own.
    var addresses: (client: IPv4Address, server: IPv4Address)? {
        switch self {
        case .computer, .privateNetwork: nil
        case .cable(let wire): (wire.client.address, wire.server.address)
        case .tap: (TapGround.clientAddress, TapGround.serverAddress)
        }
    }

    /// What the ends are called.
    var names: (client: String, server: String) {
        if case .tap(let tap) = self { tap.names } else { ("client", "server") }
    }

    /// The ends of an ARP message on the cable, by their cards; nil for all else, whose ends are known by address and port.
    func ends(of frame: [UInt8]) -> (sender: String, receiver: String)? {
        guard addresses != nil, frame.count >= 14, frame[12] == 0x08, frame[13] == 0x06 else { return nil }
        func name(_ octets: ArraySlice<UInt8>) -> String {
            let mac = MACAddress(rawValue: octets.reduce(0) { $0 << 8 | UInt64($1) })
            return switch mac {
            case VethWire.clientMAC: names.client
            case VethWire.serverMAC: names.server
            case .broadcast: "everyone"
            // The kernel chooses a TAP device's address; there are but two cards.
            case _ where isTap: names.client
            default: "\(mac)"
            }
        }
        return (name(frame[6..<12]), name(frame[0..<6]))
    }

    /// What `--on` calls it.
    var world: WorldName { isTap ? .tap : .kernel }

    private var isTap: Bool {
        if case .tap = self { true } else { false }
    }

    /// Enters a private network and captures on its loopback. (Where threads have started, the program begins anew and comes here again.)
    ///
    /// - Throws: ``NamespaceError`` where the system forbids it; then nothing has changed.
    static func enterPrivateNetwork(filter: String) throws -> LabRun.Capturing {
        try PrivateNetwork.enter()
        return .source(try CaptureAccess.open("lo", options: CaptureOptions(filter: filter)), on: .privateNetwork)
    }

    /// Lays a cable between two networks and captures at the client's end.
    static func layCable(filter: String) throws -> LabRun.Capturing {
        // Root may make networks; others must first be in one of their own.
        let wire: VethWire
        do throws(NamespaceError) { wire = try VethWire.make() } catch {
            guard error.isForbidden else { throw LabFailure("--wire veth: \(error)") }
            do throws(NamespaceError) {
                try PrivateNetwork.enter()
                wire = try VethWire.make()
            } catch { throw LabFailure("--wire veth: \(error)", advice: "This system does not let an ordinary user have networks of its own. --on simulator needs no permission") }
        }
        let options = CaptureOptions(filter: filter.isEmpty ? "" : "arp or \(filter)")
        let capture: Result<LiveCapture, CaptureError> = try wire.client.namespace.run {
            do throws(CaptureError) { return .success(try LiveCapture(interface: wire.client.interface, options: options)) } catch { return .failure(error) }
        }
        return .source(try capture.get(), on: .cable(wire))
    }
}
