import LinkLayer
import Wire

/// Switches and the cables between them, for the spanning tree's tests: messages take 10 µs, and go over the wire as bytes.
struct SwitchedNetwork {
    struct Cable: Hashable { let a: Int, portA: Int, b: Int, portB: Int }

    var bridges: [RSTPBridge]
    let cables: [Cable]
    private(set) var isCut: [Bool]
    private(set) var now = Instant.zero
    private(set) var flushes = 0
    /// When a loop of forwarding ports was seen, and where ports last changed their state.
    private(set) var loops: [Instant] = []
    private(set) var longestLoop = Nanoseconds.zero
    private var loopSince: Instant?
    private(set) var lastChange = Instant.zero
    private(set) var messages = 0
    private var queue: [(at: Instant, bridge: Int, port: Int, bytes: [UInt8])] = []
    /// Ports that are silent though their link is up: a one-way fault.
    var deaf: Set<[Int]> = []

    /// `wiring` names two switches a cable; each takes its next free port. `edges` more ports a switch have no cable.
    init(switches: Int, wiring: [(Int, Int)], edges: Int = 0, priorities: [Int: UInt16] = [:]) {
        var used = Array(repeating: 0, count: switches)
        cables = wiring.map { a, b in
            let portA = used[a]
            used[a] += 1
            let portB = used[b]
            used[b] += 1
            return Cable(a: a, portA: portA, b: b, portB: portB)
        }
        isCut = Array(repeating: false, count: wiring.count)
        bridges = (0..<switches).map { number in
            RSTPBridge(
                identifier: BridgeIdentifier(priority: priorities[number] ?? 32768, address: MACAddress(rawValue: 0x0200_0000_0100 + UInt64(number))),
                ports: Array(repeating: .init(), count: used[number] + edges))
        }
    }

    mutating func start() {
        for cable in cables.indices { plug(cable) }
    }

    mutating func plug(_ cable: Int) {
        isCut[cable] = false
        perform(bridges[cables[cable].a].linkUp(cables[cable].portA, at: now), by: cables[cable].a)
        perform(bridges[cables[cable].b].linkUp(cables[cable].portB, at: now), by: cables[cable].b)
    }

    mutating func cut(_ cable: Int) {
        isCut[cable] = true
        perform(bridges[cables[cable].a].linkDown(cables[cable].portA, at: now), by: cables[cable].a)
        perform(bridges[cables[cable].b].linkDown(cables[cable].portB, at: now), by: cables[cable].b)
    }

    /// Runs for `time`.
    mutating func run(for time: Nanoseconds) {
        let end = now + time
        while true {
            let arrival = queue.first?.at ?? .distantFuture
            let deadline = bridges.compactMap(\.nextDeadline).min() ?? .distantFuture
            let next = min(arrival, deadline)
            guard next <= end else { break }
            now = max(now, next)
            if arrival <= deadline {
                let message = queue.removeFirst()
                let cable = cables.firstIndex { ($0.a, $0.portA) == (message.bridge, message.port) || ($0.b, $0.portB) == (message.bridge, message.port) }
                guard let cable, !isCut[cable], !deaf.contains([message.bridge, message.port]) else { continue }
                guard let bpdu = try? message.bytes.decode(as: BPDU.context, { reader throws(DecodeError) in try BPDU(parsing: &reader) }) else { continue }
                perform(bridges[message.bridge].receive(bpdu, on: message.port, at: now), by: message.bridge)
            } else {
                for number in bridges.indices where (bridges[number].nextDeadline ?? .distantFuture) <= now { perform(bridges[number].tick(at: now), by: number) }
            }
        }
        now = end
    }

    private mutating func perform(_ actions: [RSTPBridge.Action], by number: Int) {
        for action in actions {
            switch action {
            case .send(let bpdu, let port):
                messages += 1
                guard let other = neighbour(of: number, port) else { continue }
                var writer = ByteWriter()
                bpdu.serialize(into: &writer)
                queue.append((now + .microseconds(10), other.bridge, other.port, writer.bytes))
            case .setState: lastChange = now
            case .flush: flushes += 1
            }
        }
        if hasLoop {
            loops.append(now)
            loopSince = loopSince ?? now
        } else if let since = loopSince {
            longestLoop = max(longestLoop, now - since)
            loopSince = nil
        }
    }

    func neighbour(of bridge: Int, _ port: Int) -> (bridge: Int, port: Int)? {
        for cable in cables {
            if (cable.a, cable.portA) == (bridge, port) { return (cable.b, cable.portB) }
            if (cable.b, cable.portB) == (bridge, port) { return (cable.a, cable.portA) }
        }
        return nil
    }

    /// The cables over which frames go: both ends forward.
    var forwarding: [Int] {
        cables.indices.filter { !isCut[$0] && bridges[cables[$0].a].state(of: cables[$0].portA) == .forwarding && bridges[cables[$0].b].state(of: cables[$0].portB) == .forwarding }
    }

    /// By switch, a number that is the same for those that are joined by `links`; and whether some link joined two that were joined before.
    private func components(_ links: [Int]) -> (group: [Int], isLooped: Bool) {
        var group = Array(bridges.indices), looped = false
        for link in links {
            let a = group[cables[link].a], b = group[cables[link].b]
            if a == b { looped = true }
            group = group.map { $0 == b ? a : $0 }
        }
        return (group, looped)
    }

    /// Forgets the loops that were seen.
    mutating func forgetLoops() { (loops, longestLoop) = ([], .zero) }

    var hasLoop: Bool { components(forwarding).isLooped }
    /// Whether frames reach every switch that cables reach.
    var isConnected: Bool { components(forwarding).group.map { g in g }.partition == components(cables.indices.filter { !isCut[$0] }).group.partition }

    var roots: Set<BridgeIdentifier> { Set(bridges.map(\.root)) }
}

extension [Int] {
    /// Which positions hold equal numbers, whatever the numbers are.
    fileprivate var partition: [Int] { map { number in firstIndex(of: number) ?? 0 } }
}
