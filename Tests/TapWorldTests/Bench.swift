#if os(Linux)
import Glibc
import KernelSockets
import Simulation
import Sockets
import Stack
import StackSockets
import TapDevice
import TapWorld
import Wire

/// Why this process cannot have a TAP device in a network namespace of its own; nil: it can.
let obstacle: String? = {
    do {
        _ = try NetworkNamespace.make().run { Result { try TapDevice() } }.get()
        return nil
    } catch { return "\(error)" }
}()

/// Our stack (10.9.8.2) and the kernel (10.9.8.1) at the two ends of a TAP device, in a network namespace, so that no test touches the
/// machine's own network; both run on one loop.
struct Bench: @unchecked Sendable {
    private let namespace: NetworkNamespace
    let loop: KernelWorld
    let device: TapDevice
    let world: TapWorld
    let ours: StackHost
    let kernel: KernelHost
    let faulty: FaultyDevice?

    static let ourAddress = IPAddress.v4(IPv4Address(10, 9, 8, 2)), kernelAddress = IPAddress.v4(IPv4Address(10, 9, 8, 1))

    init(faults: [any LinkFault] = [], trace: ((TracedFrame) -> Void)? = nil) throws {
        let namespace = try NetworkNamespace.make()
        self.namespace = namespace
        loop = try KernelWorld(output: { _ in })
        device = try namespace.run {
            Result {
                let device = try TapDevice()
                try device.setKernelAddress(IPv4Address(10, 9, 8, 1), prefixLength: 24)
                try device.bringUp()
                return device
            }
        }.get()
        var chain: any FrameDevice = device
        if let trace { chain = TracedDevice(chain, trace) }
        faulty = faults.isEmpty ? nil : FaultyDevice(chain, faults: faults, loop: loop.loop, seed: 7)
        let card = TapCard(name: device.name, ipv4: InterfaceAddress(IPv4Address(10, 9, 8, 2), prefixLength: 24))
        let world = try TapWorld(faulty ?? chain, watching: device.descriptor, card: card, in: loop)
        faulty?.whenLate = { [unowned world] in world.takeFrames() }
        self.world = world
        ours = world.host(named: "ours")
        kernel = loop.host(named: "kernel", in: namespace)
    }

    /// Takes the device away from under our stack. Returns what `ip` says.
    func removeDevice() throws -> Int32 { try namespace.run { system("ip link delete \(device.name)") } }

    /// Runs `server` until `client` has ended, within 30 seconds.
    func run(server: @escaping @Sendable () async throws -> Void, client: @escaping @Sendable () async throws -> Void) throws {
        try loop.run { [loop] in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    // A server ends by being cancelled.
                    do { try await server() } catch let error as SocketError where error.code == .cancelled {} catch is CancellationError {}
                }
                group.addTask {
                    try await loop.loop.clock.sleep(for: .seconds(30))
                    throw SocketError(.timedOut, during: "test")
                }
                defer { group.cancelAll() }
                // The server gets as far as listening.
                try await loop.loop.clock.sleep(for: .milliseconds(1))
                try await client()
            }
        }
    }
}
#endif
