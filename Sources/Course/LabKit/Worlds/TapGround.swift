import Capture
import KernelSockets
import Sockets
import Stack
import StackSockets
import TapDevice
import TapWorld
import Wire

/// `--on tap`: a network of this program's own in which the kernel is the client, and at the other end of a TAP device our own stack, the
/// server. Addresses are the same as on the veth cable.
///
///     client: the kernel        TAP        server: our stack
///     tap0 10.0.0.11/24 ──────────────── tap0 10.0.0.12/24 02:00:00:00:00:0c
struct TapGround {
    let namespace: NetworkNamespace
    let device: TapDevice
    /// The lab's own frames: the kernel also looks for routers and listeners, which is not the lab's affair.
    let filter: CaptureFilter
    /// What the kernel's end and ours are called.
    let names: (client: String, server: String)

    static let clientAddress = VethWire.clientAddress, serverAddress = VethWire.serverAddress

    /// Makes the network and the device. Root may; others must first be in a private network (where threads have started, the program
    /// begins anew and comes here again).
    static func lay(filter: String, names: (client: String, server: String) = ("client", "server")) throws -> TapGround {
        do {
            return try make(filter: filter, names: names)
        } catch let error as NamespaceError where error.isForbidden {
            do throws(NamespaceError) { try PrivateNetwork.enter() } catch { throw LabFailure("--on tap: \(error)", advice: advice) }
            do { return try make(filter: filter, names: names) } catch { throw LabFailure("--on tap: \(error)", advice: advice) }
        } catch let error as TapError {
            throw LabFailure("--on tap: \(error)", advice: advice)
        }
    }

    private static let advice = "A TAP device takes root, or a network of one's own with /dev/net/tun. --on simulator needs no permission"

    private static func make(filter: String, names: (client: String, server: String)) throws -> TapGround {
        let namespace = try NetworkNamespace.make()
        let device: Result<TapDevice, TapError> = try namespace.run {
            do throws(TapError) {
                let device = try TapDevice(opening: "tap0")
                try device.setKernelAddress(clientAddress, prefixLength: VethWire.prefixLength)
                try device.bringUp()
                return .success(device)
            } catch { return .failure(error) }
        }
        return TapGround(namespace: namespace, device: try device.get(), filter: try CaptureFilter(filter.isEmpty ? "" : "arp or \(filter)"), names: names)
    }

    /// Our end, on the loop of `kernel`; `see` is shown each of the lab's frames, whichever way it goes.
    func world(in kernel: KernelWorld, observer: any SocketObserver, see: @escaping (FrameHeader, TracedFrame) -> Void) throws -> TapWorld {
        let traced = TracedDevice(device) { frame in
            let header = FrameHeader(timestamp: kernel.loop.now, capturedLength: frame.bytes.count, originalLength: frame.bytes.count, linkType: .ethernet)
            if filter.matches(header, frame.bytes.span.bytes) { see(header, frame) }
        }
        let card = TapCard(name: device.name, mac: VethWire.serverMAC, ipv4: InterfaceAddress(Self.serverAddress, prefixLength: VethWire.prefixLength))
        return try TapWorld(traced, watching: device.descriptor, card: card, in: kernel, observer: observer)
    }
}
