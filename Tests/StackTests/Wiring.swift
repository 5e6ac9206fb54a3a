import Stack
import Wire

/// Stacks joined by ideal wires: what one sends another has at once.
final class Wiring {
    private(set) var stacks: [Stack] = []
    /// Which interface is joined to which.
    private var wires: [(from: (Int, Int), to: (Int, Int))] = []
    var turn = Turn(takesNotes: true)
    /// Every frame that was sent, in order.
    private(set) var frames: [[UInt8]] = []
    private(set) var ready: [(stack: Int, Readiness)] = []
    private(set) var notes: [StackNote.Kind] = []
    /// Frames that do not arrive: their positions in `frames`.
    var lost: Set<Int> = []

    @discardableResult
    func add(_ stack: Stack) -> Int {
        stacks.append(stack)
        return stacks.count - 1
    }

    func join(_ a: Int, _ first: Int = 0, _ b: Int, _ second: Int = 0) {
        wires.append(((a, first), (b, second)))
        wires.append(((b, second), (a, first)))
    }

    /// Lets a stack do something, and delivers what comes of it, to the end.
    func call<Result>(_ index: Int, _ body: (Stack, inout Turn) throws -> Result) rethrows -> Result {
        let result = try body(stacks[index], &turn)
        var waiting: [(from: Int, OutgoingFrame)] = collect(index)
        while !waiting.isEmpty {
            let (from, frame) = waiting.removeFirst()
            frames.append(frame.bytes)
            if lost.contains(frames.count - 1) { continue }
            for wire in wires where wire.from == (from, Int(frame.interface)) {
                turn.cause = frame.id
                stacks[wire.to.0].receive(frame.bytes, on: wire.to.1, &turn)
                waiting += collect(wire.to.0)
            }
        }
        return result
    }

    private func collect(_ index: Int) -> [(from: Int, OutgoingFrame)] {
        let sent = turn.frames.map { (index, $0) }
        ready += turn.ready.map { (index, $0) }
        notes += turn.notes.map(\.kind)
        turn.frames = []
        turn.ready = []
        turn.notes = []
        return sent
    }

    /// Lets time pass, and every stack do what is due.
    func pass(_ time: Nanoseconds) {
        let end = turn.now + time
        while let next = stacks.compactMap(\.nextDeadline).min(), next <= end {
            turn.now = max(turn.now, next)
            for index in stacks.indices { call(index) { stack, turn in stack.advance(&turn) } }
        }
        turn.now = end
    }

    /// A host with one interface.
    static func host(_ name: String, _ address: IPv4Address, gateway: IPv4Address? = nil, configuration: StackConfiguration = .host, mtu: Int = 1500) -> Stack {
        let stack = Stack(name: name, configuration: configuration, random: RandomStream(seed: 1, name: name))
        stack.addInterface("eth0", mac: MACAddress(rawValue: 0x0200_0000_0000 | UInt64(address.rawValue & 0xffff)), mtu: mtu)
        stack.addAddress(address, prefixLength: 24, to: 0)
        if let gateway { stack.addRoute(Route(network: .any, prefixLength: 0, gateway: gateway, interface: 0)) }
        return stack
    }

    /// client 10.0.1.1 – 10.0.1.254 router 10.0.2.254 – 10.0.2.1 server
    static func routed(farMTU: Int = 1500) -> Wiring {
        let wiring = Wiring()
        let client = wiring.add(host("client", IPv4Address(10, 0, 1, 1), gateway: IPv4Address(10, 0, 1, 254)))
        let router = Stack(name: "router", configuration: .router, random: RandomStream(seed: 1, name: "router"))
        for (index, octet) in [(0, 1), (1, 2)] as [(Int, UInt8)] {
            router.addInterface("eth\(index)", mac: MACAddress(rawValue: 0x0200_0000_ff00 | UInt64(octet)), mtu: index == 1 ? farMTU : 1500)
            router.addAddress(IPv4Address(10, 0, octet, 254), prefixLength: 24, to: index)
        }
        let middle = wiring.add(router)
        let server = wiring.add(host("server", IPv4Address(10, 0, 2, 1), gateway: IPv4Address(10, 0, 2, 254), mtu: farMTU))
        wiring.join(client, 0, middle, 0)
        wiring.join(middle, 1, server, 0)
        return wiring
    }
}
